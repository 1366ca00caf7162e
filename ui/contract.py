"""What goes in and out over HTTP and in `--json`: the types of `rag/answer.py` as documents, and the requests."""

import datetime
import re
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, TypeAdapter

from pressdesk.ingest.release import ReleaseType
from pressdesk.rag import follow_up
from pressdesk.rag.answer import Answer, Hit
from pressdesk.rag.explain import explained
from pressdesk.rag.filters import Filters
from pressdesk.rag.question import MAX_CHARACTERS
from pressdesk.rag.retriever import Retrieved
from pressdesk.rag.verdict import Finding, Verdict
from pressdesk.rag.verify import MAX_CHARACTERS as MAX_CHECKED

from .bounds import MAX_CITED, MAX_HISTORY, MAX_PASSAGES

ANSWER = TypeAdapter(Answer)


def _iso(day: object) -> object:
    """pydantic also takes seconds since 1970, which nobody means by 2026."""
    if not (isinstance(day, datetime.date) or (isinstance(day, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", day))):
        raise ValueError("not a date as 2026-02-25")
    return day


Day = Annotated[datetime.date, BeforeValidator(_iso)]
"""A date as ISO 8601 has it."""


class FiltersIn(BaseModel):
    """Which releases may be used. Dates are inclusive."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    date_from: Day | None = Field(default=None, alias="from", description="First day.")
    date_to: Day | None = Field(default=None, alias="to", description="Last day.")
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
    k: StrictInt | None = Field(default=None, ge=1, le=MAX_PASSAGES, description="Passages to look in.")
    filters: FiltersIn = FiltersIn.model_validate({})
    history: list[Turn | Message] = Field(
        default=[],
        max_length=MAX_HISTORY,
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


class CitedIn(BaseModel):
    """A place in a release: `text[start:end]`, in Unicode code points."""

    model_config = ConfigDict(extra="forbid")

    release_id: str
    start: StrictInt = Field(ge=0)
    end: StrictInt = Field(ge=1)


class VerifyIn(BaseModel):
    """A text, and what its sentences are held to: whole releases, places in them, or both."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"text": "潮汐大樓造價 16.4 億元。", "release_ids": ["2025-09-08-tidal-building.zh-Hant"]}]
        },
    )

    text: str = Field(description=f"One or more sentences, at most {MAX_CHECKED:,} characters.")
    release_ids: list[str] = Field(default=[], max_length=MAX_CITED, description="Releases to hold it to.")
    citations: list[CitedIn] = Field(default=[], max_length=MAX_CITED, description="Places to hold it to.")


class VerdictOut(BaseModel):
    """The check of one sentence: `text` of what was sent, with its offsets there; `findings` count in the sentence."""

    text: str
    start: int
    end: int
    proved: bool
    findings: tuple[Finding, ...] = Field(description="What the releases do not back, in order, each with why.")


class VerifyOut(BaseModel):
    """The check of a text, sentence by sentence."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "proved": False,
                    "sentences": [
                        {
                            "text": "潮汐大樓造價 16.4 億元。",
                            "start": 0,
                            "end": 15,
                            "proved": False,
                            "findings": [
                                {
                                    "kind": "figure",
                                    "text": "16.4 億元",
                                    "start": 7,
                                    "end": 14,
                                    "reason": "所引段落沒有數字「16.4 億元」",
                                }
                            ],
                        }
                    ],
                }
            ]
        }
    )

    proved: bool = Field(description="Whether every sentence is.")
    sentences: list[VerdictOut]

    @classmethod
    def of(cls, text: str, verdicts: Sequence[Verdict]) -> "VerifyOut":
        """`text` is what was checked."""
        sentences = [
            VerdictOut(
                text=text[v.start : v.start + len(v.sentence)],
                start=v.start,
                end=v.start + len(v.sentence),
                proved=v.proved,
                findings=v.findings,
            )
            for v in verdicts
        ]
        return cls(proved=all(v.proved for v in verdicts), sentences=sentences)


class SearchOut(BaseModel):
    """What a search found, best first; for `*` every passage, those of the newest release first."""

    query: str
    hits: list[Hit]
    total: int | None = Field(default=None, description="Passages in all, for `*`.")
    next_offset: int | None = Field(default=None, description="Where the next page begins; null where there is none.")
    notices: tuple[str, ...] = Field(default=(), description="What the reader should know of where was looked.")
    timings_ms: dict[str, float] = Field(default={}, description="Milliseconds by step.")

    @classmethod
    def of(cls, found: Retrieved, *, explain: bool = False, offset: int = 0) -> "SearchOut":
        """The hits from `offset` on. With `explain` each has its `explanation`."""
        hits = explained(found) if explain else found.hits
        more = len(found.passages) > found.shown and found.shown < MAX_PASSAGES
        return cls(
            query=found.question.text,
            hits=list(hits[offset:]),
            next_offset=found.shown if more else None,
            notices=found.notices,
            timings_ms=found.timings_ms,
        )


def answer_json(answer: Answer) -> str:
    """An answer as `pressdesk ask --json` prints it: the object of the API."""
    return ANSWER.dump_json(answer, indent=2).decode()
