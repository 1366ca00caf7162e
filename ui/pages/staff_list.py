"""The releases on the staff page: found by some of their words, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from pressdesk.ingest.fold import fold
from pressdesk.ingest.release import Release

ROWS = 25
"""Releases of a page."""


@dataclass(frozen=True)
class Found:
    """Page `page` of `pages` of the `total` releases in which `find` was found, in whatever script or letters."""

    releases: Sequence[Release]
    find: str
    total: int
    page: int
    pages: int


def found(releases: Sequence[Release], find: str, page: int) -> Found:
    """A page of the releases whose title, organisation, date or file has every word of `find`; the last page where
    there are fewer."""
    words = fold(find).text.split()
    matching = [release for release in releases if all(word in _described(release) for word in words)]
    pages = max(1, -(-len(matching) // ROWS))
    page = min(page, pages)
    return Found(matching[(page - 1) * ROWS : page * ROWS], find, len(matching), page, pages)


def _described(release: Release) -> str:
    date = release.date.isoformat() if release.date else ""
    return fold(" ".join((release.title, release.organisation, date, release.source, release.id))).text
