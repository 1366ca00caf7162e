"""Follow-ups become full questions: over the sample releases, by rules and by a language model held to the rules."""

import json
import random
from pathlib import Path
from typing import Any

import httpx
import pytest

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.glossary import Glossary, Term
from pressdesk.ingest.release import Release
from pressdesk.rag.follow_up import MOST_TURNS, FollowUps, Turn
from pressdesk.rag.topics import Names
from pressdesk.ui.chat.message import answer_message
from pressdesk.ui.desk import Desk
from pressdesk.ui.interface import words_in
from pressdesk.ui.settings import Settings

from .conftest import ROOT
from .language_model import scripted_server
from .test_api import ask, assert_exact

_CASES = [json.loads(line) for line in (Path(__file__).parent / "follow_ups.jsonl").read_text("utf-8").splitlines()]
_COST, _HOMES = "潮汐大樓的造價是多少？", "灣畔居呢？"

_LEAST_REWRITTEN = {"develop": 0.93, "test": 0.9, "fresh": 0.8}
_LEAST_FOUND = 0.85
"""Part of each set that is rewritten as it says, and whose release then is the first that is found. The rules were made
on the first; what they got right of the others at first sight is in `docs/decisions.md`."""

_LEAST_UNCHANGED = 0.98


@pytest.fixture(scope="module")
def follow_ups(desk: Desk) -> FollowUps:
    terms = (
        Term(english="tidal building", chinese=("潮汐大楼",)),
        Term(english="bayside residence", chinese=("湾畔居",)),
    )
    return FollowUps(Names(desk.releases(), Glossary(terms=terms)))


def after(follow_ups: FollowUps, *questions: str) -> str | None:
    *earlier, last = questions
    return follow_ups.rewritten(last, [Turn(question) for question in earlier])


def test_there_are_sixty_cases_in_three_languages() -> None:
    assert len(_CASES) >= 60
    assert {case["language"] for case in _CASES} == {"zh-Hant", "zh-Hans", "en"}


@pytest.mark.parametrize("half", _LEAST_REWRITTEN)
def test_the_cases(desk: Desk, half: str) -> None:
    cases = [case for case in _CASES if case["half"] == half]
    answers = [(case, desk.answer(case["question"], history=[Turn(q) for q in case["history"]])) for case in cases]
    rewritten = [all(part.lower() in answer.asked_as.lower() for part in case["rewritten"]) for case, answer in answers]
    found = [answer.passages[0].release_id.startswith(case["release"]) for case, answer in answers]
    assert sum(rewritten) >= _LEAST_REWRITTEN[half] * len(cases)
    assert sum(found) >= _LEAST_FOUND * len(cases)
    assert all(answer.question == case["question"] for case, answer in answers)


def test_a_question_that_stands_alone_stays_as_it_is(follow_ups: FollowUps) -> None:
    files = [ROOT / "tests" / "questions.jsonl", *(ROOT / "eval" / "questions").glob("*.jsonl")]
    asked = [json.loads(line)["question"] for file in files for line in file.read_text("utf-8").splitlines()]
    chance = random.Random(20261125)
    changed = [question for question in asked if after(follow_ups, chance.choice(asked), question)]
    assert len(changed) <= (1 - _LEAST_UNCHANGED) * len(asked), changed[:20]


@pytest.mark.parametrize(
    ("before", "question", "full"),
    [
        (_COST, _HOMES, "灣畔居的造價是多少？"),
        ("人工智能有多少間企業？", "那生命健康呢？", "生命健康有多少間企業？"),
        ("人工智能有多少間企業？", "咁微電子呢？", "微電子有多少間企業？"),
        (_COST, "它樓高多少層？", "潮汐大樓樓高多少層？"),
        ("2025 年有多少項專利申請？", "那 2024 年呢？", "2024 年有多少項專利申請？"),
        ("潮汐大楼的造价是多少？", "湾畔居呢？", "湾畔居的造价是多少？"),
        (_COST, "湾畔居的单位呢？", "湾畔居的单位的造价是多少？"),
        ("How many patents were filed in 2024?", "and in 2025?", "How many patents were filed in 2025?"),
        ("How much did the Tidal Building cost?", "What about Bayside Residence?", "How much did the Bayside Residence cost?"),
        ("When will the open day be held?", "where?", "Where will the open day be held?"),
        ("When did the Tidal Building open?", "樓高幾多層？", "潮汐大樓樓高幾多層？"),
        (_COST, "how tall is it?", "How tall is Tidal Building?"),
    ],
)  # fmt: skip
def test_what_is_of_the_same_kind_is_replaced(follow_ups: FollowUps, before: str, question: str, full: str) -> None:
    assert after(follow_ups, before, question) == full


