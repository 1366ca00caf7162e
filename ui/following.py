"""`pressdesk watch`: folders are followed, and the index with them."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from watchfiles import Change, DefaultFilter, watch

from pressdesk.ingest.embed import load_encoder
from pressdesk.ingest.errors import IndexBusy, NothingToIngest, SourceMissing
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.read import ARCHIVES, SUFFIXES
from pressdesk.ingest.report import IngestReport

from .ingest_report import print_report
from .ingesting import forget
from .settings import Settings

_QUIET = 1600
"""Milliseconds without a change before what changed is read: a file that is being copied changes all the time."""
_AGAIN = 5000
"""Milliseconds between looks where nothing is told: for folders on a network, and for an index that was busy."""


class _Releases(DefaultFilter):
    """Changes of files that may be releases, and of folders."""

    def __call__(self, change: Change, path: str) -> bool:
        suffix = Path(path).suffix.lower()
        return super().__call__(change, path) and (not suffix or suffix in SUFFIXES | ARCHIVES)


def follow(settings: Settings, folders: Sequence[Path], out: Console, err: Console) -> None:
    """Ingest `folders` now and whenever something in them changes, until Ctrl-C. Raises `SourceMissing` where one is
    not there, and what `Ingester` does."""
    for folder in folders:
        if not folder.is_dir():
            raise SourceMissing(folder, "there is no such folder.", "Check the spelling of the path.")
    with err.status("Loading the embedding model…"):
        ingester = Ingester(settings.home, load_encoder(settings.model, settings.cache), settings.passage_tokens)
    _brought(settings, ingester, folders, out, err, thorough=True)
    # What changed between that and the first look of the watch is seen by looking once more.
    waiting = True
    out.print(f"Following {', '.join(map(str, folders))}. Ctrl-C ends it.", markup=False)
    for changes in watch(
        *folders,
        watch_filter=_Releases(),
        step=_QUIET,
        rust_timeout=_AGAIN,
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        if changes or waiting:
            waiting = not _brought(settings, ingester, folders, out, err, thorough=False)


def _brought(
    settings: Settings, ingester: Ingester, folders: Sequence[Path], out: Console, err: Console, *, thorough: bool
) -> bool:
    """Whether the index has what is in the folders now; not where another process is writing it. `thorough`: look at
    all that is stored, which is too much for each change of a file."""
    report = IngestReport()
    try:
        report = ingester.ingest([folder for folder in folders if folder.is_dir()], sync=True, thorough=thorough)
    except NothingToIngest:
        return True  # An empty folder may fill.
    except IndexBusy:
        err.print("Another ingest is writing the index; trying again.", markup=False)
        return False
    if report.removed:
        forget(settings, report.removed)
    if report.changed or report.failed:
        print_report(report, out, err)
    return True
