"""Ingest on the terminal: a progress bar, then a summary."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from pressdesk.ingest.embed import load_encoder
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.report import IngestReport, Step
from pressdesk.ingest.unchanged import all_unchanged

from .settings import Settings


def ingest_with_progress(
    settings: Settings, paths: Sequence[Path], *, sync: bool, rebuild: bool, out: Console, err: Console
) -> int:
    """Ingest `paths`, or the stored originals again where `rebuild`; returns the number of files that failed."""
    if not rebuild:
        unchanged = all_unchanged(settings.home, paths, settings.model, settings.passage_tokens, sync=sync)
        if unchanged is not None:
            _summarise(IngestReport(unchanged=unchanged), out, err)
            return 0
    with err.status("Loading the embedding model…"):
        ingester = Ingester(settings.home, load_encoder(settings.model, settings.cache), settings.passage_tokens)
    failed = 0
    if rebuild:
        _summarise(_with_bar(err, lambda step: ingester.rebuild(step)), out, err)
    if paths:
        report = _with_bar(err, lambda step: ingester.ingest(paths, sync=sync, on_step=step))
        if report.removed:
            _forget(settings, report.removed)
        _summarise(report, out, err)
        failed = len(report.failed)
    return failed


def _forget(settings: Settings, removed: Sequence[str]) -> None:
    from pressdesk.ingest.store import Store

    from .conversations.store import Conversations

    conversations = Conversations(settings.home, settings.keep_days)
    store = Store.open(settings.home)
    for release_id in removed:
        conversations.forget(release_id, store.release)
    store.close()


def _with_bar(console: Console, work) -> IngestReport:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Ingesting", total=None)

        def show(step: Step) -> None:
            progress.update(task, total=step.total, completed=step.done, description=step.path.name)

        return work(show)


def _summarise(report: IngestReport, out: Console, err: Console) -> None:
    for error in report.failed:
        err.print(f"Not read: {error.message} {error.remedy}", markup=False)
    counts = (
        f"{len(report.added)} added, {len(report.updated)} updated, {len(report.unchanged)} unchanged, "
        f"{len(report.removed)} removed, {len(report.failed)} failed"
    )
    rate = f", {report.passages / report.seconds:.0f} passages a second" if report.passages and report.seconds else ""
    out.print(f"{counts}; {report.passages} passages embedded in {report.seconds:.1f} s{rate}.", markup=False)
