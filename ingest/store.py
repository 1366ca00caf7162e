"""SQLite: the releases as they came, their passages and sentences, and the vectors of both.

This file is the truth; the FAISS and lexical files are made from it (`index.py`) and can be made again without
the model. A release goes in or out in one transaction, so a stop at any moment leaves whole releases.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import numpy as np

from .checksums import release_checksum
from .connection import connected
from .embed import Vectors
from .errors import NoIndex, UnknownRelease
from .history import History
from .links.stored import StoredLinks
from .moment import now
from .overrides import NO_OVERRIDES, Overrides
from .read import SourceText
from .release import Passage, Release, own_title
from .rows import (
    OVERRIDES,
    STRUCTURE,
    StoredFile,
    StoredPassage,
    StoredSentence,
    original_of,
    packed,
    passage_of,
    release_of,
)
from .schema import explained

DATABASE = "pressdesk.db"


class Store:
    """The database of one index folder. One connection, usable from any thread; writers hold the folder's lock."""

    def __init__(self, home: Path, connection: sqlite3.Connection) -> None:
        self.home = home
        self._db = connection
        self.links = StoredLinks(connection)
        self.history = History(connection)

    @classmethod
    def open(cls, home: Path, *, create: bool = False) -> "Store":
        """Open the database in `home`, made anew where `create`.

        In a folder that can't be written it is opened for reading, unless `create`. Raises `NoIndex` where there is
        none, `HomeNotWritable` or `IndexDamaged` where it can't be used.
        """
        path = home / DATABASE
        if not create and not path.is_file():
            raise NoIndex(home)
        with explained(home):
            home.mkdir(parents=True, exist_ok=True)
            return cls(home, connected(path, create=create))

    def close(self) -> None:
        self._db.close()

    @property
    def connection(self) -> sqlite3.Connection:
        """For the tables that other modules keep in the same database."""
        return self._db

    @property
    def revision(self) -> int:
        """A number that grows with every change; equal numbers mean equal content."""
        return int(self.meta("revision") or 0)

    @property
    def settled(self) -> int:
        """The revision that readers are to follow at once. What an ingest adds is none before it ends: an index made of
        every step of it would keep readers busy. What is changed or taken out is one when it happens."""
        return int(self.meta("settled") or self.revision)

    def settle(self) -> None:
        """Readers are to follow what there is now."""
        if self.meta("settled") != str(self.revision):
            self.set_meta({"settled": str(self.revision)})

    def meta(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row["value"] if row else None

    def set_meta(self, values: dict[str, str]) -> None:
        with self.transaction():
            self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(values.items()))

    def file(self, path: Path) -> StoredFile | None:
        """The release that came from this file, by its absolute path."""
        row = self._db.execute("SELECT id, sha256 FROM releases WHERE path = ?", (str(path.absolute()),)).fetchone()
        return StoredFile(row["id"], row["sha256"]) if row else None

    def files_below(self, folder: Path) -> Iterator[tuple[Path, str]]:
        """Path and release id of every stored release whose file lay in `folder`."""
        for row in self._db.execute("SELECT path, id FROM releases").fetchall():
            if Path(row["path"]).is_relative_to(folder.absolute()):
                yield Path(row["path"]), row["id"]

    def put(
        self,
        release: Release,
        passages: Sequence[Passage],
        passage_vectors: Vectors,
        sentence_vectors: Vectors,
        *,
        path: Path,
        sha256: str,
        encoding: str,
        overrides: Overrides = NO_OVERRIDES,
    ) -> None:
        """Store a release with its passages, in place of what that file or id held before, in one transaction; a text
        of the same id from other bytes is kept as its former version.

        `passage_vectors` has a row a passage, `sentence_vectors` a row for each sentence of each passage in order.
        """
        contact = json.dumps(asdict(release.contact), ensure_ascii=False)
        row = (
            release.id, str(path.absolute()), release.source, sha256, encoding, release.url, release.title,
            release.organisation, release.place, release.date.isoformat() if release.date else None,
            release.language, contact, json.dumps(release.headings, ensure_ascii=False), release.text,
            now(), release.type,
            OVERRIDES.dump_json(overrides, exclude_none=True).decode(),
            STRUCTURE.dump_json(release.structure).decode(), "",
        )  # fmt: skip
        vectors = iter(sentence_vectors)
        with self.transaction():
            self.history.keep(release.id, sha256, release.text)
            before = self._db.execute(
                "DELETE FROM releases WHERE id = ? OR path = ?", (release.id, str(path.absolute()))
            ).rowcount
            self._db.execute(f"INSERT INTO releases VALUES ({','.join('?' * len(row))})", row)
            for passage, vector in zip(passages, passage_vectors, strict=True):
                cursor = self._db.execute(
                    "INSERT INTO passages (release_id, start, end, kind, heading, reading, vector)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        release.id,
                        passage.start,
                        passage.end,
                        passage.kind,
                        passage.heading,
                        passage.reading,
                        packed(vector),
                    ),
                )
                self._db.executemany(
                    "INSERT INTO sentences (passage_id, start, end, reading, vector) VALUES (?, ?, ?, ?, ?)",
                    [(cursor.lastrowid, s.start, s.end, s.reading, packed(next(vectors))) for s in passage.sentences],
                )
            checksum = release_checksum(self._db, release.id)
            self._db.execute("UPDATE releases SET checksum = ? WHERE id = ?", (checksum, release.id))
            self.advance()
            if before:
                self.settle()

    def remove(self, release_id: str) -> None:
        """Take a release out with all its passages and former versions. Raises `UnknownRelease`."""
        with self.transaction():
            if not self._db.execute("DELETE FROM releases WHERE id = ?", (release_id,)).rowcount:
                raise UnknownRelease(release_id)
            self.history.forget(release_id)
            self.advance()
            self.settle()

    def move(self, moved: Callable[[str], str]) -> None:
        """Know every release by another path, as `moved` gives it of the one before. Within a transaction."""
        for release_id, path in self._db.execute("SELECT id, path FROM releases").fetchall():
            if moved(path) != path:
                self._db.execute("UPDATE releases SET path = ? WHERE id = ?", (moved(path), release_id))
                checksum = release_checksum(self._db, release_id)
                self._db.execute("UPDATE releases SET checksum = ? WHERE id = ?", (checksum, release_id))

    def scrub(self) -> None:
        """Write what SQLite keeps aside into the database, so that nothing of what was removed stays there. While
        somebody reads, some of it may wait for the next time."""
        with explained(self.home):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def release(self, release_id: str) -> Release:
        """The release with this id. Raises `UnknownRelease`."""
        return release_of(self._row(release_id))

    def releases(self) -> list[Release]:
        """All releases, the newest first, those without a date last."""
        rows = self._db.execute("SELECT * FROM releases ORDER BY date IS NULL, date DESC, id").fetchall()
        return [release_of(row) for row in rows]

    def states(self) -> dict[str, tuple[str, str]]:
        """SHA-256 and overrides (as JSON) of every release, by its id, in order of id."""
        rows = self._db.execute("SELECT id, sha256, overrides FROM releases ORDER BY id")
        return {release_id: (sha256, overrides) for release_id, sha256, overrides in rows}

    def original(self, release_id: str) -> tuple[str, str, SourceText]:
        """Source, id and text of a release, as read from its file then. Raises `UnknownRelease`."""
        return original_of(self._row(release_id))

    def overrides(self, release_id: str) -> Overrides:
        """What a person gave for a release; nothing where there is no such release."""
        row = self._db.execute("SELECT overrides FROM releases WHERE id = ?", (release_id,)).fetchone()
        return OVERRIDES.validate_json(row["overrides"]) if row else NO_OVERRIDES

    def has_release(self, release_id: str) -> bool:
        return self._db.execute("SELECT 1 FROM releases WHERE id = ?", (release_id,)).fetchone() is not None

    def count(self, table: Literal["releases", "passages", "sentences"]) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def passages(self, ids: Iterable[int]) -> dict[int, StoredPassage]:
        """The passages with these ids, those that are gone left out."""
        rows = self._rows("passages", "id", ids)
        texts = {row["id"]: row["text"] for row in self._rows("releases", "id", {row["release_id"] for row in rows})}
        return {row["id"]: passage_of(row, texts[row["release_id"]]) for row in rows if row["release_id"] in texts}

    def sentences(self, passage_ids: Iterable[int]) -> dict[int, list[StoredSentence]]:
        """The sentences of each of these passages, in order."""
        found: dict[int, list[StoredSentence]] = {}
        for row in sorted(self._rows("sentences", "passage_id", passage_ids), key=lambda row: row["start"]):
            sentence = StoredSentence(row["id"], row["start"], row["end"], row["reading"])
            found.setdefault(row["passage_id"], []).append(sentence)
        return found

    def sentence_ids(self) -> dict[int, tuple[int, ...]]:
        """Ids of the sentences of every passage, by the passage's id."""
        found: dict[int, list[int]] = {}
        for sentence, passage in self._db.execute("SELECT id, passage_id FROM sentences ORDER BY id"):
            found.setdefault(passage, []).append(sentence)
        return {passage: tuple(sentences) for passage, sentences in found.items()}

    def release_ids(self) -> dict[int, str]:
        """The release of every passage, by the passage's id."""
        return dict(self._db.execute("SELECT id, release_id FROM passages").fetchall())

    def passage_ids(self, release_id: str) -> list[int]:
        """Ids of the passages of one release, in order."""
        rows = self._db.execute("SELECT id FROM passages WHERE release_id = ? ORDER BY id", (release_id,))
        return [row["id"] for row in rows]

    def readings(self, ids: Iterable[int] | None = None) -> Iterator[tuple[int, str, str]]:
        """Id, words and release language of every passage, or of those with `ids`, in order of id.

        The words begin with the release's title where it has one of its own: a paragraph on a building need not name
        the building again.
        """
        wanted = None if ids is None else list(ids)
        where = "" if wanted is None else f" WHERE p.id IN ({','.join('?' * len(wanted))})"
        rows = self._db.execute(
            "SELECT p.id, p.reading, r.language, r.title, r.source FROM passages p"
            f" JOIN releases r ON r.id = p.release_id{where} ORDER BY p.id",
            wanted or [],
        )
        for row in rows:
            title = own_title(row["title"], row["source"])
            yield row["id"], f"{title}\n{row['reading']}" if title else row["reading"], row["language"]

    def vectors(self, table: Literal["passages", "sentences"], dimension: int) -> tuple[np.ndarray, Vectors]:
        """Ids (int64) and vectors of every row of `table`, in order of id."""
        rows = self._db.execute(f"SELECT id, vector FROM {table} ORDER BY id").fetchall()
        ids = np.fromiter((row["id"] for row in rows), dtype=np.int64, count=len(rows))
        matrix = np.frombuffer(b"".join(row["vector"] for row in rows), dtype="<f2").reshape(-1, dimension)
        return ids, np.ascontiguousarray(matrix, dtype=np.float32)

    def _row(self, release_id: str) -> sqlite3.Row:
        row = self._db.execute("SELECT * FROM releases WHERE id = ?", (release_id,)).fetchone()
        if row is None:
            raise UnknownRelease(release_id)
        return row

    def _rows(self, table: str, column: str, values: Iterable[object]) -> list[sqlite3.Row]:
        wanted = list(values)
        marks = ",".join("?" * len(wanted))
        return self._db.execute(f"SELECT * FROM {table} WHERE {column} IN ({marks})", wanted).fetchall()

    def advance(self) -> None:
        """Make it another revision: called in the transaction that changes something."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('revision', ?)", (str(self.revision + 1),))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens or nothing does; one inside another is part of it."""
        if self._db.in_transaction:
            yield
            return
        with explained(self.home):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
