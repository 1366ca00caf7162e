"""What guards a language model: time, failures, and how much it is given."""

import time
from pathlib import Path

import pytest
from langchain.chat_models import init_chat_model
from langchain_core.messages import BaseMessage, HumanMessage

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.errors import LanguageModelFailed
from pressdesk.rag.model_stream import FAILURES, ModelStream
from pressdesk.rag.pack import packed
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings

from .conftest import free_port
from .language_model import scripted_server

ASKED: list[BaseMessage] = [HumanMessage("潮汐大樓的造價是多少？")]


def _stream(url: str, seconds: float = 30, pause: float = 30) -> ModelStream:
    return ModelStream(init_chat_model("openai:any", base_url=url, api_key="none", max_retries=0), seconds, pause)


def test_pieces_come_as_they_are_written() -> None:
    with scripted_server("一", "二", "三") as url:
        assert "".join(_stream(url).text(ASKED)) == "一二三"


def test_a_model_that_is_slow_is_cut_off() -> None:
    with scripted_server(*["一"] * 20, pause=0.1) as url:
        written: list[str] = []
        with pytest.raises(LanguageModelFailed, match=r"0\.3 seconds"):
            written.extend(_stream(url, seconds=0.3).text(ASKED))


def test_a_model_that_fails_again_and_again_is_let_alone_and_asked_again_later() -> None:
    port = free_port()
    stream = _stream(f"http://127.0.0.1:{port}/v1", pause=1.0)
    for _ in range(FAILURES):
        with pytest.raises(LanguageModelFailed):
            list(stream.text(ASKED))
    with scripted_server("好", port=port) as url:
        with pytest.raises(LanguageModelFailed, match="not asked for a while"):
            list(stream.text(ASKED))
        time.sleep(1.1)
        assert url.endswith(f":{port}/v1")
        assert "".join(stream.text(ASKED)) == "好"


def test_a_reader_who_goes_away_is_no_failure() -> None:
    with scripted_server(*"一二三四", pause=0.01) as url:
        stream = _stream(url)
        for _ in range(FAILURES + 2):
            for piece in stream.text(ASKED):
                assert piece == "一"
                break
        assert "".join(stream.text(ASKED)) == "一二三四"


@pytest.mark.parametrize("most", [200, 600, 4000])
def test_passages_are_packed_in_their_order_into_the_room_there_is(
    desk: Desk, encoder: SentenceEncoder, most: int
) -> None:
    found = desk.search("潮汐大樓的造價是多少？", 12).passages[:12]
    chosen = packed(found, encoder.count_tokens, most)
    assert list(chosen) == list(range(1, len(chosen) + 1))
    ids = [scored.passage.id for scored in found]
    places = [ids.index(scored.passage.id) for scored in chosen.values()]
    assert places == sorted(places)
    assert places[0] == 0
    sizes = [encoder.count_tokens(f"{s.release.title}\n{s.passage.text}") for s in found]
    assert sum(sizes[place] for place in places) <= max(most, sizes[0])
    left_out = set(range(12)) - set(places)
    assert all(sum(sizes[p] for p in places if p < out) + sizes[out] > most for out in left_out)


def test_a_slow_model_is_fallen_back_from(encoder: SentenceEncoder, corpus_home: Path) -> None:
    with scripted_server(*["潮汐大樓"] * 40, pause=0.1) as url:
        settings = Settings(home=corpus_home, llm="openai:any", llm_base_url=url, llm_timeout=1)
        answer = Desk(settings, encoder).answer("潮汐大樓的造價是多少？")
    assert "14.6 億元" in answer.sentences[0].text
    assert any("語言模型" in notice for notice in answer.notices)
