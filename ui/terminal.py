"""Answers, hits and releases as text on a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Column, Table

from pressdesk.ingest.repair import close_up
from pressdesk.rag.answer import Answer, Explanation, Hit
from pressdesk.rag.verdict import Verdict

from .release_documents import ReleaseOut

_SHOWN = 3


def print_answer(answer: Answer, out: Console) -> None:
    """The sentences with their numbers, then each citation with the place that it is from; or the refusal with the
    nearest passages."""
    if answer.asked_as:
        out.print(answer.asked_as, style="italic", markup=False)
    print_notices(answer.notices, out)
    out.print(answer.text, style="bold", markup=False)
    for citation in answer.citations:
        out.print()
        out.print(f"[{citation.n}] {citation.date or ''} {citation.title}", style="cyan", markup=False)
        out.print(
            f"    {citation.release_id}, characters {citation.start} to {citation.end}:", style="dim", markup=False
        )
        out.print(f"    {close_up(citation.quote, lines_stand=True)}", markup=False)
        for place in citation.translations:
            at = f"    {place.language}: {place.release_id}, characters {place.start} to {place.end}:"
            out.print(at, style="dim", markup=False)
            out.print(f"    {close_up(place.quote, lines_stand=True)}", markup=False)
    if answer.refused and answer.passages:
        out.print()
        print_hits(answer.passages[:_SHOWN], out)


def print_verdicts(verdicts: Sequence[Verdict], out: Console) -> None:
    """Each sentence, and under it what the releases do not back."""
    for verdict in verdicts:
        out.print(f"{'proved' if verdict.proved else 'failed'}  {verdict.sentence}", markup=False)
        for finding in verdict.findings:
            out.print(f"        {finding.kind}: {finding.reason}", style="yellow", markup=False)


def print_notices(notices: Sequence[str], out: Console) -> None:
    """What the reader should know before the rest."""
    for notice in notices:
        out.print(notice, style="yellow", markup=False)


def print_hits(hits: Sequence[Hit], out: Console) -> None:
    """Passages with score and place, and why they were found where that is told."""
    for number, hit in enumerate(hits, start=1):
        out.print(f"{number}. {hit.date or ''} {hit.title}", style="cyan", markup=False)
        out.print(
            f"   {hit.release_id}, characters {hit.start} to {hit.end}, score {hit.score:.2f}",
            style="dim",
            markup=False,
        )
        if hit.explanation:
            print_explanation(hit.explanation, out)
        out.print(f"   {close_up(hit.text, lines_stand=hit.kind in ('contact', 'table'))}", markup=False)
    if not hits:
        out.print("Nothing found.")


def print_explanation(explanation: Explanation, out: Console) -> None:
    """The reason, and the components of the score that are not nought."""
    out.print(f"   {explanation.reason}", style="green", markup=False)
    components = ", ".join(f"{name} {part:+.2f}" for name, part in explanation.components.items() if part)
    out.print(f"   {components}; words shared {explanation.lexical:.0%}", style="dim", markup=False)


def print_releases(releases: Sequence[ReleaseOut], out: Console) -> None:
    """A table of releases."""
    table = Table("date", Column("id", no_wrap=True, overflow="fold"), "language", "title", box=None)
    for release in releases:
        table.add_row(str(release.date or ""), release.id, release.language, release.title)
    out.print(table)
