"""Figures, amounts and dates: one value for every way of writing it, at the place where it is written."""

import datetime
import random
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pressdesk.ingest.fold import fold
from pressdesk.ingest.lexical import LexicalIndex
from pressdesk.ingest.numeral import DIGITS, UNITS, chinese_number
from pressdesk.ingest.quantity import quantities
from pressdesk.ingest.terms import terms
from pressdesk.rag.bridge import Bridge
from pressdesk.rag.dictionary import Dictionary
from pressdesk.rag.lexical import bridged_evidence
from pressdesk.rag.question import read_question


def read(text: str) -> list[tuple[str, str]]:
    return [(quantity.kind, quantity.value) for quantity in quantities(text)]


@pytest.mark.parametrize(
    ("ways", "value"),
    [
        (["二億二千萬", "2.2 億", "2.2億元", "2 億 2,000 萬元", "HK$220 million", "$220m", "220 million港元", "220,000,000", "２.２億", "two hundred and twenty million dollars"], "220000000"),
        (["14.6 億元", "HK$1.46 billion", "HK$1.46bn", "1,460 million", "十四億六千萬港元", "十四點六億元"], "1460000000"),
        (["十多萬人", "10 多萬人", "about 100,000 people", "十萬", "10萬"], "100000"),
        (["五千名", "5,000 多名", "5000", "5千"], "5000"),
        (["九間公司", "9 間公司", "nine companies", "９間"], "9"),
        (["兩年", "两年", "two years", "2 years"], "2"),
        (["三百二十", "三百二", "320"], "320"),
        (["匯聚620間企業", "620"], "620"),
    ],
)  # fmt: skip
def test_a_number_has_one_value(ways: list[str], value: str) -> None:
    for way in ways:
        assert [found for _, found in read(way)] == [value], way


@pytest.mark.parametrize(
    ("ways", "value"),
    [
        (["百分之五", "5%", "５％", "5 per cent", "5 percent", "five per cent", "5個百分點", "5 percentage points"], "5"),
        (["三成", "30%", "3成", "thirty per cent"], "30"),
        (["三成半", "三成五", "35%"], "35"),
        (["百分之九十七點五", "97.5%"], "97.5"),
    ],
)  # fmt: skip
def test_percentages(ways: list[str], value: str) -> None:
    for way in ways:
        assert read(way) == [("percent", value)], way


@pytest.mark.parametrize(
    ("ways", "iso"),
    [
        (["二月廿五日", "2月25日", "2 月 25 日", "25 February", "25th of February", "Feb. 25", "February 25"], "--02-25"),
        (["25 February 2026", "February 25, 2026", "二〇二六年二月二十五日", "二零二六年二月廿五日", "２０２６年２月２５日", "2026-02-25", "2026.2.25"], "2026-02-25"),
        (["2026年2月", "February 2026", "二〇二六年二月", "Feb 2026"], "2026-02"),
        (["9月", "九月", "in September", "Sept"], "--09"),
        (["5 月", "in May", "五月"], "--05"),
        (["2026年", "二〇二六年"], "2026"),
        (["2月29日", "29 February"], "--02-29"),
    ],
)  # fmt: skip
def test_dates(ways: list[str], iso: str) -> None:
    for way in ways:
        assert read(way) == [("date", iso)], way


@pytest.mark.parametrize(
    ("text", "currency"),
    [("HK$5", "HKD"), ("5 億港元", "HKD"), ("US$5m", "USD"), ("5 million US dollars", "USD"), ("500 万元人民币", "CNY"), ("RMB500萬", "CNY"), ("¥500", None), ("$5", None), ("5 元", None)],
)  # fmt: skip
def test_currencies(text: str, currency: str | None) -> None:
    (quantity,) = quantities(text)
    assert (quantity.kind, quantity.currency) == ("money", currency)
    assert (quantity.start, quantity.end) == (0, len(text))


@pytest.mark.parametrize(
    "text",
    [
        "2.2.1", "version 2.2.1", "192.168.1.1", "A380", "3D", "5G", "9:30", "2020/21", "007", "No. 1234", "訂單編號 12345678",
        "20260225001", "https://a.example/2026/02", "100m", "100㎡", "½", "第三", "第二十三屆", "third", "one of them", "九龍",
        "四川", "統一", "萬一", "千萬", "十五五規劃", "三五成群", "一些", "may join", "We may join", "They march", "成立", "",
    ],
)  # fmt: skip
def test_what_is_no_quantity(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("電話：+852 2629 6850", [("phone", "+85226296850")]),
        ("call 2629 6850", [("phone", "+85226296850")]),
        ("+852 5550 0142", [("phone", "+85255500142")]),
        ("HK$23,456,789", [("money", "23456789")]),
        ("2024 2025", [("number", "2024"), ("number", "2025")]),
        ("2001 年成立", [("date", "2001")]),
        ("31 February 2026", [("number", "31"), ("number", "2026")]),
        ("2026-27 年度", [("number", "2026"), ("number", "27")]),
        ("5 月 29 日及 6 月 3 日", [("date", "--05-29"), ("date", "--06-03")]),
        ("三個月", [("number", "3")]),
        ("（香港，2026年2月25日）", [("date", "2026-02-25")]),
    ],
)
def test_what_is_a_quantity_but_no_amount(text: str, found: list[tuple[str, str]]) -> None:
    assert read(text) == found


