"""Addresses on the terminal: fetched first, with a line for whatever a person should know, then taken in."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from pressdesk.ingest.errors import AddressError
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.report import IngestReport, Step
from pressdesk.ingest.sources import Source, sources_in
from pressdesk.ingest.web.fetch import Web
from pressdesk.ingest.web.outcomes import Counted, Fetched, Gone, HasFeeds, Outcome, Skipped

from .settings import Settings

_FOLDER = "web"
"""Where what was fetched is kept, in the index's folder."""


def fetched(settings: Settings, urls: Sequence[str], err: Console) -> list[Outcome]:
    """What is at these addresses, fetched now or unchanged since; it is kept whatever happens next. Raises
    `HomeNotWritable`."""
    outcomes: list[Outcome] = []
    with (
        Web(settings.home / _FOLDER, allow_private=settings.fetch_private, most=settings.fetch_pages) as web,
        err.status("Fetching…") as status,
    ):
        for outcome in (outcome for url in urls for outcome in web.fetch(url)):
            outcomes.append(outcome)
            status.update(f"Fetching… {len(outcomes)}: {outcome.url}")
            if told := _told(outcome):
                err.print(told, markup=False)
    return outcomes


def take_in(ingester: Ingester, outcomes: Sequence[Outcome], on_step: Callable[[Step], None]) -> IngestReport:
    """Ingest what was fetched; what could not be is on the list of the unread. A release's source is its address."""
    addresses = {outcome.path: outcome.url for outcome in outcomes if isinstance(outcome, Fetched)}

    def named(path: Path) -> str:
        at = next((one for one in (path, *path.parents) if one in addresses), None)
        if at is None:
            return str(path)
        return addresses[at] if at == path else f"{addresses[at]} {path.relative_to(at)}"

    return ingester.ingest_sources(_sources(outcomes), named=named, on_step=on_step)


def _sources(outcomes: Sequence[Outcome]) -> Iterator[Source]:
    for outcome in outcomes:
        if isinstance(outcome, Fetched):
            for source in sources_in(outcome.path):
                yield Source(source.path, source.read, outcome.fields)
        elif isinstance(outcome, Skipped):
            yield Source(outcome.error.path, partial(_not_there, outcome.error))


def _not_there(error: AddressError) -> bytes:
    raise error


def _told(outcome: Outcome) -> str:
    if isinstance(outcome, Gone):
        return f"No more there: {outcome.url}. What was ingested from it stays; withdraw it with pressdesk remove."
    if isinstance(outcome, Counted):
        less = "" if outcome.fetched == outcome.pages else f", the newest {outcome.fetched} of which are fetched"
        return f"{outcome.url}: a list of {outcome.pages} pages{less}."
    if isinstance(outcome, HasFeeds):
        return f"{outcome.url} is one page. For all of them, name its feed: {', '.join(outcome.feeds)}"
    return ""
