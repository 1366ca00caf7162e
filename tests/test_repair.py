"""Debris goes, every character that stays knows its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressdesk.ingest.repair import close_up, repair

_LINES = st.lists(
    st.one_of(
        st.text(alphabet="創新港公布計劃，。「」：0123456789ＡＢ２０２６ abcXYZ.,()\u3000\u200b\t", max_size=60),
        st.sampled_from(
            ["[按此](#) 下載新聞圖片", "2", "第 3 頁", "- 4 -", "Page 2 of 5", "\f", "", "| a | b |", "# 標題"]
        ),
    ),
    max_size=12,
)
_TEXTS = st.one_of(st.builds("\n".join, _LINES), st.builds("\r\n\r\n".join, _LINES), st.text(max_size=200))


@given(_TEXTS)
def test_every_kept_character_maps_to_the_original(text: str) -> None:
    repaired = repair(text)
    assert len(repaired.text) == len(repaired.origins)
    assert all(a < b for a, b in zip(repaired.origins, repaired.origins[1:], strict=False))
    for character, origin in zip(repaired.text, repaired.origins, strict=True):
        stands = text[origin]
        assert (
            character == stands
            or character in " \n"
            or (0xFF01 <= ord(stands) <= 0xFF5E and ord(character) == ord(stands) - 0xFEE0)
        )


@given(_TEXTS)
def test_any_stretch_maps_to_a_stretch_with_its_first_and_last_character(text: str) -> None:
    repaired = repair(text)
    if repaired.text:
        start, end = repaired.span(0, len(repaired.text))
        assert 0 <= start < end <= len(text)
        assert repaired.position(start) == 0


@pytest.mark.parametrize(
    ("original", "repaired"),
    [
        # Page breaks, with and without a page number, inside a sentence.
        ("地基及結構工程於三月展開，需時\n\n\n\n約 14 個月；其後進行屋宇設備安裝。", "地基及結構工程於三月展開，需時約 14 個月；其後進行屋宇設備安裝。"),
        ("輪候時間會由目前的九個月縮短，並縮短至\n\n第 3 頁\n\n六個星期左右，一批細胞可望完成。", "輪候時間會由目前的九個月縮短，並縮短至六個星期左右，一批細胞可望完成。"),
        ("The plan replaces every bus, opens\n\f\na green fund, and more.", "The plan replaces every bus, opens a green fund, and more."),
        # A break between paragraphs, headings and labels stay apart.
        ("第一段到此為止。\n\n第二段由此開始，並且繼續。", "第一段到此為止。\n第二段由此開始，並且繼續。"),
        ("推動產業升級\n\n創新港歡迎各項措施，並會配合。", "推動產業升級\n創新港歡迎各項措施，並會配合。"),
        ("電話：+852 5550 0142\n電郵：a@lanwan.example", "電話：+852 5550 0142\n電郵：a@lanwan.example"),
        # The link line, full-width figures and letters, invisible characters.
        ("[請按此](#) 下載高清圖片\n新聞稿", "新聞稿"),
        ("ＧＭＰ 潔淨室於２０２８年落成", "GMP 潔淨室於2028年落成"),
        ("創\u200b新\ufeff港", "創新港"),
    ],
)  # fmt: skip
def test_repairs(original: str, repaired: str) -> None:
    assert repair(original).text == repaired


def test_a_quotation_is_shown_verbatim_but_for_its_line_ends() -> None:
    assert close_up("需時\n\n2\n\n約 １４ 個月， 完工。") == "需時約 １４ 個月， 完工。"
    assert close_up("麥子軒\n電話：1", lines_stand=True) == "麥子軒 電話：1"
