"""What copies and downloads of a conversation say of their own."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class CopyWords:
    """The texts around questions and answers. Those with `{…}` are filled in with `str.format`. `conversation` and the
    day make a file's name; `region` and `font` are how Word writes Chinese."""

    conversation: str
    asked_at: str
    nothing_left: str
    in_original: str
    unknown_conversation: str
    region: str
    font: str


COPY: Mapping[str, CopyWords] = {
    "zh-Hant": CopyWords(
        conversation="新聞稿問答",
        asked_at="提問時間：{day} {time}",
        nothing_left="這個答案所引的新聞稿已撤回或改動，不再顯示。",
        in_original="看原文",
        unknown_conversation="找不到這個對話，可能已經過了保存期。",
        region="zh-HK",
        font="Microsoft JhengHei",
    ),
    "zh-Hans": CopyWords(
        conversation="新闻稿问答",
        asked_at="提问时间：{day} {time}",
        nothing_left="这个答案所引的新闻稿已撤回或改动，不再显示。",
        in_original="看原文",
        unknown_conversation="找不到这个对话，可能已经过了保存期。",
        region="zh-CN",
        font="Microsoft YaHei",
    ),
    "en": CopyWords(
        conversation="Questions to the releases",
        asked_at="Asked on {day}, {time}",
        nothing_left="The releases that this answer quoted were withdrawn or changed; it is no longer shown.",
        in_original="See the original",
        unknown_conversation="There is no such conversation; it may be older than conversations are kept.",
        region="zh-HK",
        font="Microsoft JhengHei",
    ),
}
"""By interface language."""
