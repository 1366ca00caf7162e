"""What a release is, and what a passage of it is: the words the rest of the project is written in."""

import datetime
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath

from .structure import NO_STRUCTURE, Structure


class PartKind(StrEnum):
    """What a part of a release is; `NOTICE`, `PREAMBLE` and `TITLE` are kept as metadata and not cited."""

    NOTICE = "notice"
    PREAMBLE = "preamble"
    TITLE = "title"
    BODY = "body"
    TABLE = "table"
    ABOUT = "about"
    CONTACT = "contact"


class ReleaseType(StrEnum):
    """What a release is as its organisation names it; `PRESS_RELEASE` where it names nothing else."""

    PRESS_RELEASE = "press-release"
    SPEECH = "speech"
    STATEMENT = "statement"
    MEDIA_INVITATION = "media-invitation"
    CORRECTION = "correction"
    NOTICE = "notice"


@dataclass(frozen=True)
class Part:
    """A paragraph, table or block of a release. Offsets count the repaired text's characters, end exclusive;
    `heading` is the heading that it stands under."""

    kind: PartKind
    start: int
    end: int
    heading: str = ""


@dataclass(frozen=True)
class PressContact:
    """Whom a reporter may call."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Release:
    """One press release: `text` is the stored original, code point for code point; the rest is what was
    recognised in it, or given by a person: `overridden` names those fields. `source` is the path as ingested, `date`
    the day on its date line; `structure` is what its file says of the text's lines."""

    id: str
    source: str
    title: str
    text: str
    language: str
    date: datetime.date | None = None
    place: str = ""
    organisation: str = ""
    contact: PressContact = field(default_factory=PressContact)
    headings: tuple[str, ...] = ()
    url: str | None = None
    type: ReleaseType = ReleaseType.PRESS_RELEASE
    overridden: tuple[str, ...] = ()
    structure: Structure = field(default=NO_STRUCTURE, repr=False)

    @property
    def is_correction(self) -> bool:
        return self.type is ReleaseType.CORRECTION


def own_title(title: str, source: str) -> str:
    """A release's title; empty where the name of its file stands for one."""
    return "" if title == PurePath(source).stem else title


@dataclass(frozen=True)
class SentenceSpan:
    """A sentence, table row or contact block: offsets in the original, and `reading`, the words to embed."""

    start: int
    end: int
    reading: str


@dataclass(frozen=True)
class Passage:
    """A chunk of one release: `release.text[start:end]` is its text, `reading` its words for the encoder (the
    repaired text under its heading), `sentences` the places in it that an answer can quote, in order."""

    release_id: str
    start: int
    end: int
    kind: PartKind
    heading: str
    reading: str
    sentences: tuple[SentenceSpan, ...]
