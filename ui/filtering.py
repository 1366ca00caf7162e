"""Filters and paging as query parameters, the same wherever they are taken."""

from typing import Annotated

from fastapi import Depends, Query

from pressdesk.ingest.release import ReleaseType
from pressdesk.rag.filters import Filters

from .contract import Day, FiltersIn


def _described(name: str) -> str | None:
    return FiltersIn.model_fields[name].description


def _filters(
    date_from: Annotated[Day | None, Query(alias="from", description=_described("date_from"))] = None,
    date_to: Annotated[Day | None, Query(alias="to", description=_described("date_to"))] = None,
    language: Annotated[str | None, Query(max_length=20, description=_described("language"))] = None,
    organisation: Annotated[str | None, Query(max_length=200, description=_described("organisation"))] = None,
    release_type: Annotated[ReleaseType | None, Query(alias="type", description=_described("type"))] = None,
) -> Filters:
    return Filters(date_from, date_to, language, organisation, release_type)


FiltersQuery = Annotated[Filters, Depends(_filters)]


def next_offset(offset: int, shown: int, total: int) -> int | None:
    """Where the page after one of `shown` from `offset` on begins; None after the last."""
    following = offset + shown
    return following if following < total else None


Offset = Annotated[int, Query(ge=0, le=1_000_000, description="How many to pass over, from `next_offset`.")]
