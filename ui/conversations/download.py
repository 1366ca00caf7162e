"""A conversation as a file to keep: Markdown, Word, JSON."""

import datetime
from collections.abc import Callable, Sequence
from functools import cache
from typing import Literal

from pydantic import BaseModel, Field

from pressdesk.ingest.release import Release
from pressdesk.rag.answer import Answer

from ..addresses import answer_address, release_address
from ..interface import words_in
from .copies import as_markdown, sources
from .markdown_text import on_one_line
from .store import KeptTurn
from .word_document import Section, word_document
from .words import COPY

Ending = Literal["md", "docx", "json"]
"""Of a file's name: its kind."""

MEDIA_TYPES: dict[Ending, str] = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}


class TurnOut(BaseModel):
    """A question with its answer as `/v1/ask` gives it, as far as the releases still say it."""

    question: str
    asked_at: datetime.datetime = Field(description="In UTC.")
    answer: Answer
    address: str = Field(description="The answer's page.")
    citations: dict[int, str] = Field(description="Where the quoted characters are marked, by a citation's `n`.")


class ConversationOut(BaseModel):
    """A conversation as it can be downloaded."""

    title: str
    turns: list[TurnOut]


def downloaded(
    turns: Sequence[KeptTurn], release_of: Callable[[str], Release], ending: Ending, language: str, base_url: str
) -> bytes:
    """The file's bytes. `turns`: each as `still_said` left it; labels are in the interface `language`, links lead to
    the server at `base_url`. Raises `UnknownRelease`."""
    release_of = cache(release_of)
    if ending == "json":
        return _json(turns, language, base_url).encode()
    if ending == "docx":
        sections = [
            Section(t.question, _asked(t, language), t.answer, sources(t.answer, release_of, language, base_url))
            for t in turns
        ]
        return word_document(_title(turns, language), sections, language)
    told = [
        as_markdown(turn.question, turn.answer, release_of, language, base_url, _asked(turn, language))
        for turn in turns
    ]
    return "\n".join([f"# {on_one_line(_title(turns, language))}\n", *told]).encode()


def file_name(turns: Sequence[KeptTurn], ending: Ending, language: str) -> str:
    """A name for the file in the interface `language`."""
    return f"{COPY[language].conversation} {_day(turns[0]).isoformat()}.{ending}"


def _json(turns: Sequence[KeptTurn], language: str, base_url: str) -> str:
    base = base_url.rstrip("/")
    told = [
        TurnOut(
            question=turn.question,
            asked_at=turn.asked_at,
            answer=turn.answer,
            address=base + answer_address(turn.id),
            citations={c.n: base + release_address(c.release_id, c.start, c.end) for c in turn.answer.citations},
        )
        for turn in turns
    ]
    return ConversationOut(title=_title(turns, language), turns=told).model_dump_json(indent=2)


def _title(turns: Sequence[KeptTurn], language: str) -> str:
    return f"{COPY[language].conversation} · {words_in(language).day(_day(turns[0]))}"


def _asked(turn: KeptTurn, language: str) -> str:
    """When, by the server's clock."""
    here = turn.asked_at.astimezone()
    return COPY[language].asked_at.format(day=words_in(language).day(here.date()), time=f"{here:%H:%M} {here:%Z}")


def _day(turn: KeptTurn) -> datetime.date:
    return turn.asked_at.astimezone().date()
