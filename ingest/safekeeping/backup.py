"""An index in one file, and back.

A backup holds what cannot be made again: the databases, the ledger, the originals, and what was fetched. The FAISS and
lexical files are made from the database when it is restored. Each file's SHA-256 is in it and checked on the way back.
"""

import hashlib
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

from pydantic import BaseModel

from ..errors import BackupUnusable, HomeNotEmpty, NoIndex
from ..schema import explained
from ..store import DATABASE, Store
from ..weights import file_sha256
from ..writing import Writing
from .ledger import LEDGER, Ledger
from .recovery import ASIDE

_CONTENTS = "pressdesk-backup.json"
_FORMAT = 1
_FOLDERS = ("originals", "uploads", "web")


class _Contents(BaseModel):
    """What a backup says of itself: the home that it is of, and the SHA-256 of each file by its name."""

    format: int
    home: Path
    files: dict[str, str]


@dataclass(frozen=True)
class BackedUp:
    """How many files and bytes a backup holds."""

    files: int
    bytes: int


def backup(home: Path, target: Path) -> BackedUp:
    """Write what is in `home` to the file `target`, which is there whole or not at all.

    Raises `NoIndex`, `IndexBusy` while another process writes the index, `HomeNotWritable` where `target` cannot be
    written.
    """
    if not (home / DATABASE).is_file():
        raise NoIndex(home)
    with Writing(home, None), explained(target.parent), tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        aside = Path(scratch) / target.name
        sums: dict[str, str] = {}
        size = 0
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, path in _files(home, Path(scratch)):
                archive.write(path, name)
                sums[name] = file_sha256(path)
                size += path.stat().st_size
            contents = _Contents(format=_FORMAT, home=home.absolute(), files=sums)
            archive.writestr(_CONTENTS, contents.model_dump_json(indent=1))
        _checked(aside)
        aside.replace(target)
    return BackedUp(len(sums), size)


def restore(source: Path, home: Path) -> BackedUp:
    """Put what the backup `source` holds into `home`, which must be empty or not there. Nothing is there until all of
    it is checked. Raises `BackupUnusable`, `HomeNotEmpty`, `HomeNotWritable`."""
    if home.is_dir() and any(home.iterdir()):
        raise HomeNotEmpty(home)
    contents = _checked(source)
    size = 0
    with explained(home):
        home.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{home.name}.", dir=home.parent))
        try:
            with zipfile.ZipFile(source) as archive:
                for name in contents.files:
                    path = aside / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    with archive.open(name) as packed, path.open("wb") as file:
                        shutil.copyfileobj(packed, file)
                    size += path.stat().st_size
            _moved(aside, contents.home, home.absolute())
            aside.chmod(0o755)
            if home.is_dir():
                home.rmdir()
            aside.replace(home)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
    return BackedUp(len(contents.files), size)


def _files(home: Path, scratch: Path) -> Iterator[tuple[str, Path]]:
    """Name and place of each file to keep; of a database, a copy of one moment."""
    for path in sorted(home.glob("*.db")):
        if path.name.startswith(ASIDE):
            continue
        copy = scratch / f"copy-of-{path.name}"
        with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(copy)) as kept:
            live.backup(kept)
        yield path.name, copy
    if (home / LEDGER).is_file():
        yield LEDGER, home / LEDGER
    for folder in _FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(home).as_posix(), path


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while part := file.read(1 << 20):
        digest.update(part)
    return digest.hexdigest()


def _moved(folder: Path, before: Path, now: Path) -> None:
    """Releases whose files lay in the index's own folder (uploads, what was fetched) are known by where it is now: the
    same name again is to be the same release."""
    if before == now:
        return

    def moved(path: str) -> str:
        return str(now / Path(path).relative_to(before)) if Path(path).is_relative_to(before) else path

    store = Store.open(folder)
    try:
        with store.transaction():
            store.move(moved)
    finally:
        store.close()
    ledger = Ledger(folder)
    facts = ledger.read()
    facts.withdrawn = {moved(path): sha256 for path, sha256 in facts.withdrawn.items()}
    for release_id, entries in facts.entries.items():
        facts.entries[release_id] = [replace(entry, path=moved(entry.path)) for entry in entries]
    ledger.write(facts)


def _checked(source: Path) -> _Contents:
    """What a backup says of itself. Raises `BackupUnusable` where a file in it is not what was put in."""
    try:
        with zipfile.ZipFile(source) as archive:
            contents = _Contents.model_validate_json(archive.read(_CONTENTS))
            if contents.format != _FORMAT:
                raise BackupUnusable(source, "a newer Pressdesk made it.", "Use that version.")
            for name, checksum in contents.files.items():
                parts = PurePosixPath(name).parts
                if not parts or parts[0] == "/" or ".." in parts:
                    raise BackupUnusable(source, f"{name!r} is no name for a file in it.")
                with archive.open(name) as file:
                    if _sha256(file) != checksum:
                        raise BackupUnusable(source, f"{name} in it is not what was put in.")
    except FileNotFoundError as error:
        raise BackupUnusable(source, "there is no such file.", "Check the spelling of the path.") from error
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError) as error:
        raise BackupUnusable(source, f"it is no whole backup ({error}).") from error
    return contents
