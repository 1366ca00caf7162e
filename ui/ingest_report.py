"""What an ingest did, for whoever started it: a table on the terminal, an object for programs."""

from pathlib import Path

from pydantic import BaseModel, Field
from rich.console import Console
from rich.table import Column, Table

from pressdesk.ingest.errors import AddressError, SourceError
from pressdesk.ingest.report import IngestReport

_MOST_LISTED = 50
"""Files of a kind that are listed on the terminal; the object has all of them."""


class NotRead(BaseModel):
    """A file or an address that could not be read."""

    path: str
    code: str
    message: str
    remedy: str


class Warned(BaseModel):
    """What a person should know of the reading of a file."""

    path: str
    warnings: list[str]


class IngestReportOut(BaseModel):
    """What became of the files of an ingest, by the ids of their releases."""

    added: list[str]
    updated: list[str]
    unchanged: list[str]
    removed: list[str] = Field(description="Their files are gone.")
    recovered: list[str] = Field(description="Made again from their originals, for the database had lost them.")
    lost: list[str] = Field(description="Lost, and their originals too: bring their files in again.")
    withdrawn: list[str] = Field(description="Files passed over, for their releases were withdrawn.")
    not_read: list[NotRead]
    warnings: list[Warned]
    passages: int
    sentences: int
    seconds: float

    @classmethod
    def of(cls, report: IngestReport) -> "IngestReportOut":
        return cls(
            added=report.added,
            updated=report.updated,
            unchanged=report.unchanged,
            removed=report.removed,
            recovered=report.recovered,
            lost=report.lost,
            withdrawn=[str(path) for path in report.withdrawn],
            not_read=[_not_read(error) for error in report.failed],
            warnings=[
                Warned(path=str(path), warnings=[doubt.message for doubt in doubts])
                for path, doubts in report.doubts.items()
            ],
            passages=report.passages,
            sentences=report.sentences,
            seconds=round(report.seconds, 2),
        )


def _not_read(error: SourceError) -> NotRead:
    what = error.url if isinstance(error, AddressError) else str(error.path)
    return NotRead(path=what, code=error.code, message=error.message.removeprefix(f"{what}: "), remedy=error.remedy)


def print_report(report: IngestReport, out: Console, err: Console) -> None:
    """A line of numbers, then, where there is something to say, what was not read or passed over, and why."""
    told = IngestReportOut.of(report)
    numbers = {
        "added": told.added,
        "updated": told.updated,
        "unchanged": told.unchanged,
        "removed": told.removed,
        "failed": told.not_read,
    }
    extra = {"recovered": told.recovered, "lost": told.lost, "withdrawn": told.withdrawn}
    counts = ", ".join(
        f"{len(items)} {name}" for name, items in (numbers | {k: v for k, v in extra.items() if v}).items()
    )
    rate = f", {report.passages / report.seconds:.0f} passages a second" if report.passages and report.seconds else ""
    out.print(f"{counts}; {report.passages} passages embedded in {report.seconds:.1f} s{rate}.", markup=False)
    rows = [(one.path, "not read", f"{one.message} {one.remedy}".strip()) for one in told.not_read]
    rows += [
        (path, "passed over", "It was withdrawn; name the file itself to bring it back.") for path in told.withdrawn
    ]
    rows += [(one.path, "look at it", " ".join(one.warnings)) for one in told.warnings]
    rows += [(release, "lost", "Its original is gone too. Bring its file in again.") for release in told.lost]
    rows += [(release, "recovered", "The database had lost it; it was made again.") for release in told.recovered]
    if rows:
        _print_rows(rows, err)


def _print_rows(rows: list[tuple[str, str, str]], err: Console) -> None:
    table = Table(Column("file", overflow="fold"), "what", "why", box=None, pad_edge=False)
    for path, what, why in rows[:_MOST_LISTED]:
        if err.is_terminal:
            table.add_row(_shortened(path), what, why)
        else:  # A log is searched: each of them stays on a line.
            err.print(f"{path}: {what}: {why}", markup=False)
    if err.is_terminal:
        err.print(table, markup=False)
    if len(rows) > _MOST_LISTED:
        err.print(f"… and {len(rows) - _MOST_LISTED} more: --json lists them all.", markup=False)


def _shortened(path: str) -> str:
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except ValueError:
        return path
