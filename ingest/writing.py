"""The index's folder for one writer at a time."""

from pathlib import Path

from filelock import FileLock, Timeout

from .errors import IndexBusy, IndexMismatch
from .manifest import Manifest, check_made_with
from .store import Store


class Writing:
    """`with Writing(home, wanted) as store`: the folder's lock, and its database. Raises `IndexBusy`, and
    `IndexMismatch` where the index was not made with what is `wanted`; None takes any."""

    def __init__(self, home: Path, wanted: Manifest | None) -> None:
        self._home = home
        self._wanted = wanted
        self._store = Store.open(home, create=True)
        self._lock = FileLock(home / "ingest.lock", timeout=0)

    def __enter__(self) -> Store:
        try:
            self._lock.acquire()
        except Timeout as error:
            self._store.close()
            raise IndexBusy(self._home) from error
        try:
            if self._wanted is not None:
                check_made_with(self._home, self._store, self._wanted)
        except IndexMismatch:
            self.__exit__()
            raise
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()
        self._lock.release()
