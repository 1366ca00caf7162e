"""The ledger: which releases there are, and from which originals, written down outside the database.

A line is a fact, with its checksum before it, and is on the disk before anybody is told of it. The database is the
truth; where it is gone or damaged, the releases are made again from this and the originals (`recovery.py`). A withdrawn
release leaves no line but the one that says which file must not come back by itself.
"""

import json
import os
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..schema import explained
from .atomic import sync_folder, write_atomically

LEDGER = "ledger.jsonl"


@dataclass(frozen=True)
class Entry:
    """A release as it was stored: its file's path, shown name and SHA-256, the name of its original, the facts known
    beside the text, and what a person gave (`Overrides` as JSON)."""

    id: str
    path: str
    source: str
    sha256: str
    original: str
    fields: dict[str, str] = field(default_factory=dict)
    overrides: str = "{}"
    at: str = ""


@dataclass
class Facts:
    """What a ledger says: of each release its entries, the last one first of all; which releases are on their way out;
    the SHA-256 of what was withdrawn, by path; and how many lines could not be read."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    leaving: set[str] = field(default_factory=set)
    withdrawn: dict[str, str] = field(default_factory=dict)
    damaged: int = 0

    @property
    def current(self) -> dict[str, Entry]:
        """The last entry of each release that is there to stay."""
        return {i: entries[-1] for i, entries in self.entries.items() if i not in self.leaving}

    def last(self, release_id: str) -> Entry | None:
        """The last entry of a release; None where there is none, or where it is on its way out."""
        entries = self.entries.get(release_id)
        return entries[-1] if entries and release_id not in self.leaving else None

    @property
    def originals(self) -> set[str]:
        """Names of the originals that some entry needs."""
        return {entry.original for entries in self.entries.values() for entry in entries}


class Ledger:
    """The ledger of one index folder. Writers hold the folder's lock. Raises `HomeNotWritable`."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._path = home / LEDGER

    @property
    def exists(self) -> bool:
        return self._path.is_file()

    def read(self) -> Facts:
        """All that it says. A line that was cut off or changed is counted and left out."""
        facts = Facts()
        if not self.exists:
            return facts
        for line in self._path.read_bytes().splitlines():
            fact = _fact(line) if line else {}
            if fact is None:
                facts.damaged += 1
            elif "leaving" in fact:
                facts.leaving.add(fact["leaving"])
            elif "withdrawn" in fact:
                facts.withdrawn[fact["withdrawn"]] = fact["sha256"]
            elif fact:
                entry = Entry(**fact)
                facts.entries.setdefault(entry.id, []).append(entry)
                facts.leaving.discard(entry.id)
                facts.withdrawn.pop(entry.path, None)
        return facts

    def stored(self, entries: Sequence[Entry]) -> None:
        """These releases are stored."""
        self._append(asdict(entry) for entry in entries)

    def leaving(self, release_ids: Iterable[str]) -> None:
        """These are about to be taken out: whatever happens from now on, they don't come back."""
        self._append({"leaving": release_id} for release_id in release_ids)

    def gone(self, release_ids: Collection[str], withdrawn: Iterable[Entry] = ()) -> set[str]:
        """These are out: no line has them any more but that of a file that was `withdrawn`. Returns the names of the
        originals that nothing needs now."""
        facts = self.read()
        before = facts.originals
        for entry in withdrawn:
            facts.withdrawn[entry.path] = entry.sha256
        for release_id in release_ids:
            facts.entries.pop(release_id, None)
            facts.leaving.discard(release_id)
        self.write(facts)
        return before - facts.originals

    def write(self, facts: Facts) -> None:
        """Write it anew, a line for each original that a release has had."""
        lines: list[dict[str, Any]] = [{"withdrawn": path, "sha256": sha} for path, sha in facts.withdrawn.items()]
        for entries in facts.entries.values():
            lines += [asdict(entry) for entry in {entry.original: entry for entry in entries}.values()]
        lines += [{"leaving": release_id} for release_id in facts.leaving]
        with explained(self._home):
            write_atomically(self._path, b"".join(map(_line, lines)))

    def _append(self, facts: Iterable[dict[str, Any]]) -> None:
        lines = b"".join(map(_line, facts))
        if not lines:
            return
        is_new = not self.exists
        with explained(self._home), self._path.open("ab") as file:
            # Whatever was cut off before must not take the next line with it.
            file.write(b"\n" + lines if self._is_cut_off() else lines)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync_folder(self._path.parent)

    def _is_cut_off(self) -> bool:
        with self._path.open("rb") as file:
            if not file.seek(0, os.SEEK_END):
                return False
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"


def _line(fact: dict[str, Any]) -> bytes:
    text = json.dumps(fact, ensure_ascii=False, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _fact(line: bytes) -> dict[str, Any] | None:
    check, _, text = line.partition(b" ")
    try:
        return json.loads(text) if int(check, 16) == zlib.crc32(text) else None
    except ValueError:
        return None
