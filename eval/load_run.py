"""One run of the load: what is sent, the locust process that sends it, and what came back.

locust replaces the standard library's sockets and threads by gevent's in the process that imports it: only
`load_user` does.
"""

import json
import math
import signal
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from .datasets import ROOT

CLIENTS = 50


class Draws(StrEnum):
    """In what order the questions are asked."""

    ONCE = "once"
    AROUND = "around"
    REPEATED = "repeated"
    """Each client for itself by Zipf's law, with the same draws in every run."""


class Outcome(StrEnum):
    """What became of a request that has no status: nothing listened; the connection ended before a byte of a response,
    or within one; nothing came in time."""

    REFUSED = "refused"
    CLOSED = "closed"
    CUT = "cut"
    LATE = "late"


class Reply(NamedTuple):
    """What came back to one request. `number` is in its id; times are the machine's; `said`: row of `Ran.said`."""

    number: int
    question: int
    sent: float
    got: float
    outcome: str
    retry_after: bool
    said: int | None

    @property
    def status(self) -> int | None:
        return int(self.outcome) if self.outcome.isdigit() else None


@dataclass(frozen=True)
class Load:
    """What the clients send, without pause, for so many seconds. `read`: what the answers say is kept."""

    base: str
    path: str
    questions: list[str]
    draws: Draws
    seconds: float
    read: bool = False


@dataclass(frozen=True)
class Ran:
    """A load's replies. `seconds`: from the first request to the end."""

    replies: list[Reply]
    seconds: float
    said: list[str]

    def count(self, *outcomes: int | Outcome) -> int:
        """Replies with one of these outcomes."""
        return sum(reply.outcome in {str(outcome) for outcome in outcomes} for reply in self.replies)

    @property
    def unanswered(self) -> int:
        """Requests without a status."""
        return self.count(*Outcome)

    @property
    def answered_a_second(self) -> float:
        return self.count(200) / self.seconds

    def percentile(self, percent: int) -> float:
        """Milliseconds within which so many of a hundred answers came; not a number where there are too few."""
        times = [1000 * (reply.got - reply.sent) for reply in self.replies if reply.status == 200]
        return statistics.quantiles(times, n=100, method="inclusive")[percent - 1] if len(times) > 1 else math.nan


def request_id(number: int) -> str:
    """The `X-Request-ID` of a request, which the server's log has too."""
    return f"load-{number:08d}"


def said(answer: Mapping[str, Any]) -> str:
    """What an answer says and where it says it from: two are the same answer if this is the same."""
    sentences = [[sentence["text"], sentence["citations"]] for sentence in answer["sentences"]]
    citations = [[c["n"], c["release_id"], c["start"], c["end"]] for c in answer["citations"]]
    return json.dumps([answer["refused"], sentences, citations], ensure_ascii=False)


def cited_releases(answer: str) -> frozenset[str]:
    """The releases that are cited in what `said` gave."""
    return frozenset(release for _, release, _, _ in json.loads(answer)[2])


def run(load: Load, scratch: Path) -> Ran:
    """Send a load for as long as it says."""
    with running(load, scratch) as sending:
        sending.process.wait()
        return sending.ran()


class Sending:
    """A load that is being sent."""

    def __init__(self, process: "subprocess.Popen[bytes]", results: Path) -> None:
        self.process = process
        self._results = results

    def end(self) -> None:
        """No request is sent any more."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def ran(self) -> Ran:
        """What came back, when it has ended."""
        if self.process.returncode != 0:
            raise SystemExit(f"locust ended with status {self.process.returncode}")
        found = json.loads(self._results.read_text(encoding="utf-8"))
        return Ran([Reply(*reply) for reply in found["replies"]], found["seconds"], found["said"])


@contextmanager
def running(load: Load, scratch: Path) -> Iterator[Sending]:
    """Send a load in a process of its own."""
    plan, results = scratch / "load.json", scratch / "replies.json"
    plan.write_text(json.dumps(asdict(load)), encoding="utf-8")
    results.unlink(missing_ok=True)
    process = subprocess.Popen([sys.executable, "-m", "eval.load_user", str(plan), str(results)], cwd=ROOT)
    try:
        yield Sending(process, results)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
