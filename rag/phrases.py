"""What Pressdesk says in its own words, in the language of the question: refusals and notices."""

import datetime
from collections.abc import Mapping, Sequence
from typing import TypeVar

from pressdesk.ingest.release import Release
from pressdesk.ingest.structure import Doubt

from .days import Span

T = TypeVar("T")

_NOT_SAID = {
    "zh-Hant": "新聞稿沒有說明這一點。以下是最接近的段落，僅供參考，並非答案。",
    "zh-Hans": "新闻稿没有说明这一点。以下是最接近的段落，仅供参考，并非答案。",
    "en": "The releases do not say. The passages below come nearest; they are not an answer.",
}
_NOTHING = {
    "zh-Hant": "新聞稿沒有說明這一點。",
    "zh-Hans": "新闻稿没有说明这一点。",
    "en": "The releases do not say.",
}
_OTHER_LANGUAGE = {
    "en": "Pressdesk reads questions in Chinese and English best; this one seems to be in another language.",
}
_MODEL_FAILED = {
    "zh-Hant": "語言模型未能作答，以下改為直接引述新聞稿。",
    "zh-Hans": "语言模型未能作答，以下改为直接引述新闻稿。",
    "en": "The language model did not answer; the releases are quoted instead.",
}


_NEWER = {
    "zh-Hant": "較新的新聞稿也談及此事，引用前請核對：{date}《{title}》",
    "zh-Hans": "较新的新闻稿也谈及此事，引用前请核对：{date}《{title}》",
    "en": "A newer release speaks of this too; check it before you quote: {date}, {title}",
}


_CORRECTED = {
    "zh-Hant": "所引新聞稿其後有更正，引用前請核對：{date}《{title}》",
    "zh-Hans": "所引新闻稿其后有更正，引用前请核对：{date}《{title}》",
    "en": "A release cited here was corrected later; check it before you quote: {date}, {title}",
}

_READ_BY_MACHINE = {
    "zh-Hant": "所引新聞稿有由機器從圖片辨認的文字，引用前請核對原件：{title}（第 {pages} 頁）",
    "zh-Hans": "所引新闻稿有由机器从图片识别的文字，引用前请核对原件：{title}（第 {pages} 页）",
    "en": "A release cited here has text that a machine read from a picture; check it against the original before you "
    "quote: {title} (page {pages})",
}

_REPLACED = {
    "zh-Hant": "所引新聞稿其後有新版本，引用前請核對：{date}《{title}》",
    "zh-Hans": "所引新闻稿其后有新版本，引用前请核对：{date}《{title}》",
    "en": "A release cited here has a newer version; check it before you quote: {date}, {title}",
}


_NOT_QUOTED = {
    "zh-Hant": (
        "問題裏的「{figure}」並不見於所引的新聞稿。",
        "問題裏的「{figure}」並不見於所引的新聞稿，原文寫的是「{instead}」。",
    ),
    "zh-Hans": (
        "问题里的“{figure}”并不见于所引的新闻稿。",
        "问题里的“{figure}”并不见于所引的新闻稿，原文写的是“{instead}”。",
    ),
    "en": (
        "The question’s figure “{figure}” does not stand in what is quoted.",
        "The question’s figure “{figure}” does not stand in what is quoted, which has “{instead}”.",
    ),
}
_ABOUT_ANOTHER = {
    "zh-Hant": (
        "問題說的是「{asked}」，所引的新聞稿沒有提到；引用前請核對。",
        "問題說的是「{asked}」，所引的句子寫的是「{instead}」；引用前請核對。",
    ),
    "zh-Hans": (
        "问题说的是“{asked}”，所引的新闻稿没有提到；引用前请核对。",
        "问题说的是“{asked}”，所引的句子写的是“{instead}”；引用前请核对。",
    ),
    "en": (
        "The question is about “{asked}”, which what is cited does not mention; check before you quote.",
        "The question is about “{asked}”; what is quoted says “{instead}”. Check before you quote.",
    ),
}
_DIFFERING = {
    "zh-Hant": "各新聞稿的數字不同：{older_date} 為「{older}」，{newer_date} 為「{newer}」。先列較新的，引用前請核對。",
    "zh-Hans": "各新闻稿的数字不同：{older_date} 为“{older}”，{newer_date} 为“{newer}”。先列较新的，引用前请核对。",
    "en": "The releases differ: {older_date} has “{older}”, {newer_date} has “{newer}”. The newer one is given first; "
    "check before you quote.",
}


