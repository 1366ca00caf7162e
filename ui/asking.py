"""What is asked over HTTP: questions, searches, and texts to check."""

from typing import Annotated

from fastapi import FastAPI, Query, Request, Response

from pressdesk.ingest.errors import BadQuestion
from pressdesk.rag.answer import Answer
from pressdesk.rag.filters import Filters
from pressdesk.rag.question import MAX_CHARACTERS

from .contract import AskIn, SearchOut, VerifyIn, VerifyOut
from .desk import MAX_PASSAGES, Desk
from .event_stream import event_stream, opened
from .events import EVENTS, answer_events, problem_event
from .filtering import FiltersQuery, Offset, next_offset
from .problems import problems

EVERYTHING = "*"
_STREAM = "text/event-stream"
_STREAMED = {
    200: {
        "content": {
            _STREAM: {
                "schema": {"type": "string"},
                "example": 'event: sentence\ndata: {"n": 1, "sentence": …, "citations": […]}\n\n',
            }
        },
        "description": f"The answer; with `Accept: {_STREAM}` as events: {', '.join(EVENTS)}.",
    }
}


def add_questions(app: FastAPI, desk: Desk) -> None:
    """`/v1/ask`, `/v1/search`, `/v1/verify`."""

    @app.post("/v1/ask", responses={**_STREAMED, **problems(422, 503)}, tags=["questions"], response_model=Answer)
    def ask(request: Request, body: AskIn) -> Answer | Response:
        """Answer a question. `refused` is true where the releases do not say; `passages` are then what came nearest.

        With `Accept: text/event-stream` each proved sentence is sent as it is ready, and the whole answer last."""
        filters, turns = body.filters.filters(), body.turns()
        if _STREAM not in request.headers.get("accept", ""):
            return desk.answer(body.question, body.k, filters, turns)
        answers = opened(desk.stream(body.question, turns, body.k, filters))
        return event_stream(answer_events(answers), problem_event, request.url.path)

    @app.get("/v1/search", responses=problems(422, 503), tags=["questions"])
    def search(
        q: Annotated[
            str,
            Query(
                description=f"What to look for, at most {MAX_CHARACTERS:,} characters; `{EVERYTHING}` lists every "
                "passage that the filters let through, those of the newest release first."
            ),
        ],
        filters: FiltersQuery,
        k: Annotated[
            int | None, Query(ge=1, le=MAX_PASSAGES, description="Hits wanted; unset, as many as the server's setting.")
        ] = None,
        offset: Offset = 0,
        explain: Annotated[bool, Query(description="Whether each hit comes with the components of its score.")] = False,
    ) -> SearchOut:
        """The passages that an answer to `q` would be looked for in, best first."""
        wanted = k or desk.settings.passages
        if q.strip() == EVERYTHING:
            return _everything(desk, filters, offset, wanted)
        if offset + wanted > MAX_PASSAGES:
            raise BadQuestion(f"A search goes {MAX_PASSAGES} hits deep.", "Ask for fewer, or set a filter.")
        return SearchOut.of(desk.search(q, offset + wanted, filters), explain=explain, offset=offset)

    @app.post("/v1/verify", responses=problems(404, 422, 503), tags=["questions"])
    def verify(body: VerifyIn) -> VerifyOut:
        """Hold the sentences of a text to releases: figures with what they count, dates, names, quotations,
        addresses. What a sentence means is not compared."""
        places = [(place.release_id, place.start, place.end) for place in body.citations]
        return VerifyOut.of(body.text, desk.verify(body.text, body.release_ids, places))


def _everything(desk: Desk, filters: Filters, offset: int, k: int) -> SearchOut:
    hits, total = desk.passages(filters, offset, k)
    return SearchOut(query=EVERYTHING, hits=hits, total=total, next_offset=next_offset(offset, len(hits), total))
