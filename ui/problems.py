"""Errors as problem details (RFC 9457), in one place: no handler formats an error itself, no traceback gets out."""

import logging
from http import HTTPStatus

from asgi_correlation_id import correlation_id
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from pressdesk.ingest.errors import HomeError, PressdeskError

_log = logging.getLogger(__name__)
_MEDIA_TYPE = "application/problem+json"
_OPENAI = ("/v1/chat/", "/v1/models")


class Problem(BaseModel):
    """A problem (RFC 9457, §3.1). `code` names its kind for programs, `remedy` says what to do, `errors` the fields;
    `error` is the same in the form that clients of OpenAI's API read."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str = Field(description="Path of the request.")
    code: str
    remedy: str = ""
    request_id: str = Field(default="", description="The response's `X-Request-ID`, which the server's log has too.")
    errors: list[dict[str, str]] = []
    error: dict[str, str] | None = None


def install_problem_handlers(app: FastAPI) -> None:
    """Answer every error of `app` with a problem."""
    for kind in (PressdeskError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _respond)


def problem_of(error: Exception, path: str) -> Problem:
    """What an error is to the one who asked at `path`; one that is not Pressdesk's own is logged and not told."""
    if isinstance(error, PressdeskError):
        return _problem(path, error.status, public_message(error), error.code, error.remedy)
    if isinstance(error, RequestValidationError):
        errors = [{"field": ".".join(map(str, e["loc"])), "message": str(e["msg"])} for e in error.errors()]
        detail = "; ".join(f"{e['field']}: {e['message']}" for e in errors)
        return _problem(path, 422, detail, "bad-request", "See /docs for the fields.", errors)
    if isinstance(error, HTTPException):
        return _problem(path, error.status_code, str(error.detail), "http")
    _log.error("unexpected error at %s", path, exc_info=error)
    return _problem(
        path, 500, "Something went wrong in Pressdesk.", "internal", "Try again; the server's log has more."
    )


def public_message(error: PressdeskError) -> str:
    """What an error says to somebody elsewhere: where the index lies on the server is nobody's business."""
    return error.message.removeprefix(f"{error.home}: ") if isinstance(error, HomeError) else error.message


def _problem(
    path: str, status: int, detail: str, code: str, remedy: str = "", errors: list[dict[str, str]] | None = None
) -> Problem:
    return Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=path,
        code=code,
        remedy=remedy,
        request_id=correlation_id.get() or "",
        errors=errors or [],
        error=_as_openai(status, f"{detail} {remedy}".strip(), code) if path.startswith(_OPENAI) else None,
    )


def _as_openai(status: int, message: str, code: str) -> dict[str, str]:
    return {"message": message, "type": "server_error" if status >= 500 else "invalid_request_error", "code": code}


def problem_response(error: Exception, path: str) -> JSONResponse:
    """The response to a request of `path` that an error answers."""
    problem = problem_of(error, path)
    headers = dict(error.headers) if isinstance(error, HTTPException) and error.headers else {}
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        headers["retry-after"] = str(retry_after)
    return JSONResponse(
        problem.model_dump(exclude_none=True), status_code=problem.status, media_type=_MEDIA_TYPE, headers=headers
    )


async def _respond(request: Request, error: Exception) -> JSONResponse:
    return problem_response(error, request.url.path)


def problems(*statuses: int) -> dict[int | str, dict[str, object]]:
    """What the OpenAPI document says of an endpoint's problems."""
    return {
        status: {"model": Problem, "content": {_MEDIA_TYPE: {}}, "description": _DESCRIBED[status]}
        for status in statuses
    }


_DESCRIBED = {
    400: "The body is not what its type says.",
    401: "No API key, or one that opens nothing.",
    403: "The API key's scope does not include this.",
    404: "Nothing has this id.",
    422: "The question, text or a field is not usable; `detail` says why.",
    405: "The path takes other methods, which `Allow` names.",
    408: "The body took too long to arrive.",
    409: "Something else is being changed.",
    413: "The body is too large.",
    415: "The body is of a kind that is not taken.",
    429: "More requests than the key or address may make; `Retry-After` says when to go on.",
    503: "No index yet, one that was made with another model, or a full queue: then `Retry-After` says when to ask "
    "again.",
    504: "The answer took longer than a request may take.",
    507: "The server's disk is full or may not be written.",
}
