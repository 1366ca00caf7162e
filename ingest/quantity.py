"""Figures in a text, whatever they are written in: 2.2 億元, 二億二千萬, HK$220 million and 220,000,000 are one."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import phonenumbers

from .dates import written_dates
from .fold import Folded, fold
from .numeral import CHINESE, DIGITS, ENGLISH, UNITS, chinese_number, english_number

Kind = Literal["number", "percent", "money", "date", "phone"]


@dataclass(frozen=True)
class Quantity:
    """A figure at `text[start:end]` of what was read.

    `value` is the same for every way of writing it: a decimal without separators or trailing zeros (220000000; 5 for
    5 per cent; 30 for 三成), a date as in `WrittenDate.iso`, a telephone number in E.164. `currency` is the ISO 4217
    code where the text says which: a bare dollar or 元 is money of no said currency.
    """

    kind: Kind
    value: str
    start: int
    end: int
    currency: str | None = None

    @property
    def number(self) -> Decimal | None:
        """The value where it is a number, percentage or amount."""
        return None if self.kind in ("date", "phone") else Decimal(self.value)


_PREFIXES = {
    "hk$": "HKD", "hkd": "HKD", "港币": "HKD", "us$": "USD", "usd": "USD", "rmb": "CNY", "cny": "CNY",
    "人民币": "CNY", "mop$": "MOP", "mop": "MOP", "nt$": "TWD", "s$": "SGD", "a$": "AUD", "c$": "CAD", "€": "EUR",
    "eur": "EUR", "£": "GBP", "gbp": "GBP", "¥": None, "$": None,
}  # fmt: skip
_SUFFIXES = {
    "港元": "HKD", "港币": "HKD", "美元": "USD", "元人民币": "CNY", "人民币": "CNY", "澳门元": "MOP", "台币": "TWD",
    "新加坡元": "SGD", "日圆": "JPY", "日元": "JPY", "欧元": "EUR", "英镑": "GBP", "元": None,
    "hong kong dollars": "HKD", "us dollars": "USD", "dollars": None, "yuan": "CNY", "renminbi": "CNY",
    "euros": "EUR", "hkd": "HKD", "usd": "USD", "rmb": "CNY",
}  # fmt: skip
_SCALES = {
    "十": 10, "百": 100, "千": 10**3, "万": 10**4, "亿": 10**8, "兆": 10**12,
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "k": 10**3, "mn": 10**6, "m": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12,
}  # fmt: skip

ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_ABOUT = r"\s?[多余几]?\s?"
_HAN_AMOUNT = (
    rf"{ARABIC}{_ABOUT}[十百千]?(?:万?亿|兆)(?:\s?{ARABIC}{_ABOUT}[百千]?万)?"
    rf"|{ARABIC}{_ABOUT}[十百千]?万(?:\d千|\d{{4}}(?!\d))?"
    rf"|{ARABIC}{_ABOUT}(?:百(?!分)|千(?![米克瓦帕赫卡兆字]))"
)
_HAN_GROUP = re.compile(rf"({ARABIC}){_ABOUT}([十百千万亿兆]*)")
_FIGURE = re.compile(
    rf"(?=\d)(?:(?P<han>{_HAN_AMOUNT})|(?P<plain>{ARABIC})"
    r"(?:[\s-]?(?P<word>hundred|thousand|million|billion|trillion)(?![a-z])|\s?(?P<letters>[bmt]n|[mbk])(?![a-z]))?)"
    r"(?![a-z_\d]|[.,:/⁄]\d)"
)
_CODE = re.compile(
    r"[\d_#]$|\d[.,:/⁄]$|(?:no\.|编号)[: ]?$|(?<!hkd)(?<!usd)(?<!rmb)(?<!cny)(?<!eur)(?<!gbp)(?<=[a-z])$"
)
"""What figures follow that are in the middle of a code, a version, a time or a path, or are named as an order's."""

_LONGEST = 9
"""Most digits of a number without separators: longer ones are orders and accounts."""

