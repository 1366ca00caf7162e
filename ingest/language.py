"""Which language and script a text is in, as a BCP 47 tag: `zh-Hant`, `zh-Hans`, `en`, or another language's code."""

import re
from functools import cache

from opencc import OpenCC
from py3langid.langid import MODEL_FILE, LanguageIdentifier

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_LETTER = re.compile(r"[^\W\d_]")

_SURE = 0.9
"""Least probability at which a Latin text is called something other than English: the identifier is unsure of
names and titles, and an unsure guess would tell a reader of English releases that his language is not served."""


def detect_language(text: str) -> str:
    """The tag of the language that most of `text` is in; `und` where it has no letters.

    Chinese that could be either script (「公司 CEO」) counts as Traditional, the releases' main script.
    """
    letters = _LETTER.findall(text)
    if not letters:
        return "und"
    if len(_KANA.findall(text)) > len(letters) / 10:
        return "ja"
    if len(_HANGUL.findall(text)) > len(letters) / 4:
        return "ko"
    han = len(HAN.findall(text))
    # A Han character says about as much as a word of five letters: "INNOPOLE 是甚麼" is a Chinese question.
    if han * 5 > len(letters) - han:
        return "zh-Hans" if _simplified_only(text) > _traditional_only(text) else "zh-Hant"
    return _latin_language(text)


def _latin_language(text: str) -> str:
    language, probability = _identifier().classify(text)
    return language if language not in ("zxx", "en") and probability >= _SURE and len(text) >= 12 else "en"


def _traditional_only(text: str) -> int:
    return _changed_by("t2s", text)


def _simplified_only(text: str) -> int:
    return _changed_by("s2t", text)


def _changed_by(config: str, text: str) -> int:
    return sum(converted != kept for kept, converted in zip(text, convert(config, text), strict=False))


def convert(config: str, text: str) -> str:
    """`text` through OpenCC's `config` (`t2s`, `s2t`, …) one character at a time: as long as it was."""
    return "".join(_convert_character(config, c) if HAN.match(c) else c for c in text)


@cache
def _convert_character(config: str, character: str) -> str:
    converted = _opencc(config).convert(character)
    return converted if len(converted) == 1 else character


@cache
def _opencc(config: str) -> OpenCC:
    return OpenCC(config)


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
