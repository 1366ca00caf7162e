"""Whether the passage has a date: 二月廿五日 is 25 February, but 2 March is not made of 2 February and 31 March.

A date is compared part by part with one date of the passage. Where the passage writes no year, it means that of the
date before it in the sentence, or the one that brings the day nearest to the day of the release.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pressdesk.ingest.dates import written_dates

_RANGE_BEHIND = re.compile(r"\s?(?:[日号]?\s?(?:至|到|-|–|~|、|及|和|与)\s?)(?P<day>\d{1,2})\s?[日号](?!\d)")
_RANGE_BEFORE = re.compile(r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?\s?(?:to|and|-|–|—|or|until)\s?$")
_BARE_YEAR = re.compile(r"(?<![\d.,:/$-])(?:19|20)\d\d(?![\d,./:-]*\d)(?!\s?[年%万亿元名间家个项人])")
"""In 2027: a year without 年 or a month, and no number of something."""

_SENTENCE_END = re.compile(r"[。!?！？\n]|\.\s")
_RELATIVE = (
    (re.compile(r"今年|本年|this year|current year"), 0),
    (re.compile(r"明年|来年|翌年|次年|next year|coming year|following year"), 1),
    (re.compile(r"去年|上年|旧年|last year|previous year|year before|preceding year"), -1),
)
"""Years that a passage names without their number, counted from the release's."""


@dataclass(frozen=True)
class DatePlace:
    """A date or part of one at `folded[start:end]`; `years` are those it may mean where it writes none."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    years: frozenset[int] = frozenset()


def date_places(folded: str, released: datetime.date | None = None) -> list[DatePlace]:
    """The dates of folded text in order, the other end of a range (5月29至30日, 20 to 30 April) among them."""
    places: list[DatePlace] = [DatePlace(*m.span(), int(m.group()), None, None) for m in _BARE_YEAR.finditer(folded)]
    written = written_dates(folded)
    for found in written:
        place = DatePlace(found.start, found.end, found.year, found.month, found.day)
        others = [m for m in (_RANGE_BEHIND.match(folded, found.end),) if m and found.day]
        others += [m for m in (_RANGE_BEFORE.search(folded, max(0, found.start - 12), found.start),) if m and found.day]
        ends = [DatePlace(m.start("day"), m.end("day"), found.year, found.month, int(m["day"])) for m in others]
        # Nov 3 to Dec 12: the 3 is of another month.
        ends = [end for end in ends if not any(w.start <= end.start < w.end for w in written)]
        places += sorted([place, *ends], key=lambda p: p.start)
    whole = [place for place in places if place.month]
    places = [p for p in places if p.month or not any(w.start < p.end and p.start < w.end for w in whole)]
    return _with_years(folded, sorted(places, key=lambda place: place.start), released)


def lacks_date(date: DatePlace, places: Iterable[DatePlace]) -> bool:
    """Whether none of the passage's dates says what `date` says."""
    return not any(_backs(place, date) for place in places)


def release_place(released: datetime.date) -> DatePlace:
    """The day of a release, which its date line says for all of it."""
    return DatePlace(0, 0, released.year, released.month, released.day)


def relative_years(folded: str, released: datetime.date | None) -> list[DatePlace]:
    """The years that 今年, next year and the like mean in a release of that day."""
    if released is None:
        return []
    return [DatePlace(0, 0, released.year + n, None, None) for pattern, n in _RELATIVE if pattern.search(folded)]


def _backs(place: DatePlace, date: DatePlace) -> bool:
    if date.year is not None and date.year != place.year and date.year not in place.years:
        return False
    same_month = date.month is None or date.month == place.month
    return same_month and (date.day is None or date.day == place.day)


def _with_years(folded: str, places: Sequence[DatePlace], released: datetime.date | None) -> list[DatePlace]:
    carried: int | None = None
    made: list[DatePlace] = []
    for place in places:
        if made and _SENTENCE_END.search(folded, made[-1].end, place.start):
            carried = None
        if place.year is not None:
            carried = place.year
            made.append(place)
            continue
        near = _nearest_year(place, released) if released and place.month else None
        years = frozenset(year for year in (carried, near, released and released.year) if year)
        made.append(DatePlace(place.start, place.end, None, place.month, place.day, years))
    return made


def _nearest_year(place: DatePlace, released: datetime.date) -> int:
    """The year that brings a month and day nearest to the day of the release."""

    def distance(year: int) -> int:
        return abs((year - released.year) * 365 + ((place.month or 1) - released.month) * 30)

    return min((released.year - 1, released.year, released.year + 1), key=distance)
