"""What the lexical index counts: character pairs of Chinese, stems of English, figures as they are."""

from functools import cache
from itertools import pairwise

import Stemmer

from .fold import is_han, words

TERMS = "bigram-1"
"""Named in the index's manifest; changed whenever the same text would give other terms."""


def terms(text: str) -> list[str]:
    """The terms of `text` in order, with repetitions.

    A run of Han characters gives its overlapping pairs (a lone character itself): on Chinese questions pairs do
    as well as words from a segmenter and need no dictionary (Nie et al. 2000, "On the use of words and n-grams
    for Chinese information retrieval").
    """
    found: list[str] = []
    for word in words(text):
        if is_han(word):
            found += [a + b for a, b in pairwise(word)] if len(word) > 1 else [word]
        else:
            found.append(stem(word))
    return found


def stem(word: str) -> str:
    """The stem of a folded English word (Snowball); a figure is its own."""
    return word if word[0].isdigit() else _stemmer().stemWord(word)


@cache
def _stemmer() -> "Stemmer.Stemmer":
    return Stemmer.Stemmer("english")
