"""HEAD is answered wherever GET is (RFC 9110, §9.3.2), which FastAPI leaves to each route."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Heads:
    """ASGI middleware: a HEAD is a GET whose body uvicorn does not send."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self._app({**scope, "method": "GET"} if is_head else scope, receive, send)
