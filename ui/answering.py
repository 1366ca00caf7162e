"""Questions on their way to the desk: by the workers, or at once where the answer is remembered."""

import os
from collections.abc import AsyncGenerator, Callable, Collection, Iterator, Sequence
from contextlib import aclosing
from typing import TypeVar

from pressdesk.ingest.release import Release
from pressdesk.rag.answer import Answer
from pressdesk.rag.chain import Ask
from pressdesk.rag.follow_up import Turn

from .desk import Desk
from .metrics import Metrics
from .traces import UNTRACED, Trace, exporting
from .workers import HasLeft, Workers

T = TypeVar("T")

_WAITING_A_CORE = 8
"""Workers a core where a language model writes the answers: they wait for it most of the time."""


class Answering:
    """The desk for callers on the event loop, and for the chat's threads. Any method may raise `Busy`, `TooSlow` and
    what the desk raises."""

    def __init__(self, desk: Desk, workers: Workers, metrics: Metrics, trace: Trace = UNTRACED) -> None:
        self._desk = desk
        self._workers = workers
        self.metrics = metrics
        self._trace = trace

    @classmethod
    def over(cls, desk: Desk) -> "Answering":
        """As the desk's settings say. Raises `TracesUnavailable`."""
        settings = desk.settings
        cores = os.cpu_count() or 1
        threads = settings.workers or (_WAITING_A_CORE * cores if settings.llm else cores)
        workers = Workers(threads, settings.queue, settings.timeout, desk.prepare)
        trace = exporting() if settings.traces else UNTRACED
        return cls(desk, workers, Metrics(workers, desk.encoder.count_tokens), trace)

    @property
    def busy(self) -> bool:
        """Whether somebody waits for an answer."""
        return bool(self._workers.running or self._workers.waiting)

    def close(self) -> None:
        """Send the traces that are not sent yet."""
        self._trace.close()

    async def answer(self, ask: Ask, gone: HasLeft | None = None) -> Answer:
        """The answer. Raises `workers.Gone` where nobody waits for it any more."""
        *_, last = [answer async for answer in self.snapshots(ask, gone)]
        return last

    async def snapshots(self, ask: Ask, gone: HasLeft | None = None) -> AsyncGenerator[Answer, None]:
        """The answer as it grows; closed, it ends the work."""
        remembered = self._desk.known(ask)
        if remembered is not None:
            for answer in remembered:
                yield self._seen(answer)
            return
        work = self._workers.stream(lambda: self._desk.snapshots(ask), _alone(ask), gone)
        async with aclosing(work) as answers:
            async for answer in answers:
                yield self._seen(answer)

    async def run(self, work: Callable[[], T], question: str | None = None, gone: HasLeft | None = None) -> T:
        """Any other work with the models; `question`: what will be embedded for it."""
        return await self._workers.run(work, question, gone)

    def stream(
        self, question: str, history: Sequence[Turn] = (), gone: Callable[[], bool] = lambda: False
    ) -> Iterator[Answer]:
        """The answer as it grows, for the chat. Raises `workers.Gone` where it is not waited for any more."""
        ask = self._desk.asked(question, history=history)
        remembered = self._desk.known(ask)
        answers = remembered or self._workers.iterate(lambda: self._desk.snapshots(ask), _alone(ask), gone)
        for answer in answers:
            yield self._seen(answer)

    def example_questions(self, language: str = "") -> list[str]:
        """Questions for a newcomer to the chat."""
        return self._done(lambda: self._desk.example_questions(language))

    def follow_ups(self, answer: Answer, asked: Collection[str] = ()) -> list[str]:
        """Questions to go on with; none where somebody waits for a worker, whom they would hold up."""
        if self._workers.waiting:
            return []
        return self._done(lambda: self._desk.follow_ups(answer, asked))

    def release(self, release_id: str) -> Release:
        """Raises `UnknownRelease`."""
        return self._desk.release(release_id)

    def counts(self) -> tuple[int, int]:
        """Numbers of releases and passages."""
        return self._desk.counts()

    def _done(self, work: Callable[[], T]) -> T:
        """What one piece of work gives, for the chat's threads."""
        (done,) = self._workers.iterate(lambda: iter([work()]))
        return done

    def _seen(self, answer: Answer) -> Answer:
        if answer.complete:
            self.metrics.answered(answer)
            self._trace.answered(answer)
        return answer


def _alone(ask: Ask) -> str | None:
    """The question where it can be embedded as it stands: a follow-up is rewritten first."""
    return None if ask.history else ask.question
