"""Uploads as documents: what comes, what became of it, and which names they may have."""

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pressdesk.ingest.errors import PressdeskError
from pressdesk.ingest.read import MAX_TEXT_BYTES, SUFFIXES, TEXT

from ..bounds import MAX_NAME
from ..release_documents import ReleaseOut
from .override_documents import OverridesIn

_STEM = r"\w[\w.()+ -]*"
_NAME = re.compile(rf"{_STEM}(?:{'|'.join(re.escape(suffix) for suffix in sorted(SUFFIXES))})", re.IGNORECASE)
_TEXT_NAME = rf"^{_STEM}(?:{'|'.join(re.escape(suffix) for suffix in sorted(TEXT))})$"


class BadName(PressdeskError):
    """The name of an upload is no file name, or of a kind that is not read."""

    code = "bad-name"
    status = 422

    def __init__(self, name: str) -> None:
        kinds = ", ".join(sorted(SUFFIXES))
        super().__init__(
            f"name: {name[:MAX_NAME]!r} is no name for a release.",
            f"Use letters, digits, spaces and . _ - ( ) +, at most {MAX_NAME}, with one of these endings: {kinds}",
        )


class UploadIn(BaseModel):
    """A release as JSON."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "2026-03-02-harbour-fair.en.md", "text": "# Harbour Fair opens\n\n(2 March 2026) …"}]
        },
    )

    name: str = Field(
        max_length=MAX_NAME,
        pattern=_TEXT_NAME,
        description=f"Name of the file: the same again is a new version. Endings: {', '.join(sorted(TEXT))}.",
    )
    text: str = Field(
        max_length=MAX_TEXT_BYTES, description="The release, as plain text or Markdown by its name's ending."
    )
    overrides: OverridesIn | None = Field(
        default=None, description="What a person gives in place of what is recognised."
    )


class UploadOut(BaseModel):
    """What became of an upload. `outcome`: `unchanged` where the same file was there before."""

    outcome: Literal["added", "updated", "unchanged"]
    release: ReleaseOut
    passages: int = Field(description="Passages made of it; 0 where nothing changed.")
    sentences: int = Field(description="Sentences of them.")


class RebuildOut(BaseModel):
    """What the index was made of anew."""

    releases: int
    passages: int
    sentences: int
    seconds: float


def checked_name(name: str) -> str:
    """Raises `BadName`: a name is no path, and has an ending that is read."""
    if len(name) > MAX_NAME or not _NAME.fullmatch(name):
        raise BadName(name)
    return name
