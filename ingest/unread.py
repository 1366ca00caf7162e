"""The list of what could not be read: it holds nothing up, and is tried again when somebody wants it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .errors import AddressError, SourceError
from .moment import now
from .store import Store


@dataclass(frozen=True)
class Unread:
    """A file, by its absolute path, or an address that could not be read; why, what to do, and when it was tried last
    (ISO 8601, UTC)."""

    what: str
    code: str
    message: str
    remedy: str
    tried_at: str

    @property
    def path(self) -> Path | None:
        """None of an address."""
        return None if self.what.startswith(("http://", "https://")) else Path(self.what)


def unread(store: Store) -> list[Unread]:
    """All that could not be read when it was tried last, in order of what it is."""
    rows = store.connection.execute("SELECT path, code, message, remedy, tried_at FROM unread ORDER BY path")
    return [Unread(*row) for row in rows.fetchall()]


def note_read(store: Store, what: Iterable[str]) -> None:
    """These were read, or are there no more: they are off the list."""
    with store.transaction():
        store.connection.executemany("DELETE FROM unread WHERE path = ?", [(one,) for one in what])


def note_unread(store: Store, error: SourceError) -> None:
    """This one could not be read."""
    what = error.url if isinstance(error, AddressError) else str(error.path.absolute())
    with store.transaction():
        store.connection.execute(
            "INSERT OR REPLACE INTO unread VALUES (?, ?, ?, ?, ?)",
            (what, error.code, error.message, error.remedy, now()),
        )
