"""What every page says: where else one can go, and in which language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class SiteWords:
    """The texts around a page's own."""

    skip: str
    chat: str
    releases: str
    staff: str
    language: str
    failed: str
    back: str


SITE: Mapping[str, SiteWords] = {
    "zh-Hant": SiteWords(
        skip="跳到內容",
        chat="提問",
        releases="新聞稿",
        staff="職員",
        language="介面語言",
        failed="打不開這一頁",
        back="回到提問",
    ),
    "zh-Hans": SiteWords(
        skip="跳到内容",
        chat="提问",
        releases="新闻稿",
        staff="职员",
        language="界面语言",
        failed="打不开这一页",
        back="回到提问",
    ),
    "en": SiteWords(
        skip="Skip to the content",
        chat="Ask",
        releases="Releases",
        staff="Staff",
        language="Interface language",
        failed="This page cannot be shown",
        back="Back to asking",
    ),
}
"""By interface language."""
