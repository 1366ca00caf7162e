"""The verbs that press releases are written with, so that a statement can be turned into a question."""

AUXILIARY = frozenset(("is", "are", "was", "were", "will", "can", "could", "may", "must", "should", "would"))

_REGULAR = (
    "add admit aim allocate announce appoint approve attract award close collect complete contain contribute "
    "cover create cut decide deliver donate employ employ end expand expect extend fund handle help host house include "
    "increase install interview introduce invest join last launch lend live manage measure move name need offer open "
    "operate own pay plan plant produce provide publish raise receive recruit reduce release remain replace require "
    "reserve retire save seat select serve sign span start support supply target test train travel treat use visit "
    "welcome work"
)
_IRREGULAR = {
    "have": ("has", "had"), "cost": ("costs", "cost"), "take": ("takes", "took"), "give": ("gives", "gave"),
    "run": ("runs", "ran"), "win": ("wins", "won"), "begin": ("begins", "began"), "hold": ("holds", "held"),
    "sell": ("sells", "sold"), "stand": ("stands", "stood"), "grow": ("grows", "grew"), "rise": ("rises", "rose"),
    "fall": ("falls", "fell"), "bring": ("brings", "brought"), "spend": ("spends", "spent"),
    "build": ("builds", "built"),
    "draw": ("draws", "drew"), "become": ("becomes", "became"), "make": ("makes", "made"), "see": ("sees", "saw"),
    "set": ("sets", "set"), "come": ("comes", "came"), "meet": ("meets", "met"), "go": ("goes", "went"),
}  # fmt: skip
_DOUBLED = frozenset(("admit", "plan", "cut"))


def _past(base: str) -> str:
    if base in _DOUBLED:
        return f"{base}{base[-1]}ed"
    if base.endswith("e"):
        return f"{base}d"
    return f"{base[:-1]}ied" if base.endswith("y") and base[-2] not in "aeou" else f"{base}ed"


def _singular(base: str) -> str:
    if base.endswith("y") and base[-2] not in "aeou":
        return f"{base[:-1]}ies"
    return f"{base}es" if base.endswith(("s", "sh", "ch", "x")) else f"{base}s"


_FORMS: dict[str, tuple[str, str]] = {}
"""From each form to the auxiliary that asks for it and the verb's base."""

for _base in dict.fromkeys(_REGULAR.split()):
    _FORMS |= {_singular(_base): ("does", _base), _past(_base): ("did", _base), _base: ("do", _base)}
for _base, (_third, _gone) in _IRREGULAR.items():
    _FORMS |= {_base: ("do", _base), _gone: ("did", _base), _third: ("does", _base)}
_FORMS["cost"] = ("did", "cost")
_FORMS["cut"] = ("did", "cut")
_FORMS["set"] = ("did", "set")

_PARTICIPLES = (
    "ed",
    "en",
    "set",
    "built",
    "spent",
    "sold",
    "grown",
    "drawn",
    "run",
    "gone",
    "paid",
    "met",
    "made",
    "cut",
    "won",
    "held",
    "begun",
    "done",
    "put",
    "come",
)


def verb_forms(word: str, following: str, *, plural: bool) -> tuple[str, str] | None:
    """The auxiliary that a question with this verb has, and the verb's form behind the subject (empty where it is an
    auxiliary itself); None where the word is none of the verbs or can't be that of such a subject."""
    if word in AUXILIARY:
        return word, ""
    if word in ("has", "have", "had") and following.endswith(_PARTICIPLES):
        return word, ""
    form = _FORMS.get(word)
    if form and form[0] in ("do", "does") and (form[0] == "do") != plural:
        return None
    return form
