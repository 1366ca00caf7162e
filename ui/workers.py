"""Model work away from the event loop: a bounded pool of threads, and a queue with an end.

Each thread has one core (torch's own threads would only wait for each other), so a processor with two answers two
questions at a time. What does not find room in the queue is told at once to come back later.
"""

import asyncio
import logging
import math
import queue
import threading
import time
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

import anyio

from pressdesk.ingest.errors import PressdeskError

T = TypeVar("T")
HasLeft = Callable[[], Awaitable[bool]]
"""Whether the one who asked is there no more."""

_log = logging.getLogger(__name__)

_LOOK_EVERY = 0.2
"""Seconds between looks at whether the one who asked is still there."""

_MOST_TOGETHER = 16
"""Most questions embedded at once: more are no faster each."""


class Busy(PressdeskError):
    """The queue is full. `retry_after`: in how many seconds there should be room."""

    code = "busy"
    status = 503

    def __init__(self, waiting: int, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"{waiting} questions are waiting already.", f"Ask again in {retry_after} seconds.")


class TooSlow(PressdeskError):
    """The answer took longer than a request may take."""

    code = "too-slow"
    status = 504

    def __init__(self, seconds: float) -> None:
        super().__init__(f"There was no answer within {seconds:g} seconds.", "Ask again, when fewer others do.")


class Gone(Exception):
    """The one who asked has gone away, and nobody waits for the answer."""


class Job(Generic[T]):
    """Work in the queue or under way: a function whose results are handed over as they come."""

    def __init__(self, work: Callable[[], Iterator[T]], question: str | None, deliver: Callable[[Any], None]) -> None:
        self._work = work
        self._deliver = deliver
        self.question = question
        self.cancelled = False

    def cancel(self) -> None:
        """Nobody waits any more: it is not begun, or ended behind the next result."""
        self.cancelled = True

    def do(self) -> None:
        """Hand over each result as (True, result), then (False, None), or (False, error)."""
        try:
            results = self._work()
            for result in results:
                if self.cancelled:
                    break
                self._deliver((True, result))
            if isinstance(results, Generator):
                # What it holds open (a language model's connection) is let go now, not when it is collected.
                results.close()
            self._deliver((False, None))
        except Exception as error:
            self._deliver((False, error))


class Workers:
    """`threads` threads and at most `most_waiting` jobs that wait for one of them. `seconds`: how long
    a job may take from the moment it came. `prepare` is given the questions that wait, before one of them is taken up.
    """

    def __init__(
        self,
        threads: int,
        most_waiting: int,
        seconds: float,
        prepare: Callable[[Sequence[str]], None] = lambda _: None,
    ) -> None:
        self.threads = threads
        self._most_waiting = most_waiting
        self._seconds = seconds
        self._prepare = prepare
        self._waiting: deque[Job[Any]] = deque()
        self._has_work = threading.Condition()
        self._running = 0
        self._mean_seconds = 0.2
        for number in range(self.threads):
            threading.Thread(target=self._serve, name=f"worker-{number}", daemon=True).start()

    @property
    def waiting(self) -> int:
        """Jobs that no thread has taken up yet."""
        return len(self._waiting)

    @property
    def running(self) -> int:
        """Jobs under way."""
        return self._running

    async def run(
        self,
        work: Callable[[], T],
        question: str | None = None,
        gone: HasLeft | None = None,
    ) -> T:
        """What `work` gives, done in a thread. `gone` says whether the one who asked has left: raises `Gone` then, as
        `Busy` and `TooSlow`, and what `work` raises."""

        def once() -> Iterator[T]:
            yield work()

        async for result in self.stream(once, question, gone):
            return result
        raise AssertionError("a function has a result")

    async def stream(
        self,
        work: Callable[[], Iterator[T]],
        question: str | None = None,
        gone: HasLeft | None = None,
    ) -> AsyncGenerator[T, None]:
        """The results of `work` as they come; closed, it ends the work. Raises as `run` does."""
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[tuple[bool, Any]] = asyncio.Queue()

        def deliver(result: tuple[bool, Any]) -> None:
            # The loop is closed where the server has ended: nobody is there to be told.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(arrived.put_nowait, result)

        job = self._submit(work, question, deliver)
        deadline = time.monotonic() + self._seconds
        try:
            while True:
                more, result = await self._next(arrived, deadline, gone)
                if not more:
                    if result is not None:
                        raise result
                    return
                yield result
        finally:
            self._cancel(job)

    async def _next(
        self,
        arrived: "asyncio.Queue[tuple[bool, Any]]",
        deadline: float,
        gone: HasLeft | None,
    ) -> tuple[bool, Any]:
        while True:
            # Looked at for each result: one that is made of many must not hide that nobody waits.
            if gone is not None and await gone():
                raise Gone
            left = deadline - time.monotonic()
            if left <= 0:
                raise TooSlow(self._seconds)
            with anyio.move_on_after(min(left, _LOOK_EVERY)):
                return await arrived.get()

    def iterate(
        self,
        work: Callable[[], Iterator[T]],
        question: str | None = None,
        gone: Callable[[], bool] = lambda: False,
    ) -> Iterator[T]:
        """The same as `stream` for a caller in a thread of its own."""
        arrived: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()
        job = self._submit(work, question, arrived.put)
        deadline = time.monotonic() + self._seconds
        try:
            while True:
                if gone():
                    raise Gone
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TooSlow(self._seconds)
                try:
                    more, result = arrived.get(timeout=min(left, _LOOK_EVERY))
                except queue.Empty:
                    continue
                if not more:
                    if result is not None:
                        raise result
                    return
                yield result
        finally:
            self._cancel(job)

    def _submit(
        self, work: Callable[[], Iterator[T]], question: str | None, deliver: Callable[[Any], None]
    ) -> "Job[T]":
        job = Job(work, question, deliver)
        with self._has_work:
            if len(self._waiting) >= self._most_waiting:
                seconds = math.ceil(len(self._waiting) * self._mean_seconds / self.threads)
                raise Busy(len(self._waiting), max(1, seconds))
            self._waiting.append(job)
            self._has_work.notify()
        return job

    def _cancel(self, job: "Job[Any]") -> None:
        job.cancel()
        with self._has_work:
            if job in self._waiting:
                self._waiting.remove(job)

    def _serve(self) -> None:
        import torch

        torch.set_num_threads(1)
        while True:
            with self._has_work:
                while not self._waiting:
                    self._has_work.wait()
                together = [job.question for job in self._waiting if job.question][:_MOST_TOGETHER]
                job = self._waiting.popleft()
                self._running += 1
            began = time.monotonic()
            try:
                if len(together) > 1:
                    self._prepare_together(together)
                job.do()
            finally:
                with self._has_work:
                    self._running -= 1
                    self._mean_seconds += 0.1 * (time.monotonic() - began - self._mean_seconds)

    def _prepare_together(self, questions: Sequence[str]) -> None:
        try:
            self._prepare(questions)
        except Exception:
            # It only saves time: each job does it for itself, and tells what is wrong.
            _log.exception("preparing %d questions failed", len(questions))
