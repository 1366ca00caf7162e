"""The page of one answer that the chat gave: a link to it can be sent, and it is held to the releases as they are."""

from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from pressdesk.rag.answer import Answer

from ..chat.message import answer_message
from ..chat.open_conversations import OpenTurn
from ..chat.turns import shown_with
from ..conversations.store import Conversations
from ..desk import Desk
from ..interface import words_in
from .answer_words import ANSWER_WORDS
from .rendering import Pages


def add_answers(app: FastAPI, desk: Desk, conversations: Conversations, pages: Pages) -> None:
    """`/answers/{answer_id}`."""

    @app.get("/answers/{answer_id}", response_class=HTMLResponse, include_in_schema=False)
    def answer(request: Request, answer_id: str) -> HTMLResponse:
        return pages.show(request, lambda: _page(request, answer_id))

    def _page(request: Request, answer_id: str) -> HTMLResponse:
        """Raises `UnknownAnswer`."""
        kept = conversations.turn(answer_id)
        turn = OpenTurn.again(kept, desk.release)
        answer = turn.outcome
        assert isinstance(answer, Answer)
        language = pages.language(request)
        words = words_in(language)
        shown = shown_with(turn, words, desk.release, str(request.base_url))
        local = kept.asked_at.astimezone()
        return pages.page(
            request,
            "answer.html",
            texts=ANSWER_WORDS[language],
            turn=turn,
            day=words.day(local.date()),
            time=f"{local:%H:%M}",
            message=Markup(answer_message(answer, words, shown, beside=False)),
            stands=len(answer.citations) if not (turn.withdrawn or turn.changed) else 0,
            asking=f"/?{urlencode({'q': answer.asked_as or kept.question})}",
        )
