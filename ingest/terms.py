"""What the lexical index counts: characters of Chinese and pairs of them, stems of English, figures in one form."""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import Stemmer

from .fold import is_han, placed_words, words
from .quantity import Quantity, around, quantities, stretches_around

TERMS = "character-pair-quantity-1"
"""Named in the index's manifest; changed whenever the same text would give other terms."""


Split = Callable[[str], Iterable[str]]
"""From a run of folded Han characters to its terms."""


def characters_and_pairs(run: str) -> list[str]:
    """Each character and each overlapping pair: on Chinese questions pairs do as well as words from a segmenter and
    need no dictionary, and characters beside them do better than either (Nie et al. 2000, "On the use of words and
    n-grams for Chinese information retrieval"; `docs/decisions.md` has our own figures)."""
    return [*run, *map("".join, pairwise(run))]


def pairs(run: str) -> list[str]:
    """Each overlapping pair of characters; a lone character is its own."""
    return list(map("".join, pairwise(run))) or [run]


def terms(text: str, split: Split = characters_and_pairs) -> list[str]:
    """The terms of `text`, with repetitions.

    A figure gives what `quantity_terms` makes of it in place of its own words, so that it counts once; a lone Chinese
    numeral keeps its words as well.
    """
    found = quantities(text)
    figures = [term for quantity in found for term in quantity_terms(quantity)]
    return figures + [term for piece in around(text, found) for term in word_terms(piece, split)]


@lru_cache(maxsize=4096)
def term_set(text: str) -> frozenset[str]:
    """The terms of `text`, each once; of texts lately asked for from memory: the sentences of the same few passages are
    looked through for one question after the other."""
    return frozenset(terms(text))


class Placed(NamedTuple):
    """A term with the stretch of the text that it was made of, in code points of the text as it was."""

    term: str
    start: int
    end: int


def placed_terms(text: str) -> list[Placed]:
    """The terms of `text`, as `terms` gives them, with their places."""
    found = quantities(text)
    placed = [Placed(term, q.start, q.end) for q in found for term in quantity_terms(q)]
    for start, end in stretches_around(text, found):
        for word, places in placed_words(text[start:end]):
            at = [start + place for place in places]
            if is_han(word):
                placed += [Placed(character, i, i + 1) for character, i in zip(word, at, strict=True)]
                placed += [Placed(word[n : n + 2], at[n], at[n + 1] + 1) for n in range(len(word) - 1)]
            else:
                placed.append(Placed(stem(word), at[0], at[-1] + 1))
    return placed


def word_terms(text: str, split: Split = characters_and_pairs) -> list[str]:
    """The terms of the words of `text`, figures as they are written."""
    return [term for word in words(text) for term in (split(word) if is_han(word) else [stem(word)])]


def quantity_terms(quantity: Quantity) -> list[str]:
    """The same terms for every way of writing a figure: its number (with % where it is a percentage; the currency is
    left out, because 元 and $ leave it out too), and of a date the year, the month and the day of the month."""
    if quantity.kind == "date":
        return _date_terms(quantity.value)
    return [f"{quantity.value}%" if quantity.kind == "percent" else quantity.value]


def _date_terms(iso: str) -> list[str]:
    """2026, --02 and --02-25 of 2026-02-25; those of them that a part of a date has."""
    year, _, rest = ("", "", iso[2:]) if iso.startswith("--") else iso.partition("-")
    month, _, day = rest.partition("-")
    return [term for term in (year, month and f"--{month}", day and f"--{month}-{day}") if term]


def stem(word: str) -> str:
    """The stem of a folded English word (Snowball); a figure is its own."""
    return word if word[0].isdigit() else _stemmer().stemWord(word)


@cache
def _stemmer() -> "Stemmer.Stemmer":
    return Stemmer.Stemmer("english")
