"""Every word that the screens show, in Traditional Chinese and in English."""

import datetime
from dataclasses import dataclass, field
from typing import Literal

InterfaceLanguage = Literal["zh-Hant", "en"]

LANGUAGE_NAMES: dict[InterfaceLanguage, str] = {"zh-Hant": "繁體中文", "en": "English"}
"""Each language's name for itself, as the switch shows it."""


@dataclass(frozen=True)
class Words:
    """The texts of one interface language. Those with `{…}` are filled in with `str.format`."""

    language: InterfaceLanguage
    date_form: str
    months: tuple[str, ...]
    date_unknown: str
    languages: dict[str, str] = field(hash=False)

    tagline: str
    counts: str
    interface: str
    conversation: str
    welcome: str
    question: str
    question_hint: str
    send: str
    clear: str
    searching: str
    asked_as: str
    """What stands before the full question that a follow-up was taken for."""

    citations: str
    refused: str
    nearest: str
    struck: str
    empty_question: str
    apology: str
    problems: dict[str, str] = field(hash=False)
    """What happened and what to do, by `PressdeskError.code`. Empty where the error's own words say it."""

    reader: str
    reader_hint: str
    date: str
    organisation: str
    written_in: str
    source: str
    public_page: str
    contact: str
    correction: str
    to_quote: str
    no_such_place: str

    def day(self, date: datetime.date | None) -> str:
        """`date` as this language writes it."""
        if date is None:
            return self.date_unknown
        return self.date_form.format(year=date.year, month=self.months[date.month - 1], day=date.day)

    def language_name(self, tag: str) -> str:
        """The language that the BCP 47 `tag` stands for, or the tag itself."""
        return self.languages.get(tag, tag)


_ZH_HANT = Words(
    language="zh-Hant",
    date_form="{year} 年 {month} 月 {day} 日",
    months=tuple(str(month) for month in range(1, 13)),
    date_unknown="日期不詳",
    languages={"zh-Hant": "繁體中文", "zh-Hans": "簡體中文", "en": "英文", "und": "未能辨認"},
    tagline="問新聞稿，句句有出處",
    counts="{releases} 份新聞稿，{passages} 個段落",
    interface="介面語言",
    conversation="對話",
    welcome="想從新聞稿查甚麼？答案每一句都附上出處，按編號就能看到原文。",
    question="問題",
    question_hint="輸入問題，按 Enter 送出",
    send="送出",
    clear="清除對話",
    searching="正在查找新聞稿…",
    asked_as="按前文理解為：",
    citations="出處",
    refused="沒有答案",
    nearest="最接近的 {count} 個段落（不是答案）",
    struck="刪去了 {count} 句：語言模型這樣寫，但新聞稿沒有證明",
    empty_question="請先輸入問題。",
    apology="抱歉，系統出了問題，未能回答。請再試一次；如果仍然不行，請通知管理員。",
    problems={
        "no-index": "還沒有任何新聞稿可供查找。請管理員先匯入：pressdesk ingest 資料夾",
        "index-mismatch": "新聞稿索引與目前的設定不符。請管理員改回設定，或重建索引：pressdesk ingest --rebuild",
        "index-busy": "新聞稿索引正在更新，請稍後再試。",
        "index-damaged": "新聞稿索引無法讀取，請通知管理員。",
        "unknown-release": "找不到這份新聞稿，可能已被移除。",
        "model-unavailable": "查找新聞稿用的模型無法載入，請通知管理員。",
        "bad-question": "這個問題無法處理。請用一兩句文字提問。",
        "language-model-failed": "語言模型沒有回應，請稍後再試。",
    },
    reader="新聞稿原文",
    reader_hint="按答案裏的編號，新聞稿會在這裏打開，並標示所引的原文。",
    date="日期",
    organisation="機構",
    written_in="語言",
    source="檔案",
    public_page="公開網頁",
    contact="傳媒查詢",
    correction="這是一份更正",
    to_quote="跳到引文",
    no_such_place="連結所指的位置不在這份新聞稿內，因此沒有標示引文。新聞稿可能在連結產生後改動過。",
)

_QUARTERS = (
    ("January", "February", "March"),
    ("April", "May", "June"),
    ("July", "August", "September"),
    ("October", "November", "December"),
)

_EN = Words(
    language="en",
    date_form="{day} {month} {year}",
    months=tuple(month for quarter in _QUARTERS for month in quarter),
    date_unknown="no date",
    languages={
        "zh-Hant": "Traditional Chinese",
        "zh-Hans": "Simplified Chinese",
        "en": "English",
        "und": "not recognised",
    },
    tagline="Ask the press releases; every sentence has its source",
    counts="{releases} releases, {passages} passages",
    interface="Interface language",
    conversation="Conversation",
    welcome="What would you like to know from the releases? Every sentence of an answer has its source; "
    "click a number to see the original.",
    question="Question",
    question_hint="Type a question, then Enter",
    send="Send",
    clear="Clear the conversation",
    searching="Searching the releases…",
    asked_as="Understood as: ",
    citations="Sources",
    refused="No answer",
    nearest="Nearest passages ({count}), not an answer",
    struck="Sentences struck out ({count}): the language model wrote them, but no release proves them",
    empty_question="Please type a question first.",
    apology="Sorry, something went wrong and there is no answer. Please try again; if it happens again, "
    "tell whoever runs this service.",
    problems={},
    reader="Original release",
    reader_hint="Click a number in an answer: the release opens here, with the quoted words marked.",
    date="Date",
    organisation="Organisation",
    written_in="Language",
    source="File",
    public_page="Public page",
    contact="Media enquiries",
    correction="This is a correction",
    to_quote="Go to the quotation",
    no_such_place="The link points outside this release, so no quotation is marked. The release may have changed "
    "since the link was made.",
)

_ALL: dict[InterfaceLanguage, Words] = {"zh-Hant": _ZH_HANT, "en": _EN}


def words_in(language: str) -> Words:
    """The texts in `language`; those in Traditional Chinese for a language that the interface does not speak."""
    return _EN if language == "en" else _ZH_HANT


def interface_language(accept_language: str | None, interface: str = "auto") -> InterfaceLanguage:
    """The language to show: `interface` where it names one, else the browser's first choice that is spoken here.

    Any Chinese counts as `zh-Hant`. A browser that asks for neither gets English, one that asks for nothing
    gets `zh-Hant`, the language of most releases.
    """
    for known in _ALL:
        if interface == known:
            return known
    if not (accept_language or "").strip():
        return "zh-Hant"
    wanted = [_weighted(choice) for choice in (accept_language or "").split(",")]
    for weight, tag in sorted(wanted, key=lambda choice: -choice[0]):
        primary = tag.partition("-")[0]
        if weight > 0 and primary in ("zh", "yue"):
            return "zh-Hant"
        if weight > 0 and primary == "en":
            return "en"
    return "en"


def _weighted(choice: str) -> tuple[float, str]:
    tag, _, quality = choice.partition(";")
    try:
        weight = float(quality.partition("=")[2]) if quality.strip() else 1.0
    except ValueError:
        weight = 0.0
    return weight, tag.strip().lower()
