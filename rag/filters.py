"""Which releases a question may be answered from: what the asker sets, and what the question itself says."""

import datetime
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pressdesk.ingest.errors import BadFilter
from pressdesk.ingest.fold import fold
from pressdesk.ingest.release import Release, ReleaseType

from .phrases import none_dated, nothing_let_through, only_dated
from .when import When

_TAG = re.compile(r"[a-z]{2,3}(?:-hans|-hant)?", re.IGNORECASE)
_WRITTEN_IN = {"zh-hk": "zh-hant", "zh-mo": "zh-hant", "zh-tw": "zh-hant", "zh-cn": "zh-hans", "zh-sg": "zh-hans"}
"""The script that Chinese is written in where a reader's language tag names a place."""


@dataclass(frozen=True)
class Filters:
    """Each that is set must hold: dates inclusive; `language` a tag or its first part (`zh`), in any case;
    `organisation` a part of the name, in any case and either script; `release_ids` the releases themselves.

    Raises `BadFilter` for dates in the wrong order, and for a language that is no tag.
    """

    date_from: datetime.date | None = None
    date_to: datetime.date | None = None
    language: str | None = None
    organisation: str | None = None
    type: ReleaseType | None = None
    release_ids: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise BadFilter("from", f"{self.date_from} is after {self.date_to}, which is to.", "Exchange the two.")
        if self.language and not _TAG.fullmatch(_tag(self.language)):
            raise BadFilter("language", f"{self.language!r} is no language tag.", "Use zh-Hant, zh-Hans, zh or en.")

    def let_through(self, release: Release) -> bool:
        """Whether the release satisfies every filter; one without a date satisfies no date filter."""
        if self.date_from and (release.date is None or release.date < self.date_from):
            return False
        if self.date_to and (release.date is None or release.date > self.date_to):
            return False
        if self.language and _tag(self.language) not in (release.language.lower(), release.language.split("-")[0]):
            return False
        if self.organisation and _folded(self.organisation) not in _folded(release.organisation):
            return False
        if self.type and release.type is not self.type:
            return False
        return self.release_ids is None or release.id in self.release_ids


NO_FILTERS = Filters()


@dataclass(frozen=True)
class Scope:
    """The releases that a question may be answered from (None: all), and what the asker should know of it."""

    release_ids: frozenset[str] | None
    notices: tuple[str, ...] = ()


def scope_of(filters: Filters, times: Sequence[When], releases: Collection[Release], language: str) -> Scope:
    """The releases that pass the filters and, where the question tells the days of the releases that it asks for and
    the filters set none, are from those days.

    Days without a release are not held to, and a notice in `language` says so; so it does of every narrowing that
    the asker did not set, and where the filters let nothing through.
    """
    spans = [time.span for time in times if time.of_release and not (filters.date_from or filters.date_to)]
    if not releases or (filters == NO_FILTERS and not spans):
        return Scope(None)
    through = [release for release in releases if filters.let_through(release)]
    kept = None if filters == NO_FILTERS else frozenset(release.id for release in through)
    if not through:
        return Scope(kept, (nothing_let_through(language),))
    if not spans:
        return Scope(kept)
    within = [release.id for release in through if release.date and any(span.holds(release.date) for span in spans)]
    if not within:
        return Scope(kept, (none_dated(language, spans),))
    return Scope(frozenset(within), (only_dated(language, spans),))


@lru_cache(maxsize=10_000)
def _folded(name: str) -> str:
    return fold(name).text.strip()


def _tag(language: str) -> str:
    lower = language.strip().lower()
    return _WRITTEN_IN.get(lower, lower)
