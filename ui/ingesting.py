"""Ingest on the terminal: a progress bar with rate and time left, then a report."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from pressdesk.ingest.embed import load_encoder
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.report import IngestReport, Step
from pressdesk.ingest.store import Store
from pressdesk.ingest.unchanged import all_unchanged
from pressdesk.ingest.unread import Unread, unread

from .settings import Settings

Work = Callable[[Callable[[Step], None]], IngestReport]
"""An ingest that tells of each file when it is done."""
Report = Callable[[IngestReport], None]
"""Tells what an ingest did."""


@dataclass(frozen=True)
class Wanted:
    """What is to be ingested: files and folders, addresses, what could not be read last time (`retry`), the stored
    originals again (`rebuild`); with `sync`, releases whose file is gone are removed."""

    paths: Sequence[Path] = ()
    urls: Sequence[str] = ()
    sync: bool = False
    rebuild: bool = False
    retry: bool = False
    verbose: bool = False


def ingest_with_progress(settings: Settings, wanted: Wanted, err: Console, tell: Report) -> int:
    """Ingest what is wanted; returns the number of files that could not be read. Raises what `Ingester` does."""
    listed = _listed(settings) if wanted.retry else []
    if nothing_to_do := _nothing_to_do(settings, wanted, listed):
        tell(nothing_to_do)
        return 0
    with err.status("Loading the embedding model…"):
        ingester = Ingester(settings.home, load_encoder(settings.model, settings.cache), settings.passage_tokens)
    told = IngestReport()
    for work in _works(settings, ingester, wanted, listed, err):
        report = _with_bar(err, work, verbose=wanted.verbose)
        if report.removed:
            forget(settings, report.removed)
        told.add(report)
    tell(told)
    return len(told.failed)


def forget(settings: Settings, removed: Sequence[str]) -> None:
    """Take releases out of what is kept of conversations."""
    from .conversations.store import Conversations

    conversations = Conversations(settings.home, settings.keep_days)
    store = Store.open(settings.home)
    for release_id in removed:
        conversations.forget(release_id, store.release)
    store.close()


def _listed(settings: Settings) -> list[Unread]:
    store = Store.open(settings.home)
    try:
        return unread(store)
    finally:
        store.close()


def _works(
    settings: Settings, ingester: Ingester, wanted: Wanted, listed: Sequence[Unread], err: Console
) -> Iterator[Work]:
    if wanted.rebuild:
        yield ingester.rebuild
    if wanted.retry:
        yield ingester.retry
    if wanted.paths:
        yield lambda step: ingester.ingest(wanted.paths, sync=wanted.sync, on_step=step)
    urls = [*wanted.urls, *(one.what for one in listed if not one.path)]
    if urls:
        from .fetching import fetched, take_in

        outcomes = fetched(settings, urls, err)
        yield lambda step: take_in(ingester, outcomes, step)


def _nothing_to_do(settings: Settings, wanted: Wanted, listed: Sequence[Unread]) -> IngestReport | None:
    """The report of an ingest that changes nothing, where that can be told without the model."""
    if wanted.rebuild or wanted.urls or listed:
        return None
    if not wanted.paths:
        return IngestReport()
    unchanged = all_unchanged(settings.home, wanted.paths, settings.model, settings.passage_tokens, sync=wanted.sync)
    return None if unchanged is None else IngestReport(unchanged=unchanged)


def _with_bar(console: Console, work: Work, *, verbose: bool) -> IngestReport:
    columns: tuple[Any, ...] = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(show_speed=True),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Ingesting", total=None)

        def show(step: Step) -> None:
            if verbose:
                progress.console.print(f"{step.outcome:9} {step.path}", markup=False)
            progress.update(task, total=step.total, completed=step.done, description=step.path.name)

        return work(show)
