"""The pool of workers, with real threads, and the server over it when more is asked than it can do."""

import asyncio
import json
import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest

from pressdesk.ui.workers import Busy, Gone, TooSlow, Workers

from .conftest import serving
from .language_model import scripted_server

pytestmark = pytest.mark.anyio

QUESTIONS = [
    json.loads(line)["question"]
    for line in (Path(__file__).parent / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]


def counting(to: int, pause: float, ended: threading.Event | None = None) -> Iterator[int]:
    try:
        for number in range(to):
            time.sleep(pause)
            yield number
    finally:
        if ended:
            ended.set()


async def test_results_come_as_they_are_made_and_the_loop_goes_on() -> None:
    workers = Workers(1, 8, 10)
    ticks, found = 0, []

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticking = asyncio.create_task(tick())
    async for number in workers.stream(lambda: counting(5, 0.05)):
        found.append((number, ticks))
    ticking.cancel()
    assert [number for number, _ in found] == [0, 1, 2, 3, 4]
    assert found[0][1] < found[-1][1]
    assert ticks > 10
    assert list(workers.iterate(lambda: counting(3, 0))) == [0, 1, 2]


async def test_what_the_work_raises_is_raised_and_the_thread_goes_on() -> None:
    workers = Workers(1, 8, 10)

    def broken() -> int:
        raise ValueError("broken")

    for _ in range(3):
        with pytest.raises(ValueError, match="broken"):
            await workers.run(broken)
    assert await workers.run(lambda: 7) == 7
    assert workers.waiting == 0
    while workers.running:  # A result is handed over a moment before its thread is free.
        await asyncio.sleep(0.01)


async def test_a_full_queue_says_when_to_come_back() -> None:
    workers = Workers(1, 2, 10)
    running = [asyncio.create_task(workers.run(lambda: time.sleep(0.5)))]
    while not workers.running:
        await asyncio.sleep(0.01)
    running += [asyncio.create_task(workers.run(lambda: time.sleep(0.1))) for _ in range(2)]
    while workers.waiting < 2:
        await asyncio.sleep(0.01)
    with pytest.raises(Busy) as raised:
        await workers.run(lambda: 1)
    assert raised.value.retry_after >= 1
    await asyncio.gather(*running)
    assert await workers.run(lambda: 1) == 1


async def test_what_takes_too_long_is_not_waited_for() -> None:
    workers = Workers(1, 8, 0.3)
    with pytest.raises(TooSlow):
        await workers.run(lambda: time.sleep(0.8))
    with pytest.raises(TooSlow):
        next(workers.iterate(lambda: counting(1, 5)))


async def test_nobody_works_for_who_has_gone() -> None:
    workers = Workers(1, 8, 10)
    ended = threading.Event()
    begun: list[str] = []

    async def gone() -> bool:
        return True

    first = workers.stream(lambda: counting(100, 0.05, ended))
    assert await anext(first) == 0
    with pytest.raises(Gone):
        await workers.run(lambda: begun.append("a job whose client left while it waited"), gone=gone)
    await first.aclose()
    assert await asyncio.to_thread(ended.wait, 2)
    await workers.run(lambda: None)
    assert begun == []


async def test_waiting_questions_are_prepared_together() -> None:
    together: list[list[str]] = []
    workers = Workers(1, 50, 10, lambda questions: together.append(list(questions)))
    first = asyncio.create_task(workers.run(lambda: time.sleep(0.2), "first"))
    await asyncio.sleep(0.05)
    rest = [asyncio.create_task(workers.run(lambda: None, f"question {n}")) for n in range(20)]
    await asyncio.gather(first, *rest)
    assert together[0] == [f"question {n}" for n in range(16)]


async def test_a_failing_preparation_costs_no_answer() -> None:
    def fails(questions: object) -> None:
        raise RuntimeError(str(questions))

    workers = Workers(1, 50, 10, fails)
    assert await asyncio.gather(*(workers.run(lambda n=n: n, f"q{n}") for n in range(5))) == [0, 1, 2, 3, 4]


def test_more_than_it_can_take_is_refused_honestly_and_the_rest_answered(corpus_home: Path) -> None:
    with serving(corpus_home, PRESSDESK_WORKERS="1", PRESSDESK_QUEUE="2") as url:
        answers: list[httpx.Response] = []

        def ask(question: str) -> None:
            answers.append(httpx.post(f"{url}/v1/ask", json={"question": question}, timeout=120))

        threads = [threading.Thread(target=ask, args=(question,)) for question in QUESTIONS[:16]]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            began = time.monotonic()
            assert httpx.get(f"{url}/healthz").status_code == 200
            assert time.monotonic() - began < 2
            time.sleep(0.05)
        statuses = [answer.status_code for answer in answers]
        assert set(statuses) == {200, 503}
        for answer in answers:
            if answer.status_code == 503:
                assert answer.json()["code"] == "busy"
                assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert httpx.post(f"{url}/v1/ask", json={"question": QUESTIONS[0]}, timeout=60).status_code == 200


def test_an_index_is_swapped_and_a_release_withdrawn_while_questions_run(corpus_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(corpus_home, home)
    stop = threading.Event()
    statuses: list[int] = []
    told: list[tuple[float, float, bool]] = []
    with serving(home) as url:

        def keep_asking() -> None:
            while not stop.is_set():
                asked = time.monotonic()
                answer = httpx.post(f"{url}/v1/ask", json={"question": "蘆葦渡纜車每小時載多少人？"}, timeout=60)
                statuses.append(answer.status_code)
                told.append((asked, time.monotonic(), "4,321" in answer.text))

        threads = [threading.Thread(target=keep_asking) for _ in range(4)]
        for thread in threads:
            thread.start()
        text = "# 蘆葦渡纜車通車\n\n（2026 年 3 月 3 日）蘆葦渡纜車今日通車，每小時載 4,321 人。"
        try:
            for _ in range(3):
                added = httpx.post(f"{url}/v1/releases", json={"name": "reed-ferry.md", "text": text}, timeout=60)
                assert added.status_code == 201
                since = time.monotonic()
                time.sleep(0.7)
                until = time.monotonic()
                assert httpx.delete(f"{url}/v1/releases/reed-ferry", timeout=60).status_code == 204
                gone = time.monotonic()
                time.sleep(0.5)
                between = [has for asked, answered, has in told if since <= asked and answered <= until]
                assert between
                assert all(between)
                assert not any(has for asked, _, has in told if gone <= asked)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    assert set(statuses) == {200}


def slow_model(pieces: int) -> tuple[str, ...]:
    return tuple(f"第 {n} 句。" for n in range(pieces))


def test_a_client_that_goes_away_stops_the_work(corpus_home: Path) -> None:
    with (
        scripted_server(*slow_model(300), pause=0.1) as model,
        (
            server := serving(
                corpus_home, PRESSDESK_LLM="openai:m", PRESSDESK_LLM_BASE_URL=model, PRESSDESK_WORKERS="1"
            )
        ) as url,
    ):

        def running() -> float:
            lines = httpx.get(f"{url}/metrics").text.splitlines()
            return next(float(line.split()[-1]) for line in lines if line.startswith("pressdesk_running"))

        for headers in ({"accept": "text/event-stream"}, {}):
            body = json.dumps({"question": "潮汐大樓的造價是多少？"}).encode()
            lines = [
                "POST /v1/ask HTTP/1.1",
                "Host: x",
                "Content-Type: application/json",
                f"Content-Length: {len(body)}",
            ]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            with socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1]))) as connection:
                connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
                deadline = time.monotonic() + 10
                while running() == 0 and time.monotonic() < deadline:
                    time.sleep(0.05)
                assert running() == 1
                time.sleep(0.5)
            deadline = time.monotonic() + 10
            while running() and time.monotonic() < deadline:
                time.sleep(0.05)
            assert running() == 0
    assert "unexpected error" not in server.ended_with
    assert '"status": 499' in server.ended_with


def test_running_answers_end_before_the_server_does(corpus_home: Path) -> None:
    server = serving(corpus_home, PRESSDESK_WORKERS="1")
    with server as url:
        answers: list[httpx.Response] = []

        def ask(question: str) -> None:
            answers.append(httpx.post(f"{url}/v1/ask", json={"question": question}, timeout=60))

        threads = [threading.Thread(target=ask, args=(question,)) for question in QUESTIONS[:12]]
        for thread in threads:
            thread.start()
        time.sleep(0.4)
        os.kill(server.pid, signal.SIGTERM)
        for thread in threads:
            thread.join()
        assert [answer.status_code for answer in answers] == [200] * 12
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{url}/healthz")
    assert "Traceback" not in server.ended_with


async def test_a_stream_closed_by_its_reader_is_closed_below() -> None:
    workers = Workers(1, 8, 10)
    ended = threading.Event()
    async with aclosing(workers.stream(lambda: counting(50, 0.02, ended))) as numbers:
        async for number in numbers:
            if number == 2:
                break
    assert await asyncio.to_thread(ended.wait, 2)
