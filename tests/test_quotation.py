"""Quotations ready to paste, in the marks of three languages."""

import datetime
import re

import pytest

from pressdesk.ui.conversations.quotation import PLACE, inner_marks, quotation, quotation_form

DAY = datetime.date(2025, 9, 8)


@pytest.mark.parametrize(
    ("language", "quote", "title", "organisation", "pasted"),
    [
        ("zh-Hant", "造價 14.6 億元。", "潮汐大樓正式啟用", "管理局", "「造價 14.6 億元。」（管理局《潮汐大樓正式啟用》，2025 年 9 月 8 日）"),
        ("zh-Hans", "造价 14.6 亿元。", "潮汐大楼正式启用", "管理局", "“造价 14.6 亿元。”（管理局《潮汐大楼正式启用》，2025年9月8日）"),
        ("en", "It cost $1.46 billion.", "Tidal Building opens", "the Authority", "“It cost $1.46 billion.” (the Authority, “Tidal Building opens”, 8 September 2025)"),
        # Quotations inside quotations.
        ("zh-Hant", "他說：「叫『起航』好。」", "談《海港法》", "", "「他說：『叫「起航」好。』」（《談〈海港法〉》，2025 年 9 月 8 日）"),
        ("zh-Hans", "他说：“叫‘起航’好。”", "谈《海港法》", "", "“他说：‘叫“起航”好。’”（《谈〈海港法〉》，2025年9月8日）"),
        ("zh-Hans", '他说"好"。', "题", "", "“他说‘好’。”（《题》，2025年9月8日）"),
        ("en", "“It’s called ‘Set Sail’,” he said.", "On ‘Set Sail’", "", "“‘It’s called “Set Sail”,’ he said.” (“On ‘Set Sail’”, 8 September 2025)"),
        ("en", 'The tenants\' "front door".', 'The "front door"', "", "“The tenants' ‘front door’.” (“The ‘front door’”, 8 September 2025)"),
        ("zh-Hant", "稱為『起航』", "題", "", "「稱為『起航』」（《題》，2025 年 9 月 8 日）"),
        ("en", "The tenants’ ‘front door’.", "T", "", "“The tenants’ ‘front door’.” (“T”, 8 September 2025)"),
        ("zh-Hant", "稱為“起航”", "題", "", "「稱為“起航”」（《題》，2025 年 9 月 8 日）"),
        # Languages that have no form of their own.
        ("zh-HK", "好。", "題", "", "「好。」（《題》，2025 年 9 月 8 日）"),
        ("und", "42", "T", "", "“42” (“T”, 8 September 2025)"),
    ],
)  # fmt: skip
def test_quotation(language: str, quote: str, title: str, organisation: str, pasted: str) -> None:
    assert quotation(quote, title, organisation, DAY, language) == pasted


def test_quotation_says_nothing_of_a_date_that_is_not_known() -> None:
    assert quotation("好。", "題", "局", None, "zh-Hant") == "「好。」（局《題》）"
    assert quotation("Good.", "T", "", None, "en") == "“Good.” (“T”)"


def test_quotation_of_broken_lines_is_one_line() -> None:
    assert quotation("造價\r\n14.6 億\n元。", "題", "", None, "zh-Hant") == "「造價 14.6 億元。」（《題》）"
    assert quotation("It\ncost", "T", "", None, "en") == "“It cost” (“T”)"


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "en"])
def test_form_is_the_quotation_without_what_is_quoted(language: str) -> None:
    form = quotation_form("Title $1 {x}", "局", DAY, language)
    assert form.replace(PLACE, "abc") == quotation("abc", "Title $1 {x}", "局", DAY, language)
    assert all(re.compile(pattern) for pattern, _ in inner_marks(language))
