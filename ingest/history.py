"""What releases said before their files changed. Nothing here is searched or cited."""

import datetime
import sqlite3
from dataclasses import dataclass

from .errors import UnknownVersion
from .moment import now
from .release import Release


@dataclass(frozen=True)
class Version:
    """A former text of a release: `sha256` of the file's bytes then; when it was ingested and when the next one took
    its place, in UTC."""

    sha256: str
    title: str
    date: datetime.date | None
    language: str
    text: str
    ingested_at: datetime.datetime
    replaced_at: datetime.datetime


class History:
    """The former versions in one database. Its methods that write are called inside the store's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def keep(self, release_id: str, sha256: str, text: str) -> None:
        """Keep what the release says now, where it is about to say `text`, from a file with other bytes. The same bytes
        read another way are no new version."""
        self._db.execute(
            "INSERT INTO versions (release_id, sha256, title, date, language, text, ingested_at, replaced_at)"
            " SELECT id, sha256, title, date, language, text, ingested_at, ? FROM releases"
            " WHERE id = ? AND sha256 <> ? AND text <> ?",
            (now(), release_id, sha256, text),
        )

    def put_back(self, then: Release, sha256: str, ingested_at: str, replaced_at: str) -> None:
        """Keep what a release said once, by what the ledger says of it (times in ISO 8601, UTC)."""
        day = then.date.isoformat() if then.date else None
        self._db.execute(
            "INSERT INTO versions (release_id, sha256, title, date, language, text, ingested_at, replaced_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (then.id, sha256, then.title, day, then.language, then.text, ingested_at, replaced_at),
        )

    def of(self, release_id: str) -> list[Version]:
        """The former versions of a release, the last one first; none where there is no such release."""
        rows = self._db.execute("SELECT * FROM versions WHERE release_id = ? ORDER BY id DESC", (release_id,))
        return [_version(row) for row in rows.fetchall()]

    def version(self, release_id: str, sha256: str) -> Version:
        """The last version of a release that came from a file with this hash. Raises `UnknownVersion`."""
        found = next((version for version in self.of(release_id) if version.sha256 == sha256), None)
        if found is None:
            raise UnknownVersion(release_id, sha256)
        return found

    def forget(self, release_id: str) -> None:
        """Take out all former versions of a release."""
        self._db.execute("DELETE FROM versions WHERE release_id = ?", (release_id,))


def _version(row: sqlite3.Row) -> Version:
    return Version(
        sha256=row["sha256"],
        title=row["title"],
        date=datetime.date.fromisoformat(row["date"]) if row["date"] else None,
        language=row["language"],
        text=row["text"],
        ingested_at=datetime.datetime.fromisoformat(row["ingested_at"]),
        replaced_at=datetime.datetime.fromisoformat(row["replaced_at"]),
    )