# A writer of numbers that shares nothing with the reader: by place, the way it is taught.
HAN = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    if number >= 10**8:
        rest = number % 10**8
        return (
            in_chinese(number // 10**8) + "億" + ("零" if 0 < rest < 10**7 else "") + (in_chinese(rest) if rest else "")
        )
    if number >= 10**4:
        rest = number % 10**4
        return (
            in_chinese(number // 10**4) + "萬" + ("零" if 0 < rest < 10**3 else "") + (in_chinese(rest) if rest else "")
        )
    for size, unit in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            rest = number % size
            gap = "零" if 0 < rest < size // 10 else ""
            return HAN[number // size] + unit + gap + (in_chinese(rest) if rest else "")
    return HAN[number]


def ways_of_writing(number: int) -> list[str]:
    ways = [f"{number:,}", f"HK${number:,}", f"{number:,} 元", in_chinese(number), in_chinese(number) + "港元"]
    for size, units in (
        (10**4, ["萬", " 萬元"]),
        (10**6, [" million"]),
        (10**8, ["億", " 億元"]),
        (10**9, [" billion"]),
    ):
        if number >= size and number * 100 % size == 0:
            written = f"{Decimal(number) / size:,f}"
            ways += [written + unit for unit in units]
    if number % 10**6 == 0:
        ways.append(f"${number // 10**6}m")
    return ways


def amounts() -> list[int]:
    rng = random.Random(20261125)
    return [rng.randint(11, 9999) * 10 ** rng.randint(0, 8) for _ in range(400)]


def test_generated_amounts_meet_in_one_value() -> None:
    for amount in amounts():
        for way in ways_of_writing(amount):
            (quantity,) = quantities(f"預留 {way}，以作發展")
            assert quantity.number == amount, way


def test_an_amount_is_one_term_however_it_is_written() -> None:
    for amount in amounts()[:50]:
        assert len({tuple(terms(way)) for way in ways_of_writing(amount) if "元" not in way or "港" in way}) == 1, (
            amount
        )


@settings(deadline=None)
@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
def test_generated_dates_meet_in_one_value(day: datetime.date) -> None:
    year = "".join(HAN[int(digit)] for digit in str(day.year))
    month, of_month = (
        in_chinese(n).removeprefix("一") if 10 <= n < 20 else in_chinese(n) for n in (day.month, day.day)
    )
    name = day.strftime("%B")
    for way in (f"{year}年{month}月{of_month}日", f"{day.year}年{day.month}月{day.day}日", f"{day.day} {name} {day.year}", f"{name} {day.day}, {day.year}", day.isoformat()):  # fmt: skip
        assert read(f"（香港，{way}）今日") == [("date", day.isoformat())], way
    for way in (
        f"{month}月{of_month}日",
        f"{day.month} 月 {day.day} 日",
        f"{day.day} {name}",
        f"{name[:3]}. {day.day}",
    ):
        assert read(f"於 {way} 舉行") == [("date", f"--{day.month:02d}-{day.day:02d}")], way


WRITTEN = st.sampled_from(
    ["2.2 億元", "二億二千萬", "HK$220 million", "$220m", "三成半", "百分之五", "5%", "25 February 2026", "二月廿五日", "2月", "9", "九間", "十多萬人", "+852 2629 6850", "2.2.1", "½", "㍿", "，", "。", " ", "\n", "至", "及", "元", "第", "no. ", "may ", "成", "ａ", "🙂", "two ", "three hundred ", "1,2", "0", ".", "%", "年"]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.lists(WRITTEN, max_size=8).map("".join), st.text(max_size=60)))
def test_a_quantity_is_at_its_place(text: str) -> None:
    found = quantities(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for quantity in found:
        written = text[quantity.start : quantity.end]
        assert fold(written).text.strip() == fold(written).text != ""
        assert [(q.kind, q.value, q.currency) for q in quantities(written)] == [
            (quantity.kind, quantity.value, quantity.currency)
        ], written


def test_a_figure_of_a_question_meets_the_passage_in_the_other_language(dictionary: Dictionary) -> None:
    passages = ["預留 2.2 億元，二月廿五日公布", "預留 2.3 億元，二月廿六日公布"]
    index = LexicalIndex.build([1, 2], passages)
    for question in ("HK$220 million", "25 February", "the 25th of February 2026"):
        first, second = index.scores(terms(question))
        assert first > second, question
    asked = Bridge(dictionary).across(read_question("Who may have the HK$220 million?"))
    bridged = bridged_evidence(index, asked, 2, np.ones(2, dtype=np.bool_))
    assert bridged.said(passages[0]) > bridged.said(passages[1])


@given(st.text(st.sampled_from(f"{DIGITS}{UNITS}多余几点"), min_size=1, max_size=12))
@example("二四十九")
def test_any_run_of_numerals_is_a_number_or_none(numerals: str) -> None:
    value = chinese_number(numerals)
    assert value is None or value >= 0
    assert all(0 <= q.start < q.end <= len(numerals) + 4 for q in quantities(f"飞越{numerals}次"))
