"""Is every bit of the index what it was when it was written? Told without a model, and without changing anything."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..checksums import changed_releases
from ..errors import HomeError, NoIndex
from ..index import damaged_files, generations
from ..store import DATABASE, Store
from .ledger import Facts, Ledger
from .originals import Originals, bytes_if
from .recovery import differences, is_there


@dataclass(frozen=True)
class Damage:
    """Something that is not as it was stored; `mendable` where the next ingest, or `pressdesk repair`, makes it good
    without any file being brought in again."""

    what: str
    message: str
    mendable: bool


def examine_index(home: Path) -> Iterator[Damage]:
    """All that is wrong with the index in `home`. Raises `NoIndex`, and `HomeError` for what cannot be looked at."""
    ledger = Ledger(home)
    if not is_there(home):
        raise NoIndex(home)
    facts = ledger.read()
    if facts.damaged:
        yield Damage("ledger", f"{facts.damaged} lines cannot be read", mendable=True)
    yield from _originals(home, facts)
    yield from _database(home, facts)
    for folder in generations(home):
        for name in damaged_files(folder):
            yield Damage(f"index/{folder.name}/{name}", "is not what was written", mendable=True)


def _originals(home: Path, facts: Facts) -> Iterator[Damage]:
    originals = Originals(home)
    for entry in facts.current.values():
        if originals.read(entry.original) is not None:
            continue
        there = bytes_if(Path(entry.path), entry.original) is not None
        yield Damage(
            f"original of {entry.id}",
            "is missing or changed" + ("; its file is still there" if there else ""),
            mendable=there,
        )


def _database(home: Path, facts: Facts) -> Iterator[Damage]:
    mendable = bool(facts.current)
    try:
        store = Store.open(home)
    except HomeError as error:
        yield Damage(DATABASE, error.message.removeprefix(f"{home}: "), mendable)
        return
    try:
        changed = set(changed_releases(store.connection))
        found = differences(store, facts)
    except (sqlite3.DatabaseError, HomeError) as error:
        yield Damage(DATABASE, str(error), mendable)
        return
    finally:
        store.close()
    for release_id in sorted(changed):
        yield Damage(f"release {release_id}", "is not what was stored", mendable=facts.last(release_id) is not None)
    for entry in found.lost:
        yield Damage(f"release {entry.id}", "was stored and is not in the database", mendable=True)
    for release_id in found.unfinished:
        yield Damage(f"release {release_id}", "was being removed when that was cut off", mendable=True)
    for release_id in found.unwritten:
        yield Damage(f"release {release_id}", "is not in the ledger as it is stored", mendable=True)
