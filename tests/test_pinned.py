"""The figure of one year is not given for another's in silence, nor the first edition's for the second's."""

import datetime

import pytest

from pressdesk.rag.pinned import Differing, Pins
from pressdesk.rag.question import read_question
from pressdesk.ui.desk import Desk

_DAY = datetime.date(2025, 3, 27)
_PROFIT = "公司公布截至 2024 年 12 月 31 日止年度的業績：盈利 18.4 億元。"
_SECOND = "第二屆燈節定於七月舉行，共 9 晚。"


@pytest.mark.parametrize(
    ("question", "sentence", "contrary"),
    [
        ("公司 2025 年的盈利多少？", _PROFIT, True),
        ("公司2025年的盈利是多少？", _PROFIT, True),
        ("What was the profit in 2025?", _PROFIT, True),
        ("公司 2024 年的盈利多少？", _PROFIT, False),
        ("What was the profit in 2024?", _PROFIT, False),
        ("首屆燈節有幾多晚？", _SECOND, True),
        ("第三届灯节有多少晚？", _SECOND, True),
        ("How many nights did the first festival of lanterns have?", _SECOND, True),
        ("第二屆燈節有幾多晚？", _SECOND, False),
        ("How many nights does the second festival of lanterns have?", _SECOND, False),
        ("第二期大樓何時落成？", "大樓預計在 2028 年第三季落成，樓高十六層。", False),
        ("大樓造價多少？", _PROFIT, False),
        ("主席今年多大年紀？", "主席在公司工作了 22 年。", True),
        ("How old is the chairman?", "主席現年 61 歲。", False),
        ("尾班車幾點開？", "巴士每 20 分鐘一班。", True),
        ("What time does the last bus leave?", "尾班車於晚上十一時開出。", False),
        ("2023 年的酒店入住率是多少？", "入住率為 88%。", True),
        ("2024 年的酒店入住率是多少？", "去年的入住率為 88%。", False),
        ("2025 年的酒店入住率是多少？", "入住率為 88%。", False),
    ],
)
def test_a_sentence_of_another_year_or_edition_is_contrary(question: str, sentence: str, contrary: bool) -> None:
    assert Pins(read_question(question)).contrary(sentence, sentence, _DAY) == contrary


def test_a_year_may_stand_around_the_sentence_or_be_the_releases_own() -> None:
    pins = Pins(read_question("2023 年的得獎者是誰？"))
    assert pins.contrary("名單如下。", "比賽結果\n名單如下。", _DAY)
    assert not pins.contrary("名單如下。", "2023 年比賽結果\n名單如下。", _DAY)
    assert not pins.contrary("名單如下。", "比賽結果\n名單如下。", None), "of a release without a day nothing is known"
    assert not Pins(read_question("2025 年的得獎者是誰？")).contrary("名單如下。", "比賽結果\n名單如下。", _DAY)


def test_last_year_is_the_one_before_the_question_is_asked() -> None:
    question = read_question("去年的盈利多少？")
    asked = Pins(question, datetime.date(2026, 11, 1))
    assert asked.contrary(_PROFIT, _PROFIT, _DAY)
    assert not Pins(question, datetime.date(2025, 11, 1)).contrary(_PROFIT, _PROFIT, _DAY)
    assert not Pins(question).contrary(_PROFIT, _PROFIT, _DAY), "asked on no day"


@pytest.mark.parametrize(
    ("question", "quote", "release", "differing"),
    [
        ("公司 2025 年的盈利多少？", _PROFIT, "", [Differing("2025", "2024")]),
        ("首屆燈節有幾多晚？", _SECOND, "", [Differing("首屆", "第二屆")]),
        ("2023 年的入住率是多少？", "入住率為 88%。", "入住率為 88%。", [Differing("2023", "")]),
        ("2023 年的入住率是多少？", "入住率為 88%。", "2023 年的調查\n入住率為 88%。", []),
        ("第三期幾時截止？", "申請於 3 月 31 日截止。", "計劃申請\n申請於 3 月 31 日截止。", [Differing("第三期", "")]),
        ("第三期幾時截止？", "申請於 3 月 31 日截止。", "計劃第三期\n申請於 3 月 31 日截止。", []),
        ("首期幾時截止？", "申請於 3 月 31 日截止。", "計劃申請\n申請於 3 月 31 日截止。", []),
        ("公司 2024 年的盈利多少？", _PROFIT, "", []),
        ("盈利多少？", _PROFIT, "", []),
    ],
)
def test_what_is_quoted_of_another_year_is_named(
    question: str, quote: str, release: str, differing: list[Differing]
) -> None:
    assert Pins(read_question(question)).differing([(quote, _DAY)], [release]) == differing


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("2019 年度園區企業從市場取得多少融資？", "2019"),
        ("2019年度园区企业从市场取得多少融资？", "2019"),
        ("How much funding did the companies of the Harbour raise in 2019?", "2019"),
    ],
)
def test_a_year_that_no_release_is_of_is_not_answered_in_silence(desk: Desk, question: str, year: str) -> None:
    answer = desk.answer(question)
    assert answer.refused or any(year in notice for notice in answer.notices)
    assert not desk.answer(question.replace(year, "2025")).refused
