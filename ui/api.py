"""The HTTP endpoint: questions, search and releases, with the chat mounted on the same app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Request

from .asking import add_questions
from .chat import mount_chat
from .chat_completions import add_chat_completions
from .desk import Desk
from .mcp_server import mcp_server
from .problems import install_problem_handlers, problems
from .release_routes import add_releases


def build_api(desk: Desk) -> FastAPI:
    """The app over a desk: `/v1`, `/mcp`, `/healthz`, `/readyz`, `/docs`, the reader, and the chat at `/`."""
    mcp = mcp_server(desk)
    # Without sessions: each call stands alone, so that a restart or a second process takes none away.
    mcp_app = mcp.streamable_http_app(stateless_http=True, json_response=True, host=desk.settings.host)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with mcp.session_manager.run():
            yield

    app = FastAPI(
        title="Pressdesk",
        description="Answers over press releases; every sentence cites the exact characters that say it.",
        version="1",
        lifespan=lifespan,
    )
    install_problem_handlers(app)
    add_questions(app, desk)
    add_releases(app, desk)
    add_chat_completions(app, desk)
    _add_health(app, desk)
    app.router.routes.extend(mcp_app.routes)
    _add_end_of_v1(app)
    return mount_chat(app, desk, desk.settings.interface)


def _add_end_of_v1(app: FastAPI) -> None:
    """What is not above is a problem too: the chat at `/` would answer it in Gradio's words."""

    @app.api_route("/v1/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    def nothing(request: Request, rest: str) -> None:
        raise HTTPException(404, f"There is no {request.method} /v1/{rest}; /docs lists what there is.")


def _add_health(app: FastAPI, desk: Desk) -> None:
    @app.get("/healthz", tags=["health"])
    def healthz() -> dict[str, str]:
        """The process is up."""
        return {"status": "ok"}

    @app.get("/readyz", responses=problems(503), tags=["health"])
    def readyz() -> dict[str, str | int]:
        """Model and index are loaded; 503 with the reason where they are not."""
        releases, passages = desk.counts()
        return {"status": "ready", "releases": releases, "passages": passages}
