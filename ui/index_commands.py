"""The commands that make an index and keep it: ingest, watch, backup, restore, repair."""

from pathlib import Path
from typing import Annotated

import typer

from pressdesk.ingest.report import IngestReport

from .ingest_report import IngestReportOut, print_report
from .options import Home, err, out, settings_of

AsJson = Annotated[bool, typer.Option("--json", help="Print the report as an object.")]


def add_index_commands(app: typer.Typer) -> None:
    for command in (ingest, watch, backup, restore, repair):
        app.command()(command)


def ingest(
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="WHAT", help="Files, folders, ZIP archives; addresses of pages, feeds and sitemaps."),
    ] = None,
    sync: Annotated[bool, typer.Option(help="Also remove releases whose file below a folder is gone.")] = False,
    retry: Annotated[bool, typer.Option(help="Try again what could not be read before.")] = False,
    rebuild: Annotated[bool, typer.Option(help="Make the index anew from its stored originals first.")] = False,
    verbose: Annotated[bool, typer.Option(help="Tell of each file, on standard error, when it is done.")] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Bring releases into the index; what has not changed is left as it is."""
    from .ingesting import Wanted, ingest_with_progress

    if not (what or rebuild or retry):
        raise typer.BadParameter("name a file, a folder or an address, or --retry or --rebuild")
    urls = [one for one in what or [] if one.lower().startswith(("http://", "https://"))]
    paths = [Path(one) for one in what or [] if one not in urls]
    wanted = Wanted(paths, urls, sync=sync, rebuild=rebuild, retry=retry, verbose=verbose)
    if ingest_with_progress(settings_of(home), wanted, err, _as_object if as_json else _as_table):
        raise typer.Exit(1)


def watch(
    folders: Annotated[list[Path], typer.Argument(help="Folders of releases.")],
    home: Home = None,
) -> None:
    """Follow folders: what is put there, changed or taken away is so in the index moments later. Ctrl-C ends it."""
    from .following import follow

    follow(settings_of(home), folders, out, err)


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The backup to write, a ZIP archive.")],
    home: Home = None,
) -> None:
    """Put all that cannot be made again into one file: releases, originals, corrections, keys, conversations."""
    from pressdesk.ingest.safekeeping.backup import backup as write_backup

    made = write_backup(settings_of(home).home, target)
    out.print(f"{made.files} files, {made.bytes / 1e6:.1f} MB, are in {target}.", markup=False)


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    home: Home = None,
) -> None:
    """Put a backup's content into an empty folder. Releases withdrawn since it was made are in it again."""
    from pressdesk.ingest.safekeeping.backup import restore as read_backup

    folder = settings_of(home).home
    made = read_backup(source, folder)
    out.print(f"{made.files} files, {made.bytes / 1e6:.1f} MB, are in {folder}.", markup=False)


def repair(as_json: AsJson = False, home: Home = None) -> None:
    """Make again what the index has lost, from its stored originals; `pressdesk verify` tells whether it has."""
    from pressdesk.ingest.embed import load_encoder
    from pressdesk.ingest.pipeline import Ingester

    settings = settings_of(home)
    with err.status("Loading the embedding model…"):
        encoder = load_encoder(settings.model, settings.cache)
    report = Ingester(settings.home, encoder, settings.passage_tokens).recover()
    (_as_object if as_json else _as_table)(report)
    if report.lost:
        raise typer.Exit(1)


def verify_index(home: Path | None) -> None:
    """Tell what is wrong with the index, and end with status 1 where something is."""
    from pressdesk.ingest.safekeeping.integrity import examine_index

    folder = settings_of(home).home
    found = list(examine_index(folder))
    for damage in found:
        cure = "can be made again" if damage.mendable else "cannot be made again"
        out.print(f"{damage.what}: {damage.message} ({cure}).", markup=False)
    if not found:
        out.print(f"{folder}: every release is as it was stored.", markup=False)
        return
    if any(damage.mendable for damage in found):
        err.print("Make it again: pressdesk repair", markup=False)
    if not all(damage.mendable for damage in found):
        err.print("What cannot be made again: bring its file in anew, or restore a backup.", markup=False)
    raise typer.Exit(1)


def _as_table(report: IngestReport) -> None:
    print_report(report, out, err)


def _as_object(report: IngestReport) -> None:
    typer.echo(IngestReportOut.of(report).model_dump_json(indent=2))
