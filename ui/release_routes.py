"""Releases over HTTP: listed, one by its id, a passage of one."""

from typing import Annotated

from fastapi import FastAPI, Header, Path, Query, Response

from pressdesk.rag.answer import Hit

from .desk import Desk
from .filtering import FiltersQuery, Offset, next_offset
from .link_documents import VersionWithText
from .problems import problems
from .release_documents import ReleaseOut, ReleasesOut, ReleaseWithText, etag, matches

_MOST_LISTED = 200
_LARGEST_ID = 2**63 - 1
_TAGGED = {
    200: {"headers": {"ETag": {"description": "Changes with the release.", "schema": {"type": "string"}}}},
    304: {"description": "The release is what the request's `If-None-Match` names."},
}


def add_releases(app: FastAPI, desk: Desk) -> None:
    """`/v1/releases`, `/v1/passages`."""

    @app.get("/v1/releases", responses=problems(422, 503), tags=["releases"])
    def releases(
        filters: FiltersQuery,
        limit: Annotated[int, Query(ge=1, le=_MOST_LISTED, description="Most releases of a page.")] = 50,
        offset: Offset = 0,
    ) -> ReleasesOut:
        """The releases that the filters let through, the newest first, without their texts."""
        found = desk.releases(filters)
        page = [
            ReleaseOut.of(release, desk.linked(release.id), desk.versions(release.id))
            for release in found[offset : offset + limit]
        ]
        following = next_offset(offset, len(page), len(found))
        return ReleasesOut(releases=page, total=len(found), next_offset=following)

    @app.get(
        "/v1/releases/{release_id}",
        responses={**_TAGGED, **problems(404, 422, 503)},
        response_model=ReleaseWithText,
        tags=["releases"],
    )
    def release(
        release_id: str, if_none_match: Annotated[str | None, Header(description="An `ETag` that is held.")] = None
    ) -> Response:
        """One release with its text, the stored original, in which citations' offsets count code points."""
        linked, versions = desk.linked(release_id), desk.versions(release_id)
        document = ReleaseWithText.of(desk.release(release_id), linked, versions).model_dump_json()
        headers = {"etag": etag(document), "cache-control": "no-cache"}
        if matches(headers["etag"], if_none_match):
            return Response(status_code=304, headers=headers)
        return Response(document, media_type="application/json", headers=headers)

    @app.get("/v1/releases/{release_id}/versions/{sha256}", responses=problems(404, 422, 503), tags=["releases"])
    def version(
        release_id: str, sha256: Annotated[str, Path(description="A former version's, as the release lists it.")]
    ) -> VersionWithText:
        """A former version of a release with its text. No question is answered from it."""
        return VersionWithText.of(desk.version(release_id, sha256))

    @app.get("/v1/passages/{passage_id}", responses=problems(404, 422, 503), tags=["releases"])
    def passage(
        passage_id: Annotated[int, Path(ge=1, le=_LARGEST_ID, description="A hit's `passage_id`.")],
    ) -> Hit:
        """One passage; its `score` is 0. Passages get new ids when their release is ingested anew."""
        return desk.passage(passage_id)
