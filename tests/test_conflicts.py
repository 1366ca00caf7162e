"""Releases that differ: the newest figure first, both cited, and said. The sample corpus has such releases."""

import json
import shutil
from pathlib import Path

import pytest

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.pipeline import Ingester
from pressdesk.rag.answer import Answer
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings

from .conftest import CORPUS, ROOT
from .language_model import scripted_server
from .test_write import assert_exact

_FEBRUARY, _MAY = "2026-02-10-bayside-residence.zh-Hant", "2026-05-21-bayside-update.zh-Hant"
_OVERVIEW, _CORRECTION = "2025-12-04-annual-figures.zh-Hant", "2025-12-11-correction-annual-figures.zh-Hant"
_FIRST, _LATER = "2025-09-08-tidal-building.zh-Hant", "2026-04-16-tidal-occupancy.zh-Hant"


def differing(answer: Answer) -> list[str]:
    return [n for n in answer.notices if any(word in n for word in ("數字不同", "数字不同", "releases differ"))]


@pytest.mark.parametrize(
    ("question", "newer", "older", "said"),
    [
        ("灣畔居提供多少個單位？", _MAY, _FEBRUARY, ("2026-02-10", "420 個", "2026-05-21", "436 個")),
        ("湾畔居有多少个单位？", _MAY, _FEBRUARY, ("2026-02-10", "420 個", "2026-05-21", "436 個")),
        ("How many units does Bayside Residence have?", _MAY, _FEBRUARY, ("2026-02-10", "420", "2026-05-21", "436")),
        ("灣畔居的入伙日期是何時？", _MAY, _FEBRUARY, ("2026 年 7 月", "2026 年 10 月")),
        ("2025 年生命健康企業有多少間？", _CORRECTION, _OVERVIEW, ("2025-12-04", "145", "2025-12-11", "154")),
        ("首批有多少間企業進駐潮汐大樓？", _LATER, _FIRST, ("46 間", "98 間")),
    ],
)
def test_the_newest_is_first_and_both_are_cited(
    desk: Desk, question: str, newer: str, older: str, said: tuple[str, ...]
) -> None:
    answer = desk.answer(question)
    assert answer.citations[0].release_id == newer
    assert older in {citation.release_id for citation in answer.citations}
    [notice] = differing(answer)
    assert all(part in notice for part in said)
    assert_exact(answer, desk)
    assert [citation.n for citation in answer.citations] == list(range(1, len(answer.citations) + 1))


@pytest.mark.parametrize(
    "question",
    ["灣畔居的月租由多少元起？", "灣畔居幾時開始接受申請？", "潮汐大樓的造價是多少？", "How much did the Tidal Building cost?", "起航計劃的種子資助是多少？", "燈塔中試廠的五條生產線完成了多少個試製項目？"],
)  # fmt: skip
def test_no_conflict_where_there_is_none(desk: Desk, question: str) -> None:
    assert differing(desk.answer(question)) == []


def test_the_corpus_questions_get_no_false_notice(desk: Desk) -> None:
    files = (ROOT / "tests" / "questions.jsonl", ROOT / "eval" / "questions" / "corpus.jsonl")
    asked = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    apart = {_FEBRUARY, _MAY, _OVERVIEW, _CORRECTION, _FIRST, _LATER}
    others = [q["question"] for q in asked if q["release"] and Path(q["release"]).stem not in apart]
    assert [question for question in others if differing(desk.answer(question))] == []


def test_a_language_models_answer_gets_it_too(encoder: SentenceEncoder, corpus_home: Path, desk: Desk) -> None:
    question = "灣畔居提供多少個單位？"
    passages = enumerate(desk.answer(question).passages, start=1)
    number = next(n for n, p in passages if p.release_id == _FEBRUARY and "420 個單位" in p.text and p.kind == "body")
    with scripted_server(f"灣畔居提供 420 個單位。[{number}]\n") as url:
        settings = Settings(home=corpus_home, llm="openai:any", llm_base_url=url, llm_timeout=60)
        answer = Desk(settings, encoder).answer(question)
    assert "436 個" in answer.sentences[0].text
    assert answer.sentences[1].text == "灣畔居提供 420 個單位。"
    assert differing(answer)
    assert_exact(answer, desk)


_RELEASE = """PRESS RELEASE

{title}

(Hong Kong, {day}) The Mistral Trust today spoke of its kite museum. {said}

About the Mistral Trust

The Mistral Trust keeps kites. For more, write to press@mistral.example.

Media enquiries

Mistral Trust

Telephone: +852 5550 0111

Email: press@mistral.example
"""


@pytest.mark.parametrize(
    ("older", "newer", "conflict"),
    [
        ("The kite museum has 310 kites on show.", "The kite museum has 350 kites on show.", True),
        ("The kite museum has 310 kites on show.", "The kite museum has 310 kites on show.", False),
        ("The kite museum has 310 kites on show.", "The kite museum has 12 lifts on its north side.", False),
    ],
)
def test_releases_that_do_not_name_each_other(
    encoder: SentenceEncoder, tmp_path: Path, older: str, newer: str, conflict: bool
) -> None:
    releases = tmp_path / "releases"
    releases.mkdir()
    for path in CORPUS.glob("*.en.*"):
        shutil.copy(path, releases)
    for name, day, title, said in (
        ("2026-01-05-kites.en.txt", "5 January 2026", "Mistral Trust speaks of its kite museum in winter", older),
        ("2026-04-07-museum.en.txt", "7 April 2026", "Mistral Trust speaks of its kite museum in spring", newer),
    ):
        (releases / name).write_text(_RELEASE.format(day=day, title=title, said=said), encoding="utf-8")
    Ingester(tmp_path / "home", encoder).ingest([releases])
    answer = Desk(Settings(home=tmp_path / "home"), encoder).answer("How many kites does the kite museum have on show?")
    assert not answer.refused
    assert bool(differing(answer)) == conflict
    if conflict:
        assert "350" in answer.sentences[0].text
