"""The rules for follow-ups in English."""

import re

from pressdesk.ingest.language import HAN

from .names import Found, Names
from .question import read_question
from .slots import ENGLISH_TIME, entities, put, same_ending

_END = re.compile(r"[\s?.!…]+$")
_LEAD = re.compile(
    r"^(?:(?:and|so|but|ok|okay|then|also|plus)[, ]+)*(?:(?:what|how) about )|^(?:(?:and|but|ok|okay|then|also|plus)[, ]+)+",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:(?:this|that|the same) (?:programme|program|scheme|plan|building|centre|center|fund|company|project|residence|one|site|event|park|plant|place|initiative|organisation|agreement)"
    r"|its|it|theirs?|they|them|his|he|she|hers?|him)\b",
    re.IGNORECASE,
)
_POSSESSIVE = {"its", "their", "his", "her"}
_EXPLETIVE = re.compile(
    r"\bit (?:takes?|be(?:en)?|possible|true|necessary|mean|rain|rains)\b|\b(?:is|was) it (?:that|a|the|possible|true|who)\b|\bit cost to\b",
    re.IGNORECASE,
)

_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|be|do|does|did|will|would|can|could|should|has|have|had|may|must|shall)\b", re.IGNORECASE
)
_WH = r"(?:(?:by|since|until|from|for|to|at) )?(?:how (?:many|much|long|often|big|tall|high|far|large|old|soon)|when|where|who|whom|whose|why|which|what|how)"
_ASKS = re.compile(rf"^{_WH}\b", re.IGNORECASE)
_ASKING = re.compile(rf"^{_WH}(?: (?:exactly|money|of them|people|times))?$", re.IGNORECASE)
_IN_PLACE = re.compile(
    r"^(?:when|where|why|how)(?= (?:is|are|was|were|do|does|did|will|would|can|could|should|has|have|had)\b)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    rf"^{_WH} (?:(?:is|are|was|were|do|does|did|will|would|can|could|should|has|have|had)\b ?)?", re.IGNORECASE
)
_CONFIRM = re.compile(r",? (?:right|correct|is that (?:right|correct)|isn['’]t it)$", re.IGNORECASE)
_CONFIRMED = 10
"""Most words that, with such an end, still ask about what was asked before, where they name nothing themselves."""

_PHRASE = 6
_FRAGMENT = 5
"""Most words of a phrase, and of a question without a verb, that is a follow-up."""

_LEAST_CONTENT = 4
"""Words of content besides a pronoun from which on a question is taken to stand alone."""

_PERSON = re.compile(
    r"\b(?:chairman|chief executive|director|manager|president|head|contact|spokesman)$", re.IGNORECASE
)


def rewrite(question: str, before: str, names: Names) -> str | None:
    """`question` as a full one after `before`, or None where it stands alone."""
    bare = _END.sub("", question)
    core = _LEAD.sub("", bare).strip()
    led = core != bare
    if not core:
        return None
    if (full := _pronoun(core, before, names)) is not None:
        return full
    if _CONFIRM.search(core) and len(core.split()) <= _CONFIRMED and not entities(core, names):
        return _about(re.sub(r"^so,? ", "", core, flags=re.IGNORECASE), before, names)
    if ENGLISH_TIME.fullmatch(core):
        return _time(core, before)
    if _ASKING.match(core):
        return _asked(core, before)
    count = len(core.split())
    if _AUXILIARY.search(core):
        short = led and count <= _PHRASE and not entities(core, names)
        return _about(core, before, names) if short and _ASKS.match(core) else None
    if _ASKS.match(core):
        fragment = count <= _FRAGMENT and not entities(core, names)
        return _about(core, before, names) if fragment else None
    alone = not led and (count > 1 + bool(re.match(r"(?:the|a) ", core, re.IGNORECASE)) and not names.has(core))
    return None if alone or count > _PHRASE else _phrase(core, before, names)


def _pronoun(core: str, before: str, names: Names) -> str | None:
    match = _PRONOUN.search(core)
    if match is None or _EXPLETIVE.search(core) or entities(core, names):
        return None
    ahead = read_question(core[: match.start()] + " x").content.split()
    content = read_question(core).content.split()
    if len(ahead) - 1 >= 2 or len(content) > _LEAST_CONTENT + 1:
        return None
    about = _entity(before, names)
    if about is None:
        return None
    is_possessive = match.group().lower() in _POSSESSIVE and re.match(r" [a-z]", core[match.end() :])
    return _ended(put(core, *match.span(), f"{about}’s" if is_possessive else about))


def _time(core: str, before: str) -> str:
    if times := list(ENGLISH_TIME.finditer(before)):
        return put(before, *times[-1].span(), core)
    when = core if re.match(r"(?:in|on|during|since|by|for|at|last|this|next) ", core, re.IGNORECASE) else f"in {core}"
    return f"{_END.sub('', before)} {when}?"


def _asked(core: str, before: str) -> str:
    bare = _END.sub("", before)
    if _IN_PLACE.match(core + " is") and _IN_PLACE.match(bare):
        return _ended(_IN_PLACE.sub(core, bare))
    rest = _OPENING.sub("", bare)
    return _ended(f"{rest}: {core.lower()}")


def _phrase(core: str, before: str, names: Names) -> str:
    known = entities(before, names)
    if alike := names.alike(before, core):
        return put(before, alike.start, alike.end, core)
    if span := same_ending(before, core):
        return put(before, *span, core)
    is_name = names.has(re.sub(r"^(?:the|a|an) ", "", core, flags=re.IGNORECASE)) or _capital(core)
    if is_name and known:
        return put(before, known[0].start, known[0].end, core)
    about = _entity(before, names)
    if about is None or is_name:
        return _ended(f"{core}: {_END.sub('', before)}")
    article = "" if re.match(r"(?:the|a|an|its|their) ", core, re.IGNORECASE) else "the "
    return _ended(f"{'Who' if _PERSON.search(core) else 'What'} is {article}{core} of {about}")


def _about(core: str, before: str, names: Names) -> str | None:
    about = _entity(before, names)
    return _ended(f"{core}, about {about}") if about else None


def _entity(before: str, names: Names) -> str | None:
    """What the question before was about, with its article, in English where the glossary has it."""
    if not (found := entities(before, names)):
        content = re.findall(r"[A-Za-z][\w'’-]*(?: [A-Za-z][\w'’-]*)*", read_question(before).content)
        return max(content, key=len) if content else None
    name: Found = found[0]
    text = before[name.start : name.end]
    if HAN.search(text):
        return names.translated(text, chinese=False) or text
    return f"the {text}" if re.search(r"\bthe $", before[: name.start], re.IGNORECASE) else text


def _capital(core: str) -> bool:
    return bool(re.search(r"(?:^|the )[A-Z]", core))


def _ended(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}?"
