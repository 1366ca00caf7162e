"""Proper names that the passage lacks, as far as that can be told without a model.

In one language (Traditional and Simplified are one): Latin names in capitals, word by word, and a given name only
behind its own family name; Chinese names of people before or behind a title or before "said"; Chinese names that end
in what an organisation, building or programme is called; and whatever differs by a character from a name of the
passage. Across languages a name is held to the glossary where that knows it, and is otherwise left unchecked; Latin
names in a Chinese sentence are held to the passage in any language that writes them so.

Chinese names are found in `rag/chinese_names.py`. Left unchecked: names of one word that begin an English sentence and
that the dictionary does not know as names, Chinese names that read as common words, and who of two people in the
passage said it.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from pressdesk.ingest.fold import words
from pressdesk.ingest.glossary import Glossary
from pressdesk.ingest.terms import stem

from .dictionary import Dictionary


class Named(NamedTuple):
    """Where a name stands, end exclusive."""

    start: int
    end: int


_CAPITALS = re.compile(r"(?<![\w-])[A-Z][\w'’&-]*(?:\s+[A-Z][\w'’&-]*)*")
_ORDINARY = frozenset(
    words(
        "a an the in on at of for by with from to and or but if when while after before during since until under over "
        "it its he she they we i you this that these those there here as all both each every some most many more such "
        "one two three four five six seven eight nine ten first second third mr mrs ms miss dr prof professor sir "
        "january february march april may june july august september october november december monday tuesday "
        "wednesday thursday friday saturday sunday despite besides among amid unlike like because although though "
        "today yesterday tomorrow last next hk us am pm no yes not only also according about jan feb mar apr jun jul "
        "aug sep sept oct nov dec"
    )
)
_GIVEN = re.compile(r"[A-Z][a-z]+-[a-z]+")


def unbacked_terms(folded: str, said: str, glossary: Glossary) -> Iterator[Named]:
    """The names that the glossary knows, where the passage has none of their forms in its language. For a sentence and
    a passage in different languages."""
    spoken = f" {' '.join(words(said))} "
    known = [(term.english, form) for term in glossary.terms for form in term.chinese]
    for english, chinese in known:
        for match in re.finditer(rf"(?<![a-z]){re.escape(english)}(?![a-z])", folded):
            if not any(form in said for other, form in known if other == english):
                yield Named(*match.span())
        at = folded.find(chinese)
        if at >= 0 and not any(f" {other} " in spoken for other, form in known if form == chinese):
            yield Named(at, at + len(chinese))


def unknown_capitals(text: str, said: str, dictionary: Dictionary | None) -> Iterator[Named]:
    """The Latin names of a sentence that a folded passage lacks; places count in `text`, which is not folded."""
    spoken = words(said)
    known = {part for word in spoken for part in (word, *word.split("-"))}
    pairs = set(pairwise(spoken))
    initials = "".join(word[0] for word in spoken)
    for match in _CAPITALS.finditer(text):
        parts = list(re.finditer(r"\S+", match.group()))
        for n, part in enumerate(parts):
            start, end = match.start() + part.start(), match.start() + part.end()
            own = words(part.group())
            begins = not re.search(r"\w", re.split(r"[.!?。！？:：\n“「]", text[:start])[-1])
            if (
                not own
                or all(word in _ORDINARY for word in own)
                or (begins and len(parts) == 1 and not _is_name(own, dictionary))
            ):
                continue
            is_initials = part.group().isupper() and len(part.group()) > 1 and part.group().lower() in initials
            if not all(word in known for word in own) and not is_initials:
                yield Named(start, end)
            elif n and _GIVEN.fullmatch(part.group()) and not _follows(parts[n - 1].group(), own, pairs):
                yield Named(match.start() + parts[n - 1].start(), end)


def _is_name(own: list[str], dictionary: Dictionary | None) -> bool:
    """Whether the dictionary has a word as nothing but a name (Singapore)."""
    if dictionary is None or len(own) != 1:
        return False
    headwords = {headword for found in dictionary.headwords([stem(own[0])]).values() for headword in found}
    return bool(headwords) and dictionary.names(headwords) == headwords


def _follows(surname: str, given: list[str], pairs: set[tuple[str, str]]) -> bool:
    before = words(surname)
    return bool(before) and ((before[-1], given[0]) in pairs or before[-1] in _ORDINARY)
