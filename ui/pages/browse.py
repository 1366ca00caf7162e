"""All releases on one page: a timeline and a list, or what a search finds, by the filters in the address."""

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from pressdesk.ingest.errors import BadQuestion, NoIndex, PressdeskError
from pressdesk.ingest.groups import language_group
from pressdesk.ingest.links.link import LinkKind
from pressdesk.ingest.release import Release, ReleaseType
from pressdesk.rag.answer import Hit
from pressdesk.rag.filters import Filters
from pressdesk.rag.question import read_question

from ..addresses import release_address
from ..answering import Answering
from ..bounds import MAX_PASSAGES
from ..contract import SearchOut
from ..desk import Desk
from ..interface import words_in
from .browse_form import Form, read_form
from .browse_words import BROWSE, BrowseWords
from .release_words import RELEASE
from .rendering import Pages
from .shared_words import marked
from .timeline import Bar, Row, timeline

_EMPTY_LINES = re.compile(r"\s*\n\s*")

Linked = Callable[[str], Sequence[tuple[LinkKind, Release]]]
"""What a release is to which others, by its id."""

_LISTED = 50
_FOUND = 20
"""Releases, and passages found, on a page."""


def add_browse(app: FastAPI, desk: Desk, answering: Answering, pages: Pages) -> None:
    """`/releases`."""

    @app.get("/releases", response_class=HTMLResponse, include_in_schema=False)
    async def browse(request: Request) -> HTMLResponse:
        form = read_form(request.query_params, desk.today)
        try:
            releases = await run_in_threadpool(_all_releases, desk)
            found: SearchOut | None = None
            if form.query and not form.errors and releases:
                try:
                    question = read_question(form.query).text
                    search = partial(_found, desk, question, form)
                    found = await answering.run(search, question, request.is_disconnected)
                except BadQuestion:
                    form = replace(form, errors={"q": "bad_query"})
            values = partial(_values, form, releases, found, pages.language(request), desk.linked)
            status = 422 if form.errors else 200
            return await run_in_threadpool(lambda: pages.page(request, "browse.html", status, **values()))
        except PressdeskError as error:
            return pages.failed(request, error)


def _all_releases(desk: Desk) -> list[Release]:
    try:
        return desk.releases()
    except NoIndex:
        return []


def _found(desk: Desk, question: str, form: Form) -> SearchOut:
    offset = min((form.page - 1) * _FOUND, MAX_PASSAGES - _FOUND)
    return SearchOut.of(desk.search(question, offset + _FOUND, form.filters), explain=True, offset=offset)


def _values(
    form: Form, releases: list[Release], found: SearchOut | None, language: str, linked: Linked
) -> dict[str, Any]:
    say = BROWSE[language]
    values: dict[str, Any] = {
        "say": say,
        "of": RELEASE[language],
        "address": release_address,
        "form": form,
        "choices": _choices(form, releases, say, language),
        "releases": releases,
        "linked": linked,
        "listing": None,
        "hits": None,
        "notices": found.notices if found else (),
    }
    if found:
        hits = [_FoundPassage.of(hit) for hit in found.hits]
        return values | {"hits": hits, "more": found.next_offset is not None}
    if form.errors or form.query:
        return values
    return values | {"listing": _listing(form, releases)}


@dataclass(frozen=True)
class _FoundPassage:
    """A hit, and its text, without empty lines, in pieces: each with whether the question has it too."""

    hit: Hit
    pieces: Sequence[tuple[str, bool]]

    @classmethod
    def of(cls, hit: Hit) -> "_FoundPassage":
        text = _EMPTY_LINES.sub("\n", hit.text)
        return cls(hit, marked(text, hit.explanation.words if hit.explanation else ()))


@dataclass(frozen=True)
class _Listing:
    """A page of the releases that the filters let through, by month (None: without a date), and their number; `rows`:
    the timeline of what all filters but the days let through."""

    months: Sequence[tuple[datetime.date | None, Sequence[Release]]]
    first: int
    last: int
    total: int
    rows: Sequence[Row]
    filters: Filters

    def chosen(self, bar: Bar) -> bool:
        """Whether the filters' days have all of the column's."""
        first, last = self.filters.date_from, self.filters.date_to
        return (first is None or first <= bar.first) and (last is None or bar.last <= last)


def _listing(form: Form, releases: list[Release]) -> _Listing:
    filters = form.filters
    undated = Filters(None, None, filters.language, filters.organisation, filters.type)
    alike = [release for release in releases if undated.let_through(release)]
    through = [release for release in alike if filters.let_through(release)] if form.filtered else alike
    first = min(form.page - 1, max(len(through) - 1, 0) // _LISTED) * _LISTED
    page = through[first : first + _LISTED]
    months = [(month, list(group)) for month, group in groupby(page, _month)]
    dates = [release.date for release in alike if release.date]
    rows = timeline(dates, filters.date_from, filters.date_to)
    return _Listing(months, first + 1, first + len(page), len(through), rows, filters)


def _month(release: Release) -> datetime.date | None:
    return release.date.replace(day=1) if release.date else None


def _choices(
    form: Form, releases: list[Release], say: BrowseWords, language: str
) -> dict[str, list[tuple[str, str, str]]]:
    """What the selects offer: value, text and its language; what the address has among them, whatever it is."""
    words = words_in(language)
    tags = sorted({release.language for release in releases})
    languages = [(tag, words.language_name(tag), language) for tag in tags]
    if sum(language_group(tag) == "zh" for tag in tags) > 1:
        languages.insert(0, ("zh", say.chinese, language))
    names = dict.fromkeys(release.organisation for release in releases if release.organisation)
    spoken = {release.organisation: release.language for release in releases}
    types = [kind for kind in ReleaseType if any(release.type is kind for release in releases)]
    offered = {
        "language": languages,
        "organisation": [(name, name, spoken[name]) for name in sorted(names)],
        "type": [(kind.value, RELEASE[language].types[kind], language) for kind in types],
    }
    for name, choices in offered.items():
        typed = form.shown[name]
        if typed and typed not in (value for value, _, _ in choices):
            choices.append((typed, typed, ""))
    return offered
