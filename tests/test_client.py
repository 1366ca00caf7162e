"""Programs that talk to a server: the client and the langchain retriever, against the real one."""

import asyncio
import html
import pickle
import shutil
import time
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from pressdesk.rag.answer import Answer
from pressdesk.rag.filters import Filters
from pressdesk.ui.client import AsyncPressdesk, PressdeskProblem
from pressdesk.ui.contract import ANSWER, Turn
from pressdesk.ui.events import RetrievalEvent, SentenceEvent
from pressdesk.ui.langchain_retriever import PressdeskRetriever

from .conftest import CORPUS, handled_by, made_key, serving
from .language_model import scripted_server

pytestmark = pytest.mark.anyio

QUESTION = "潮汐大樓的造價是多少？"
COST = "14.6 億元"
RELEASE = "2025-09-08-tidal-building.zh-Hant"
NAME = "2026-07-02-kite-museum.en.md"
TITLE = "Harbour Kite Museum opens at Pier 9"
UPLOADED = f"# {TITLE}\n\n(Hong Kong, 2 July 2026) The museum opened at Pier 9 today. An adult ticket costs HK$37.\n"
TICKET = "What does an adult ticket to the Harbour Kite Museum cost?"


@pytest.fixture(scope="module")
def hurried_url(corpus_home: Path) -> Iterator[str]:
    """A server that takes two requests a second."""
    with serving(corpus_home, PRESSDESK_RATE_LIMIT="2/second") as url:
        yield url


