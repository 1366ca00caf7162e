"""The language-model path against real servers: what is written is proved, or it is not shown."""

from pathlib import Path

import pytest

from eval.model_server import gemma_server
from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.rag.answer import Answer
from pressdesk.rag.figures import any_figures, written_figures
from pressdesk.rag.verify import split_marks
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings

from .language_model import scripted_server

QUESTION = "潮汐大樓的造價是多少？"


@pytest.fixture
def ask(encoder: SentenceEncoder, corpus_home: Path):
    def ask(base_url: str, question: str = QUESTION) -> list[Answer]:
        settings = Settings(home=corpus_home, llm="openai:any", llm_base_url=base_url, llm_timeout=120)
        return list(Desk(settings, encoder).stream(question))

    return ask


@pytest.fixture(scope="module")
def numbered(desk: Desk) -> dict[str, int]:
    """The numbers that the model sees: of the passage with the cost, and of one without."""
    passages = desk.answer(QUESTION).passages
    with_cost = next(n for n, p in enumerate(passages, start=1) if "14.6 億元" in p.text)
    without = next(n for n, p in enumerate(passages, start=1) if "14.6" not in p.text)
    return {"with": with_cost, "without": without}


def assert_exact(answer: Answer, desk: Desk) -> None:
    for citation in answer.citations:
        assert desk.release(citation.release_id).text[citation.start : citation.end] == citation.quote
    known = {citation.n for citation in answer.citations}
    assert all(sentence.citations and set(sentence.citations) <= known for sentence in answer.sentences)


def test_a_proved_sentence_is_shown_with_its_place(ask, desk: Desk, numbered: dict[str, int]) -> None:
    with scripted_server("潮汐大樓的造價", f"為 14.6 億元。[{numbered['with']}]\n") as url:
        *_, answer = ask(url)
    assert [s.text for s in answer.sentences] == ["潮汐大樓的造價為 14.6 億元。"]
    assert "14.6 億元" in answer.citations[0].quote
    assert len(answer.citations[0].quote) < 120
    assert (answer.struck, answer.notices, answer.refused) == ((), (), False)
    assert_exact(answer, desk)


def test_a_figure_written_another_way_is_the_same_figure(ask, numbered: dict[str, int]) -> None:
    with scripted_server(f"It cost HK$1.46 billion. [{numbered['with']}]") as url:
        *_, answer = ask(url, "How much did the Tidal Building cost to build? 潮汐大樓的造價是多少？")
    passages = dict(enumerate(answer.passages, start=1))
    if "14.6" in passages[numbered["with"]].text:
        assert [s.text for s in answer.sentences] == ["It cost HK$1.46 billion."]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("整項工程花了 16.4 億元。[{with}]", "沒有數字「16.4 億元」"),
        ("潮汐大樓的造價為 14.6 億元。[{without}]", "沒有數字「14.6 億元」"),
        ("潮汐大樓的造價為 14.6 億元。", "沒有引用"),
        ("潮汐大樓的造價為 14.6 億元。[77]", "沒有展示"),
        ("查詢請電郵 nobody@lanwan.example。[{with}]", "nobody@lanwan.example"),
    ],
)
def test_what_is_not_proved_is_struck_and_the_releases_are_quoted(
    ask, desk: Desk, numbered: dict[str, int], written: str, reason: str
) -> None:
    with scripted_server(written.format(**numbered)) as url:
        *_, answer = ask(url)
    (struck,) = answer.struck
    assert reason in struck.reason
    assert not struck.quoted
    assert "14.6 億元" in answer.sentences[0].text
    assert any("語言模型" in notice for notice in answer.notices)
    assert_exact(answer, desk)


