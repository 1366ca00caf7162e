"""The load while the index changes and the server is started again: every reply is held to what a quiet server says.

A release is ingested and another withdrawn by `pressdesk` in processes of their own, then the server is stopped and
started. What a quiet server answers before, between and after is asked of a copy of the index beforehand.
"""

import json
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import httpx

from .datasets import ROOT
from .load_run import Draws, Load, Outcome, Ran, Reply, cited_releases, request_id, running, said
from .load_server import PRESSDESK, Server, pressdesk_server
from .organisations import FOLDER, organisations

_MOST_SECONDS = 3600
_UNREAD = 0.5
"""Seconds for which a busy server may leave a request unread. One that was sent earlier before the restart was
accepted, whatever the log says: a server that dies writes none."""


class Fate(StrEnum):
    """What became of a request, in the words of the table."""

    RIGHT = "200, right"
    BUSY = "503 with Retry-After"
    REFUSED = "refused while the server was started again"
    NOT_ACCEPTED = "connection closed while it was started again, request not accepted"
    WRONG = "200, wrong"
    STALE = "200, by an index that was over when it was asked"
    WITHDRAWN = "200, citing the withdrawn release after `pressdesk remove` had returned"
    CUT = "response cut off in the middle"
    LOST = "accepted and not answered, or not accepted though the server was up"
    FAILED = "any other status"


_LOSSES = (Fate.WRONG, Fate.STALE, Fate.WITHDRAWN, Fate.CUT, Fate.LOST, Fate.FAILED)


@dataclass(frozen=True)
class Span:
    """From when to when something was done."""

    began: float
    ended: float


@dataclass(frozen=True)
class Changed:
    """The load, the fate of each of its requests, how many answers each change was to change, and how many a quiet
    server gave wrong afterwards."""

    ran: Ran
    fates: Counter[Fate]
    changed: tuple[int, int]
    wrong_afterwards: int

    @property
    def losses(self) -> list[str]:
        """What was lost or wrong, in words."""
        lost = [f"{self.fates[fate]} × {fate}" for fate in _LOSSES if self.fates[fate]]
        if self.wrong_afterwards:
            lost.append(f"{self.wrong_afterwards} × wrong from the quiet server afterwards")
        if 0 in self.changed:
            lost.append("nothing was measured: a change was to change no answer")
        return lost


def load_with_changes(home: Path, questions: list[str], pause: float, scratch: Path) -> Changed:
    """Send the questions, repeated, over a copy of `home`; `pause` seconds before, between and after the changes."""
    arriving, leaving = _most_asked_of(questions)
    live, rehearsed = scratch / "live", scratch / "rehearsed"
    shutil.copytree(home, live)
    _remove(arriving, live)
    shutil.copytree(live, rehearsed)
    with pressdesk_server(rehearsed, scratch / "rehearsed.log") as server:
        states = [_answers(server, questions)]
        _ingest(arriving, rehearsed)
        states.append(_answers(server, questions))
        _remove(leaving, rehearsed)
        states.append(_answers(server, questions))

    with pressdesk_server(live, scratch / "live.log") as server:
        load = Load(server.base, "/v1/ask", questions, Draws.REPEATED, _MOST_SECONDS, read=True)
        with running(load, scratch) as sending:
            time.sleep(pause)
            ingested = _span(lambda: _ingest(arriving, live))
            withdrawn = _span(lambda: _remove(leaving, live))
            # Soon: nothing is remembered of the new index yet, and the queue is full.
            time.sleep(pause / 4)
            restarted = _span(lambda: (server.stop(), server.start()))
            time.sleep(pause)
            sending.end()
        afterwards = _answers(server, questions)
    judge = _Judge(states, ingested, withdrawn, leaving, restarted, _logged(server.log))
    ran = sending.ran()
    return Changed(
        ran,
        Counter(judge.fate(reply, ran.said) for reply in ran.replies),
        (_unlike(*states[:2]), _unlike(*states[1:])),
        _unlike(afterwards, states[-1]),
    )


@dataclass(frozen=True)
class _Judge:
    """`states`: the right answers before the ingest, after it, and after the withdrawal. `logged`: ids of the requests
    that the server has in its log, which it has of all that it accepted."""

    states: Sequence[Sequence[str]]
    ingested: Span
    withdrawn: Span
    leaving: str
    restarted: Span
    logged: frozenset[str]

    def fate(self, reply: Reply, all_said: Sequence[str]) -> Fate:
        if reply.said is not None:
            return self._answered(reply, all_said[reply.said])
        if reply.status == 503 and reply.retry_after:
            return Fate.BUSY
        if reply.status is not None:
            return Fate.FAILED
        if reply.outcome == Outcome.CUT:
            return Fate.CUT
        restarting = reply.got >= self.restarted.began and reply.sent <= self.restarted.ended
        if reply.outcome == Outcome.REFUSED and restarting:
            return Fate.REFUSED
        unread = reply.sent >= self.restarted.began - _UNREAD and request_id(reply.number) not in self.logged
        if reply.outcome == Outcome.CLOSED and restarting and unread:
            return Fate.NOT_ACCEPTED
        return Fate.LOST

    def _answered(self, reply: Reply, answer: str) -> Fate:
        if reply.sent > self.withdrawn.ended and self.leaving in cited_releases(answer):
            return Fate.WITHDRAWN
        if answer in (state[reply.question] for state in self._current(reply)):
            return Fate.RIGHT
        return Fate.STALE if answer in (state[reply.question] for state in self.states) else Fate.WRONG

    def _current(self, reply: Reply) -> list[Sequence[str]]:
        """The states that the index may have had while the request was under way."""
        over = (reply.sent > self.ingested.ended, reply.sent > self.withdrawn.ended, False)
        begun = (True, reply.got >= self.ingested.began, reply.got >= self.withdrawn.began)
        return [state for state, past, there in zip(self.states, over, begun, strict=True) if there and not past]


def _most_asked_of(questions: Sequence[str]) -> tuple[str, str]:
    """The two releases that most of these questions are answered by."""
    asked = frozenset(questions)
    about = Counter(
        release
        for organisation in organisations()
        for question in organisation.questions
        if question.question in asked
        for release in sorted({said.release for said in question.said})
    )
    (arriving, _), (leaving, _) = about.most_common(2)
    return Path(arriving).stem, Path(leaving).stem


def _ingest(release: str, home: Path) -> None:
    _pressdesk("ingest", "--home", str(home), str(next(FOLDER.rglob(f"{release}.*")).relative_to(ROOT)))


def _remove(release: str, home: Path) -> None:
    _pressdesk("remove", "--home", str(home), release)


def _pressdesk(*command: str) -> None:
    subprocess.run([PRESSDESK, *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _span(work: Callable[[], object]) -> Span:
    began = time.time()
    work()
    return Span(began, time.time())


def _answers(server: Server, questions: Sequence[str]) -> list[str]:
    with httpx.Client(base_url=server.base, timeout=60) as client:
        replies = [client.post("/v1/ask", json={"question": question}).raise_for_status() for question in questions]
    return [said(reply.json()) for reply in replies]


def _unlike(left: Sequence[str], right: Sequence[str]) -> int:
    return sum(a != b for a, b in zip(left, right, strict=True))


def _logged(log: Path) -> frozenset[str]:
    lines = log.read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines if line.startswith("{")]
    return frozenset(event["request_id"] for event in events if "request_id" in event)
