"""No other site's page makes a browser change something here, whatever key the browser holds."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from pressdesk.ingest.errors import PressdeskError

from .problems import problem_response

_SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class CrossOrigin(PressdeskError):
    """A page of another site made the browser send this."""

    code = "cross-origin"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            "A page of another site sent this request.",
            "If it is yours, add its address to PRESSDESK_CORS_ORIGINS.",
        )


class SameOrigin:
    """ASGI middleware that refuses requests of other sites' pages which change something.

    By `Sec-Fetch-Site`, and where a browser doesn't send it by `Origin` against `Host` (the algorithm of Go's
    `http.CrossOriginProtection`, after F. Valsorda, "Cross-Site Request Forgery", 2025). Programs send neither.
    """

    def __init__(self, app: ASGIApp, trusted: tuple[str, ...] = ()) -> None:
        """`trusted`: origins that may, such as `https://press.example`; `*` trusts all."""
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE and self._is_foreign(Headers(scope=scope)):
            await problem_response(CrossOrigin(), scope["path"])(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_foreign(self, headers: Headers) -> bool:
        origin = headers.get("origin", "")
        if "*" in self._trusted or origin in self._trusted:
            return False
        site = headers.get("sec-fetch-site")
        if site:
            return site not in ("same-origin", "none")
        return bool(origin) and urlsplit(origin).netloc != headers.get("host", "")
