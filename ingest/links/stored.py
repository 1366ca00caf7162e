"""The links in the database, and which releases are still to be linked."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping

from .link import Link, LinkKind, Links, both_ways

RULES = "1"
"""Raised when links are judged otherwise, or bands made otherwise: all releases are then linked anew."""

_AT_ONCE = 500
"""Values in one statement; SQLite takes some thousands."""


class StoredLinks:
    """The links of one database. Its methods that write are called inside the store's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def all(self) -> Links:
        """All links as stored."""
        return Links(_link(row) for row in self._db.execute("SELECT release_id, kind, other_id FROM links"))

    def of(self, release_id: str) -> tuple[Link, ...]:
        """The links of one release, by kind."""
        rows = self._db.execute("SELECT release_id, kind, other_id FROM links WHERE release_id = ?", (release_id,))
        return tuple(sorted(map(_link, rows)))

    def unlinked(self) -> list[str]:
        """Ids of the releases that are to be linked: new ones, those that lost a link with a release that is gone or
        changed, and all where the rules are others."""
        known = self._db.execute("SELECT value FROM meta WHERE key = 'links'").fetchone()
        by_these_rules = known is not None and known["value"] == RULES
        where = "WHERE id NOT IN (SELECT release_id FROM linked)" if by_these_rules else ""
        return [row["id"] for row in self._db.execute(f"SELECT id FROM releases {where} ORDER BY id").fetchall()]

    def sharing(self, bands: Collection[int]) -> set[str]:
        """Ids of the linked releases that have one of these bands."""
        found: set[str] = set()
        wanted = list(bands)
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            marks = ",".join("?" * len(some))
            found |= {row[0] for row in self._db.execute(f"SELECT release_id FROM bands WHERE band IN ({marks})", some)}
        return found

    def change(self, dropped: Iterable[Link], added: Iterable[Link], bands: Mapping[str, Collection[int]]) -> None:
        """Take links out and put links in, both ways each; the releases of `bands` are linked then."""
        self._db.executemany(
            "DELETE FROM links WHERE release_id = ? AND kind = ? AND other_id = ?", map(_row, both_ways(dropped))
        )
        self._db.executemany("INSERT OR IGNORE INTO links VALUES (?, ?, ?)", map(_row, both_ways(added)))
        self._db.executemany("DELETE FROM bands WHERE release_id = ?", [(release_id,) for release_id in bands])
        self._db.executemany(
            "INSERT OR IGNORE INTO bands VALUES (?, ?)",
            [(band, release_id) for release_id, theirs in bands.items() for band in theirs],
        )
        # Also those that lost a link just now: their links were worked out with the others.
        self._db.execute("INSERT OR IGNORE INTO linked SELECT id FROM releases")
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('links', ?)", (RULES,))


def _link(row: sqlite3.Row) -> Link:
    return Link(row["release_id"], LinkKind(row["kind"]), row["other_id"])


def _row(link: Link) -> tuple[str, str, str]:
    return link.release_id, link.kind, link.other_id
