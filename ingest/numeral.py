"""Numbers written in words: 二億二千萬, 廿五, 二〇二六, two hundred and twenty million. All of it in folded text."""

import re
from decimal import Decimal
from functools import lru_cache

import cn2an
from text_to_num import text2num

DIGITS = "〇零○一二两三四五六七八九"
UNITS = "十百千万亿廿卅"

CHINESE = re.compile(rf"[{DIGITS}{UNITS}](?:[{DIGITS}{UNITS}]|[多余几](?=[万亿]))*(?:点[{DIGITS}]+[万亿]*)?")
"""A run of Chinese numerals; 多, 余 and 几 before a unit (十多万) leave the number as it is without them."""

_ONE = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_POWER = "hundred|thousand|million|billion|trillion"
ENGLISH = re.compile(rf"(?<![a-z])(?:{_ONE})(?:(?:[\s-]|\sand\s)(?:{_ONE}|{_POWER}))*(?![a-z])")
"""A run of English number words that begins with one below a hundred: "million" alone is no number."""

_ARABIC = str.maketrans("〇零○一二两三四五六七八九", "0001223456789")
_KNOWN = str.maketrans({"○": "零", "〇": "零"})
_APPROXIMATE = re.compile("[多余几]")
_SPOKEN = re.compile(rf"[{DIGITS}]+")
_DIGIT_BY_DIGIT = 4
"""Fewest numerals without a unit that are read digit by digit, as in a year: 三五 is none."""


@lru_cache(4096)
def chinese_number(numeral: str) -> Decimal | None:
    """What a run of folded Chinese numerals is worth; None where it is no number (千万) or not one (二三十)."""
    plain = _APPROXIMATE.sub("", numeral)
    if len(plain) > 1 and _SPOKEN.fullmatch(plain):
        return Decimal(plain.translate(_ARABIC)) if len(plain) >= _DIGIT_BY_DIGIT else None
    # cn2an refuses 二十五点五亿 but reads what stands before the last unit.
    scale = Decimal(1)
    while "点" in plain and plain[-1] in "万亿":
        scale *= 10**4 if plain[-1] == "万" else 10**8
        plain = plain[:-1]
    try:
        return (Decimal(str(cn2an.cn2an(plain.translate(_KNOWN), "normal"))) * scale).normalize()
    except (ValueError, KeyError):
        # A KeyError at two digits before a unit: 木卫二四十九次.
        return None


def english_number(words: str) -> Decimal | None:
    """What a run of English number words is worth; None where it is not one number ("two three")."""
    try:
        return Decimal(text2num(" ".join(words.split()), "en"))
    except ValueError:
        return None
