"""Folding and figures: one form for what is written in several, and the way back."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressdesk.ingest.fold import fold, letters, words
from pressdesk.ingest.terms import terms
from pressdesk.rag.figures import any_figures, written_figures


@settings(deadline=None)
@given(st.one_of(st.text(max_size=200), st.text("㍿½ﬁ㎡ａ臺着A1 ", max_size=40)))
def test_every_folded_character_knows_its_place(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.origins)
    assert folded.text == "".join(fold(character).text for character in text)
    for offset, character in enumerate(text):
        made = [folded.text[i] for i, origin in enumerate(folded.origins) if origin == offset]
        assert "".join(made) == fold(character).text


@pytest.mark.parametrize(
    "variants",
    ["裏裡里", "着著", "台臺檯枱", "綫線线", "羣群", "峯峰", "衞衛卫", "啓啟启", "麪麵面", "説說说", "牀床", "爲為为", "眞真", "脱脫", "閲閱阅", "税稅", "鋭銳锐", "户戶", "産產产", "敎教", "吿告", "温溫", "汚污汙", "鬬鬥斗", "粧妝妆", "敍敘叙", "糭粽", "祇只", "濶闊阔", "鐡鐵铁", "兌兑", "卧臥", "鈎鉤钩"],
)  # fmt: skip
def test_variants_of_a_character_fold_to_one(variants: str) -> None:
    assert len({fold(character).text for character in variants}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("香港科技園公司", "香港科技园公司"), ("２０２８年", "2028年"), ("ＧＭＰ", "gmp"), ("發展頭髮", "发展头发"), ("5,000", "5000")],
)  # fmt: skip
def test_two_ways_of_writing_fold_to_one(one: str, other: str) -> None:
    assert words(one) == words(other)


def test_terms() -> None:
    assert terms("創新港") == ["创", "新", "港", "创新", "新港"]
    assert terms("The companies’ laboratories") == terms("the COMPANY laboratory")
    assert sorted(terms("HK$5,000 and 2.2 億 stayed")) == ["220000000", "5000", "and", "stay"]
    assert sorted(terms("九間")) == ["9", "九", "九间", "间"]
    assert terms("。！🙂") == []


@pytest.mark.parametrize(
    ("ways", "number"),
    [
        (["2.2 億元", "二億二千萬元", "HK$220 million", "２.２億", "220,000,000"], "220000000"),
        (["5,000 多名", "五千名", "5000"], "5000"),
        (["一百億元", "100 億元", "10 billion"], "10000000000"),
        (["18%", "18 per cent", "百分之十八", "一成八"], "18"),
        (["園區匯聚620間企業", "六百二十間", "620 companies", "620km"], "620"),
        (["二十五分鐘", "25 分鐘"], "25"),
    ],
)
def test_a_figure_is_the_same_however_it_is_written(ways: list[str], number: str) -> None:
    for way in ways:
        assert Decimal(number) in written_figures(way), way


def test_what_backs_a_figure_and_what_is_held_to_it() -> None:
    assert Decimal(9) in any_figures("首批九間公司")
    assert Decimal(9) not in written_figures("首批九間公司")
    assert Decimal(2) in any_figures("25 February")
    assert any_figures("創新港") == set()
    assert any_figures("in May") == {Decimal(5)}
    assert written_figures("二月廿五日") == written_figures("25 February") == {Decimal(2), Decimal(25)}
    assert written_figures("2.2.1 版，9:30，第二十三屆") == {Decimal(n) for n in ("2.2", "1", "9", "30", "23")}
    assert written_figures("+852 2629 6850") == written_figures("2629-6850")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("增長1.5%。", "增長15%。"),
        ("為期3-5年", "為期35年"),
        ("盈利 -5 百萬元", "盈利 5 百萬元"),
        ("上升 5%", "上升 5"),
        ("costs $5 million", "costs £5 million"),
        ("2:30 時", "230 時"),
    ],
)
def test_two_figures_are_never_one_in_letters(one: str, other: str) -> None:
    assert letters(one) != letters(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("資助額為 1,500 萬元。", "資助額為1500萬元"),
        ("「創科」 增長 １．５％，", "创科增长1.5%"),
        ("The fund, set up in 2025, has\nHK$3.5 million.", "the fund set up in 2025 has HK$3.5 million"),
    ],
)
def test_two_ways_of_setting_a_sentence_are_one_in_letters(one: str, other: str) -> None:
    assert letters(one) == letters(other)
