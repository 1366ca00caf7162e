"""Errors as problem details (RFC 9457), in one place: no handler formats an error itself, no traceback gets out."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from pressdesk.ingest.errors import PressdeskError

_log = logging.getLogger(__name__)
_MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """A problem (RFC 9457, §3.1). `code` names its kind for programs, `remedy` says what to do, `errors` the fields."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str = Field(description="Path of the request.")
    code: str
    remedy: str = ""
    errors: list[dict[str, str]] = []


def install_problem_handlers(app: FastAPI) -> None:
    """Answer every error of `app` with a problem."""
    app.add_exception_handler(PressdeskError, _pressdesk)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _respond(
    request: Request,
    status: int,
    detail: str,
    code: str,
    remedy: str = "",
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    problem = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=request.url.path,
        code=code,
        remedy=remedy,
        errors=errors or [],
    )
    return JSONResponse(problem.model_dump(), status_code=status, media_type=_MEDIA_TYPE, headers=headers)


async def _pressdesk(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, PressdeskError)
    return _respond(request, error.status, error.message, error.code, error.remedy)


async def _validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [{"field": ".".join(map(str, e["loc"])), "message": str(e["msg"])} for e in error.errors()]
    detail = "; ".join(f"{e['field']}: {e['message']}" for e in errors)
    return _respond(request, 422, detail, "bad-request", "See /docs for the fields.", errors)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers) if error.headers else None
    return _respond(request, error.status_code, str(error.detail), "http", headers=headers)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    _log.error("unexpected error at %s", request.url.path, exc_info=error)
    return _respond(
        request, 500, "Something went wrong in Pressdesk.", "internal", "Try again; the server's log has more."
    )
