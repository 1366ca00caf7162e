"""The HTTP endpoint: questions, search and releases, with the chat mounted on the same app."""

import datetime
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from pressdesk.ingest.release import ReleaseType
from pressdesk.rag.answer import Answer
from pressdesk.rag.filters import Filters
from pressdesk.rag.question import MAX_CHARACTERS

from .chat import mount_chat
from .contract import AskIn, FiltersIn, ReleaseOut, ReleasesOut, ReleaseWithText, SearchOut, VerifyIn, VerifyOut
from .desk import MAX_PASSAGES, Desk
from .problems import Problem, install_problem_handlers
from .reader import release_page
from .words import interface_language

_PROBLEMS: dict[int | str, dict[str, object]] = {
    status: {"model": Problem, "content": {"application/problem+json": {}}, "description": text}
    for status, text in {
        404: "No release has this id.",
        422: "The question, text or a field is not usable; `detail` says why.",
        503: "No index yet, or one that was made with another model.",
    }.items()
}


def build_api(desk: Desk) -> FastAPI:
    """The app over a desk: `/v1`, `/healthz`, `/readyz`, `/docs`, the reader, and the chat at `/`."""
    app = FastAPI(
        title="Pressdesk",
        description="Answers over press releases; every sentence cites the exact characters that say it.",
        version="1",
    )
    install_problem_handlers(app)
    _add_questions(app, desk)
    _add_releases(app, desk)
    _add_health(app, desk)
    _add_end_of_v1(app)
    return mount_chat(app, desk, desk.settings.interface)


def _add_questions(app: FastAPI, desk: Desk) -> None:
    @app.post("/v1/ask", responses={422: _PROBLEMS[422], 503: _PROBLEMS[503]}, tags=["questions"])
    def ask(body: AskIn) -> Answer:
        """Answer a question. `refused` is true where the releases do not say; `passages` are then what came nearest."""
        return desk.answer(body.question, body.k, body.filters.filters(), body.turns())

    @app.get("/v1/search", responses={422: _PROBLEMS[422], 503: _PROBLEMS[503]}, tags=["questions"])
    def search(
        q: Annotated[str, Query(description=f"What to look for, at most {MAX_CHARACTERS:,} characters.")],
        k: Annotated[
            int | None, Query(ge=1, le=MAX_PASSAGES, description="Hits wanted; unset, as many as the server's setting.")
        ] = None,
        date_from: Annotated[datetime.date | None, Query(alias="from", description=_described("date_from"))] = None,
        date_to: Annotated[datetime.date | None, Query(alias="to", description=_described("date_to"))] = None,
        language: Annotated[str | None, Query(max_length=20, description=_described("language"))] = None,
        organisation: Annotated[str | None, Query(max_length=200, description=_described("organisation"))] = None,
        release_type: Annotated[ReleaseType | None, Query(alias="type", description=_described("type"))] = None,
        explain: Annotated[bool, Query(description="Whether each hit comes with the components of its score.")] = False,
    ) -> SearchOut:
        """The passages that an answer to `q` would be looked for in, best first."""
        chosen = Filters(date_from, date_to, language, organisation, release_type)
        return SearchOut.of(desk.search(q, k, chosen), explain=explain)

    @app.post(
        "/v1/verify", responses={404: _PROBLEMS[404], 422: _PROBLEMS[422], 503: _PROBLEMS[503]}, tags=["questions"]
    )
    def verify(body: VerifyIn) -> VerifyOut:
        """Hold the sentences of a text to releases: figures with what they count, dates, names, quotations,
        addresses. What a sentence means is not compared."""
        places = [(place.release_id, place.start, place.end) for place in body.citations]
        return VerifyOut.of(body.text, desk.verify(body.text, body.release_ids, places))


def _described(name: str) -> str | None:
    return FiltersIn.model_fields[name].description


def _add_releases(app: FastAPI, desk: Desk) -> None:
    @app.get("/v1/releases", responses={503: _PROBLEMS[503]}, tags=["releases"])
    def releases() -> ReleasesOut:
        """All releases, the newest first, without their texts."""
        return ReleasesOut(releases=[ReleaseOut.of(release) for release in desk.releases()])

    @app.get("/v1/releases/{release_id}", responses={404: _PROBLEMS[404], 503: _PROBLEMS[503]}, tags=["releases"])
    def release(release_id: str) -> ReleaseWithText:
        """One release with its text, the stored original, in which citations' offsets count code points."""
        return ReleaseWithText.of(desk.release(release_id))

    @app.get("/reader/{release_id}", response_class=HTMLResponse, include_in_schema=False)
    def reader(
        request: Request, release_id: str, start: int | None = None, end: int | None = None, lang: str | None = None
    ) -> str:
        header = request.headers.get("accept-language")
        language = interface_language(lang) if lang else interface_language(header, desk.settings.interface)
        return release_page(desk.release(release_id), start, end, language)


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

    @app.get("/readyz", responses={503: _PROBLEMS[503]}, tags=["health"])
    def readyz() -> dict[str, str | int]:
        """Model and index are loaded; 503 with the reason where they are not."""
        releases, passages = desk.counts()
        return {"status": "ready", "releases": releases, "passages": passages}
