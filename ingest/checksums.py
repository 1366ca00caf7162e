"""Checksums over what the database holds of a release, so that a changed bit is found before it is printed."""

import hashlib
import sqlite3
from collections.abc import Iterator

_RELEASE = (
    "SELECT id, path, source, sha256, encoding, url, title, organisation, place, date, language, type, contact,"
    " headings, overrides, structure, text FROM releases WHERE id = ?"
)
_PASSAGES = "SELECT id, start, end, kind, heading, reading, vector FROM passages WHERE release_id = ? ORDER BY id"
_SENTENCES = (
    "SELECT s.id, s.start, s.end, s.reading, s.vector FROM passages p JOIN sentences s ON s.passage_id = p.id"
    " WHERE p.release_id = ? ORDER BY s.id"
)


def release_checksum(db: sqlite3.Connection, release_id: str) -> str:
    """SHA-256 over all that is stored of a release: its row, its passages and sentences, and their vectors."""
    digest = hashlib.sha256()
    for query in (_RELEASE, _PASSAGES, _SENTENCES):
        for row in db.execute(query, (release_id,)):
            for value in row:
                part = value if isinstance(value, bytes) else str(value).encode()
                digest.update(b"%d:" % len(part))
                digest.update(part)
    return digest.hexdigest()


def changed_releases(db: sqlite3.Connection) -> Iterator[str]:
    """Ids of the releases whose checksum is another than when they were stored. Raises `sqlite3.DatabaseError` where
    the database cannot be read through."""
    for row in db.execute("PRAGMA quick_check(1)"):
        if row[0] != "ok":
            raise sqlite3.DatabaseError(row[0])
    for release_id, checksum in db.execute("SELECT id, checksum FROM releases").fetchall():
        # Releases that an earlier version stored have none.
        if checksum and checksum != release_checksum(db, release_id):
            yield release_id
