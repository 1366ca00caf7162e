"""Dates as Chinese and English releases write them, and the date of a release from its date line, a line that says
so, or its file's name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from .fold import fold
from .numeral import DIGITS, chinese_number

_MONTHS = (
    "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", r"may(?!\s+(?:be|have|not|also|only)\b)", "june?",
    "july?", "aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?",
)  # fmt: skip
_MONTH = rf"(?:{'|'.join(_MONTHS)})(?![a-z])"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1[6-9]|2[01])\d\d"
_NUMERAL = f"{DIGITS}十廿卅"
_HAN_YEAR = rf"(?:{_YEAR}|[一二][{DIGITS}]{{3}})"
_HAN_DAY = rf"(?:\d{{1,2}}|[{_NUMERAL}]{{1,4}})"

DATE = re.compile(
    rf"{_HAN_YEAR}\s*年\s*{_HAN_DAY}\s*月\s*{_HAN_DAY}\s*[日號号]|{_DAY}\s+{_MONTH}\.?,?\s+\d{{4}}"
    rf"|{_MONTH}\.?\s+{_DAY},?\s+\d{{4}}|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}",
    re.IGNORECASE,
)
"""A whole date, in text that isn't folded."""

# The day of 5月29至30日 is said to be one by what follows it.
_HAN_MONTH = rf"(?P<month>{_HAN_DAY})\s?月(?:\s?(?P<day>{_HAN_DAY})(?:\s?[日号]|(?=\s?(?:[至、及和~–-]|$))))?"
_NOT_INSIDE = rf"(?<![\d{_NUMERAL}第个])(?<!\d[.,])"
_LONE_MONTH = _HAN_MONTH.replace("P<", "P<lone_")
_HAN = re.compile(rf"{_NOT_INSIDE}(?:(?P<year>{_HAN_YEAR})\s?年(?:\s?{_HAN_MONTH})?|{_LONE_MONTH})")
_ISO = re.compile(rf"(?P<year>{_YEAR})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?![\d/-]|\.\d)")
_INSIDE = re.compile(r"\d$|[/-]$|\d[.,]$")
_NAME = re.compile(_MONTH)
_NUMBERS = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
_LATIN = re.compile("[a-z]")
_BEFORE_NAME = re.compile(rf"(?<!\d)(?<!\d[.,])(?P<day>{_DAY})(?:\s+of)?\s+$")
_DAY_AFTER = re.compile(rf"\.?\s+(?P<day>{_DAY})(?![\d%]|[.,:]\d)")
_YEAR_AFTER = re.compile(rf"\.?,?\s+(?P<year>{_YEAR})(?!\d)")
_OTHER_WORDS = ("may", "march", "mar")
_IN = re.compile(r"\b(?:in|by|of|from|to|until|till|since|before|after|early|mid|late|this|last|next)[\s-]$")
"""Months whose name may be another word, and what shows that it is not."""

_LABELLED = re.compile(r"^(?:date|日期|發布日期|发布日期)\s*[:：]", re.IGNORECASE)
_IN_NAME = re.compile(r"(?<!\d)(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")
_EARLIEST = 1900


@dataclass(frozen=True)
class WrittenDate:
    """A date or a part of one at `folded[start:end]`: year, year and month, month and day, month, or all three."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None

    @property
    def whole(self) -> date | None:
        """The day in the calendar, where all three are there."""
        return date(self.year, self.month, self.day) if self.year and self.month and self.day else None

    @property
    def iso(self) -> str:
        """2026-02-25, 2026-02, 2026 as in ISO 8601; --02-25 and --02 as in its year 2000's edition."""
        return (f"{self.year:04d}" if self.year else "-") + "".join(
            f"-{part:02d}" for part in (self.month, self.day) if part
        )


def written_dates(folded: str) -> list[WrittenDate]:
    """The dates and parts of dates in folded text, in order and apart from each other."""
    found = [*_in_chinese(folded), *_in_figures(folded), *_in_english(folded)]
    return sorted((written for written in found if written), key=lambda written: written.start)


def _in_chinese(folded: str) -> Iterator[WrittenDate | None]:
    if "月" in folded or "年" in folded:
        for match in _HAN.finditer(folded):
            year, month, day = match["year"], match["month"] or match["lone_month"], match["day"] or match["lone_day"]
            yield _written(*match.span(), *(_number(part) for part in (year, month, day)))


def _in_figures(folded: str) -> Iterator[WrittenDate | None]:
    for match in _ISO.finditer(folded):
        if not _INSIDE.search(folded, max(0, match.start() - 2), match.start()):
            yield _written(*match.span(), *(_number(match[part]) for part in ("year", "month", "day")))


def _in_english(folded: str) -> Iterator[WrittenDate | None]:
    taken = 0
    for match in _NAME.finditer(folded):
        start, end = match.span()
        if start < taken or (start and _LATIN.match(folded, start - 1)):
            continue
        day = _BEFORE_NAME.search(folded, max(taken, start - 10), start) or _DAY_AFTER.match(folded, end)
        year = _YEAR_AFTER.match(folded, max(end, day.end() if day else end))
        ambiguous = match.group() in _OTHER_WORDS and match.group() != folded
        if ambiguous and not (day or year or _IN.search(folded, max(0, start - 8), start)):
            continue
        start, taken = min(start, day.start() if day else start), max(m.end() for m in (match, day, year) if m)
        yield _written(
            start, taken, _number(year and year["year"]), _NUMBERS[match.group()[:3]], _number(day and day["day"])
        )


def _written(start: int, end: int, year: int | None, month: int | None, day: int | None) -> WrittenDate | None:
    """None where the calendar has no such day; 29 February may stand without a year."""
    try:
        date(2000 if year is None else year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    return WrittenDate(start, end, year, month, day)


def _number(written: str | None) -> int | None:
    """A day, month or year in figures or Chinese numerals; None where there is none, 0 where it can be neither."""
    if not written:
        return None
    if written[0].isdigit():
        return int(re.sub(r"\D+$", "", written))
    return int(chinese_number(written) or 0)


def read_date(text: str) -> date | None:
    """The first whole date in `text`, or None."""
    days = (written.whole for written in written_dates(fold(text).text))
    return next((day for day in days if day and day.year >= _EARLIEST), None)


def labelled_date(lines: list[str]) -> date | None:
    """The date of the first line that calls itself one (`Date: …`, 「日期：…」)."""
    return next((found for line in lines if _LABELLED.match(line) and (found := read_date(line))), None)


def date_in_name(source: str) -> date | None:
    """The date that a file's name carries (`2026-02-25-budget.txt`, `20260225.txt`)."""
    match = _IN_NAME.search(PurePath(source).name)
    if not match:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
