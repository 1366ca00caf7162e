"""Answers as streams of server-sent events (WHATWG HTML, §9.2), in whatever documents."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

from fastapi import Request
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


def wants_stream(request: Request) -> bool:
    """Whether a request asks for events in place of one document."""
    return STREAM in request.headers.get("accept", "")


async def event_stream(
    events: AsyncGenerator[bytes, None], problem: Callable[[Problem], bytes], path: str
) -> EventSourceResponse:
    """The response to a request of `path`, when the first event is there: a question that cannot be asked is raised as
    that, and has a status of its own. What goes wrong later is the last event, which `problem` writes."""
    first = await anext(events)

    async def guarded() -> AsyncGenerator[bytes, None]:
        try:
            # Closed with the response: the work behind the events ends when their reader goes away.
            async with aclosing(events) as rest:
                yield first
                async for event in rest:
                    yield event
        except Gone:
            return
        except Exception as error:
            yield problem(problem_of(error, path))

    return EventSourceResponse(guarded(), headers={"cache-control": "no-cache", "x-accel-buffering": "no"})
