"""The figures that a text has, as numbers: those that a sentence is held to, and those that may back them."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pressdesk.ingest.fold import fold
from pressdesk.ingest.numeral import CHINESE, ENGLISH, chinese_number, english_number
from pressdesk.ingest.quantity import ARABIC, Quantity, around, quantities

_ARABIC = re.compile(ARABIC)


def written_figures(text: str) -> set[Decimal]:
    """The figures that `text` writes with Arabic digits or with at least two numerals or number words: those that a
    sentence is held to. A date gives its year, month and day; a version, a time or a code each of its numbers."""
    return {number for written, number in _figures(text) if not _is_lone(written)}


def any_figures(text: str) -> set[Decimal]:
    """Every number that `text` can be said to contain, single numerals and number words too: what a figure may be
    backed by."""
    return {number for _, number in _figures(text)}


def _figures(text: str) -> Iterator[tuple[str, Decimal]]:
    """The numbers of `text`, each with how it is written there, folded."""
    found = quantities(text)
    for quantity in found:
        for number in _numbers(quantity):
            yield fold(text[quantity.start : quantity.end]).text, number
    rest = fold("\n".join(around(text, found))).text
    for pattern, read in ((_ARABIC, _arabic_number), (CHINESE, chinese_number), (ENGLISH, english_number)):
        for written in pattern.findall(rest):
            if (number := read(written)) is not None:
                yield written, number.normalize()


def _numbers(quantity: Quantity) -> list[Decimal]:
    if quantity.kind == "date":
        return [Decimal(part).normalize() for part in quantity.value.split("-") if part]
    return [Decimal(quantity.value).normalize()]


def _arabic_number(written: str) -> Decimal:
    return Decimal(written.replace(",", ""))


def _is_lone(written: str) -> bool:
    """One numeral (九) or one number word or month (nine, February): too often part of something else to be held to."""
    return (len(written) == 1 and not written.isdecimal()) or (written.isascii() and written.isalpha())
