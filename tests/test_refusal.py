"""What has nothing to do with the releases is refused, and what the second stage has to do with it."""

from pathlib import Path

import pytest

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.rag.closely import READ, read_closely
from pressdesk.rag.marks import sought
from pressdesk.rag.rerank import SecondStage
from pressdesk.ui.desk import Desk
from pressdesk.ui.opening import load_stages
from pressdesk.ui.settings import Settings

FAR_OFF = [
    "Who won the 2022 World Cup?",
    "What is the capital of Mongolia?",
    "How many moons does Jupiter have?",
    "Who painted the Mona Lisa?",
    "誰發明了電話？",
    "珠穆朗瑪峰有多高？",
    "《紅樓夢》的作者是誰？",
    "太平洋战争在哪一年结束？",
    "莎士比亚写了多少部剧本？",
    "光速是多少？",
]


@pytest.mark.parametrize("question", FAR_OFF)
def test_what_no_release_is_about_is_refused(desk: Desk, question: str) -> None:
    answer = desk.answer(question)
    assert answer.refused, answer.text
    assert not answer.citations


def test_most_of_it_is_refused_without_a_second_stage_too(encoder: SentenceEncoder, corpus_home: Path) -> None:
    desk = Desk(Settings(home=corpus_home, reranker="none"), encoder)
    asked = [question for question in FAR_OFF if not question.isascii()]
    answered = [question for question in asked if not desk.answer(question).refused]
    assert len(answered) <= len(asked) / 3, answered


def test_the_first_passages_are_read_before_an_answer(desk: Desk, encoder: SentenceEncoder) -> None:
    retrieved = desk.search("潮汐大樓的造價是多少？", 8)
    _, reader = load_stages("reader", encoder)
    assert reader
    closely = read_closely(retrieved, SecondStage(reader, desk._current().store))
    first = [scored.passage.id for scored in retrieved.passages[:READ]]
    assert set(first) <= closely.judgements.keys()
    assert all(closely.judgements[i] == judgement for i, judgement in retrieved.judgements.items())
    assert sought(closely.lexical, closely.bridged).rarity
    assert read_closely(retrieved, None) is retrieved
    assert read_closely(closely, SecondStage(reader, desk._current().store)) is closely