_NOTHING_LET_THROUGH = {
    "zh-Hant": "沒有新聞稿符合所設的篩選條件。",
    "zh-Hans": "没有新闻稿符合所设的筛选条件。",
    "en": "No release passes the filters that are set.",
}
_ONLY_DATED = {
    "zh-Hant": "只查找了日期在{days}的新聞稿。",
    "zh-Hans": "只查找了日期在{days}的新闻稿。",
    "en": "Only releases dated {days} were looked in.",
}
_NONE_DATED = {
    "zh-Hant": "沒有日期在{days}的新聞稿，以下取自其他日子的新聞稿。",
    "zh-Hans": "没有日期在{days}的新闻稿，以下取自其他日子的新闻稿。",
    "en": "No release is dated {days}; what follows is from releases of other days.",
}
_DAYS = {
    "zh-Hant": (" {first} ", " {first} 至 {last} ", " {first} 或以後", " {last} 或以前", "、"),
    "zh-Hans": (" {first} ", " {first} 至 {last} ", " {first} 或以后", " {last} 或以前", "、"),
    "en": ("{first}", "{first} to {last}", "{first} or later", "{last} or earlier", ", "),
}
_SAYS = {
    "zh-Hant": ("{date}的新聞稿《{title}》說：", "新聞稿《{title}》說："),
    "zh-Hans": ("{date}的新闻稿《{title}》说：", "新闻稿《{title}》说："),
    "en": ("The release of {date}, “{title}”, says:", "The release “{title}” says:"),
}
_WHY = {
    "zh-Hant": (
        "全段意思接近", "有一句意思接近", "有這些字詞：{}", "是問題所指的新聞稿或日期", "是更正或較新的新聞稿",
        "讀來能回答問題", "、", "；", "沒有更接近的段落",
    ),
    "zh-Hans": (
        "全段意思接近", "有一句意思接近", "有这些字词：{}", "是问题所指的新闻稿或日期", "是更正或较新的新闻稿",
        "读来能回答问题", "、", "；", "没有更接近的段落",
    ),
    "en": (
        "close in meaning as a whole", "a sentence is close in meaning", "has these words: {}",
        "of a release or a time that the question names", "corrects or is newer than another",
        "reads as if it answers", ", ", "; ", "nothing comes nearer",
    ),
}  # fmt: skip


_UNBACKED = {
    "zh-Hant": {
        "citation": "沒有引用出處", "unknown": "引用了沒有展示的段落",
        "agreement": "認同了所引段落沒有的數字",
        "figure": "所引段落沒有數字「{}」", "counted": "所引段落的「{}」說的是另一回事",
        "date": "所引段落沒有日期「{}」", "phone": "所引段落沒有電話號碼「{}」", "email": "所引段落沒有電郵地址「{}」",
        "url": "所引段落沒有網址「{}」", "quotation": "所引段落沒有「{}」這些字句", "name": "所引段落沒有名稱「{}」",
    },
    "zh-Hans": {
        "citation": "没有引用出处", "unknown": "引用了没有展示的段落",
        "agreement": "认同了所引段落没有的数字",
        "figure": "所引段落没有数字“{}”", "counted": "所引段落的“{}”说的是另一回事",
        "date": "所引段落没有日期“{}”", "phone": "所引段落没有电话号码“{}”", "email": "所引段落没有电邮地址“{}”",
        "url": "所引段落没有网址“{}”", "quotation": "所引段落没有“{}”这些字句", "name": "所引段落没有名称“{}”",
    },
    "en": {
        "citation": "it cites nothing", "unknown": "it cites no passage that was shown",
        "agreement": "it agrees with a figure that the cited passage does not have",
        "figure": "the cited passage does not have the figure {}",
        "counted": "the cited passage says {} of something else", "date": "the cited passage does not have the date {}",
        "phone": "the cited passage does not have the telephone number {}",
        "email": "the cited passage does not have the address {}",
        "url": "the cited passage does not have the address {}",
        "quotation": "the cited passage does not have the words “{}”",
        "name": "the cited passage does not have the name {}",
    },
}  # fmt: skip


def not_said(language: str, *, nearest: bool) -> str:
    """The refusal. `nearest`: passages are shown with it."""
    return _in(language, _NOT_SAID if nearest else _NOTHING)


