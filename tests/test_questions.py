"""Forty questions over the sample corpus and six over the real release, asked of the real server over HTTP.

The forty are from `eval/questions/corpus.jsonl`, those that are answered (or rightly refused) today, to see that they
stay so; how many of all the questions are is what `make eval` tells. The ten of the README are among them or asked here.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from .conftest import CORPUS, ROOT
from .test_api import ask, assert_exact

_FORTY = [json.loads(line) for line in (Path(__file__).parent / "questions.jsonl").read_text("utf-8").splitlines()]


def test_there_are_forty_in_three_languages() -> None:
    assert len(_FORTY) == 40
    assert {asked["language"] for asked in _FORTY} == {"zh-Hant", "zh-Hans", "en"}
    assert sum(asked["release"] is None for asked in _FORTY) == 8


@pytest.mark.parametrize("asked", _FORTY, ids=lambda asked: asked["question"][:40])
def test_forty_over_the_sample_corpus(server_url: str, asked: dict[str, Any]) -> None:
    answer = ask(server_url, asked["question"])
    assert_exact(server_url, answer)
    assert answer["refused"] == (asked["release"] is None)
    if asked["release"] is None:
        assert answer["text"]
        assert answer["passages"]
    else:
        quotes = [c["quote"] for c in answer["citations"] if c["release_id"] == Path(asked["release"]).stem]
        assert any(gold in quote for gold in asked["answer"] for quote in quotes), answer["text"]


def _readme_questions() -> list[tuple[str, str, str]]:
    """Question, what its answer holds, and the release, from the README's table of ten."""
    rows = re.findall(
        r"^\| \d+ \| (.+?) \| (.+?) \| `(.+?)` \|$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE
    )
    return [(row[0], row[1], row[2]) for row in rows]


def test_the_readme_has_ten_questions() -> None:
    assert len(_readme_questions()) == 10
    assert {
        (CORPUS / f"{release}.txt").is_file() or (CORPUS / f"{release}.md").is_file()
        for *_, release in _readme_questions()
    } == {True}


@pytest.mark.parametrize("row", _readme_questions(), ids=lambda row: row[0][:40])
def test_the_readmes_questions(server_url: str, row: tuple[str, str, str]) -> None:
    question, holds, release = row
    answer = ask(server_url, question)
    assert_exact(server_url, answer)
    assert any(holds in c["quote"] for c in answer["citations"] if c["release_id"] == release), answer["text"]


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("科技園公司匯聚多少間人工智能創科企業？", "超過 500 間人工智能創科企業"),
        ("How much is reserved for the national manufacturing innovation centre?", "2.2 億元"),
        ("谁是传媒联络人，电话是多少？", "郭穎詩"),
        ("谁是传媒联络人，电话是多少？", "+852 2629 6850"),
        ("政府建議向港深創新及科技園注資多少？", "一百億元"),
    ],
)
def test_the_real_release_answers(real_server_url: str, question: str, holds: str) -> None:
    answer = ask(real_server_url, question)
    assert_exact(real_server_url, answer)
    first = answer["citations"][answer["sentences"][0]["citations"][0] - 1]
    assert holds in first["quote"]


@pytest.mark.parametrize(
    ("question", "says"),
    [("科技園公司去年的純利是多少？", "新聞稿沒有說明"), ("Who won the 2022 World Cup?", "The releases do not say")],
)
def test_the_real_release_does_not_say(real_server_url: str, question: str, says: str) -> None:
    answer = ask(real_server_url, question)
    assert answer["refused"]
    assert says in answer["text"]
    assert answer["sentences"] == answer["citations"] == []
    assert answer["passages"]
    assert_exact(real_server_url, answer)


@pytest.mark.parametrize(
    ("question", "newer"),
    [
        # The release of 4 December was corrected a week later.
        ("2025 年度整個園區合共申請了幾多項專利？", "2025-12-11"),
        # The release of February is out of date since May.
        ("湾畔居有多少个单位？", "2026-05-21"),
    ],
)
def test_what_was_corrected_or_overtaken_is_not_quoted_without_saying_so(
    server_url: str, question: str, newer: str
) -> None:
    answer = ask(server_url, question)
    assert any(newer in notice for notice in answer["notices"]), answer


@pytest.mark.parametrize("marks", ["？" * 100, "?!?!?!", "！ ！！", "。。。。。。"])
def test_however_many_marks_stand_behind_a_question_it_is_the_same(server_url: str, marks: str) -> None:
    asked = next(a["question"] for a in _FORTY if a["release"] and a["language"] == "zh-Hant")
    plain, insisting = ask(server_url, asked), ask(server_url, asked.rstrip("？?") + marks)
    assert not plain["refused"]
    assert [s["text"] for s in insisting["sentences"]] == [s["text"] for s in plain["sentences"]]
