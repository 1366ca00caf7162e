"""API keys: created, listed, revoked; only hashes are stored.

A key is `pd_<id>_<secret>` with 256 random bits, so a plain hash of it can be stored: there is nothing to guess that a
slow hash (as for passwords) would protect (OWASP Authentication Cheat Sheet, "API keys"; NIST SP 800-63B, §5.1.2.2).
"""

import hashlib
import hmac
import re
import secrets
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pressdesk.ingest.errors import PressdeskError
from pressdesk.ingest.moment import now

from .home_database import HomeDatabase

DATABASE = "keys.db"
_KEY = re.compile(r"pd_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")
_NOBODY = "0" * 64
_TABLE = """CREATE TABLE IF NOT EXISTS keys (id TEXT PRIMARY KEY, name TEXT NOT NULL, scope TEXT NOT NULL,
created TEXT NOT NULL, hash TEXT NOT NULL, revoked TEXT)"""


class Scope(StrEnum):
    """What a key may do; each may what the ones before it may."""

    READ = "read"
    INGEST = "ingest"
    ADMIN = "admin"

    def includes(self, wanted: "Scope") -> bool:
        scopes = list(Scope)
        return scopes.index(self) >= scopes.index(wanted)


@dataclass(frozen=True)
class Key:
    """What is known of a key; `revoked`: when it was."""

    id: str
    name: str
    scope: Scope
    created: str
    revoked: str | None


class UnknownKey(PressdeskError):
    """No key has this id."""

    code = "unknown-key"
    status = 404

    def __init__(self, key_id: str) -> None:
        super().__init__(f"There is no key {key_id!r}.", "See the ids: pressdesk keys list")


class Keys:
    """The keys of an index folder, in a database of their own: the index can be deleted and made anew without them."""

    def __init__(self, home: Path) -> None:
        self._database = HomeDatabase(home, DATABASE, _TABLE)

    def create(self, name: str, scope: Scope) -> tuple[Key, str]:
        """A new key, and its only copy. Raises `HomeNotWritable`."""
        key = Key(secrets.token_hex(4), name, scope, now(), None)
        text = f"pd_{key.id}_{secrets.token_urlsafe(32)}"
        with self._database.writing() as db:
            db.execute(
                "INSERT INTO keys VALUES (?, ?, ?, ?, ?, NULL)", (key.id, name, scope.value, key.created, _hash(text))
            )
        return key, text

    def all(self) -> list[Key]:
        """Every key that was ever created, revoked ones too, the first first."""
        return [_key(row) for row in self._database.rows("SELECT * FROM keys ORDER BY created, id")]

    def revoke(self, key_id: str) -> None:
        """From now on the key opens nothing. Raises `UnknownKey`."""
        with self._database.writing() as db:
            changed = db.execute("UPDATE keys SET revoked = coalesce(revoked, ?) WHERE id = ?", (now(), key_id))
        if not changed.rowcount:
            raise UnknownKey(key_id)

    def exist(self) -> bool:
        """Whether a key was ever created: revoking the last one must not open the door."""
        return bool(self._database.rows("SELECT 1 FROM keys LIMIT 1"))

    def find(self, text: str) -> Key | None:
        """The key that `text` is, where it is one that is not revoked. Takes as long for a wrong secret as for a right
        one."""
        form = _KEY.fullmatch(text)
        rows = self._database.rows("SELECT * FROM keys WHERE id = ?", form.group(1)) if form else []
        stored = rows[0]["hash"] if rows else _NOBODY
        right = hmac.compare_digest(stored, _hash(text))
        return _key(rows[0]) if right and rows and rows[0]["revoked"] is None else None


def _key(row: sqlite3.Row) -> Key:
    return Key(row["id"], row["name"], Scope(row["scope"]), row["created"], row["revoked"])


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
