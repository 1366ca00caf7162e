"""Releases made of others, to measure what they are taken for: set otherwise, given out anew, filled in anew,
corrected. All by rule, so that what each is to the other is known."""

import datetime
import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import replace

from opencc import OpenCC

from pressdesk.ingest.groups import language_group
from pressdesk.ingest.release import Release, ReleaseType

Vary = Callable[[Release], str | None]
"""The text of another release, or None where this one can't be varied so."""

_FIGURE = re.compile(
    r"(?<![\d年月.,:/-])\d[\d,]*(?:\.\d+)?(?![\d年月日.,:/-])(?!\s*(?:January|February|March|April|May|June|July|August|September|October|November|December))"
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _as_from_a_pdf(release: Release) -> str:
    """Lines broken at a column's width, a page number in mid-text."""
    width = 30 if language_group(release.language) == "zh" else 80
    lines: list[str] = []
    for line in release.text.splitlines():
        if "|" in line or len(line) <= width:
            lines.append(line)
        elif width == 30:
            lines += [line[at : at + width] for at in range(0, len(line), width)]
        else:
            lines += textwrap.wrap(line, width)
    return "\n".join(lines) + "\n"


def _in_the_other_script(release: Release) -> str | None:
    config = {"zh-Hant": "hk2s", "zh-Hans": "s2hk"}.get(release.language)
    return OpenCC(config).convert(release.text) if config else None


def _in_other_widths(release: Release) -> str:
    """Full width punctuation and figures half width, and the other way round."""
    table = {ord(half): full for half, full in zip("0123456789,:;()%", "０１２３４５６７８９，：；（）％", strict=True)}
    back = {ord(full): half for half, full in zip(",:;()%", "，：；（）％", strict=True)}
    if language_group(release.language) == "zh":
        return release.text.translate(back)
    return "".join(chr(code) if (code := ord(c)) not in table or not c.isdigit() else table[code] for c in release.text)


def _with_a_figure_changed(release: Release) -> str | None:
    """The figure in the middle of those of the text: a unit more."""
    figures = [match for match in _FIGURE.finditer(release.text) if _number(match.group()) >= 10]
    if len(figures) < 3:
        return None
    chosen = figures[len(figures) // 3]
    changed = f"{_number(chosen.group()) + 1:,}".removesuffix(".0")
    return release.text[: chosen.start()] + changed + release.text[chosen.end() :]


def _marked_as_updated(release: Release) -> str | None:
    changed = _with_a_figure_changed(release)
    mark = "（更新）" if language_group(release.language) == "zh" else " (updated)"
    if changed is None or release.title not in changed:
        return None
    return changed.replace(release.title, release.title + mark, 1)


def _two_days_later(release: Release) -> str | None:
    changed = _with_a_figure_changed(release)
    return changed and _on(release, changed, 2)


def _form_of_another_month(release: Release) -> str | None:
    """Every figure another, four weeks later."""
    text = _FIGURE.sub(lambda match: f"{_number(match.group()) * 1.13 + 3:,.0f}", release.text)
    return _on(release, text, 28)


def _another_day_of_the_event(release: Release) -> str | None:
    """The same, a week later, with every other day of it a week later too."""
    days = list(_days(release.text))
    if len(days) < 2 or release.date is None:
        return None
    text = release.text
    for written, day in sorted(set(days), key=lambda pair: -len(pair[0])):
        text = text.replace(written, _written_like(written, day + datetime.timedelta(days=7)))
    return text


def _on(release: Release, text: str, later: int) -> str | None:
    """The text with the day of its date line so many days later."""
    if release.date is None:
        return None
    for written, day in _days(text):
        if day == release.date:
            return text.replace(written, _written_like(written, day + datetime.timedelta(days=later)), 1)
    return None


_CHINESE_DAY = re.compile(r"(\d{4})( ?)年( ?)(\d{1,2})( ?)月( ?)(\d{1,2})( ?)日")
_ENGLISH_DAY = re.compile(rf"(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})")


def _days(text: str):
    for match in _CHINESE_DAY.finditer(text):
        yield match.group(), datetime.date(int(match[1]), int(match[4]), int(match[7]))
    for match in _ENGLISH_DAY.finditer(text):
        yield match.group(), datetime.date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))


def _written_like(written: str, day: datetime.date) -> str:
    match = _CHINESE_DAY.fullmatch(written)
    if match:
        return f"{day.year}{match[2]}年{match[3]}{day.month}{match[5]}月{match[6]}{day.day}{match[8]}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _number(written: str) -> float:
    number = float(written.replace(",", ""))
    return int(number) if number.is_integer() else number


def _correction(release: Release, chinese: str, english: str) -> Release | None:
    if release.date is None:
        return None
    text = chinese if language_group(release.language) == "zh" else english
    day = release.date
    said = text.format(title=release.title, y=day.year, m=day.month, d=day.day, month=_MONTHS[day.month - 1])
    later = day + datetime.timedelta(days=9)
    return replace(release, id="a-correction", title="更正", text=said, date=later, type=ReleaseType.CORRECTION)


SAME_TEXTS: Mapping[str, Vary] = {
    "as a PDF breaks its lines": _as_from_a_pdf,
    "in the other script": _in_the_other_script,
    "in other widths": _in_other_widths,
}
NEW_VERSIONS: Mapping[str, Vary] = {
    "marked as updated, a figure changed": _marked_as_updated,
    "two days later, a figure changed": _two_days_later,
}
NO_LINKS: Mapping[str, Vary] = {
    "a figure changed, nothing tells which is newer": _with_a_figure_changed,
    "a form filled in for another month": _form_of_another_month,
    "the same event another week": _another_day_of_the_event,
}
CORRECTIONS: Mapping[str, Callable[[Release], Release | None]] = {
    "its day": lambda release: _correction(
        release,
        "本機構於 {y} 年 {m} 月 {d} 日發出的新聞稿有一處數字有誤，現予更正。",
        "A figure in our press release of {d} {month} {y} was wrong and is corrected here.",
    ),
    "its day without the year": lambda release: _correction(
        release,
        "{m} 月 {d} 日的新聞公報有誤，謹此更正。",
        "The statement issued on {month} {d} contained a mistake, which is corrected here.",
    ),
    "its title": lambda release: _correction(
        release, "《{title}》一稿有一處數字有誤，現予更正。", "A figure in “{title}” was wrong and is corrected here."
    ),
}
