"""Which of its languages a screen speaks: the one that was chosen, or the browser's."""

from collections.abc import Mapping

from starlette.requests import HTTPConnection

from .words import InterfaceLanguage, Words
from .words_en import EN
from .words_zh_hans import ZH_HANS
from .words_zh_hant import ZH_HANT

LANGUAGE_NAMES: dict[InterfaceLanguage, str] = {"zh-Hant": "繁體中文", "zh-Hans": "简体中文", "en": "English"}
"""Each language's name for itself, as the switch shows it."""

LANGUAGE_COOKIE = "pressdesk-language"
"""Where a browser keeps what was chosen."""

_WORDS: Mapping[str, Words] = {words.language: words for words in (ZH_HANT, ZH_HANS, EN)}
_SIMPLIFIED = ("hans", "cn", "sg", "my")
"""Scripts and places that write Simplified Chinese (CLDR, likely subtags)."""


def words_in(language: str) -> Words:
    """The texts in `language`; those in Traditional Chinese for a language that the interface does not speak."""
    return _WORDS.get(language, ZH_HANT)


def spoken_to(caller: HTTPConnection, interface: str = "auto") -> InterfaceLanguage:
    """The language for who calls: the cookie's, that of `interface` where it names one, or the browser's."""
    chosen = caller.cookies.get(LANGUAGE_COOKIE, interface)
    return interface_language(caller.headers.get("accept-language"), chosen if chosen in _WORDS else interface)


def interface_language(accept_language: str | None, interface: str = "auto") -> InterfaceLanguage:
    """The language to show: `interface` where it names one, else the browser's first choice that is spoken here.

    Chinese without a script or place counts as `zh-Hant`. A browser that asks for none of them gets English, one that
    asks for nothing gets `zh-Hant`, the language of most releases.
    """
    for known in LANGUAGE_NAMES:
        if interface == known:
            return known
    if not (accept_language or "").strip():
        return "zh-Hant"
    wanted = [_weighted(choice) for choice in (accept_language or "").split(",")]
    for weight, tag in sorted(wanted, key=lambda choice: -choice[0]):
        primary, *rest = tag.split("-")
        if weight > 0 and primary in ("zh", "yue"):
            return "zh-Hans" if "hant" not in rest and any(part in _SIMPLIFIED for part in rest) else "zh-Hant"
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
