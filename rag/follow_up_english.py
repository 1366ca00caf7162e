"""The rules for follow-ups in English."""

import re

from pressdesk.ingest.language import HAN

from .question import read_question
from .slots import ENGLISH_TIME, entities, put, same_ending
from .topics import Found, Names

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

_ARTICLE = re.compile(r"^(?:the|a|an|its|their|his|her) ", re.IGNORECASE)
_PREPOSITION = re.compile(r"^(?:for|of|at|in|on|to|by|from|with) ", re.IGNORECASE)
_COUNTED = re.compile(
    r"how many ([a-z][\w-]*(?: [a-z][\w-]*)?) (?=(?:is|are|was|were|do|does|did|will|would|can|has|have|had)\b)",
    re.IGNORECASE,
)

_PHRASE = 6
_FRAGMENT = 5
"""Most words of a phrase, and of a question without a verb, that is a follow-up."""

_AHEAD = 3
"""Words of content before a pronoun from which on it stands for something in its own question."""

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
    if _CONFIRM.search(core) and len(core.split()) <= _CONFIRMED and not entities(core, names):
        return f"{_END.sub('', before)}? {_ended(bare)}"
    if (full := _pronoun(core, before, names)) is not None:
        return full
    if ENGLISH_TIME.fullmatch(core):
        return _time(core, before)
    if _ASKING.match(core):
        return _asked(core, before)
    count = len(core.split())
    if _AUXILIARY.search(core):
        short = count <= (_PHRASE if led else _FRAGMENT) and not entities(core, names)
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
    if len(ahead) > _AHEAD or len(content) > _LEAST_CONTENT + 1:
        return None
    about = _called(match.group().split()[-1], before) or _entity(before, names)
    if about is None:
        return None
    is_possessive = match.group().lower() in _POSSESSIVE and re.match(r" [a-z]", core[match.end() :])
    return _ended(put(core, *match.span(), f"{about}’s" if is_possessive else about))


def _called(noun: str, before: str) -> str | None:
    """What the question before calls by the noun of "that fund": "the green fund"."""
    named = re.search(rf"\b(?:the |a )?((?:(?!the |of |a )[\w’'-]+ ){{1,2}}{re.escape(noun)})\b", before)
    return f"the {named.group(1)}" if named and " " in named.group() and len(noun) > 3 else None


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
    phrase = _PREPOSITION.sub("", core)
    known = entities(before, names)
    if alike := names.alike(before, phrase):
        return put(before, alike.start, alike.end, phrase)
    if span := same_ending(before, phrase):
        return put(before, *span, phrase)
    bare = _ARTICLE.sub("", phrase)
    is_name = names.has(bare) or bare[:1].isupper()
    if is_name and known:
        return put(before, known[0].start, known[0].end, phrase)
    about = _entity(before, names)
    if about is None or is_name:
        return _ended(f"{phrase}: {_END.sub('', before)}")
    if (counted := _COUNTED.match(before)) and bare.endswith("s"):
        return put(before, *counted.span(1), bare)
    if aspect := re.search(rf"(?:the )?([\w’' -]+?) of (?={re.escape(about)})", _OPENING.sub("", before)):
        at = before.index(aspect.group())
        return put(before, at, at + len(aspect.group()), f"the {bare} of ")
    return _ended(f"{'Who' if _PERSON.search(bare) else 'What'} is the {bare} of {about}")


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


def _ended(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}?"
