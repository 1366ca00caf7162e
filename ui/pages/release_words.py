"""What the pages say of any release: its type, and the parts of its date."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from pressdesk.ingest.release import ReleaseType


@dataclass(frozen=True)
class ReleaseWords:
    """The texts of one interface language. Those with `{…}` are filled in with `str.format`."""

    types: Mapping[ReleaseType, str] = field(hash=False)
    month_form: str
    short_day_form: str
    months: tuple[str, ...]
    short_months: tuple[str, ...]

    def month(self, day: datetime.date) -> str:
        """Year and month of `day`."""
        return self.month_form.format(year=day.year, month=self.months[day.month - 1])

    def short_day(self, day: datetime.date) -> str:
        """`day` without its year."""
        return self.short_day_form.format(month=self.short_months[day.month - 1], day=day.day)


_NUMBERS = tuple(str(month) for month in range(1, 13))
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

RELEASE: Mapping[str, ReleaseWords] = {
    "zh-Hant": ReleaseWords(
        types={
            ReleaseType.PRESS_RELEASE: "新聞稿",
            ReleaseType.SPEECH: "演辭",
            ReleaseType.STATEMENT: "聲明",
            ReleaseType.MEDIA_INVITATION: "採訪邀請",
            ReleaseType.CORRECTION: "更正",
            ReleaseType.NOTICE: "公告",
        },
        month_form="{year} 年 {month} 月",
        short_day_form="{month} 月 {day} 日",
        months=_NUMBERS,
        short_months=_NUMBERS,
    ),
    "zh-Hans": ReleaseWords(
        types={
            ReleaseType.PRESS_RELEASE: "新闻稿",
            ReleaseType.SPEECH: "讲话",
            ReleaseType.STATEMENT: "声明",
            ReleaseType.MEDIA_INVITATION: "采访邀请",
            ReleaseType.CORRECTION: "更正",
            ReleaseType.NOTICE: "公告",
        },
        month_form="{year} 年 {month} 月",
        short_day_form="{month} 月 {day} 日",
        months=_NUMBERS,
        short_months=_NUMBERS,
    ),
    "en": ReleaseWords(
        types={
            ReleaseType.PRESS_RELEASE: "Press release",
            ReleaseType.SPEECH: "Speech",
            ReleaseType.STATEMENT: "Statement",
            ReleaseType.MEDIA_INVITATION: "Media invitation",
            ReleaseType.CORRECTION: "Correction",
            ReleaseType.NOTICE: "Notice",
        },
        month_form="{month} {year}",
        short_day_form="{day} {month}",
        months=_MONTHS,
        short_months=tuple(month[:3] for month in _MONTHS),
    ),
}
"""By interface language."""
