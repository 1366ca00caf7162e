"""A false figure in a question is not agreed with: a notice names it, and what the release has in its place."""

import json
from pathlib import Path

import pytest

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.rag.asserted import agrees, unquoted
from pressdesk.rag.follow_up import Turn
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings

from .conftest import ROOT
from .language_model import scripted_server

_COST = "大樓樓高 20 層，樓面面積達 38,000 平方米，造價 14.6 億元。"
_LEAST_UNDISTURBED = 0.99


@pytest.mark.parametrize(
    ("question", "figure", "instead"),
    [
        ("潮汐大樓造價 20 億元，對嗎？", "20 億元", "14.6 億元"),
        ("潮汐大樓是不是樓高 25 層？", "25 層", "20 層"),
        ("潮汐大楼造价20亿元，是吗？", "20亿元", "14.6 億元"),
        ("即係潮汐大樓起咗 25 層，啱唔啱？", "25 層", "20 層"),
        ("So the Tidal Building cost HK$2 billion, right?", "HK$2 billion", "14.6 億元"),
        ("樓高 25 層的大樓造價多少？", "25 層", "20 層"),
    ],
)
def test_a_false_figure_is_named(question: str, figure: str, instead: str) -> None:
    assert [(f.written, i) for f, i in unquoted(question, [_COST])] == [(figure, instead)]


@pytest.mark.parametrize(
    "question",
    [
        "潮汐大樓造價 14.6 億元，對嗎？",
        "So the building cost HK$1.46 billion, right?",
        "2025 年啟用的大樓造價多少？",
        "首 12 個月的租金獲減多少？",
        "3 年內會有多少間企業？",
        "How much did it cost within 3 years?",
        "成立 5 年的公司可以申請嗎？",
    ],
)
def test_a_true_figure_or_a_condition_is_not(question: str) -> None:
    assert unquoted(question, [_COST]) == []


@pytest.mark.parametrize(
    ("before", "question", "figure", "said"),
    [
        ("潮汐大樓可容納多少間企業？", "即是有 500 間企業，對嗎？", "500 間", "120 間企業"),
        ("潮汐大楼可容纳多少家企业？", "即是有500家企业，对吗？", "500家", "120 間企業"),
        ("What was the cost of the Tidal Building?", "so it cost HK$2 billion, right?", "HK$2 billion", "1.46 billion"),
    ],
)
def test_a_follow_up_with_a_false_figure(desk: Desk, before: str, question: str, figure: str, said: str) -> None:
    answer = desk.answer(question, history=[Turn(before)])
    assert not answer.refused
    assert any(said in citation.quote for citation in answer.citations)
    assert any(figure in notice for notice in answer.notices)


def test_a_model_that_agrees_is_struck(encoder: SentenceEncoder, corpus_home: Path) -> None:
    question = "潮汐大樓造價 20 億元，對嗎？"
    with scripted_server("是的。[1]\n") as url:
        settings = Settings(home=corpus_home, llm="openai:any", llm_base_url=url, llm_timeout=60)
        answer = Desk(settings, encoder).answer(question)
    assert [struck.text for struck in answer.struck] == ["是的。"]
    assert "是的" not in answer.text
    assert "14.6 億元" in answer.text
    assert any("20 億元" in notice for notice in answer.notices)


def test_agreement_with_a_true_figure_stands() -> None:
    assert agrees("是的，造價如此。", "造價 20 億元，對嗎？", _COST)
    assert not agrees("是的，造價如此。", "造價 14.6 億元，對嗎？", _COST)
    assert not agrees("造價是 14.6 億元。", "造價 20 億元，對嗎？", _COST)


def test_questions_with_figures_that_assert_nothing_wrong_get_no_notice(desk: Desk) -> None:
    lines = (ROOT / "eval" / "questions" / "corpus.jsonl").read_text("utf-8").splitlines()
    answers = [desk.answer(json.loads(line)["question"]) for line in lines]
    answered = [answer for answer in answers if not answer.refused]
    noted = [a.question for a in answered if unquoted(a.question, [c.quote for c in a.citations])]
    assert len(noted) <= (1 - _LEAST_UNDISTURBED) * len(answered), noted
