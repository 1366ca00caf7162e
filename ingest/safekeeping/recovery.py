"""Whether the database has all that was stored, and what to do where it has not.

The ledger and the originals (`ledger.py`, `originals.py`) say what was stored; the database is held to them. Where a
write was cut off, it is carried on. A release that is lost or changed is made again from its original.
"""

import datetime
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..checksums import changed_releases
from ..errors import HomeError, IndexDamaged, SourceError
from ..moment import now
from ..read import SourceText, source_of, structure_of
from ..store import DATABASE, Store
from .ledger import Entry, Facts, Ledger
from .originals import Originals, bytes_if

ASIDE = "damaged-"
"""How the names of files begin that were set aside."""


@dataclass(frozen=True)
class Differences:
    """Where ledger and database differ: `unfinished`, releases on their way out that are still there; `unwritten`,
    those that the ledger lacks as they are; `lost`, those that the database lacks as they were stored."""

    unfinished: list[str]
    unwritten: list[str]
    lost: list[Entry]


def differences(store: Store, facts: Facts, *, thorough: bool = False) -> Differences:
    """Hold the database to the ledger; `thorough` reads all of it, checksums too. `facts` are to be read before the
    database: what is stored in between is no loss. Raises `IndexDamaged` where it cannot be read."""
    try:
        changed = set(changed_releases(store.connection)) if thorough else set()
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(store.home, f"the database is damaged ({error}).", "pressdesk repair") from error
    states = store.states()
    entries = facts.current
    unwritten = [
        release_id
        for release_id, (sha256, overrides) in states.items()
        if release_id not in facts.leaving
        and release_id not in changed
        and ((entry := entries.get(release_id)) is None or (entry.sha256, entry.overrides) != (sha256, overrides))
    ]
    lost = [entry for entry in entries.values() if entry.id not in states or entry.id in changed]
    return Differences([release_id for release_id in facts.leaving if release_id in states], unwritten, lost)


def is_there(home: Path) -> bool:
    """Whether anything was ever stored in `home`."""
    return (home / DATABASE).is_file() or Ledger(home).exists


def is_sound(home: Path, *, thorough: bool = False) -> bool:
    """Whether a reader can go on with the index in `home` as it is: nothing is lost, and the ledger is whole.
    Changes nothing."""
    ledger = Ledger(home)
    facts = ledger.read()
    if facts.damaged:
        return False
    if not (home / DATABASE).is_file():
        return not facts.current
    try:
        store = Store.open(home)
        try:
            return not differences(store, facts, thorough=thorough).lost
        finally:
            store.close()
    except IndexDamaged:
        return not ledger.exists  # Without it nothing can be made again.
    except HomeError:
        return True  # It has its own words for whoever opens it.


def entry_of(store: Store, originals: Originals, release_id: str, sha256: str, overrides: str) -> Entry:
    """The ledger's entry of a release that the database has, with its file's SHA-256 and its overrides. The original of
    one that an earlier version stored is its text. Raises `UnknownRelease`."""
    source, _, text = store.original(release_id)
    original = sha256 if originals.read(sha256) is not None else originals.keep(text.text.encode())
    return Entry(
        id=release_id,
        path=str(text.path),
        source=source,
        sha256=sha256,
        original=original,
        fields=dict(text.known),
        overrides=overrides,
        at=now(),
    )


def text_of(entry: Entry, originals: Originals) -> SourceText | None:
    """A release's file as it was read; None where its original is lost too, or can be read no more."""
    path = Path(entry.path)
    data = originals.read(entry.original)
    if data is None:
        data = bytes_if(path, entry.original)
    if data is None:
        return None
    if entry.original != entry.sha256:
        # All that there was to keep was the text.
        text = data.decode()
        return SourceText(path, text, "utf-8", entry.sha256, structure_of(path.name, text), entry.fields)
    try:
        return source_of(path, data, entry.fields)
    except SourceError:
        return None


def set_aside(home: Path) -> None:
    """Put a database that cannot be used where it does no harm: nothing in it is searched any more."""
    moment = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S")
    for path in database_files(home):
        path.replace(path.with_name(f"{ASIDE}{moment}-{path.name}"))


def clear_aside(home: Path) -> None:
    """Delete what was set aside: all of it has been made again, and what was withdrawn must not stay in it."""
    for path in home.glob(f"{ASIDE}*"):
        path.unlink(missing_ok=True)


def database_files(home: Path) -> Iterator[Path]:
    """The database's file and SQLite's own beside it, those that are there."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path = home / f"{DATABASE}{suffix}"
        if path.is_file():
            yield path
