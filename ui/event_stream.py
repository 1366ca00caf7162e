"""Answers as streams of server-sent events (WHATWG HTML, §9.2), in whatever documents."""

from collections.abc import Callable, Iterator
from itertools import chain

from fastapi.sse import EventSourceResponse

from pressdesk.rag.answer import Answer

from .problems import Problem, problem_of


def opened(answers: Iterator[Answer]) -> Iterator[Answer]:
    """The same snapshots, the first of them already there: a question that cannot be asked is a problem with its own
    status, before the response begins."""
    return chain([next(answers)], answers)


def event_stream(events: Iterator[bytes], problem: Callable[[Problem], bytes], path: str) -> EventSourceResponse:
    """The response to a request of `path`; what goes wrong on the way is its last event, which `problem` writes."""

    def guarded() -> Iterator[bytes]:
        try:
            yield from events
        except Exception as error:
            yield problem(problem_of(error, path))

    return EventSourceResponse(guarded(), headers={"cache-control": "no-cache", "x-accel-buffering": "no"})
