"""Answers as streams of server-sent events (WHATWG HTML, §9.2), in whatever documents."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

from fastapi.sse import EventSourceResponse

from .problems import Problem, problem_of
from .workers import Gone

STREAM = "text/event-stream"


def streamed(example: str, description: str) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of a 200 that may also come as a stream."""
    event = {
        "type": "object",
        "properties": {"event": {"type": "string"}, "data": {"type": "string", "contentMediaType": "application/json"}},
        "required": ["data"],
    }
    content = {STREAM: {"schema": event, "example": example}}
    return {200: {"content": content, "description": description}}


async def opened(events: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """The same events, the first of them already there: a question that cannot be asked is a problem with its own
    status, before the response begins."""
    first = await anext(events)

    async def all_of_them() -> AsyncGenerator[bytes, None]:
        # Closed with the response: the work behind the events ends when their reader goes away.
        async with aclosing(events) as rest:
            yield first
            async for event in rest:
                yield event

    return all_of_them()


def event_stream(
    events: AsyncGenerator[bytes, None], problem: Callable[[Problem], bytes], path: str
) -> EventSourceResponse:
    """The response to a request of `path`; what goes wrong on the way is its last event, which `problem` writes."""

    async def guarded() -> AsyncGenerator[bytes, None]:
        try:
            async with aclosing(events) as sent:
                async for event in sent:
                    yield event
        except Gone:
            return
        except Exception as error:
            yield problem(problem_of(error, path))

    return EventSourceResponse(guarded(), headers={"cache-control": "no-cache", "x-accel-buffering": "no"})
