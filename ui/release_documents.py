"""Releases as documents: over HTTP and in `--json`."""

import datetime
import hashlib
from typing import Any

from pydantic import BaseModel, Field

from pressdesk.ingest.release import PressContact, Release, ReleaseType


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
    overridden: tuple[str, ...] = Field(
        default=(), description="Names of the fields that a person gave in place of what was recognised."
    )
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
    """A page of the releases, the newest first, those without a date last."""

    releases: list[ReleaseOut]
    total: int = Field(description="Releases in all that the filters let through.")
    next_offset: int | None = Field(description="Where the next page begins; null on the last.")


def _fields(release: Release) -> dict[str, Any]:
    kept = {name: getattr(release, name) for name in ReleaseOut.model_fields if name != "characters"}
    return kept | {"characters": len(release.text)}


def etag(document: str) -> str:
    """A strong entity tag (RFC 9110, §8.8.3): the same for the same document alone."""
    return f'"{hashlib.sha256(document.encode()).hexdigest()[:32]}"'


def matches(tag: str, if_none_match: str | None) -> bool:
    """Whether a request's `If-None-Match` has the tag (RFC 9110, §13.1.2: weakly compared)."""
    if if_none_match is None:
        return False
    wanted = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return "*" in wanted or tag in wanted