_MONEY_BEFORE = re.compile(rf"(?<![a-z])(?P<currency>{'|'.join(map(re.escape, _PREFIXES))})\s?$")
_MONEY_AFTER = re.compile(rf"[多余]?\s?(?P<currency>{'|'.join(_SUFFIXES)}(?![朗旦月宇]))")
_PERCENT = re.compile(r"\s?(?:%|per\s?cent(?![a-z])|percentage points?(?![a-z])|个?百分点)")
_TENTHS = re.compile(rf"成(?![立为本果功员长就都份交分熟绩型品])(?P<half>半|[{DIGITS}](?![{DIGITS}{UNITS}]))?")
_MOST_TENTHS = 10
_HUNDREDTHS = re.compile(r"百分之$")
_COUNTED = re.compile(
    r"\s?(?:个(?!别)|间|名|项|家|层|年|天|次|座|位|条|所|份|辆|台|架|艘|公里|公顷|公斤|平方|人|小时|倍|届|期|宗|套|款|种|支|枚|户|幢|栋|场|周(?!到)|大|日)"
)
"""What follows a lone numeral that counts; the others are parts of words (九龙, 四川, 统一)."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_PHONE = re.compile(r"\+\d|\d{4}[ -]?\d{4}")
_YEARS = re.compile(r"(?:19|20)\d\d[ -]?(?:19|20)\d\d")


def quantities(text: str) -> list[Quantity]:
    """The figures of `text` in order and apart from each other. Versions, codes, times of day and ordinals (第三,
    third) are none."""
    folded = fold(text)
    found: list[Quantity] = []
    for quantity in sorted(_candidates(folded.text), key=lambda quantity: quantity.start):
        if not found or quantity.start >= found[-1].end:
            found.append(quantity)
    return [_in_original(quantity, folded) for quantity in found]


def around(text: str, found: Sequence[Quantity]) -> list[str]:
    """The pieces of `text` between its quantities. A lone Chinese numeral stays in its piece: it may be part of a name
    (二戶, 從四位)."""
    return [text[start:end] for start, end in stretches_around(text, found)]


def stretches_around(text: str, found: Sequence[Quantity]) -> list[tuple[int, int]]:
    """Where those pieces are."""
    cut = [quantity for quantity in found if quantity.end - quantity.start > 1 or text[quantity.start].isdecimal()]
    starts = [0, *(quantity.end for quantity in cut)]
    ends = [*(quantity.start for quantity in cut), len(text)]
    return list(zip(starts, ends, strict=True))


def _in_original(quantity: Quantity, folded: Folded) -> Quantity:
    start, end = folded.origins[quantity.start], folded.origins[quantity.end - 1] + 1
    return Quantity(quantity.kind, quantity.value, start, end, quantity.currency)


def _candidates(folded: str) -> Iterator[Quantity]:
    """Dates, telephone numbers, then numbers where neither stands."""
    taken: list[Quantity] = [Quantity("date", d.iso, d.start, d.end) for d in written_dates(folded)]
    taken += [phone for phone in _phones(folded) if not _overlaps(phone, taken)]
    yield from taken
    for number in _numbers(folded):
        if not _overlaps(number, taken):
            yield number


def _overlaps(quantity: Quantity, others: list[Quantity]) -> bool:
    return any(quantity.start < other.end and other.start < quantity.end for other in others)


def _phones(folded: str) -> Iterator[Quantity]:
    if not _PHONE.search(folded):
        return
    for match in phonenumbers.PhoneNumberMatcher(folded, "HK", phonenumbers.Leniency.POSSIBLE):
        if not match.raw_string.startswith("+") and not phonenumbers.is_valid_number(match.number):
            continue
        is_amount = _before(folded, match.start) or _MONEY_AFTER.match(folded, match.end)
        if is_amount or _YEARS.fullmatch(match.raw_string) or not _PHONE.search(match.raw_string):
            continue
        value = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        yield Quantity("phone", value, match.start, match.end)


def _numbers(folded: str) -> Iterator[Quantity]:
    for match in _FIGURE.finditer(folded):
        if (value := _arabic_number(match)) is not None:
            yield _measured(folded, match, value)
    for match in CHINESE.finditer(folded):
        value = chinese_number(match.group())
        if value is not None and folded[match.start() - 1 : match.start()] != "第":
            quantity = _measured(folded, match, value)
            if quantity.kind != "number" or len(match.group()) > 1 or _counts(folded, match):
                yield quantity
    for match in ENGLISH.finditer(folded):
        value = english_number(match.group())
        if value is not None:
            quantity = _measured(folded, match, value)
            # "one" alone stands for a thing more often than for a number.
            if quantity.kind != "number" or match.group() != "one":
                yield quantity


def _arabic_number(match: re.Match[str]) -> Decimal | None:
    """What figures with their unit are worth; None for an order's or account's number and for "100 m"."""
    if _CODE.search(match.string, max(0, match.start() - 4), match.start()) or re.match(r"0\d", match.group()):
        return None
    if match["han"]:
        groups = _HAN_GROUP.findall(match["han"])
        return sum((_scaled(digits, units) for digits, units in groups), start=Decimal(0))
    if match["plain"].isdigit() and len(match["plain"]) > _LONGEST:
        return None
    if match["letters"] in ("m", "b", "k") and not _before(match.string, match.start()):
        return None
    scale = _SCALES[match["word"] or match["letters"]] if match["word"] or match["letters"] else 1
    return Decimal(match["plain"].replace(",", "")) * scale


def _scaled(digits: str, units: str) -> Decimal:
    return Decimal(digits.replace(",", "")) * math.prod(_SCALES[unit] for unit in units)


def _before(folded: str, start: int) -> re.Match[str] | None:
    """The currency that stands before an amount."""
    return _MONEY_BEFORE.search(folded, max(0, start - 5), start)


def _measured(folded: str, match: re.Match[str], value: Decimal) -> Quantity:
    """The number with the percent sign or currency around it."""
    start, end = match.span()
    before = _before(folded, start)
    if not before and (percent := _PERCENT.match(folded, end)):
        return _quantity("percent", value, start, percent.end())
    if hundredths := _HUNDREDTHS.search(folded, max(0, start - 3), start):
        return _quantity("percent", value, hundredths.start(), end)
    if not before and value <= _MOST_TENTHS and (tenths := _TENTHS.match(folded, end)):
        half = tenths["half"]
        more = 5 if half == "半" else int(chinese_number(half) or 0) if half else 0
        return _quantity("percent", value * 10 + more, start, tenths.end())
    after = _MONEY_AFTER.match(folded, end)
    currency = (_PREFIXES[before["currency"]] if before else None) or (_SUFFIXES[after["currency"]] if after else None)
    start, end = before.start() if before else start, after.end() if after else end
    return _quantity("money" if before or after else "number", value, start, end, currency)


def _quantity(kind: Kind, value: Decimal, start: int, end: int, currency: str | None = None) -> Quantity:
    return Quantity(kind, f"{value.normalize():f}", start, end, currency)


def _counts(folded: str, match: re.Match[str]) -> bool:
    """Whether a lone Chinese numeral is a number: it counts something, or stands apart from other characters."""
    if _COUNTED.match(folded, match.end()):
        return match.group() not in "一廿卅"
    around = folded[max(0, match.start() - 1) : match.start()] + folded[match.end() : match.end() + 1]
    return not _HAN.search(around)
