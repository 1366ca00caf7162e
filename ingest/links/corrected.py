"""Which release a correction corrects: a release of the year before it that its organisation gave out, and that it
names by its day ("the release of 4 December") or title."""

import calendar
import datetime
import re
from collections.abc import Collection, Iterator

from ..fold import fold, letters
from ..release import Release

_WITHIN = datetime.timedelta(days=366)
"""How long before its correction a release can have been given out: a day named without its year is unique in it."""

_AROUND = 30
_TITLE = 8
"""Characters of its sentence around a day that must speak of a release for it to name one, and the shortest title that
names one: other days in a correction are those of events, and shorter titles are common words."""

_MONTHS = [name.lower() for name in calendar.month_name[1:]]
_MONTH = "|".join(_MONTHS)
_DAY = re.compile(
    r"(?:(?P<y1>\d{4})\s*年\s*)?(?<!\d)(?P<m1>\d{1,2})\s*月\s*(?P<d1>\d{1,2})\s*日"
    rf"|(?<!\d)(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m2>{_MONTH})\b(?:,?\s+(?P<y2>\d{{4}}))?"
    rf"|\b(?P<m3>{_MONTH})\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y3>\d{{4}}))?"
)
_RELEASE = re.compile(
    r"新闻稿|公报|声明|公告|通告|演[辞词]|致辞|原稿|\b(?:release|statement|announcement|speech|notice)\b"
)
_STOP = re.compile(r"[。!?;\n]|\. ")


def corrected_by(correction: Release, among: Collection[Release]) -> Iterator[str]:
    """Ids of those of the organisation's releases that the correction names."""
    if correction.date is None:
        return
    since = correction.date - _WITHIN
    text = fold(correction.text).text
    days = set(_days_of_releases(text))
    said = letters(text)
    for release in among:
        day = release.date
        if day is None or not since <= day < correction.date:
            continue
        named = {(day.year, day.month, day.day), (None, day.month, day.day)} & days
        title = letters(release.title)
        if named or (len(title) >= _TITLE and title in said):
            yield release.id


def _days_of_releases(text: str) -> Iterator[tuple[int | None, int, int]]:
    """The days in a folded text that stand near the word for a release, with their year where it is written."""
    for match in _DAY.finditer(text):
        before = _STOP.split(text[max(0, match.start() - _AROUND) : match.start()])[-1]
        after = _STOP.split(text[match.end() : match.end() + _AROUND])[0]
        if _RELEASE.search(before) or _RELEASE.search(after):
            year, month, day = (
                next((v for k, v in match.groupdict().items() if k[0] == part and v), "") for part in "ymd"
            )
            number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
            yield int(year) if year else None, number, int(day)
