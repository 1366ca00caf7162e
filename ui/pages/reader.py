"""One release as a page to read: its original text, character for character, with one quotation marked."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from pressdesk.ingest.groups import language_group
from pressdesk.ingest.release import Release, ReleaseType

from ..addresses import public_address, release_address, version_address
from ..conversations.quotation import PLACE, inner_marks, quotation, quotation_form
from ..desk import Desk
from ..doubt_words import doubts_told
from .linked_rows import linked_rows, warnings
from .marked_text import headings_of, marked_text
from .reader_words import READER
from .release_words import RELEASE
from .rendering import Pages
from .version import add_version

_FEWEST_LISTED = 3
"""Headings that are worth a table of contents."""

_OFFSET = re.compile(r"[0-9]{1,9}")


def add_reader(app: FastAPI, desk: Desk, pages: Pages) -> None:
    """`/reader/{id}`: the page that a citation links to, and those of its former versions."""
    add_version(app, desk, pages)

    @app.get("/reader/{release_id}", response_class=HTMLResponse, include_in_schema=False)
    def reader(request: Request, release_id: str, start: str | None = None, end: str | None = None) -> HTMLResponse:
        def page() -> HTMLResponse:
            release = desk.release(release_id)
            language = pages.language(request)
            releases = desk.releases()
            values = _values(release, start, end, language) | _neighbours(release, releases)
            linked = desk.linked(release_id)
            values |= {
                "linked": linked_rows(linked, READER[language], language),
                "doubts": doubts_told(release.structure.doubts, language),
                "warnings": warnings(linked, READER[language]),
                "versions": desk.versions(release_id),
            }
            return pages.page(request, "reader.html", say=READER[language], **values)

        return pages.show(request, page)


def _values(release: Release, start: str | None, end: str | None, language: str) -> dict[str, Any]:
    """What the template shows. With a place that the text does not have nothing is marked, and a notice says so."""
    asked = start is not None or end is not None
    place = _place(start, end, len(release.text))
    headings = headings_of(release)
    # The text and the marks around it are one piece of writing, so they are of one language.
    written = release.language if language_group(release.language) in ("zh", "en") else language
    named = (release.title, release.organisation, release.date, written)
    return {
        "release": release,
        "original": marked_text(release.text, headings, place),
        "contents": headings if len(headings) >= _FEWEST_LISTED else [],
        "missed": asked and place is None,
        "place": place,
        "script": {
            "release": release_address(release.id),
            "link": release_address(release.id, *(place or (None, None))),
            "quotation": quotation(release.text[slice(*place)], *named) if place else "",
            "form": {"place": PLACE, "text": quotation_form(*named), "inner": inner_marks(written)},
            "say": asdict(READER[language]),
        },
        "of": RELEASE[language],
        "address": release_address,
        "version_address": version_address,
        "public_page": public_address(release.url),
        "named_type": release.type if release.type is not ReleaseType.PRESS_RELEASE else None,
    }


def _place(start: str | None, end: str | None, length: int) -> tuple[int, int] | None:
    """The stretch of a text of this `length` that an address names; None where there is no such stretch."""
    if not (_OFFSET.fullmatch(start or "") and _OFFSET.fullmatch(end or "")):
        return None
    first, last = int(start or ""), int(end or "")
    return (first, last) if first < last <= length else None


def _neighbours(release: Release, releases: Sequence[Release]) -> dict[str, Any]:
    """The next newer and older release in its language; `releases`: all, the newest first."""
    language = language_group(release.language)
    alike = [other for other in releases if other.date and language_group(other.language) == language]
    at = next((number for number, other in enumerate(alike) if other.id == release.id), None)
    if at is None:
        return {"newer": None, "older": None}
    return {
        "newer": alike[at - 1] if at else None,
        "older": alike[at + 1] if at + 1 < len(alike) else None,
    }
