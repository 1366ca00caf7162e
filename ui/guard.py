"""Who may call, and how often: API keys and rate limits, before anything else is done for a request."""

import base64
import binascii
import math
import time
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Call

from pressdesk.ingest.errors import PressdeskError

from .keys import Keys, Scope
from .pages.rendering import Pages
from .problems import problem_response
from .settings import Settings

_OPEN = {"/healthz", "/readyz", "/docs", "/openapi.json", "/redoc"}
_OPEN_FOLDERS = ("/static-offline-docs/", "/pages/")
"""What says nothing of the releases: fastapi-offline's pages, the style sheets and scripts of our own."""

_API = ("/v1/", "/mcp", "/metrics")
_COUNTED = (*_API, "/gradio_api/queue/join", "/releases", "/conversations/", "/answers/")
"""What is limited: the API, the questions of the chat, and the pages that search or write."""

_FILES = "/gradio_api/upload"
"""Where Gradio takes files, which the chat has no use for."""

_CHANGED = ("/v1/releases", "/v1/index")
"""What staff changes."""

_STAFF = "/staff"
"""The pages of those who bring releases in."""


class KeyNeeded(PressdeskError):
    """No key was sent, or one that opens nothing."""

    code = "key-needed"
    status = 401


class ScopeNeeded(PressdeskError):
    """The key may not do this."""

    code = "scope-needed"
    status = 403

    def __init__(self, has: Scope, needs: Scope) -> None:
        super().__init__(
            f"This key has the scope {has}; this needs {needs}.", "Use another: pressdesk keys create --scope"
        )


class TooManyRequests(PressdeskError):
    """The key or address has made as many requests as it may."""

    code = "too-many-requests"
    status = 429

    def __init__(self, limit: RateLimitItem, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"The limit is {limit}.", f"Go on in {retry_after} seconds.")


@dataclass(frozen=True)
class _Caller:
    """Who calls, for limits and log; `scope`: what it may do."""

    name: str
    scope: Scope


class Guard:
    """ASGI middleware that lets through who may, and answers the others with a problem."""

    def __init__(self, app: ASGIApp, settings: Settings, keys: Keys, pages: Pages) -> None:
        self._app = app
        self._pages = pages
        self._settings = settings
        self._keys = keys
        self._limit = None if settings.rate_limit == "none" else parse(settings.rate_limit)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Call, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            # There are none here, and none that somebody adds shall be open by mistake.
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http" or scope["path"] in _OPEN or scope["path"].startswith(_OPEN_FOLDERS):
            await self._app(scope, receive, send)
            return
        try:
            self._let_through(scope)
        except PressdeskError as error:
            response = self._refusal(error, scope)
            if response.status_code == HTTPStatus.UNAUTHORIZED:
                way = "Bearer" if scope["path"].startswith(_API) else "Basic"
                response.headers["www-authenticate"] = f'{way} realm="Pressdesk"'
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refusal(self, error: PressdeskError, scope: Call) -> Response:
        """A page where a browser's user asked for one, else a problem."""
        is_page = "text/html" in Headers(scope=scope).get("accept", "") and not scope["path"].startswith(_API)
        return self._pages.failed(Request(scope), error) if is_page else problem_response(error, scope["path"])

    def _let_through(self, scope: Call) -> None:
        """Raises what a caller is told who is not let through."""
        path = scope["path"]
        address = scope["client"][0] if scope.get("client") else "unknown"
        try:
            caller = self._caller(scope, address)
        except KeyNeeded:
            # Guessing keys is limited as asking is.
            self._count(f"address {address}")
            raise
        structlog.contextvars.bind_contextvars(caller=caller.name)
        if path.startswith(_COUNTED):
            self._count(caller.name)
        needed = needed_scope(scope["method"], path)
        if not caller.scope.includes(needed):
            if path.startswith(_STAFF):
                # A browser asks its user for another key where it is told that this one opens nothing.
                raise KeyNeeded(f"This page needs a key with the scope {needed}.", "Ask the press desk for one.")
            raise ScopeNeeded(caller.scope, needed)

    def _caller(self, scope: Call, address: str) -> _Caller:
        settings = self._settings
        needed = keys_needed(settings, self._keys)
        if not needed or (settings.open_chat and not scope["path"].startswith((*_API, _STAFF))):
            return _Caller(f"address {address}", Scope.READ if needed else Scope.ADMIN)
        sent = _sent_key(Headers(scope=scope).get("authorization", ""))
        if sent is None:
            raise KeyNeeded("This needs an API key.", "Send it: Authorization: Bearer pd_…")
        key = self._keys.find(sent)
        if key is None:
            raise KeyNeeded("This API key opens nothing: it is wrong or was revoked.", "Ask the press desk for one.")
        return _Caller(f"key {key.id}", key.scope)

    def _count(self, name: str) -> None:
        """Raises `TooManyRequests`."""
        if self._limit is not None and not self._limiter.hit(self._limit, name):
            window = self._limiter.get_window_stats(self._limit, name)
            raise TooManyRequests(self._limit, max(1, math.ceil(window.reset_time - time.time())))


def keys_needed(settings: Settings, keys: Keys) -> bool:
    """Whether a caller has to show a key."""
    if settings.require_keys == "auto":
        return keys.exist()
    return settings.require_keys == "always"


def needed_scope(method: str, path: str) -> Scope:
    """What a key must be for to make a request."""
    if path == "/metrics":
        return Scope.ADMIN
    if path.startswith((_FILES, _STAFF)) or (path.startswith(_CHANGED) and method in ("POST", "PATCH", "DELETE")):
        return Scope.INGEST
    return Scope.READ


def _sent_key(authorization: str) -> str | None:
    """The key of an `Authorization` header: a bearer's, or the password that a browser asks for."""
    way, _, value = authorization.partition(" ")
    if way.lower() == "bearer":
        return value.strip()
    if way.lower() == "basic":
        try:
            return base64.b64decode(value.strip(), validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return None
