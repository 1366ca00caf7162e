"""The locust process: `python -m eval.load_user PLAN REPLIES` sends a load and writes what came back."""

import json
import random
import signal
import sys
import time
from collections.abc import Iterator
from itertools import accumulate, count, cycle, repeat
from pathlib import Path
from typing import Any
from urllib.parse import quote

import gevent
from gevent.event import Event
from geventhttpclient.response import HTTPConnectionClosed, HTTPParseError
from locust import FastHttpUser, constant, task
from locust.env import Environment
from locust.exception import StopUser

from .load_run import CLIENTS, Draws, Load, Outcome, Reply, request_id, said

_SEED = 20261126
_PAUSE = 0.2
"""Seconds until a client tries again that got no response."""
_PATIENCE = 150
"""Seconds that a response may take: longer than the server's own limit."""


def send(load: Load) -> dict[str, Any]:
    """All of a `Ran`, for its file. Ends early on SIGTERM, or when every question was asked that is asked once."""
    replies: list[Reply] = []
    rows: dict[str, int] = {}
    environment = Environment(user_classes=[_client(load)])

    def seen(response: Any, exception: Any, start_time: float, response_time: float, context: Any, **_: Any) -> None:
        outcome = _outcome(response.status_code, exception)
        row = None
        if load.read and outcome == "200":
            row = rows.setdefault(said(json.loads(response.content)), len(rows))
        retry_after = "retry-after" in (response.headers or ())
        got = start_time + response_time / 1000
        replies.append(Reply(context["number"], context["question"], start_time, got, outcome, retry_after, row))

    environment.events.request.add_listener(seen)
    runner = environment.create_local_runner()
    ended = Event()
    gevent.signal_handler(signal.SIGTERM, ended.set)
    began = time.time()
    runner.start(CLIENTS, spawn_rate=CLIENTS)
    while not ended.wait(0.05) and time.time() < began + load.seconds and (runner.user_count or not replies):
        pass
    seconds = time.time() - began
    runner.quit()
    return {"replies": replies, "seconds": seconds, "said": list(rows)}


def _client(load: Load) -> type[FastHttpUser]:
    draws, numbers = _draws(load), count()

    class Client(FastHttpUser):
        host = load.base
        wait_time = constant(0)
        network_timeout = connection_timeout = _PATIENCE

        def on_start(self) -> None:
            self.drawn = next(draws)

        @task
        def ask(self) -> None:
            question = next(self.drawn, None)
            if question is None:
                raise StopUser
            number, text = next(numbers), load.questions[question]
            options: Any = {
                "headers": {"X-Request-ID": request_id(number)},
                "context": {"number": number, "question": question},
            }
            if load.path == "/v1/ask":
                response = self.client.post(load.path, json={"question": text}, **options)
            else:
                response = self.client.get(f"{load.path}?q={quote(text)}", name=load.path, **options)
            if not response.status_code:
                gevent.sleep(_PAUSE)

    return Client


def _draws(load: Load) -> Iterator[Iterator[int]]:
    """For each client the questions that it asks: all take from one supply, or each draws for itself."""
    questions = range(len(load.questions))
    if load.draws is Draws.REPEATED:
        return (_by_zipf(len(questions), client) for client in count())
    return repeat(iter(questions) if load.draws is Draws.ONCE else cycle(questions))


def _by_zipf(questions: int, client: int) -> Iterator[int]:
    """The question of rank r is drawn 1/r times as often as the first."""
    drawing = random.Random(f"{_SEED}-{client}")
    weights = list(accumulate(1 / rank for rank in range(1, questions + 1)))
    while True:
        yield from drawing.choices(range(questions), cum_weights=weights, k=100)


def _outcome(status: int, error: Exception | None) -> str:
    if isinstance(error, ConnectionRefusedError):
        return Outcome.REFUSED
    if isinstance(error, TimeoutError | gevent.Timeout):
        return Outcome.LATE
    if isinstance(error, HTTPParseError) and not isinstance(error, HTTPConnectionClosed):
        return Outcome.CUT
    if status and isinstance(error, OSError):
        return Outcome.CUT
    return str(status) if status else Outcome.CLOSED


if __name__ == "__main__":
    plan = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    results = send(Load(**plan | {"draws": Draws(plan["draws"])}))
    Path(sys.argv[2]).write_text(json.dumps(results, ensure_ascii=False), encoding="utf-8")