def test_a_sentence_that_fails_is_mended_by_the_one_it_means(ask, desk: Desk, numbered: dict[str, int]) -> None:
    written = "大樓樓高 20 層，樓面面積達 38,000 平方米，造價 16.4 億元。"
    with scripted_server(f"{written}[{numbered['with']}]") as url:
        *_, answer = ask(url)
    (sentence,), (citation,) = answer.sentences, answer.citations
    assert "造價 14.6 億元" in sentence.text
    assert citation.quote.startswith("大樓樓高 20 層")
    (struck,) = answer.struck
    assert (struck.text, struck.quoted) == (written, True)
    assert "16.4 億元" in struck.reason
    assert answer.notices == ()
    assert_exact(answer, desk)


def test_citations_of_what_was_not_shown_are_left_out_and_counted(ask, desk: Desk, numbered: dict[str, int]) -> None:
    with scripted_server(f"造價為 14.6 億元。[{numbered['with']}, 77]\n樓高 20 層。[78]") as url:
        *_, answer = ask(url)
    assert [sentence.text for sentence in answer.sentences] == ["造價為 14.6 億元。"]
    assert answer.unknown_citations == 2
    assert len(answer.struck) == 1
    assert_exact(answer, desk)


def test_sentences_come_one_by_one(ask, numbered: dict[str, int]) -> None:
    n = numbered["with"]
    with scripted_server(
        f"造價為 14.6 億元。[{n}]\n", f"大樓樓高 20 層。[{n}]\n", "最後一句", f"沒有說明。[{n}]", pause=0.1
    ) as url:
        snapshots = ask(url)
    assert [len(s.sentences) for s in snapshots] == [0, 1, 2, 3, 3]
    assert [s.complete for s in snapshots] == [False, False, False, False, True]


def test_a_server_that_breaks_off_leaves_what_was_proved(ask, desk: Desk, numbered: dict[str, int]) -> None:
    with scripted_server(f"造價為 14.6 億元。[{numbered['with']}]\n大樓樓", dies=True) as url:
        *_, answer = ask(url)
    assert answer.complete
    assert "14.6 億元" in answer.text
    assert_exact(answer, desk)


def test_no_server_at_all_falls_back_to_quoting(ask, desk: Desk) -> None:
    *_, answer = ask("http://127.0.0.1:9/v1")
    assert "14.6 億元" in answer.sentences[0].text
    assert any("語言模型" in notice for notice in answer.notices)
    assert_exact(answer, desk)


def test_a_question_that_nothing_answers_does_not_reach_the_model(ask) -> None:
    *_, answer = ask("http://127.0.0.1:9/v1", "Who won the 2022 World Cup?")
    assert answer.refused
    assert answer.notices == ()


def test_a_real_model_that_writes_nonsense_gets_no_unproved_figure_out(ask, desk: Desk, tmp_path: Path) -> None:
    questions = [QUESTION, "灣畔居的月租由多少元起？", "How many companies can the Tidal Building house?"]
    with gemma_server(tmp_path) as (url, process):
        for question in questions:
            *_, answer = ask(url, question)
            assert answer.sentences
            assert_exact(answer, desk)
            quotes = {citation.n: citation for citation in answer.citations}
            for sentence in answer.sentences:
                cited = [quotes[n] for n in sentence.citations]
                backed = any_figures(" ".join(f"{c.quote} {c.title} {c.date}" for c in cited))
                assert written_figures(sentence.text) <= backed, sentence
        process.kill()
        process.wait()
        *_, answer = ask(url)
        assert "14.6 億元" in answer.sentences[0].text


@pytest.mark.parametrize(
    ("written", "text", "numbers"),
    [
        ("造價為 14.6 億元。[2]", "造價為 14.6 億元。", (2,)),
        ("It cost much [1, 3].", "It cost much.", (1, 3)),
        ("造價【1】為 14.6 億元【2】。", "造價為 14.6 億元。", (1, 2)),
        ("No mark (2026).", "No mark (2026).", ()),
        ("[1][1]", "", (1,)),
    ],
)
def test_marks(written: str, text: str, numbers: tuple[int, ...]) -> None:
    assert split_marks(written) == (text, numbers)
