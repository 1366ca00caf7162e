"""A quotation ready to paste: the quoted text in its language's marks, with organisation, title and date."""

import datetime
import re
from dataclasses import dataclass

from pressdesk.ingest.repair import close_up

from ..interface import words_in

PLACE = "\ufffc"
"""Where in a form the quoted text goes: no text has it (Unicode's object replacement character)."""

Rule = tuple[str, str]
"""A regular expression and what takes its place, in what Python and JavaScript have in common; `$1` is a group."""


@dataclass(frozen=True)
class _Marks:
    """How a language quotes. `inner` turns a text's own marks into those of a quotation inside another, and `titles`
    those of a title. In between, U+E000 and U+E001 stand for marks that have had their turn."""

    quote: str
    attributed: str
    between: str
    day: str
    inner: tuple[Rule, ...]
    titled: tuple[str, tuple[Rule, ...]]


def _inner(opening: str, closing: str, inner_opening: str, inner_closing: str) -> tuple[Rule, ...]:
    """The marks become inner ones, and inner ones between them the outer ones again. What stands alone between inner
    marks is right as it is, and a ’ before a letter is an apostrophe."""
    between = f"{inner_opening}([^{inner_opening}{closing}]*?){inner_closing}(?![A-Za-z])(?=[^{opening}]*{closing})"
    return (
        (between, "\ue000$1\ue001"),
        (opening, inner_opening),
        (closing, inner_closing),
        ("\ue000", opening),
        ("\ue001", closing),
    )


_CURLY: tuple[Rule, ...] = ('"([^"]*)"', "“$1”"), *_inner("“", "”", "‘", "’")
_TITLE_MARKS = "《{}》", _inner("《", "》", "〈", "〉")
_MARKS = {
    "zh-Hant": _Marks(
        "「{}」", "（{}）", "，", "{year} 年 {month} 月 {day} 日", _inner("「", "」", "『", "』"), _TITLE_MARKS
    ),
    "zh-Hans": _Marks("“{}”", "（{}）", "，", "{year}年{month}月{day}日", _CURLY, _TITLE_MARKS),
    "en": _Marks("“{}”", " ({})", ", ", "{day} {month} {year}", _CURLY, ("“{}”", _CURLY)),
}


def quotation(quote: str, title: str, organisation: str, date: datetime.date | None, language: str) -> str:
    """`quote` on one line in quotation marks, its own ones changed to inner ones, and where it is from in brackets:
    「……」（機構《標題》，2025 年 9 月 8 日）. `language`: a tag; what is neither Traditional nor Simplified Chinese is
    quoted as in English. An organisation or date that is not known is left out."""
    form = quotation_form(title, organisation, date, language)
    return form.replace(PLACE, _by(inner_marks(language), close_up(quote) or quote.strip()))


def quotation_form(title: str, organisation: str, date: datetime.date | None, language: str) -> str:
    """The same with `PLACE` for the quoted text, for whoever fills in another: what `inner_marks` makes of it."""
    marks = _MARKS[_written(language)]
    around, rules = marks.titled
    titled = around.format(_by(rules, title))
    source = [organisation, titled] if marks.between == ", " else [f"{organisation}{titled}"]
    if date:
        month = words_in(_written(language)).months[date.month - 1]
        source.append(marks.day.format(year=date.year, month=month, day=date.day))
    return marks.quote.format(PLACE) + marks.attributed.format(marks.between.join(filter(None, source)))


def inner_marks(language: str) -> tuple[Rule, ...]:
    """What turns the quotation marks of a text in `language` into those of a quotation inside another, rule by rule."""
    return _MARKS[_written(language)].inner


def _by(rules: tuple[Rule, ...], text: str) -> str:
    for pattern, instead in rules:
        text = re.sub(pattern, instead.replace("$1", r"\1"), text)
    return text


def _written(language: str) -> str:
    tag = language.lower()
    if tag.startswith("zh"):
        return "zh-Hans" if tag in ("zh-hans", "zh-cn", "zh-sg") else "zh-Hant"
    return "en"
