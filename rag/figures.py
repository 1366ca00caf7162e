"""The figures of a text as numbers, however they are written: 2.2 億, 220 million, 二億二千萬 are one figure."""

import re
from decimal import Decimal, InvalidOperation

import cn2an

from pressdesk.ingest.fold import fold

_SCALES = {
    "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12,
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "bn": 10**9, "mn": 10**6, "m": 10**6,
}  # fmt: skip
_ARABIC = re.compile(
    r"(?<![\w.])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*"
    r"(?:多|余)?((?:[十百千]?[万亿兆]|[百千](?!\d)|thousand\b|million\b|billion\b|trillion\b|bn\b|mn\b|m\b)?)"
    r"|(?<=[a-z$])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
)
_CHINESE = re.compile(r"[〇零一二两三四五六七八九十百千万亿]{2,}|[一二两三四五六七八九十]")
_PLAIN = str.maketrans({"〇": "零", "两": "二"})
_UNDER_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_MONTHS = "january february march april may june july august september october november december"
_WORDS = (
    {word: number for number, word in enumerate(_UNDER_TWENTY.split(" "))}
    | {word: 10 * tens for tens, word in enumerate(_TENS_WORDS.split(" "), start=2)}
    | {month: number for number, month in enumerate(_MONTHS.split(" "), start=1)}
)
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")


def written_figures(text: str) -> set[Decimal]:
    """The figures that `text` writes with Arabic digits or with at least two Chinese numerals: those that a sentence
    is held to."""
    folded = fold(text).text
    return _arabic(folded) | {
        number for numeral in _CHINESE.findall(folded) if len(numeral) > 1 for number in _chinese(numeral)
    }


def any_figures(text: str) -> set[Decimal]:
    """Every number that `text` can be said to contain, single numerals, English number words and months too: what
    a figure may be backed by."""
    folded = fold(text).text
    found = _arabic(folded)
    for numeral in _CHINESE.findall(folded):
        found |= _chinese(numeral)
    return found | {Decimal(_WORDS[word]) for word in _WORD.findall(folded)}


def _arabic(folded: str) -> set[Decimal]:
    found: set[Decimal] = set()
    for match in _ARABIC.finditer(folded):
        digits = (match.group(1) or match.group(3)).replace(",", "")
        number = Decimal(digits)
        scale = match.group(2) or ""
        if scale:
            factor = 1
            for part in [scale] if scale in _SCALES else list(scale):
                factor *= _SCALES[part]
            found.add((number * factor).normalize())
        else:
            found.add(number.normalize())
    return found


def _chinese(numeral: str) -> set[Decimal]:
    try:
        return {Decimal(str(cn2an.cn2an(numeral.translate(_PLAIN), "smart"))).normalize()}
    except (ValueError, InvalidOperation):
        return set()
