"""The figures that a sentence has and the passage lacks, however either writes them."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pressdesk.ingest.fold import fold, words
from pressdesk.ingest.numeral import CHINESE, ENGLISH, chinese_number, english_number
from pressdesk.ingest.quantity import ARABIC, Quantity, around, quantities

from .placed import PlacedFigure

_ARABIC = re.compile(ARABIC)
_BOTH = re.compile(r"\b(?:both|twice|double|pair|half|halves)\b|[双两雙]")
_ORDINAL_WORDS = words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_ORDINAL = re.compile(
    r"第\s?(?P<han>[零一二两三四五六七八九十百廿卅]+|\d+)|(?<!\d)(?P<figures>\d+)(?:st|nd|rd|th)(?![a-z])"
    rf"|(?<![a-z])(?P<word>{'|'.join(_ORDINAL_WORDS)})(?![a-z])"
)
_TENTHS = re.compile(
    r"(?<![a-z\d])(?P<tenths>one|two|three|four|five|six|seven|eight|nine|\d)"
    r" (?:in|out of) (?:every )?(?:ten|10)(?![a-z\d])"
)
_SMALL = 10
"""A number up to here is often written as a part of a word (雙週, half-day, 三樓): any numeral of the passage
backs it."""


def lacking(
    folded: str, figures: Sequence[PlacedFigure], said: str, places: Sequence[PlacedFigure]
) -> Iterator[tuple[int, int]]:
    """Where the numbers, percentages and amounts of a sentence stand that the folded passage does not have."""
    loose = unmeasured_figures(said)
    table = "|" in said and re.search(r"[%％]|百分", said) is not None
    numbered = {value for _, _, value in ordinals(said)}
    # Not the days and months of dates: 4 月 backs no 4 間.
    every = loose | numbered | {Decimal(v) for place in places if place.kind == "number" for v in place.values}
    tenths = {f"{value:f}" for _, _, value in _tenths(said)}
    percentages = {value for place in places if place.kind == "percent" for value in place.values}
    spoken = [(start, end) for start, end, value in _tenths(folded) if f"{value:f}" in percentages]
    for figure in figures:
        if figure.kind in ("date", "phone"):
            continue
        if any(_backs(place, figure, table=table) for place in places):
            continue
        if any(start <= figure.start and figure.end <= end for start, end in spoken):
            continue
        values = {Decimal(value) for value in figure.values}
        if (figure.kind == "percent" and figure.values & tenths) or (figure.kind == "number" and values & numbered):
            continue
        unmeasured = figure.kind == "number" or (figure.kind == "money" and figure.currency is None)
        if unmeasured and values & loose:
            continue
        small = figure.kind == "number" and max(values) <= _SMALL
        in_words = re.search(r"\d", folded[figure.start : figure.end]) is None
        if small and (values & every or (in_words and _is_both(values, said))):
            continue
        yield figure.start, figure.end


def lacking_numbers(folded: str, said: str) -> Iterator[tuple[int, int]]:
    """Where a folded sentence has an ordinal, code, version or time with a number that the folded passage lacks."""
    every = any_figures(said) | {value for _, _, value in ordinals(said)}
    for start, end, value in ordinals(folded):
        # The first is often said by another word (首批, 起初, initial).
        if value > 1 and value not in every:
            yield start, end
    cut = quantities(folded)
    for match in _ARABIC.finditer(folded):
        if any(match.start() < q.end and q.start < match.end() for q in cut):
            continue
        if _arabic_number(match.group()).normalize() not in every:
            yield match.span()


def written_figures(text: str) -> set[Decimal]:
    """The figures that `text` writes with Arabic digits or with at least two numerals or number words. A date gives its
    year, month and day; a version, a time or a code each of its numbers."""
    return {number for written, number in _figures(text) if not _is_lone(written)}


def any_figures(text: str) -> set[Decimal]:
    """Every number that `text` can be said to contain, single numerals and number words too."""
    return {number for _, number in _figures(text)}


def _backs(place: PlacedFigure, figure: PlacedFigure, *, table: bool) -> bool:
    if not place.values & figure.values:
        return False
    if "percent" in (place.kind, figure.kind):
        return place.kind == figure.kind or (table and place.kind == "number" and not place.units)
    return place.kind != "date" and (not place.currency or not figure.currency or place.currency == figure.currency)


def ordinals(folded: str) -> Iterator[tuple[int, int, Decimal]]:
    """The ordinals of folded text (第三, 3rd, third): where they stand, and which."""
    for match in _ORDINAL.finditer(folded):
        if match["word"]:
            yield *match.span(), Decimal(_ORDINAL_WORDS.index(match["word"]) + 1)
            continue
        written = match["han"] or match["figures"]
        value = Decimal(written) if written.isdecimal() else chinese_number(written)
        if value is not None:
            yield *match.span(), value.normalize()


def _tenths(folded: str) -> Iterator[tuple[int, int, Decimal]]:
    """Eight in ten, nine out of every ten: with what they are as percentages."""
    for match in _TENTHS.finditer(folded):
        number = Decimal(match["tenths"]) if match["tenths"].isdecimal() else english_number(match["tenths"])
        if number is not None:
            yield *match.span(), (number * 10).normalize()


def _figures(text: str) -> Iterator[tuple[str, Decimal]]:
    """The numbers of `text`, each with how it is written there, folded."""
    for quantity in quantities(text):
        for number in _numbers(quantity):
            yield fold(text[quantity.start : quantity.end]).text, number
    yield from _between(text)


def unmeasured_figures(text: str) -> set[Decimal]:
    """The numbers between the quantities of `text`: of versions, codes, times, and single numerals."""
    return {number for _, number in _between(text)}


def _is_both(values: set[Decimal], said: str) -> bool:
    return Decimal(2) in values and _BOTH.search(said) is not None


def _between(text: str) -> Iterator[tuple[str, Decimal]]:
    rest = fold("\n".join(around(text, quantities(text)))).text
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
