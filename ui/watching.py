"""Every request is timed, counted and logged."""

import time
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .metrics import Metrics

_log = structlog.stdlib.get_logger("pressdesk.requests")
GONE = 499
"""What nginx logs where the client went away before the response began."""


class Watching:
    """ASGI middleware, outside of all that may answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = GONE

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        structlog.contextvars.clear_contextvars()
        try:
            await self._app(scope, receive, noted)
        except Exception:
            # The response is written further out.
            status = 500
            raise
        finally:
            seconds = time.perf_counter() - began
            route = _route(scope)
            self._metrics.requested(scope["method"], route, status, seconds)
            # The chat's files and heartbeats would hide the rest.
            tell = _log.info if status >= 400 or route.startswith(("/v1", "/mcp")) else _log.debug
            tell("request", method=scope["method"], route=route, status=status, milliseconds=round(1000 * seconds, 1))


def _route(scope: Scope) -> str:
    """The path as it is declared, so that there are as many as the server has and not as many as are asked for."""
    route: Any = scope.get("route")
    path = getattr(route, "path", "")
    if path:
        return path
    return "/mcp" if scope["path"].startswith("/mcp") else "other"
