"""A bridge for words: what the words of a question are called in the other language.

First by the terms that the organisation's own translations taught (`pressdesk.ingest.glossary`), then by CC-CEDICT
(`dictionary.py`), and names in Latin letters that neither has by their sound (`sounds.py`). Both ways the words of a
question become alternatives to look for, so that a passage in the other language can be asked which of them it has.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeVar

from pressdesk.ingest.fold import is_han, words
from pressdesk.ingest.glossary import Glossary
from pressdesk.ingest.lexical import LexicalIndex
from pressdesk.ingest.quantity import around, quantities
from pressdesk.ingest.terms import pairs, quantity_terms, stem, word_terms

from .dictionary import GLOSS_WORDS, HEADWORD_CHARACTERS, Dictionary
from .question import Question
from .sounds import by_sound, names_in

_ALTERNATIVES = 40
"""Most alternatives for one word: the words beyond are so common that matching any of their forty translations says
little."""

_Run = TypeVar("_Run", str, list[str])

Alternative = tuple[str, ...]
"""Terms of the other language that must all be there."""


@dataclass(frozen=True)
class BridgedWord:
    """A word of a question and what would stand for it in the other language."""

    word: str
    alternatives: tuple[Alternative, ...]


class Bridge:
    """The dictionary both ways, and a glossary that goes before it. `index`: of what stands side by side in it, names
    are made that neither has; none are where it is not given."""

    def __init__(
        self, dictionary: Dictionary, glossary: Glossary | None = None, index: LexicalIndex | None = None
    ) -> None:
        self._dictionary = dictionary
        self._index = index
        self._chinese = defaultdict[tuple[str, ...], list[Alternative]](list)
        self._english = defaultdict[str, list[Alternative]](list)
        for term in glossary.terms if glossary else ():
            stems = tuple(map(stem, term.english.split()))
            for string in term.chinese:
                self._chinese[stems].append(_all_of(string))
                self._english[string].append(stems)
        self._most_words = max([GLOSS_WORDS, *map(len, self._chinese)])
        self._most_characters = max([HEADWORD_CHARACTERS, *map(len, self._english)])

    def over(self, index: LexicalIndex, glossary: Glossary) -> "Bridge":
        """The same dictionary behind another glossary, for what an index has."""
        return Bridge(self._dictionary, glossary, index)

    def across(self, question: Question) -> list[BridgedWord]:
        """The question's figures, and its content words with their alternatives in the other language. Figures, in
        their one form, and names in Latin letters stand for themselves; a word that the dictionary lacks has no
        alternative."""
        content = question.content
        found = quantities(content)
        figures = [BridgedWord(content[q.start : q.end], ((term,),)) for q in found for term in quantity_terms(q)]
        asked = [word for piece in around(content, found) for word in words(piece)]
        if question.is_chinese:
            return figures + list(self._to_english(asked))
        return figures + list(self._to_chinese(asked, names_in(question.core)))

    def _to_chinese(self, asked: Sequence[str], names: AbstractSet[str]) -> Iterator[BridgedWord]:
        """Every word, with what stands for the longest term that it is in, then what stands for it alone, or, where it
        is no word that is known, what sounds so."""
        stems = [stem(word) for word in asked]
        known = self._dictionary.headwords({" ".join(run) for run in _runs(stems, GLOSS_WORDS)})

        def found(run: list[str]) -> list[Alternative]:
            headwords = known.get(" ".join(run), [])[:_ALTERNATIVES]
            return [*self._chinese.get(tuple(run), []), *(_all_of(headword) for headword in headwords)]

        at = 0
        while at < len(asked):
            lengths = range(min(self._most_words, len(asked) - at), 1, -1)
            length = next((n for n in lengths if found(stems[at : at + n])), 1)
            together = found(stems[at : at + length]) if length > 1 else []
            for number in range(at, at + length):
                word, stemmed = asked[number], stems[number]
                itself = [(stemmed,)] if len(word) > 1 or word.isdigit() else []
                known_as = [*together, *found([stemmed])]
                if not known_as and self._index is not None:
                    known_as = list(map(_all_of, by_sound(asked, number, names, self._index.followers)))
                yield BridgedWord(word, (*itself, *known_as))
            at += length

    def _to_english(self, asked: Sequence[str]) -> Iterator[BridgedWord]:
        """The longest headwords from the left, and what is not Chinese."""
        known = self._dictionary.glosses({s for run in asked if is_han(run) for s in _runs(run, HEADWORD_CHARACTERS)})
        for run in asked:
            if not is_han(run):
                yield BridgedWord(run, ((stem(run),),))
                continue
            at = 0
            while at < len(run):
                lengths = range(min(self._most_characters, len(run) - at), 0, -1)
                length = next((n for n in lengths if run[at : at + n] in known or run[at : at + n] in self._english), 1)
                word = run[at : at + length]
                glosses = (tuple(gloss.split()) for gloss in known.get(word, [])[:_ALTERNATIVES])
                if found := (*self._english.get(word, []), *glosses):
                    yield BridgedWord(word, found)
                at += length


def _all_of(term: str) -> Alternative:
    """What a passage has that has a Chinese term: pairs of characters, which hold the single ones."""
    return tuple(word_terms(term, pairs))


def _runs(of: _Run, longest: int) -> Iterator[_Run]:
    """The stretches of `of` with one to `longest` items."""
    for first in range(len(of)):
        for after in range(first + 1, min(first + longest, len(of)) + 1):
            yield of[first:after]
