"""The HTTP endpoint: questions, search and releases, with the chat mounted on the same app."""

import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI, HTTPException, Response
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST
from secure.middleware import SecureASGIMiddleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from .answering import Answering
from .asking import add_questions
from .bodies import BodyLimits
from .chat.page import mount_chat
from .chat_completions import add_chat_completions
from .conversations.routes import add_conversations
from .conversations.store import Conversations
from .cross_origin import SameOrigin
from .desk import Desk
from .guard import Guard, keys_needed
from .heads import Heads
from .keys import Keys
from .mcp_server import mcp_server
from .metrics import Metrics
from .openapi import describe
from .pages.answer import add_answers
from .pages.browse import add_browse
from .pages.reader import add_reader
from .pages.rendering import Pages, add_assets
from .pages.staff import add_staff
from .problems import install_problem_handlers, problems
from .release_routes import add_releases
from .security_headers import security_headers
from .traces import trace_requests
from .uploads.routes import add_uploads
from .uploads.uploads import Uploads
from .watching import GONE, Watching
from .workers import Gone

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def build_api(desk: Desk, answering: Answering) -> FastAPI:
    """The app over a desk: `/v1`, `/mcp`, `/metrics`, `/healthz`, `/readyz`, `/docs`, the reader, and the chat at
    `/`."""
    settings, keys = desk.settings, Keys(desk.settings.home)
    conversations = Conversations(settings.home, settings.keep_days)
    mcp = mcp_server(desk, answering)
    # Without sessions: each call stands alone, so that a restart or a second process takes none away.
    mcp_app = mcp.streamable_http_app(stateless_http=True, json_response=True, host=settings.host)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with mcp.session_manager.run():
            yield

    app = FastAPIOffline(
        title="Pressdesk",
        description="Answers over press releases; every sentence cites the exact characters that say it.",
        version="1",
        lifespan=lifespan,
    )
    install_problem_handlers(app)
    app.add_exception_handler(Gone, lambda _request, _gone: Response(status_code=GONE))
    add_questions(app, desk, answering)
    pages = Pages(settings.interface)
    add_releases(app, desk)
    add_reader(app, desk, pages)
    add_browse(app, desk, answering, pages)
    add_answers(app, desk, conversations, pages)
    add_staff(app, desk, pages, conversations)
    add_assets(app)
    add_uploads(app, Uploads(desk, conversations))
    add_conversations(app, desk, conversations, pages)
    add_chat_completions(app, desk, answering)
    _add_health(app, desk, answering.metrics)
    app.router.routes.extend(mcp_app.routes)
    _add_end_of_api(app)
    describe(app, lambda: keys_needed(settings, keys))
    mount_chat(app, answering, conversations, settings.interface)
    # The last one added is the outermost.
    app.add_middleware(Heads)
    app.add_middleware(BodyLimits)
    app.add_middleware(Guard, settings=settings, keys=keys, pages=pages)
    app.add_middleware(SameOrigin, trusted=tuple(settings.cors_origins))
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=settings.cors_origins, allow_methods=["*"], allow_headers=["*"]
        )
    app.add_middleware(SecureASGIMiddleware, secure=security_headers())
    app.add_middleware(Watching, metrics=answering.metrics)
    app.add_middleware(CorrelationIdMiddleware, validator=lambda given: bool(_REQUEST_ID.fullmatch(given)))
    if settings.traces:
        trace_requests(app)
    return app


class _Nothing:
    """An ASGI app that tells what there is in place of what was asked for, by whatever method. What is not declared is
    a problem too: the chat at `/` would answer it in Gradio's words."""

    def __init__(self, declared: Iterable[BaseRoute]) -> None:
        self._declared = [route for route in declared if isinstance(route, Route)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        path = scope["path"]
        others = {m for route in self._declared if route.path_regex.match(path) for m in route.methods or ()}
        if others:
            allow = {"Allow": ", ".join(sorted(others))}
            raise HTTPException(405, f"{path} takes {allow['Allow']}, not {scope['method']}.", headers=allow)
        raise HTTPException(404, f"There is no {path}; /docs lists what there is.")


def _add_end_of_api(app: FastAPI) -> None:
    nothing = _Nothing(list(app.router.routes))
    for path in ("/v1/{rest:path}", "/healthz", "/readyz", "/metrics"):
        app.router.routes.append(Route(path, nothing, include_in_schema=False))


def _add_health(app: FastAPI, desk: Desk, metrics: Metrics) -> None:
    @app.get("/healthz", tags=["health"])
    async def healthz() -> dict[str, str]:
        """The process is up."""
        return {"status": "ok"}

    @app.get("/readyz", responses=problems(503), tags=["health"])
    def readyz() -> dict[str, str | int]:
        """Model and index are loaded; 503 with the reason where they are not."""
        releases, passages = desk.counts()
        return {"status": "ready", "releases": releases, "passages": passages}

    @app.get("/metrics", tags=["health"], response_class=Response)
    async def prometheus() -> Response:
        """Counters in Prometheus' text format (scope admin)."""
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)
