"""A former version of a release as a page, with what changed in the next one."""

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from pressdesk.ingest.history import Version

from ..addresses import release_address
from ..desk import Desk
from .changes import changes
from .reader_words import READER
from .rendering import Pages


def add_version(app: FastAPI, desk: Desk, pages: Pages) -> None:
    """`/reader/{id}/versions/{sha256}`."""

    @app.get("/reader/{release_id}/versions/{sha256}", response_class=HTMLResponse, include_in_schema=False)
    def version(request: Request, release_id: str, sha256: str) -> HTMLResponse:
        def page() -> HTMLResponse:
            release = desk.release(release_id)
            former = desk.version(release_id, sha256)
            after = _next(former, desk.versions(release_id), release.text)
            return pages.page(
                request,
                "version.html",
                say=READER[pages.language(request)],
                release=release,
                version=former,
                changes=changes(former.text, after),
                current=release_address(release_id),
            )

        return pages.show(request, page)


def _next(former: Version, versions: list[Version], current: str) -> str:
    """The text that took a version's place; `versions`: the last one first."""
    newer = versions[: versions.index(former)]
    return newer[-1].text if newer else current
