"""Uploads over HTTP: `POST /v1/releases` and `DELETE /v1/releases/{release_id}`."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import FastAPI, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.sse import format_sse_event
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from pressdesk.ingest.report import Progress

from .event_stream import STREAM, event_stream, streamed, wants_stream
from .events import problem_event
from .problems import problems
from .uploads import UploadIn, UploadOut, Uploads
from .workers import Workers

_PROGRESS = TypeAdapter(Progress)
_WAITING = 16
"""Uploads and withdrawals that may wait for the one at hand."""
_MOST_FIELDS = 20
_SECONDS = 1800.0
"""What the largest may take: 8 MiB of text in a language with long words are some 12,000 passages."""

_STREAMED = streamed(
    'event: progress\ndata: {"stage": "embedded", "done": 59, "total": 59}\n\n',
    f"The release was there before: a new version, or unchanged. With `Accept: {STREAM}` any outcome, as events.",
)

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": UploadIn.model_json_schema()},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary", "description": "The release."}},
                    "required": ["file"],
                    "additionalProperties": False,
                }
            },
        },
    }
}


def add_uploads(app: FastAPI, uploads: Uploads) -> None:
    """One is taken in at a time, by a thread of its own, while questions are answered."""
    workers = Workers(1, _WAITING, _SECONDS)

    @app.post(
        "/v1/releases",
        status_code=201,
        response_model=UploadOut,
        responses={
            200: {"model": UploadOut, **_STREAMED[200]},
            **problems(415, 422, 503, 507),
        },
        openapi_extra=_BODY,
        tags=["uploads"],
    )
    async def upload(request: Request) -> Response:
        """Take in a release, as a file or as JSON. When the answer is there it can be asked about.

        With `Accept: text/event-stream` the progress is told: events `progress` (stage, done, total), then `upload`, or
        `problem`."""
        name, data = await _sent(request, uploads)
        work = workers.stream(lambda: uploads.add(name, data))
        if wants_stream(request):
            return await event_stream(_events(work), problem_event, request.url.path)
        *_, done = [event async for event in work]
        assert isinstance(done, UploadOut)
        status = 201 if done.outcome == "added" else 200
        return Response(done.model_dump_json(), status, {"location": _address(done)}, "application/json")

    @app.delete("/v1/releases/{release_id}", status_code=204, responses=problems(404, 422, 503, 507), tags=["uploads"])
    async def withdraw(release_id: Annotated[str, Path(description="The release's `id`.")]) -> None:
        """Withdraw a release: when the answer is there, no question is answered from it any more."""
        await workers.run(lambda: uploads.withdraw(release_id))


def _address(done: UploadOut) -> str:
    return f"/v1/releases/{done.release.id}"


async def _events(work: AsyncGenerator[Progress | UploadOut, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(work) as told:
        async for event in told:
            if isinstance(event, UploadOut):
                yield format_sse_event(event="upload", data_str=event.model_dump_json())
            else:
                yield format_sse_event(event="progress", data_str=_PROGRESS.dump_json(event).decode())


async def _sent(request: Request, uploads: Uploads) -> tuple[str, bytes]:
    """Name and bytes of what a request brings. Raises what its sender is told."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            sent = UploadIn.model_validate_json(await request.body())
        except ValidationError as error:
            raise RequestValidationError([{**e, "loc": ("body", *e["loc"])} for e in error.errors()]) from error
        return uploads.checked_name(sent.name), sent.text.encode()
    if kind == "multipart/form-data":
        async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile) or not file.filename or len(form) > 1:
                told = "One file is wanted, and nothing else."
                raise RequestValidationError([{"loc": ("body", "file"), "msg": told, "type": "missing"}])
            return uploads.checked_name(file.filename), await file.read()
    raise HTTPException(415, f"{kind or 'A body without a type'}: send application/json or multipart/form-data.")
