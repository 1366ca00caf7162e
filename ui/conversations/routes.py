"""Conversations over HTTP: downloaded, and what readers say of answers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from fastapi import FastAPI, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from ..desk import Desk
from ..pages.rendering import Pages
from ..problems import problems
from .download import MEDIA_TYPES, Ending, downloaded, file_name
from .still_said import still_said
from .store import MAX_COMMENT, Conversations, KeptTurn, Rating
from .words import COPY


class FeedbackIn(BaseModel):
    """What a reader says of an answer, in place of what was said before."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"rating": "up", "comment": ""}]})

    rating: Rating = Field(description="`up`: it helped; `down`: it did not; empty: nothing is said.")
    comment: str = Field(default="", max_length=MAX_COMMENT, description="For the press office.")


def add_conversations(app: FastAPI, desk: Desk, conversations: Conversations, pages: Pages) -> None:
    """`/conversations`, `/v1/answers`, and for the chat `/answers/{answer_id}/feedback`."""

    @app.get("/conversations/{conversation}.{ending}", response_class=Response, include_in_schema=False)
    def download(request: Request, conversation: str, ending: Ending) -> Response:
        language = pages.language(request)
        kept = conversations.of(conversation)
        if not kept:
            told = COPY[language].unknown_conversation
            return pages.page(request, "failed.html", 404, message=told, remedy="")

        turns = _standing(kept, desk)
        headers = {
            "content-disposition": _attachment(file_name(turns, ending, language), ending),
            "cache-control": "no-store",
        }
        data = downloaded(turns, desk.release, ending, language, str(request.base_url))
        return Response(data, headers=headers, media_type=MEDIA_TYPES[ending])

    # The guard takes what is below /v1/ for programs; a chat that is open needs no key.
    @app.post("/answers/{answer_id}/feedback", status_code=204, include_in_schema=False)
    @app.post(
        "/v1/answers/{answer_id}/feedback", status_code=204, responses=problems(404, 422, 503, 507), tags=["answers"]
    )
    def feedback(
        answer_id: Annotated[str, Path(description="An answer of the chat, as its page's address has it.")],
        body: FeedbackIn,
    ) -> None:
        """Rate an answer that the chat gave; staff sees it."""
        conversations.rate(answer_id, body.rating, body.comment.strip())


def _standing(kept: Sequence[KeptTurn], desk: Desk) -> list[KeptTurn]:
    return [replace(turn, answer=still_said(turn.answer, desk.release).answer) for turn in kept]


def _attachment(name: str, ending: Ending) -> str:
    """`Content-Disposition` (RFC 6266) for a file of that name, with another for clients that know ASCII only."""
    plain = name if name.isascii() else f"pressdesk.{ending}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
