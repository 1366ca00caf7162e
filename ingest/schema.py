"""The database's schema, in numbered steps, and its complaints in words that say what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import HomeNotWritable, IndexDamaged, IndexTooNew
from .read import structure_of
from .release_type import recognise_type
from .rows import STRUCTURE

_STEPS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE releases (
        id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, source TEXT NOT NULL, sha256 TEXT NOT NULL,
        encoding TEXT NOT NULL, url TEXT, title TEXT NOT NULL, organisation TEXT NOT NULL, place TEXT NOT NULL,
        date TEXT, language TEXT NOT NULL, is_correction INTEGER NOT NULL, contact TEXT NOT NULL,
        headings TEXT NOT NULL, text TEXT NOT NULL, ingested_at TEXT NOT NULL
    );
    CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT, release_id TEXT NOT NULL REFERENCES releases ON DELETE CASCADE,
        start INTEGER NOT NULL, end INTEGER NOT NULL, kind TEXT NOT NULL, heading TEXT NOT NULL,
        reading TEXT NOT NULL, vector BLOB NOT NULL
    );
    CREATE TABLE sentences (
        id INTEGER PRIMARY KEY AUTOINCREMENT, passage_id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
        start INTEGER NOT NULL, end INTEGER NOT NULL, reading TEXT NOT NULL, vector BLOB NOT NULL
    );
    CREATE INDEX passages_of_release ON passages (release_id);
    CREATE INDEX sentences_of_passage ON sentences (passage_id);
    """,
    """
    ALTER TABLE releases ADD COLUMN type TEXT NOT NULL DEFAULT 'press-release';
    UPDATE releases SET type = recognise_type(title, text);
    ALTER TABLE releases DROP COLUMN is_correction;
    """,
    """
    ALTER TABLE releases ADD COLUMN overrides TEXT NOT NULL DEFAULT '{}';
    """,
    """
    ALTER TABLE releases ADD COLUMN structure TEXT NOT NULL DEFAULT '{}';
    UPDATE releases SET structure = structure_of(path, text);
    """,
    """
    ALTER TABLE releases ADD COLUMN checksum TEXT NOT NULL DEFAULT '';
    CREATE TABLE unread (path TEXT PRIMARY KEY, code TEXT NOT NULL, message TEXT NOT NULL, remedy TEXT NOT NULL,
        tried_at TEXT NOT NULL);
    """,
    """
    CREATE TABLE links (
        release_id TEXT NOT NULL REFERENCES releases ON DELETE CASCADE, kind TEXT NOT NULL,
        other_id TEXT NOT NULL REFERENCES releases ON DELETE CASCADE, PRIMARY KEY (release_id, kind, other_id)
    ) WITHOUT ROWID;
    CREATE INDEX links_to ON links (other_id);
    CREATE TABLE bands (
        band INTEGER NOT NULL, release_id TEXT NOT NULL REFERENCES releases ON DELETE CASCADE,
        PRIMARY KEY (band, release_id)
    ) WITHOUT ROWID;
    CREATE INDEX bands_of ON bands (release_id);
    CREATE TABLE linked (release_id TEXT PRIMARY KEY REFERENCES releases ON DELETE CASCADE) WITHOUT ROWID;
    CREATE TRIGGER unlinked AFTER DELETE ON links BEGIN
        DELETE FROM linked WHERE release_id IN (OLD.release_id, OLD.other_id);
    END;
    CREATE TABLE versions (
        id INTEGER PRIMARY KEY, release_id TEXT NOT NULL, sha256 TEXT NOT NULL, title TEXT NOT NULL, date TEXT,
        language TEXT NOT NULL, text TEXT NOT NULL, ingested_at TEXT NOT NULL, replaced_at TEXT NOT NULL
    );
    CREATE INDEX versions_of ON versions (release_id);
    """,
)
"""The schema's steps, in order; a database knows in `user_version` how many it has taken. They may call
`recognise_type` and `structure_of`."""


def migrate(home: Path, db: sqlite3.Connection) -> None:
    """Take the steps that a database has not taken yet. Raises `IndexTooNew`."""
    taken = db.execute("PRAGMA user_version").fetchone()[0]
    if taken > len(_STEPS):
        raise IndexTooNew(home)
    db.create_function("recognise_type", 2, recognise_type)
    db.create_function("structure_of", 2, lambda path, text: STRUCTURE.dump_json(structure_of(path, text)).decode())
    while taken < len(_STEPS):
        db.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have taken the step while this one waited.
            if db.execute("PRAGMA user_version").fetchone()[0] == taken:
                for statement in _statements(_STEPS[taken]):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {taken + 1}")
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise
        taken = db.execute("PRAGMA user_version").fetchone()[0]


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for piece in script.split(";")[:-1]:
        statement += f"{piece};"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def explained(home: Path) -> Iterator[None]:
    """SQLite's and the system's complaints as errors that say what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        text = str(error)
        if "full" in text or "disk I/O" in text or "readonly" in text or "unable to open" in text:
            raise _not_writable(home, text) from error
        raise IndexDamaged(
            home, f"the database cannot be used ({text}).", "Make it again from its originals: pressdesk repair"
        ) from error
    except OSError as error:
        raise _not_writable(home, error.strerror or str(error)) from error


def _not_writable(home: Path, reason: str) -> HomeNotWritable:
    return HomeNotWritable(
        home, f"the folder cannot be written ({reason}).", "What was stored stays. Make room or rights, then go on."
    )
