"""What the page of a release says around the release."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ReaderWords:
    """The texts of one interface language. Those with `{…}` are filled in with `str.format`."""

    all_releases: str
    date: str
    organisation: str
    written_in: str
    also_in: str
    duplicate: str
    corrects: str
    corrected_by: str
    replaces: str
    replaced_by: str
    corrected: str
    replaced: str
    versions: str
    until: str
    former: str
    superseded: str
    to_current: str
    changes: str
    removed: str
    inserted: str
    source: str
    public_page: str
    contact: str
    contents: str
    original: str
    to_quote: str
    no_such_place: str
    copy_quotation: str
    copy_link: str
    copy_selected_quotation: str
    copy_selected_link: str
    copied_quotation: str
    copied_link: str
    select_first: str
    not_copied: str
    others: str
    newer: str
    older: str


READER: Mapping[str, ReaderWords] = {
    "zh-Hant": ReaderWords(
        all_releases="所有新聞稿",
        date="日期",
        organisation="機構",
        written_in="語言",
        also_in="{language}版",
        duplicate="相同文本",
        corrects="更正",
        corrected_by="其後更正",
        replaces="取代",
        replaced_by="新版本",
        corrected="這份新聞稿其後有更正，引用前請核對：",
        replaced="這份新聞稿其後有新版本，引用前請核對：",
        versions="舊版本",
        until="至 {day}",
        former="舊版本",
        superseded="這是舊版本，已於 {day} 由新版本取代，請勿引用。",
        to_current="閱讀現行版本",
        changes="刪去的字句加上刪除線，加入的字句加上底線。",
        removed="刪去",
        inserted="加入",
        source="檔案",
        public_page="公開網頁",
        contact="傳媒查詢",
        contents="目錄",
        original="原文",
        to_quote="跳到引文",
        no_such_place="連結所指的位置不在這份新聞稿內，因此沒有標示引文。新聞稿可能在連結產生後改動過。",
        copy_quotation="複製引文",
        copy_link="複製連結",
        copy_selected_quotation="複製所選引文",
        copy_selected_link="複製所選連結",
        copied_quotation="已複製引文，連同出處。",
        copied_link="已複製連結。",
        select_first="請先選取要引用的文字。",
        not_copied="瀏覽器不容許複製，請自行選取：",
        others="其他新聞稿",
        newer="較新",
        older="較舊",
    ),
    "zh-Hans": ReaderWords(
        all_releases="所有新闻稿",
        date="日期",
        organisation="机构",
        written_in="语言",
        also_in="{language}版",
        duplicate="相同文本",
        corrects="更正",
        corrected_by="其后更正",
        replaces="取代",
        replaced_by="新版本",
        corrected="这份新闻稿其后有更正，引用前请核对：",
        replaced="这份新闻稿其后有新版本，引用前请核对：",
        versions="旧版本",
        until="至 {day}",
        former="旧版本",
        superseded="这是旧版本，已于 {day} 由新版本取代，请勿引用。",
        to_current="阅读现行版本",
        changes="删去的字句加上删除线，加入的字句加上下划线。",
        removed="删去",
        inserted="加入",
        source="文件",
        public_page="公开网页",
        contact="媒体查询",
        contents="目录",
        original="原文",
        to_quote="跳到引文",
        no_such_place="链接所指的位置不在这份新闻稿内，因此没有标示引文。新闻稿可能在链接生成后改动过。",
        copy_quotation="复制引文",
        copy_link="复制链接",
        copy_selected_quotation="复制所选引文",
        copy_selected_link="复制所选链接",
        copied_quotation="已复制引文，连同出处。",
        copied_link="已复制链接。",
        select_first="请先选取要引用的文字。",
        not_copied="浏览器不允许复制，请自行选取：",
        others="其他新闻稿",
        newer="较新",
        older="较旧",
    ),
    "en": ReaderWords(
        all_releases="All releases",
        date="Date",
        organisation="Organisation",
        written_in="Language",
        also_in="In {language}",
        duplicate="The same text",
        corrects="Corrects",
        corrected_by="Corrected by",
        replaces="Replaces",
        replaced_by="New version",
        corrected="This release was corrected later; check it before you quote:",
        replaced="This release has a newer version; check it before you quote:",
        versions="Earlier versions",
        until="until {day}",
        former="Earlier version",
        superseded="This is an earlier version, which was replaced on {day}. Do not quote it.",
        to_current="Read the release as it is now",
        changes="What was taken out is struck through, what was put in is underlined.",
        removed="Taken out",
        inserted="Put in",
        source="File",
        public_page="Public page",
        contact="Media enquiries",
        contents="Contents",
        original="Original text",
        to_quote="Go to the quotation",
        no_such_place="The link points outside this release, so no quotation is marked. The release may have changed "
        "since the link was made.",
        copy_quotation="Copy as quotation",
        copy_link="Copy link",
        copy_selected_quotation="Copy selection as quotation",
        copy_selected_link="Copy link to selection",
        copied_quotation="Copied, with its source.",
        copied_link="Link copied.",
        select_first="Select what you want to quote first.",
        not_copied="The browser does not allow copying; select it yourself:",
        others="Other releases",
        newer="Newer",
        older="Older",
    ),
}
"""By interface language."""
