"""What is asked over HTTP: questions, searches, and texts to check."""

from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from pressdesk.ingest.errors import BadQuestion
from pressdesk.rag.answer import Answer
from pressdesk.rag.filters import Filters
from pressdesk.rag.question import MAX_CHARACTERS, read_question

from .answering import Answering
from .bounds import MAX_PASSAGES
from .contract import ANSWER, AskIn, SearchOut, VerifyIn, VerifyOut
from .desk import Desk
from .event_stream import STREAM, event_stream, streamed, wants_stream
from .events import EVENTS, answer_events, problem_event
from .filtering import FiltersQuery, Offset, next_offset
from .problems import problems

EVERYTHING = "*"
_STREAMED = streamed(
    'event: sentence\ndata: {"n": 1, "sentence": …, "citations": […]}\n\n',
    f"The answer; with `Accept: {STREAM}` as events: {', '.join(EVENTS)}.",
)


def add_questions(app: FastAPI, desk: Desk, answering: Answering) -> None:
    """`/v1/ask`, `/v1/search`, `/v1/verify`."""

    @app.post("/v1/ask", responses={**_STREAMED, **problems(422, 503, 504)}, tags=["questions"], response_model=Answer)
    async def ask(request: Request, body: AskIn) -> Response:
        """Answer a question. `refused` is true where the releases do not say; `passages` are then what came nearest.

        With `Accept: text/event-stream` each proved sentence is sent as it is ready, and the whole answer last."""
        ask = desk.asked(body.question, body.k, body.filters.filters(), body.turns())
        if not wants_stream(request):
            answer = await answering.answer(ask, request.is_disconnected)
            return Response(ANSWER.dump_json(answer), media_type="application/json")
        events = answer_events(answering.snapshots(ask, request.is_disconnected))
        return await event_stream(events, problem_event, request.url.path)

    @app.get("/v1/search", responses=problems(422, 503, 504), tags=["questions"])
    async def search(
        request: Request,
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
            return await run_in_threadpool(_everything, desk, filters, offset, wanted)
        if offset + wanted > MAX_PASSAGES:
            raise BadQuestion(f"A search goes {MAX_PASSAGES} hits deep.", "Ask for fewer, or set a filter.")

        question = read_question(q).text

        def found() -> SearchOut:
            return SearchOut.of(desk.search(question, offset + wanted, filters), explain=explain, offset=offset)

        return await answering.run(found, question, request.is_disconnected)

    @app.post("/v1/verify", responses=problems(404, 422, 503, 504), tags=["questions"])
    async def verify(request: Request, body: VerifyIn) -> VerifyOut:
        """Hold the sentences of a text to releases: figures with what they count, dates, names, quotations,
        addresses. What a sentence means is not compared."""
        places = [(place.release_id, place.start, place.end) for place in body.citations]

        def checked() -> VerifyOut:
            return VerifyOut.of(body.text, desk.verify(body.text, body.release_ids, places))

        return await answering.run(checked, gone=request.is_disconnected)


def _everything(desk: Desk, filters: Filters, offset: int, k: int) -> SearchOut:
    hits, total = desk.passages(filters, offset, k)
    return SearchOut(query=EVERYTHING, hits=hits, total=total, next_offset=next_offset(offset, len(hits), total))
