"""Releases over HTTP: previewed, taken in, amended, withdrawn, and the index made of them anew."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, TypeVar

from fastapi import FastAPI, Path, Request, Response
from fastapi.sse import format_sse_event
from pydantic import BaseModel, TypeAdapter

from pressdesk.ingest.report import Progress

from ..event_stream import STREAM, event_stream, streamed, wants_stream
from ..events import problem_event
from ..problems import problems
from ..release_documents import ReleaseOut
from ..workers import Workers
from .documents import RebuildOut, UploadOut
from .override_documents import OverridesIn, PreviewOut
from .sent_release import SENT_RELEASE, sent_release
from .uploads import Uploads

_Document = TypeVar("_Document", bound=BaseModel)
_PROGRESS = TypeAdapter(Progress)
_WAITING = 16
"""Uploads and withdrawals that may wait for the one at hand; as many previews beside them."""
_SECONDS = 1800.0
"""What the largest may take: 8 MiB of text in a language with long words are some 12,000 passages."""

_EXAMPLE = 'event: progress\ndata: {"stage": "embedded", "done": 59, "total": 59}\n\n'
_STREAMED = streamed(
    _EXAMPLE,
    f"The release was there before: a new version, or unchanged. With `Accept: {STREAM}` any outcome, as events.",
)
_REBUILT = streamed(_EXAMPLE, f"What the index was made of. With `Accept: {STREAM}` as events.")

_ReleaseId = Annotated[str, Path(description="The release's `id`.")]


def add_uploads(app: FastAPI, uploads: Uploads) -> None:
    """One change is made at a time, by a thread of its own, while questions are answered."""
    workers = Workers(1, _WAITING, _SECONDS)
    # They change nothing, and need not wait for what does.
    previewing = Workers(1, _WAITING, _SECONDS)

    @app.post(
        "/v1/releases/preview",
        responses=problems(415, 422, 503, 504),
        openapi_extra=SENT_RELEASE,
        tags=["uploads"],
    )
    async def preview(request: Request) -> PreviewOut:
        """What would be recognised in a release if it were taken in, with what was given for it before and with these
        overrides. Changes nothing."""
        sent = await sent_release(request)
        return await previewing.run(lambda: uploads.preview(sent.name, sent.data, sent.amendment))

    @app.post(
        "/v1/releases",
        status_code=201,
        response_model=UploadOut,
        responses={
            200: {"model": UploadOut, **_STREAMED[200]},
            **problems(415, 422, 503, 504, 507),
        },
        openapi_extra=SENT_RELEASE,
        tags=["uploads"],
    )
    async def upload(request: Request) -> Response:
        """Take in a release, as a file or as JSON. When the answer is there it can be asked about. `overrides` stand in
        place of what is recognised; those given for an earlier version stay.

        With `Accept: text/event-stream` the progress is told: events `progress` (stage, done, total), then `upload`, or
        `problem`."""
        sent = await sent_release(request)
        work = workers.stream(lambda: uploads.add(sent.name, sent.data, sent.amendment))
        if wants_stream(request):
            return await event_stream(_events(work, "upload"), problem_event, request.url.path)
        done = await _last(work, UploadOut)
        status = 201 if done.outcome == "added" else 200
        return Response(done.model_dump_json(), status, {"location": _address(done)}, "application/json")

    @app.patch("/v1/releases/{release_id}", responses=problems(404, 422, 503, 504, 507), tags=["uploads"])
    async def amend(release_id: _ReleaseId, overrides: OverridesIn) -> ReleaseOut:
        """Give values in place of what was recognised in a release: when the answer is there, they are used. A field
        that is null goes back to what was recognised, one that is left out stays."""
        return await workers.run(lambda: uploads.amend(release_id, overrides.amendment()))

    @app.delete(
        "/v1/releases/{release_id}", status_code=204, responses=problems(404, 422, 503, 504, 507), tags=["uploads"]
    )
    async def withdraw(release_id: _ReleaseId) -> None:
        """Withdraw a release: when the answer is there, no question is answered from it any more."""
        await workers.run(lambda: uploads.withdraw(release_id))

    @app.post(
        "/v1/index/rebuild",
        response_model=RebuildOut,
        responses={200: {"model": RebuildOut, **_REBUILT[200]}, **problems(503, 504, 507)},
        tags=["uploads"],
    )
    async def rebuild(request: Request) -> Response:
        """Make the index anew from the stored originals, with the settings of now. Until it is done, answers are from
        the old one.

        With `Accept: text/event-stream` the progress is told: events `progress` (stage, and how many releases are
        done), then `rebuild`, or `problem`."""
        work = workers.stream(uploads.rebuild)
        if wants_stream(request):
            return await event_stream(_events(work, "rebuild"), problem_event, request.url.path)
        done = await _last(work, RebuildOut)
        return Response(done.model_dump_json(), media_type="application/json")


def _address(done: UploadOut) -> str:
    return f"/v1/releases/{done.release.id}"


async def _last(work: AsyncGenerator[Progress | _Document, None], document: type[_Document]) -> _Document:
    *_, done = [event async for event in work]
    assert isinstance(done, document)
    return done


async def _events(work: AsyncGenerator[Progress | _Document, None], name: str) -> AsyncGenerator[bytes, None]:
    """The progress of work, and its outcome as an event of this name."""
    async with aclosing(work) as told:
        async for event in told:
            if isinstance(event, Progress):
                yield format_sse_event(event="progress", data_str=_PROGRESS.dump_json(event).decode())
            else:
                yield format_sse_event(event=name, data_str=event.model_dump_json())
