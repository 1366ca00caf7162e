"""Overrides and previews as documents: what a person gives for a release, and what would be recognised in one."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pressdesk.ingest.overrides import Amendment, Overrides
from pressdesk.ingest.preview import HeadingLine, Preview
from pressdesk.ingest.release import PressContact, ReleaseType

from ..contract import Day
from ..release_documents import ReleaseOut

_PRINTABLE = r"[^\x00-\x1f\x7f-\x9f]"
_Text = Annotated[str, Field(max_length=300, pattern=f"^{_PRINTABLE}*$")]
_Words = Annotated[str, Field(max_length=300, pattern=rf"^{_PRINTABLE}*[^\s\x00-\x1f\x7f-\x9f]{_PRINTABLE}*$")]
"""A line with something on it."""

_HEADING = 120
"""Longest line that is offered as a heading, in characters; one that is a heading already is offered in any case."""
_MOST_LINES = 500
_SHOWN = 500
"""Characters of the text that a preview shows."""


class ContactIn(BaseModel):
    """A whole press contact: what is left out is empty."""

    model_config = ConfigDict(extra="forbid")

    name: _Text = ""
    phone: _Text = ""
    email: _Text = ""


class OverridesIn(BaseModel):
    """Values in place of what was recognised in a release. A field that is null goes back to what was recognised, one
    that is left out stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"title": "Harbour Fair opens", "date": "2026-03-02", "headings": None}]},
    )

    title: _Words | None = None
    date: Day | None = Field(default=None, description="The day of the release.")
    organisation: _Words | None = None
    contact: ContactIn | None = None
    language: str | None = Field(
        default=None,
        pattern="^(zh-Han[ts]|[a-y][a-z]|z[a-gi-z])$",
        description="`zh-Hant`, `zh-Hans`, `en`, or another language's code of two letters.",
    )
    type: ReleaseType | None = None
    url: str | None = Field(
        default=None,
        max_length=2000,
        pattern=r"^https?://[^\s\"<>\\^`{|}\x00-\x1f\x7f-\x9f]+$",
        description="Address of the release's page.",
    )
    headings: list[Annotated[str, Field(max_length=1000)]] | None = Field(
        default=None,
        max_length=1000,
        description="The lines that are headings, all of them, as `lines` of a preview has them; no other line is one.",
    )

    def amendment(self) -> Amendment:
        """The change that this asks for: of the fields that were sent."""
        overrides = Overrides(
            title=self.title,
            date=self.date,
            organisation=self.organisation,
            contact=None if self.contact is None else PressContact(**self.contact.model_dump()),
            language=self.language,
            type=self.type,
            url=self.url,
            headings=None if self.headings is None else tuple(self.headings),
        )
        return Amendment(overrides, frozenset(self.model_fields_set))


class PreviewOut(BaseModel):
    """What an upload of the same would become. Nothing has been stored."""

    release: ReleaseOut
    passages: int = Field(description="Passages that it would be cut into.")
    sentences: int = Field(description="Sentences of them.")
    replaces: str | None = Field(description="Id of the release that it would be a new version of.")
    missing: list[str] = Field(description="What is not known of title, date, organisation and contact.")
    lines: list[HeadingLine] = Field(
        description="Lines that can be chosen as `headings`, in order: those that are, and others of at most "
        f"{_HEADING} characters; {_MOST_LINES} in all."
    )
    text_start: str = Field(description=f"The first {_SHOWN} characters of the text.")

    @classmethod
    def of(cls, preview: Preview) -> "PreviewOut":
        lines = [line for line in preview.lines if line.is_heading or len(line.text) <= _HEADING]
        return cls(
            release=ReleaseOut.of(preview.release),
            passages=len(preview.passages),
            sentences=preview.sentences,
            replaces=preview.replaces,
            missing=preview.missing,
            lines=_bounded(lines),
            text_start=preview.release.text[:_SHOWN],
        )


def _bounded(lines: list[HeadingLine]) -> list[HeadingLine]:
    """The headings first of all: one that is not offered would be lost when the others are sent back."""
    room = _MOST_LINES - sum(line.is_heading for line in lines)
    kept: list[HeadingLine] = []
    for line in lines:
        if line.is_heading or room > 0:
            kept.append(line)
            room -= not line.is_heading
    return kept[:_MOST_LINES]
