"""Bodies of requests that are too large or too slow are not waited for.

Starlette's own limit of a body answers in plain text and has no time; this one answers with problems.
"""

import time

import anyio
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .bounds import BODY_RATE, BODY_SECONDS, MAX_BODY, MAX_UPLOAD
from .problems import problem_response

UPLOADS = ("/v1/releases", "/v1/releases/preview")


class BodyLimits:
    """ASGI middleware: a body has at most `MAX_BODY` bytes (an upload's `MAX_UPLOAD`), and `BODY_SECONDS` to arrive,
    with one more for each `BODY_RATE` bytes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = MAX_UPLOAD if scope["method"] == "POST" and scope["path"] in UPLOADS else MAX_BODY
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > most:
            await problem_response(_too_large(most), scope["path"])(scope, receive, send)
            return
        body = _Body(receive, most)
        await self._app(scope, body.receive, send)


class _Body:
    """A request's body as it arrives."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._seen = 0
        self._whole = False
        self._deadline = time.monotonic() + BODY_SECONDS

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()
        try:
            with anyio.fail_after(max(0.0, self._deadline + self._seen / BODY_RATE - time.monotonic())):
                message = await self._receive()
        except TimeoutError as error:
            told = f"The request's body came too slowly: {self._seen:,} bytes so far."
            raise HTTPException(408, told, {"connection": "close"}) from error
        self._seen += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._seen > self._most:
            raise _too_large(self._most)
        return message


def _too_large(most: int) -> HTTPException:
    # What is still on its way is not read: the connection cannot be used again.
    return HTTPException(413, f"The request's body has more than {most:,} bytes.", {"connection": "close"})
