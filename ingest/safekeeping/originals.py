"""The stored originals: the bytes of every file that became a release, beside the database and not in it.

What happens to the database happens to nothing here, so that every release can be made again. A file is named by the
SHA-256 of its bytes: what it holds can be checked, and the same bytes are kept once.
"""

import hashlib
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from ..schema import explained
from .atomic import write_atomically

_FOLDER = "originals"


class Originals:
    """The originals in one index folder. Writers hold the folder's lock."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._folder = home / _FOLDER

    def keep(self, data: bytes) -> str:
        """Keep these bytes; returns their name. When this returns they are on the disk. Raises `HomeNotWritable`."""
        name = hashlib.sha256(data).hexdigest()
        path = self._path(name)
        if bytes_if(path, name) is None:
            with explained(self._home):
                write_atomically(path, data)
        return name

    def read(self, name: str) -> bytes | None:
        """The bytes of this name; None where they are not there, or are not what they were."""
        return bytes_if(self._path(name), name)

    def forget(self, names: Collection[str]) -> None:
        """Take these out."""
        for name in names:
            self._path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Names of all that are kept."""
        for folder, _, files in os.walk(self._folder):
            yield from (name for name in files if len(name) == 64 and Path(folder).name == name[:2])

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name


def bytes_if(path: Path, sha256: str) -> bytes | None:
    """The bytes of a file; None where it is not there, or where they are others than those of this SHA-256."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None
