"""What the lexical index counts: character pairs of Chinese, stems of English, and figures in one form."""

from functools import cache
from itertools import pairwise

import Stemmer

from .fold import is_han, words
from .quantity import Quantity, quantities

TERMS = "bigram-quantity-1"
"""Named in the index's manifest; changed whenever the same text would give other terms."""


def terms(text: str) -> list[str]:
    """The terms of `text` in order, with repetitions.

    A run of Han characters gives its overlapping pairs (a lone character itself): on Chinese questions pairs do
    as well as words from a segmenter and need no dictionary (Nie et al. 2000, "On the use of words and n-grams
    for Chinese information retrieval"). A figure gives what `quantity_terms` makes of it in place of its own words.
    """
    found: list[str] = []
    at = 0
    for quantity in quantities(text):
        found += word_terms(text[at : quantity.start]) + quantity_terms(quantity)
        at = quantity.end
    return found + word_terms(text[at:])


def word_terms(text: str) -> list[str]:
    """The terms of the words of `text`, figures as they are written."""
    found: list[str] = []
    for word in words(text):
        if is_han(word):
            found += [a + b for a, b in pairwise(word)] if len(word) > 1 else [word]
        else:
            found.append(stem(word))
    return found


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
