"""Spans of days: what "last week" and "February" are, counted from a day that is given. Weeks begin on Monday."""

import calendar
import datetime
from dataclasses import dataclass
from typing import Literal

from dateutil.relativedelta import relativedelta

Unit = Literal["day", "week", "month", "quarter", "half", "year"]
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, both included; None: without a beginning or an end."""

    first: datetime.date | None
    last: datetime.date | None

    def holds(self, day: datetime.date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @property
    def since(self) -> "Span":
        return Span(self.first, None)

    @property
    def before(self) -> "Span":
        return Span(None, self.first - _DAY if self.first else None)

    @property
    def after(self) -> "Span":
        return Span(self.last + _DAY if self.last else None, None)


def around(day: datetime.date, unit: Unit, ago: int = 0) -> Span:
    """The calendar unit that holds `day`, or the one `ago` units before it."""
    if unit == "day":
        return Span(day - ago * _DAY, day - ago * _DAY)
    if unit == "week":
        monday = day - datetime.timedelta(days=day.weekday(), weeks=ago)
        return Span(monday, monday + 6 * _DAY)
    length = _MONTHS[unit]
    first = datetime.date(day.year, (day.month - 1) // length * length + 1, 1) - relativedelta(months=ago * length)
    return Span(first, first + relativedelta(months=length) - _DAY)


def lately(today: datetime.date, count: int, unit: Unit) -> Span:
    """The last `count` units up to today: from the same day of the month, or its last one where it is shorter."""
    back = relativedelta(days=count) if unit == "day" else relativedelta(weeks=count)
    return Span(today - (back if unit in ("day", "week") else relativedelta(months=count * _MONTHS[unit])), today)


def weekday(today: datetime.date, number: int, weeks_ago: int | None = None) -> Span:
    """The day `number` (Monday is 0) of a week; without `weeks_ago` the last such day before today."""
    if weeks_ago is None:
        return around(today - ((today.weekday() - number - 1) % 7 + 1) * _DAY, "day")
    monday = around(today, "week", weeks_ago).first
    assert monday is not None
    return around(monday + number * _DAY, "day")


def dated(today: datetime.date, year: int | None, month: int | None, day: int | None) -> Span | None:
    """The year, month or day that is written; one without a year is the last that has begun by `today`, for releases
    speak of what was. None for a date that there is not."""
    # A leap day comes round in eight years at the latest.
    for candidate in [year] if year else range(today.year, today.year - 9, -1):
        try:
            first = datetime.date(candidate, month or 1, day or 1)
        except ValueError:
            continue
        if year is None and first > today:
            continue
        if day:
            return Span(first, first)
        last_month = month or 12
        return Span(first, datetime.date(candidate, last_month, calendar.monthrange(candidate, last_month)[1]))
    return None


def part_of_year(today: datetime.date, year: int | None, unit: Literal["quarter", "half"], number: int) -> Span | None:
    """A quarter (1 to 4) or half (1, 2) of a year; without a year the last that has begun by `today`."""
    begins = dated(today, year, (number - 1) * _MONTHS[unit] + 1, 1)
    return around(begins.first, unit) if begins and begins.first else None
