"""The date of a release, from its date line, a line that says so, or its file's name."""

import re
from datetime import date, datetime
from pathlib import PurePath

import dateparser

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NUMERAL = "〇零○一二三四五六七八九十廿卅"
DATE = re.compile(
    rf"\d{{4}}\s*年\s*\d{{1,2}}\s*月\s*\d{{1,2}}\s*日|[{_NUMERAL}]{{4}}年[{_NUMERAL}]{{1,3}}月[{_NUMERAL}]{{1,4}}日"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTHS},?\s+\d{{4}}|{_MONTHS}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}",
    re.IGNORECASE,
)
"""A whole date as Chinese and English releases write it; `dateparser` reads what this finds."""

_LABELLED = re.compile(r"^(?:date|日期|發布日期|发布日期)\s*[:：]", re.IGNORECASE)
_IN_NAME = re.compile(r"(?<!\d)(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")
_EARLIEST = 1900


def read_date(text: str) -> date | None:
    """The first whole date in `text`, or None."""
    match = DATE.search(text)
    if not match:
        return None
    found = dateparser.parse(_arabic(match.group()), languages=["zh", "en"], settings={"DATE_ORDER": "YMD"})
    return found.date() if isinstance(found, datetime) and found.year >= _EARLIEST else None


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


def _arabic(written: str) -> str:
    """二〇二六年二月廿五日 in figures; other dates as they are."""
    if not any(c in _NUMERAL for c in written):
        return written
    parts = re.split(r"([年月日])", written)
    return "".join(in_figures(part) if set(part) <= set(_NUMERAL) and part else part for part in parts)


def in_figures(numeral: str) -> str:
    """The numeral of a date in figures: 二〇二六, 廿五."""
    digits = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "兩": 2}
    if not set(numeral) & set("十廿卅"):
        return "".join(str(digits[c]) for c in numeral)
    plain = numeral.replace("廿", "二十").replace("卅", "三十")
    tens, _, units = plain.partition("十")
    return str((digits[tens] if tens else 1) * 10 + (digits[units] if units else 0))