def language_notice(language: str) -> str | None:
    """A notice for a question in a language that Pressdesk is not made for, or None."""
    return None if language in ("zh-Hant", "zh-Hans", "en", "und") else _OTHER_LANGUAGE["en"]


def model_failed(language: str) -> str:
    """The notice that an answer was quoted because the language model failed."""
    return _in(language, _MODEL_FAILED)


def release_says(language: str, date: datetime.date | None, title: str) -> str:
    """What goes before a quotation in another language."""
    dated, undated = _in(language, _SAYS)
    return dated.format(date=_day(language, date), title=title) if date else undated.format(title=title)


def _day(language: str, date: datetime.date) -> str:
    """25 February 2026; 2026年2月25日."""
    if language.startswith("zh"):
        return f"{date.year}年{date.month}月{date.day}日"
    return f"{date.day} {date:%B} {date.year}"


def newer(language: str, release: Release) -> str:
    """The notice that a newer release speaks of what was quoted."""
    return _in(language, _NEWER).format(date=release.date, title=release.title)


def corrected(language: str, correction: Release) -> str:
    """The notice that a correction names a release that is cited."""
    return _in(language, _CORRECTED).format(date=correction.date, title=correction.title)


def read_by_machine(language: str, release: Release, doubt: Doubt) -> str:
    """The notice that a machine read pages of a release that is cited."""
    return _in(language, _READ_BY_MACHINE).format(title=release.title, pages=doubt.numbers)


def replaced(language: str, version: Release) -> str:
    """The notice that a release that is cited has a newer version."""
    return _in(language, _REPLACED).format(date=version.date or "", title=version.title)


def not_quoted(language: str, figure: str, instead: str | None) -> str:
    """The notice that a figure of the question stands in no quote, and what does in its place where it is known."""
    plain, other = _in(language, _NOT_QUOTED)
    return other.format(figure=figure, instead=instead) if instead else plain.format(figure=figure)


def about_another(language: str, asked: str, instead: str) -> str:
    """The notice that what is quoted is not of the year or edition that the question is about, and of which it is
    where it says so."""
    plain, other = _in(language, _ABOUT_ANOTHER)
    return (other if instead else plain).format(asked=asked, instead=instead)


def differing(language: str, older: tuple[datetime.date, str], newer: tuple[datetime.date, str]) -> str:
    """The notice that two releases have different figures for one thing, each with its day and as it is written."""
    return _in(language, _DIFFERING).format(older_date=older[0], older=older[1], newer_date=newer[0], newer=newer[1])


def nothing_let_through(language: str) -> str:
    """The notice that no release passes the filters."""
    return _in(language, _NOTHING_LET_THROUGH)


def only_dated(language: str, spans: Sequence[Span]) -> str:
    """The notice that the question was taken to ask for releases of these days, and no others were looked in."""
    return _in(language, _ONLY_DATED).format(days=_days(language, spans))


def none_dated(language: str, spans: Sequence[Span]) -> str:
    """The notice that there is no release of the days that the question names."""
    return _in(language, _NONE_DATED).format(days=_days(language, spans))


def why(
    language: str,
    *,
    passage_near: bool,
    sentence_near: bool,
    words: Sequence[str],
    preferred: bool,
    ahead: bool,
    answers: bool,
) -> str:
    """Why a passage was found: what applies of being near in meaning, the words it has, being named, going first, and
    answering in the reader's judgement."""
    whole, sentence, has, named, first, read, comma, stop, nothing = _in(language, _WHY)
    reasons = (
        (passage_near, whole),
        (sentence_near, sentence),
        (bool(words), has.format(comma.join(words))),
        (preferred, named),
        (ahead, first),
        (answers, read),
    )
    return stop.join(text for applies, text in reasons if applies) or nothing


def unbacked(language: str, kind: str, piece: str = "") -> str:
    """Why a piece of a sentence is not backed by what it cites: `kind` as in `Finding`, "unknown" where the sentence
    cites what was not shown, "agreement" where it agrees with a figure that is not there."""
    return _in(language, _UNBACKED)[kind].format(piece)


def _days(language: str, spans: Sequence[Span]) -> str:
    one, closed, since, until, comma = _in(language, _DAYS)
    return comma.join(
        (one if s.first == s.last else since if s.last is None else until if s.first is None else closed).format(
            first=s.first, last=s.last
        )
        for s in spans
    )


def _in(language: str, texts: Mapping[str, T]) -> T:
    return texts.get(language, texts["en"])