@pytest.mark.parametrize(
    "question",
    ["灣畔居有幾多個單位呢？", "那灣畔居有多少個單位？", "How many units does Bayside Residence have?", "How long does it take to get from the Tidal Building to Egret Isle?", "？", ""],
)  # fmt: skip
def test_what_stands_alone_is_not_rewritten(follow_ups: FollowUps, question: str) -> None:
    assert after(follow_ups, _COST, question) is None
    assert follow_ups.rewritten(question, []) is None


def test_a_follow_up_follows_upon_a_follow_up(follow_ups: FollowUps) -> None:
    assert after(follow_ups, _COST, _HOMES, "它有幾多層？") == "灣畔居有幾多層？"


def test_only_the_last_turns_count(follow_ups: FollowUps) -> None:
    others = ["？"] * MOST_TURNS
    assert after(follow_ups, _COST, *others[1:], _HOMES) == "灣畔居的造價是多少？"
    assert after(follow_ups, _COST, *others, _HOMES) is None


def test_names_of_releases_without_a_glossary(desk: Desk) -> None:
    releases: list[Release] = desk.releases()
    names = Names(releases, Glossary())
    assert names.has("起航計劃")
    assert names.has("生命健康")
    assert not names.has("月租")
    alike = names.alike("人工智能有多少間企業？", "生命健康")
    assert alike is not None
    assert (alike.start, alike.end) == (0, 4)
    assert Names([], Glossary()).found("潮汐大樓") == []


@pytest.fixture
def modelled(encoder: SentenceEncoder, corpus_home: Path):
    def answer(base_url: str, question: str, history: list[Turn]) -> Any:
        settings = Settings(home=corpus_home, llm="openai:any", llm_base_url=base_url, llm_timeout=60)
        return Desk(settings, encoder).answer(question, history=history)

    return answer


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("灣畔居的建築費是多少？", "灣畔居的建築費是多少？"),
        ("灣畔居的造價是多少？潮汐大樓呢？", "灣畔居的造價是多少？"),
        ("灣畔居的造價是 5.1 億元嗎？", "灣畔居的造價是多少？"),
        ("灣畔居" + "的造價" * 150 + "？", "灣畔居的造價是多少？"),
        ("How much did Bayside Residence cost?", "灣畔居的造價是多少？"),
        ("", "灣畔居的造價是多少？"),
    ],
)
def test_a_models_rewrite_is_held_to_the_conversation(modelled, written: str, full: str) -> None:
    with scripted_server(written) as url:
        answer = modelled(url, _HOMES, [Turn(_COST, "造價 14.6 億元。")])
    assert (answer.question, answer.asked_as) == (_HOMES, full)


def test_a_model_that_fails_leaves_the_rules(modelled) -> None:
    answer = modelled("http://127.0.0.1:9/v1", _HOMES, [Turn(_COST)])
    assert answer.asked_as == "灣畔居的造價是多少？"
    assert "5.1 億元" in answer.text


def test_without_a_history_no_model_rewrites(modelled) -> None:
    with scripted_server("灣畔居的造價是多少？") as url:
        assert modelled(url, _COST, []).asked_as == ""


@pytest.mark.parametrize(
    "history",
    [
        [{"question": _COST, "answer": "14.6 億元"}],
        [{"question": _COST}],
        [{"role": "user", "content": _COST}, {"role": "assistant", "content": "14.6 億元"}],
    ],
)
def test_the_endpoint_rewrites_and_shows_it(server_url: str, history: list[dict[str, str]]) -> None:
    answer = ask(server_url, _HOMES, history=history)
    assert (answer["question"], answer["asked_as"]) == (_HOMES, "灣畔居的造價是多少？")
    assert "5.1 億元" in answer["text"]
    assert_exact(server_url, answer)
    assert ask(server_url, _COST, history=history)["asked_as"] == ""


def test_conversations_do_not_mix(server_url: str) -> None:
    one = ask(server_url, _HOMES, history=[{"question": _COST}])
    other = ask(server_url, _HOMES, history=[{"question": "潮汐大樓樓高多少層？"}])
    assert one["asked_as"] != other["asked_as"]
    assert ask(server_url, _HOMES)["asked_as"] == ""


def test_a_history_that_is_too_long_is_a_problem(server_url: str) -> None:
    def status(turns: int) -> httpx.Response:
        body = {"question": _HOMES, "history": [{"question": _COST}] * turns}
        return httpx.post(f"{server_url}/v1/ask", json=body, timeout=60)

    assert status(20).status_code == 200
    refused = status(21)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["errors"][0]["field"] == "body.history"


@pytest.mark.parametrize("language", ["zh-Hant", "en"])
def test_the_chat_shows_it(desk: Desk, language: str) -> None:
    words = words_in(language)
    answer = desk.answer(_HOMES, history=[Turn(_COST)])
    assert words.asked_as in answer_message(answer, words)
    assert "灣畔居的造價是多少？" in answer_message(answer, words)
    assert words.asked_as not in answer_message(desk.answer(_COST), words)
