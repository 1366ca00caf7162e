"""The list of what could not be read: it holds nothing up, and is tried again when somebody wants it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .errors import SourceError
from .store import Store


@dataclass(frozen=True)
class Unread:
    """A file that could not be read, why, what to do, and when it was tried last (ISO 8601, UTC)."""

    path: Path
    code: str
    message: str
    remedy: str
    tried_at: str


def unread(store: Store) -> list[Unread]:
    """All that could not be read when it was tried last, in order of path."""
    rows = store.connection.execute("SELECT path, code, message, remedy, tried_at FROM unread ORDER BY path")
    return [Unread(Path(path), *others) for path, *others in rows.fetchall()]


def note_read(store: Store, paths: Iterable[Path]) -> None:
    """These were read, or are there no more: they are off the list."""
    with store.transaction():
        store.connection.executemany("DELETE FROM unread WHERE path = ?", [(str(p.absolute()),) for p in paths])


def note_unread(store: Store, error: SourceError) -> None:
    """This one could not be read."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    row = (str(error.path.absolute()), error.code, error.message, error.remedy, now)
    with store.transaction():
        store.connection.execute("INSERT OR REPLACE INTO unread VALUES (?, ?, ?, ?, ?)", row)
