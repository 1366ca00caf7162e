"""What Pressdesk says in its own words, in the language of the question: refusals and notices."""

from pressdesk.ingest.release import Release

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


def not_said(language: str, *, nearest: bool) -> str:
    """The refusal. `nearest`: passages are shown with it."""
    return _in(language, _NOT_SAID if nearest else _NOTHING)


def language_notice(language: str) -> str | None:
    """A notice for a question in a language that Pressdesk is not made for, or None."""
    return None if language in ("zh-Hant", "zh-Hans", "en", "und") else _OTHER_LANGUAGE["en"]


def model_failed(language: str) -> str:
    """The notice that an answer was quoted because the language model failed."""
    return _in(language, _MODEL_FAILED)


def newer(language: str, release: Release) -> str:
    """The notice that a newer release speaks of what was quoted."""
    return _in(language, _NEWER).format(date=release.date, title=release.title)


def corrected(language: str, correction: Release) -> str:
    """The notice that a correction names a release that is cited."""
    return _in(language, _CORRECTED).format(date=correction.date, title=correction.title)


def _in(language: str, texts: dict[str, str]) -> str:
    return texts.get(language, texts["en"])
