"""What goes in and out over HTTP and in `--json`: the types of `rag/answer.py` as documents, and the requests."""

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from pressdesk.ingest.release import PressContact, Release, ReleaseType
from pressdesk.rag import follow_up
from pressdesk.rag.answer import Answer, Hit
from pressdesk.rag.explain import explained
from pressdesk.rag.filters import Filters
from pressdesk.rag.question import MAX_CHARACTERS
from pressdesk.rag.retriever import Retrieved

from .desk import MAX_PASSAGES

_ANSWER = TypeAdapter(Answer)

_MOST_HISTORY = 20
"""Earlier turns, or messages, that a request may carry."""


class FiltersIn(BaseModel):
    """Which releases may be used. Dates are inclusive."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    date_from: datetime.date | None = Field(default=None, alias="from", description="First day.")
    date_to: datetime.date | None = Field(default=None, alias="to", description="Last day.")
    language: str | None = Field(default=None, max_length=20, description="`zh-Hant`, `zh-Hans`, `zh` for both, `en`.")
    organisation: str | None = Field(default=None, max_length=200, description="Part of the organisation's name.")
    type: ReleaseType | None = Field(default=None, description="What kind of release.")

    def filters(self) -> Filters:
        """The same for the retriever. Raises `BadFilter`."""
        return Filters(self.date_from, self.date_to, self.language, self.organisation, self.type)


class Turn(BaseModel):
    """An earlier turn of the conversation."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(max_length=MAX_CHARACTERS)]
    answer: Annotated[str, Field(max_length=20_000)] = ""


class Message(BaseModel):
    """An earlier turn as chat models write it."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["user", "assistant", "system"]
    content: Annotated[str, Field(max_length=20_000)]


class AskIn(BaseModel):
    """A question."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"question": "潮汐大樓的造價是多少？"}]})

    question: str = Field(description=f"In Chinese or English, at most {MAX_CHARACTERS:,} characters.")
    k: int | None = Field(default=None, ge=1, le=MAX_PASSAGES, description="Passages to look in.")
    filters: FiltersIn = FiltersIn.model_validate({})
    history: list[Turn | Message] = Field(
        default=[],
        max_length=_MOST_HISTORY,
        description="Earlier turns of the conversation, the first first: a follow-up is made a full question of its "
        f"own by the last {follow_up.MOST_TURNS} of them. As questions and answers, or as messages.",
    )

    def turns(self) -> list[follow_up.Turn]:
        """The history for the desk: a message of the user's is a question, one of the assistant's the answer to it."""
        turns: list[follow_up.Turn] = []
        for entry in self.history:
            if isinstance(entry, Turn):
                turns.append(follow_up.Turn(entry.question, entry.answer))
            elif entry.role == "user":
                turns.append(follow_up.Turn(entry.content))
            elif entry.role == "assistant" and turns:
                turns[-1] = follow_up.Turn(turns[-1].question, entry.content)
        return turns


class SearchOut(BaseModel):
    """What a search found, best first."""

    query: str
    hits: list[Hit]
    notices: tuple[str, ...] = Field(description="What the reader should know of where was looked.")
    timings_ms: dict[str, float]

    @classmethod
    def of(cls, found: Retrieved, *, explain: bool = False) -> "SearchOut":
        """With `explain` each hit has its `explanation`."""
        hits = explained(found) if explain else found.hits
        return cls(query=found.question.text, hits=list(hits), notices=found.notices, timings_ms=found.timings_ms)


class ReleaseOut(BaseModel):
    """A release without its text."""

    id: str
    source: str
    url: str | None
    title: str
    date: datetime.date | None
    place: str
    organisation: str
    language: str
    headings: tuple[str, ...]
    contact: PressContact
    type: ReleaseType
    is_correction: bool
    characters: int = Field(description="Length of the text in Unicode code points.")

    @classmethod
    def of(cls, release: Release) -> "ReleaseOut":
        return cls(**_fields(release))


class ReleaseWithText(ReleaseOut):
    """A release with `text`, the stored original, character for character: offsets of citations count in it."""

    text: str

    @classmethod
    def of(cls, release: Release) -> "ReleaseWithText":
        return cls(**_fields(release), text=release.text)


class ReleasesOut(BaseModel):
    """All releases, the newest first."""

    releases: list[ReleaseOut]


def _fields(release: Release) -> dict[str, Any]:
    kept = {name: getattr(release, name) for name in ReleaseOut.model_fields if name != "characters"}
    return kept | {"characters": len(release.text)}


def answer_json(answer: Answer) -> str:
    """An answer as `pressdesk ask --json` prints it: the object of the API."""
    return _ANSWER.dump_json(answer, indent=2).decode()