@contextmanager
def repeating(sent: bytes) -> Iterator[str]:
    """A server that says the same to any question, as an event stream, and breaks off."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, format: str, *args: object) -> None: ...

    with handled_by(Handler) as address:
        yield address


def timeless(answer: Answer) -> dict[str, Any]:
    return ANSWER.dump_python(answer, mode="json") | {"timings_ms": {}}


def plain(url: str, question: str) -> dict[str, Any]:
    return httpx.post(f"{url}/v1/ask", json={"question": question}, timeout=60).json() | {"timings_ms": {}}


async def test_an_answer_is_the_servers_and_its_quotes_are_the_releases(server_url: str) -> None:
    async with AsyncPressdesk(server_url) as desk:
        answer = await desk.ask(QUESTION)
        assert not answer.refused and COST in answer.text
        assert timeless(answer) == plain(server_url, QUESTION)
        for citation in answer.citations:
            release = await desk.release(citation.release_id)
            assert release.text[citation.start : citation.end] == citation.quote
            assert release.date == citation.date


async def test_a_follow_up_and_filters_reach_the_server(server_url: str) -> None:
    async with AsyncPressdesk(server_url) as desk:
        first = await desk.ask("灣畔居的雙人單位月租多少？")
        answer = await desk.ask("那單人單位呢？", history=[Turn(question=first.question, answer=first.text)])
        assert "灣畔居" in answer.asked_as
        filters = Filters(date_from=date(2026, 1, 1), language="en")
        answer = await desk.ask("Who is the chief executive?", k=3, filters=filters)
        assert len(answer.passages) == 3
        assert all(hit.language == "en" and hit.date and hit.date.year == 2026 for hit in answer.passages)
        with pytest.raises(ValueError, match="release_ids"):
            await desk.ask(QUESTION, filters=Filters(release_ids=frozenset({RELEASE})))


@pytest.mark.parametrize("question", [QUESTION, "Which labs does the Tidal Building have?", "誰發明了電話？"])
async def test_a_stream_brings_the_sentences_in_order_and_the_answer_last(server_url: str, question: str) -> None:
    async with AsyncPressdesk(server_url) as desk:
        async with aclosing(desk.stream(question)) as left:
            assert isinstance(await anext(left), RetrievalEvent)
        first, *between, last = [event async for event in desk.stream(question)]
    assert isinstance(first, RetrievalEvent) and isinstance(last, Answer)
    assert first.passages == last.passages
    sentences = [event for event in between if isinstance(event, SentenceEvent)]
    assert len(sentences) == len(between)
    assert [event.n for event in sentences] == list(range(1, len(sentences) + 1))
    assert tuple(event.sentence for event in sentences) == last.sentences
    assert tuple(citation for event in sentences for citation in event.citations) == last.citations
    assert timeless(last) == plain(server_url, question)


async def test_a_search_has_its_pages_and_passages(server_url: str) -> None:
    async with AsyncPressdesk(server_url) as desk:
        found = await desk.search(QUESTION, k=4, explain=True)
        sent = {"q": QUESTION, "k": 4, "explain": True}
        told = httpx.get(f"{server_url}/v1/search", params=sent, timeout=60).json()
        assert found.model_dump(mode="json") | {"timings_ms": {}} == told | {"timings_ms": {}}
        assert all(hit.explanation and hit.explanation.reason for hit in found.hits)
        following = await desk.search(QUESTION, k=4, offset=found.next_offset or 0)
        assert len({hit.passage_id for hit in [*found.hits, *following.hits]}) == 8
        assert (await desk.passage(found.hits[0].passage_id)).text == found.hits[0].text
        filtered = await desk.search("*", k=100, filters=Filters(language="en"))
        assert filtered.total == len(filtered.hits) and {hit.language for hit in filtered.hits} == {"en"}


async def test_releases_come_in_pages(server_url: str) -> None:
    async with AsyncPressdesk(server_url) as desk:
        listed: list[str] = []
        offset: int | None = 0
        while offset is not None:
            page = await desk.releases(limit=7, offset=offset)
            listed += [release.id for release in page.releases]
            offset = page.next_offset
        assert sorted(listed) == sorted(path.stem for path in CORPUS.iterdir() if path.stem != "README")
        assert (await desk.releases(Filters(language="zh-Hans"))).total == 2


async def test_a_text_is_held_to_releases_and_to_citations(server_url: str) -> None:
    async with AsyncPressdesk(server_url) as desk:
        wrong = await desk.verify("潮汐大樓造價 16.4 億元。", [RELEASE])
        assert [finding.kind for finding in wrong.sentences[0].findings] == ["figure"]
        answer = await desk.ask(QUESTION)
        assert (await desk.verify(f"潮汐大樓造價 {COST}。", citations=answer.citations)).proved


async def test_a_problem_says_what_is_wrong_and_what_to_do(server_url: str) -> None:
    async with AsyncPressdesk(server_url) as desk:
        with pytest.raises(PressdeskProblem) as raised:
            await desk.ask("？！")
        problem = raised.value.problem
        assert (problem.status, problem.code) == (422, "bad-question")
        assert "no words" in problem.detail and problem.remedy and problem.request_id
        assert str(raised.value) == f"{problem.detail} {problem.remedy}"
        assert pickle.loads(pickle.dumps(raised.value)).problem == problem
        with pytest.raises(PressdeskProblem, match="no words"):
            await anext(desk.stream("？！"))
        with pytest.raises(PressdeskProblem) as raised:
            await desk.ask(QUESTION, k=0)
        assert raised.value.problem.errors[0]["field"] == "body.k"
        with pytest.raises(PressdeskProblem, match="no/such"):
            await desk.release("no/such")


async def test_what_is_no_pressdesk_is_told() -> None:
    with scripted_server() as url:
        async with AsyncPressdesk(url) as desk:
            with pytest.raises(PressdeskProblem, match=r"501 .* not as Pressdesk does"):
                await desk.release(RELEASE)


async def test_who_is_told_to_come_back_later_does(hurried_url: str) -> None:
    async with AsyncPressdesk(hurried_url, retries=0) as hasty, AsyncPressdesk(hurried_url, retries=5) as patient:
        began = time.monotonic()
        for _ in range(5):
            await patient.releases(limit=1)
        assert time.monotonic() - began >= 1
        told = await asyncio.gather(*[hasty.releases(limit=1) for _ in range(6)], return_exceptions=True)
    problems = [(one.problem.status, one.retry_after) for one in told if isinstance(one, PressdeskProblem)]
    assert len(problems) >= 4 and set(problems) == {(429, 1.0)}


async def test_what_goes_wrong_in_a_stream_is_raised_there(server_url: str) -> None:
    headers = {"accept": "text/event-stream"}
    real = httpx.post(f"{server_url}/v1/ask", json={"question": QUESTION}, headers=headers, timeout=60).content
    begun = real.split(b"\n\n")[0] + b"\n\n"
    problem = httpx.get(f"{server_url}/v1/releases/none").text
    with repeating(begun + f"event: problem\ndata: {problem}\n\n".encode()) as url:
        async with AsyncPressdesk(url) as desk:
            events = desk.stream(QUESTION)
            assert isinstance(await anext(events), RetrievalEvent)
            with pytest.raises(PressdeskProblem, match="no release 'none'"):
                await anext(events)
    with repeating(begun) as url:
        async with AsyncPressdesk(url) as desk:
            with pytest.raises(httpx.RemoteProtocolError):
                [event async for event in desk.stream(QUESTION)]


async def test_a_release_is_answered_from_until_it_is_withdrawn(corpus_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(corpus_home, home)
    key, reading = made_key(home, "ingest"), made_key(home, "read")
    file = tmp_path / NAME
    file.write_text(UPLOADED, encoding="utf-8")
    with serving(home) as url:
        async with AsyncPressdesk(url) as stranger, AsyncPressdesk(url, reading) as reader:
            for desk, status in ((stranger, 401), (reader, 403)):
                with pytest.raises(PressdeskProblem) as raised:
                    await desk.upload(file)
                assert raised.value.problem.status == status
        async with AsyncPressdesk(url, key) as desk:
            before = await desk.ask(TICKET)
            added = await desk.upload(file)
            assert (added.outcome, added.release.title) == ("added", TITLE)
            assert (await desk.upload(NAME, UPLOADED)).outcome == "unchanged"
            assert (await desk.release(added.release.id)).text == UPLOADED
            answer = await desk.ask(TICKET)
            assert answer.citations[0].release_id == added.release.id and "HK$37" in answer.citations[0].quote
            changed = await desk.upload(NAME, UPLOADED.replace("HK$37", "HK$45").encode())
            assert (changed.outcome, changed.release.id) == ("updated", added.release.id)
            assert "HK$45" in (await desk.ask(TICKET)).text
            with pytest.raises(PressdeskProblem, match="ending"):
                await desk.upload("kites.exe", b"%PDF-")
            documents = await PressdeskRetriever(base_url=url, key=SecretStr(key), k=1).ainvoke(TICKET)
            assert documents[0].metadata["release_id"] == added.release.id
            await desk.withdraw(added.release.id)
            after = await desk.ask(TICKET)
            assert timeless(after) == timeless(before)
            assert added.release.id not in {hit.release_id for hit in after.passages}
            with pytest.raises(PressdeskProblem, match="There is no release"):
                await desk.release(added.release.id)


async def test_the_retrievers_documents_are_the_hits_of_a_search(server_url: str) -> None:
    retriever = PressdeskRetriever(base_url=f"{server_url}/", k=3, filters=Filters(language="zh-Hant"))
    sent: dict[str, str | int] = {"q": QUESTION, "k": 3, "language": "zh-Hant"}
    hits = httpx.get(f"{server_url}/v1/search", params=sent, timeout=60).json()["hits"]
    documents = await retriever.ainvoke(QUESTION)
    # With a loop under way, as in a notebook.
    assert retriever.invoke(QUESTION) == documents
    assert len(documents) == 3
    for document, hit in zip(documents, hits, strict=True):
        fields = document.metadata | {"text": document.page_content, "explanation": None}
        citation = fields.pop("citation")
        assert fields == hit
        assert f'<mark id="quote">{html.escape(hit["text"])}</mark>' in httpx.get(citation).text


def test_the_retriever_is_a_link_of_a_chain(server_url: str) -> None:
    chain = PressdeskRetriever(base_url=server_url) | (lambda documents: documents[0].metadata["release_id"])
    assert chain.invoke(QUESTION) == RELEASE
    assert asyncio.run(chain.ainvoke(QUESTION)) == RELEASE
    assert chain.batch([QUESTION, QUESTION]) == [RELEASE, RELEASE]
    with pytest.raises(PressdeskProblem, match="no words"):
        chain.invoke("？！")
