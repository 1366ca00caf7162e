"""Connections to the database: for writers, and for readers of a folder that nobody may write."""

import sqlite3
from pathlib import Path
from urllib.parse import quote

from .schema import migrate

_SECONDS = 30.0
"""How long one waits for another that writes."""


def connected(path: Path, *, create: bool) -> sqlite3.Connection:
    """The database at `path`, usable from any thread, its schema the newest. Where its folder can't be written, and
    `create` does not ask for that, it is opened as it is. Raises `sqlite3.DatabaseError`."""
    try:
        return _for_writing(path)
    except sqlite3.OperationalError as error:
        if create or not _is_read_only(error):
            raise
    return _for_reading(path)


def _for_writing(path: Path) -> sqlite3.Connection:
    db = _opened(str(path))
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA foreign_keys = ON")
        # What is withdrawn is to be gone, not only out of sight.
        db.execute("PRAGMA secure_delete = ON")
        migrate(path.parent, db)
    except BaseException:
        db.close()
        raise
    return db


def _for_reading(path: Path) -> sqlite3.Connection:
    """Without the files beside it that SQLite would make: nobody writes it, and what was written is all in it, unless
    there is a write-ahead log."""
    how = "mode=ro" if path.with_name(f"{path.name}-wal").is_file() else "immutable=1"
    db = _opened(f"file:{quote(str(path))}?{how}")
    try:
        migrate(path.parent, db)
    except BaseException:
        db.close()
        raise
    return db


def _opened(name: str) -> sqlite3.Connection:
    db = sqlite3.connect(
        name, uri=name.startswith("file:"), check_same_thread=False, isolation_level=None, timeout=_SECONDS
    )
    db.row_factory = sqlite3.Row
    return db


def _is_read_only(error: sqlite3.OperationalError) -> bool:
    return any(said in str(error) for said in ("readonly", "unable to open"))
