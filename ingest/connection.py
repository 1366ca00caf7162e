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
    return _opened(
        str(path),
        path.parent,
        "journal_mode = WAL",
        "foreign_keys = ON",
        # What is withdrawn is to be gone, not only out of sight.
        "secure_delete = ON",
    )


def _for_reading(path: Path) -> sqlite3.Connection:
    """Without the files beside it that SQLite would make: nobody writes it, and what was written is all in it, unless
    there is a write-ahead log."""
    how = "mode=ro" if path.with_name(f"{path.name}-wal").is_file() else "immutable=1"
    return _opened(f"file:{quote(str(path))}?{how}", path.parent)


def _opened(name: str, home: Path, *pragmas: str) -> sqlite3.Connection:
    db = sqlite3.connect(
        name, uri=name.startswith("file:"), check_same_thread=False, isolation_level=None, timeout=_SECONDS
    )
    try:
        db.row_factory = sqlite3.Row
        for pragma in pragmas:
            db.execute(f"PRAGMA {pragma}")
        migrate(home, db)
    except BaseException:
        db.close()
        raise
    return db


def _is_read_only(error: sqlite3.OperationalError) -> bool:
    return any(said in str(error) for said in ("readonly", "unable to open"))
