"""What was fetched before: the files, and beside them what is known of each (SQLite).

A file is on the disk before its row is: stopped in between, the next run fetches it once more and finds the same.
"""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Self

from ..errors import HomeNotWritable
from ..safekeeping.atomic import write_atomically
from .addresses import file_name
from .kinds import LISTS, Kind

Change = Literal["new", "changed", "unchanged"]

_STATE = ".fetched.sqlite3"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS pages (
    url TEXT PRIMARY KEY, asked TEXT NOT NULL, kind TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
    etag TEXT NOT NULL, last_modified TEXT NOT NULL, content_type TEXT NOT NULL, fields TEXT NOT NULL,
    from_list INTEGER NOT NULL, fetched_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS pages_asked ON pages (asked);
"""
_COLUMNS = "url, asked, kind, file, etag, last_modified, content_type, fields, from_list, sha256"


@dataclass(frozen=True)
class Kept:
    """A page as it was fetched last: `asked`, the address that led to it; `file`, its path below the folder;
    `from_list`, whether its text was the feed's and not its own page's."""

    url: str
    asked: str
    kind: Kind
    file: str
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    from_list: bool = False
    sha256: str = ""


class Shelf:
    """Files and state in one folder, closed at the end of its `with`. Raises `HomeNotWritable`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            try:
                self._db = self._opened()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                # It only spares requests: without it everything is fetched once more.
                (folder / _STATE).unlink()
                self._db = self._opened()
        except (OSError, sqlite3.Error) as error:
            raise self._not_writable(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def find(self, url: str) -> Kept | None:
        """What is kept of an address itself."""
        return self._found("url = ?", url)

    def led_to(self, url: str) -> Kept | None:
        """What is kept of an address, or of the one that it redirected to."""
        return self.find(url) or self._found("asked = ?", url)

    def _found(self, where: str, url: str) -> Kept | None:
        row = self._db.execute(f"SELECT {_COLUMNS} FROM pages WHERE {where}", (url,)).fetchone()
        if row is None:
            return None
        values = dict(zip(_COLUMNS.split(", "), row, strict=True))
        return Kept(**{**values, "fields": json.loads(values["fields"]), "from_list": bool(values["from_list"])})

    def read(self, kept: Kept) -> bytes | None:
        """The file's bytes; None where it is there no more, or not as it was."""
        with suppress(OSError):
            data = (self.folder / kept.file).read_bytes()
            if hashlib.sha256(data).hexdigest() == kept.sha256:
                return data
        return None

    def conditions(self, url: str) -> dict[str, str]:
        """Headers to send to this address, so that what is kept is not sent again."""
        kept = self.find(url)
        if kept is None or kept.from_list or self.read(kept) is None:
            return {}
        told = {"If-None-Match": kept.etag, "If-Modified-Since": kept.last_modified}
        return {name: value for name, value in told.items() if value}

    def put(self, kept: Kept, data: bytes) -> Change:
        """Keep these bytes as `kept.file`; returns what that changes. When it returns, they are on the disk."""
        before = self.find(kept.url)
        kept = replace(kept, sha256=hashlib.sha256(data).hexdigest())
        path = self.folder / kept.file
        same = before is not None and (before.sha256, before.file) == (kept.sha256, kept.file)
        try:
            if self.read(kept) is None:
                write_atomically(path, data)
            row = {**vars(kept), "fields": json.dumps(dict(kept.fields), ensure_ascii=False)}
            values = ", ".join(f":{name}" for name in _COLUMNS.split(", "))
            self._db.execute(
                f"INSERT OR REPLACE INTO pages ({_COLUMNS}, fetched_at) VALUES ({values}, datetime())", row
            )
            if before and before.file != kept.file:
                (self.folder / before.file).unlink(missing_ok=True)
        except (OSError, sqlite3.Error) as error:
            raise self._not_writable(error) from error
        return "new" if before is None else "unchanged" if same else "changed"

    def _opened(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.folder / _STATE, timeout=30, isolation_level=None, check_same_thread=False)
        try:
            db.executescript(_SCHEMA)
        except sqlite3.Error:
            db.close()
            raise
        return db

    def _not_writable(self, error: Exception) -> HomeNotWritable:
        return HomeNotWritable(
            self.folder, f"what is fetched cannot be kept ({error}).", "Check rights and free space."
        )


def place(url: str, kind: Kind) -> str:
    """Path of the file for an address: lists go where no release is looked for."""
    if kind in LISTS:
        return f".lists/{file_name(url)}.xml"
    return f"{file_name(url)}.{kind}"
