"""Releases as documents: over HTTP and in `--json`."""

import datetime
import hashlib
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, Field

from pressdesk.ingest.history import Version
from pressdesk.ingest.links.link import LinkKind
from pressdesk.ingest.release import PressContact, Release, ReleaseType
from pressdesk.ingest.structure import Doubt, DoubtKind

from .link_documents import LinkOut, VersionOut, links_out

Linked = Iterable[tuple[LinkKind, Release]]
"""What a release is to which others."""


class DoubtOut(BaseModel):
    """Why the text of pages may not be what they show."""

    kind: DoubtKind
    pages: tuple[int, ...] = Field(description="Counted from 1.")
    message: str

    @classmethod
    def of(cls, doubt: Doubt) -> "DoubtOut":
        return cls(kind=doubt.kind, pages=doubt.pages, message=doubt.message)


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
    doubts: tuple[DoubtOut, ...] = Field(
        default=(), description="What to know before quoting it: pages that a machine read, or nobody."
    )
    characters: int = Field(description="Length of the text in Unicode code points.")
    links: tuple[LinkOut, ...] = Field(default=(), description="What it is to other releases.")
    versions: tuple[VersionOut, ...] = Field(default=(), description="Its former versions, the last one first.")

    @classmethod
    def of(cls, release: Release, linked: Linked = (), versions: Iterable[Version] = ()) -> "ReleaseOut":
        return cls(**_fields(release, linked, versions))


class ReleaseWithText(ReleaseOut):
    """A release with `text`, the stored original, character for character: offsets of citations count in it."""

    text: str

    @classmethod
    def of(cls, release: Release, linked: Linked = (), versions: Iterable[Version] = ()) -> "ReleaseWithText":
        return cls(**_fields(release, linked, versions), text=release.text)


class ReleasesOut(BaseModel):
    """A page of the releases, the newest first, those without a date last."""

    releases: list[ReleaseOut]
    total: int = Field(description="Releases in all that the filters let through.")
    next_offset: int | None = Field(description="Where the next page begins; null on the last.")


def _fields(release: Release, linked: Linked, versions: Iterable[Version]) -> dict[str, Any]:
    made = {
        "doubts": tuple(map(DoubtOut.of, release.structure.doubts)),
        "characters": len(release.text),
        "links": links_out(linked),
        "versions": tuple(map(VersionOut.of, versions)),
    }
    return {name: getattr(release, name) for name in ReleaseOut.model_fields if name not in made} | made


def etag(document: str) -> str:
    """A strong entity tag (RFC 9110, §8.8.3): the same for the same document alone."""
    return f'"{hashlib.sha256(document.encode()).hexdigest()[:32]}"'


def matches(tag: str, if_none_match: str | None) -> bool:
    """Whether a request's `If-None-Match` has the tag (RFC 9110, §13.1.2: weakly compared)."""
    if if_none_match is None:
        return False
    wanted = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return "*" in wanted or tag in wanted
