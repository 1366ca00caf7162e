"""What a server does not do, as the client tells it, and when to ask it again."""

from http import HTTPStatus

import httpx
from pydantic import ValidationError

from pressdesk.ingest.web.retry_after import retry_after

from .problems import Problem

_LONGEST_WAIT = 60.0
"""Seconds before another attempt: who is told to wait longer had better be told at once."""
_WAIT_UNTOLD = 1.0
"""Seconds, where a 429 does not say how many."""


class PressdeskProblem(Exception):
    """What the server does not do, and why: `problem` is its document, `retry_after` the seconds after which to ask
    again, where it says so. As text, what is wrong and what to do."""

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        self.problem = problem
        self.retry_after = retry_after
        super().__init__(problem, retry_after)

    def __str__(self) -> str:
        return f"{self.problem.detail} {self.problem.remedy}".strip()


def problem_told(response: httpx.Response) -> PressdeskProblem:
    """What a response that is no success says, its body read."""
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        status, path = response.status_code, response.url.path
        detail = f"{response.url} answered {status} {response.reason_phrase}, not as Pressdesk does."
        title = response.reason_phrase or str(status)
        remedy = "See whether the address is Pressdesk's, and what stands between."
        problem = Problem(title=title, status=status, detail=detail, instance=path, code="http", remedy=remedy)
    return PressdeskProblem(problem, retry_after(response.headers.get("retry-after", "")))


def seconds_to_wait(error: BaseException) -> float | None:
    """Seconds after which the same request may succeed; None where it is not worth making again."""
    if not isinstance(error, PressdeskProblem):
        return None
    seconds = error.retry_after
    if error.problem.status == HTTPStatus.TOO_MANY_REQUESTS:
        seconds = _WAIT_UNTOLD if seconds is None else seconds
    elif error.problem.status != HTTPStatus.SERVICE_UNAVAILABLE:
        return None
    return seconds if seconds is not None and seconds <= _LONGEST_WAIT else None
