"""What a release is to other releases, and its former versions, as documents."""

import datetime
from collections.abc import Iterable

from pydantic import BaseModel, Field

from pressdesk.ingest.history import Version
from pressdesk.ingest.links.link import LinkKind
from pressdesk.ingest.release import Release


class LinkOut(BaseModel):
    """Another release, and what this one is to it."""

    kind: LinkKind = Field(
        description="`translation`: each is the other's; `duplicate`: the same text from another source; `corrects`, "
        "`replaces`: it corrects the other, or is a new version of it; `corrected-by`, `replaced-by`: the reverse."
    )
    release_id: str
    title: str
    date: datetime.date | None
    language: str


class VersionOut(BaseModel):
    """A former version of a release: what its file said before it changed. No question is answered from it."""

    sha256: str = Field(description="Hash of the file's bytes then.")
    title: str
    date: datetime.date | None
    replaced_at: datetime.datetime

    @classmethod
    def of(cls, version: Version) -> "VersionOut":
        return cls(sha256=version.sha256, title=version.title, date=version.date, replaced_at=version.replaced_at)


class VersionWithText(VersionOut):
    """A former version with its `text`, character for character."""

    language: str
    text: str

    @classmethod
    def of(cls, version: Version) -> "VersionWithText":
        return cls(
            **VersionOut.of(version).model_dump(),
            language=version.language,
            text=version.text,
        )


def links_out(linked: Iterable[tuple[LinkKind, Release]]) -> tuple[LinkOut, ...]:
    """Links as documents."""
    return tuple(
        LinkOut(kind=kind, release_id=other.id, title=other.title, date=other.date, language=other.language)
        for kind, other in linked
    )
