"""How many releases there are of which time: columns, a row of twelve months for each year, or a year each."""

import calendar
import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_MOST_YEARS_BY_MONTH = 3
"""Years whose months are shown one by one: a row each would otherwise fill the screen."""


@dataclass(frozen=True)
class Bar:
    """A column: the releases from `first` to `last`, and their part of the highest column's, 0 to 1."""

    first: datetime.date
    last: datetime.date
    count: int
    share: float


@dataclass(frozen=True)
class Row:
    """Columns side by side: the months of `year`, or, where that is None, years."""

    year: int | None
    bars: tuple[Bar, ...]


def timeline(
    dates: Sequence[datetime.date], date_from: datetime.date | None = None, date_to: datetime.date | None = None
) -> list[Row]:
    """The columns of releases with these `dates`, the earliest first: by month where that is few years, else by year,
    and then by month those years that lie from `date_from` to `date_to`, where they are few. Empty without a date."""
    if not dates:
        return []
    first, last = min(dates).year, max(dates).year
    if last - first < _MOST_YEARS_BY_MONTH:
        return _by_month(dates, first, last)
    rows = [_by_year(dates, first, last)]
    chosen = max(first, date_from.year if date_from else first), min(last, date_to.year if date_to else last)
    if 0 <= chosen[1] - chosen[0] < _MOST_YEARS_BY_MONTH:
        rows += _by_month(dates, *chosen)
    return rows


def _by_year(dates: Sequence[datetime.date], first: int, last: int) -> Row:
    counts = Counter(date.year for date in dates)
    most = max(counts.values())
    bars = (
        Bar(datetime.date(year, 1, 1), datetime.date(year, 12, 31), counts[year], counts[year] / most)
        for year in range(first, last + 1)
    )
    return Row(None, tuple(bars))


def _by_month(dates: Sequence[datetime.date], first: int, last: int) -> list[Row]:
    counts = Counter((date.year, date.month) for date in dates if first <= date.year <= last)
    most = max(counts.values(), default=1)
    return [
        Row(year, tuple(_month(year, month, counts[year, month], most) for month in range(1, 13)))
        for year in range(first, last + 1)
    ]


def _month(year: int, month: int, count: int, most: int) -> Bar:
    days = calendar.monthrange(year, month)[1]
    return Bar(datetime.date(year, month, 1), datetime.date(year, month, days), count, count / most)
