"""A small SQLite database in the index's folder, beside the index: it outlives an index that is made anew."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pressdesk.ingest.schema import explained


class HomeDatabase:
    """The file `name` in `home`; `schema` makes its tables where they are not there. Each use opens it and closes it
    again, so that any thread and any process may. Raises `HomeNotWritable`, `IndexDamaged`."""

    def __init__(self, home: Path, name: str, schema: str) -> None:
        self._path = home / name
        self._schema = schema

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """What a query finds; nothing where the file is not there yet."""
        if not self._path.is_file():
            return []
        with explained(self._path.parent), closing(self._open()) as db:
            return db.execute(query, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The database, made where it is not there, for one change: all of it happens, or nothing does."""
        with explained(self._path.parent):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._open()) as db, db:
                db.executescript(self._schema)
                yield db

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=30)
        db.row_factory = sqlite3.Row
        return db
