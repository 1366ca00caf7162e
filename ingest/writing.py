"""The index's folder for one writer at a time."""

from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from .errors import IndexBusy, IndexDamaged, IndexTooNew
from .manifest import Manifest, check_made_with
from .safekeeping.ledger import Facts, Ledger
from .safekeeping.originals import Originals
from .safekeeping.recovery import set_aside
from .schema import explained
from .store import Store


@dataclass
class Held:
    """What a writer has in hand: the database, the ledger with what it said when it was opened, the originals."""

    store: Store
    ledger: Ledger
    facts: Facts
    originals: Originals


class Writing:
    """`with Writing(home, wanted) as held`: the folder's lock, and what is in it. A database that cannot be opened is
    set aside where it can be made again.

    Raises `IndexBusy`, `HomeNotWritable`, and `IndexMismatch` where the index was not made with what is `wanted`; None
    takes any.
    """

    def __init__(self, home: Path, wanted: Manifest | None) -> None:
        self._home = home
        self._wanted = wanted
        self._lock = FileLock(home / "ingest.lock", timeout=0)

    def __enter__(self) -> Held:
        with explained(self._home):
            self._home.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire()
            except Timeout as error:
                raise IndexBusy(self._home) from error
        try:
            ledger = Ledger(self._home)
            facts = ledger.read()
            store = self._opened(facts)
            self._held = Held(store, ledger, facts, Originals(self._home))
            if self._wanted is not None:
                check_made_with(self._home, store, self._wanted)
        except BaseException:
            self.__exit__()
            raise
        return self._held

    def reopen(self) -> None:
        """Set the database aside and begin it anew."""
        self._held.store.close()
        self._held.store = self._begun_anew()

    def __exit__(self, *_: object) -> None:
        if hasattr(self, "_held"):
            self._held.store.close()
        self._lock.release()

    def _opened(self, facts: Facts) -> Store:
        try:
            return Store.open(self._home, create=True)
        except IndexTooNew:
            raise
        except IndexDamaged:
            if not facts.current:
                raise  # There is nothing to make it again from.
            return self._begun_anew()

    def _begun_anew(self) -> Store:
        set_aside(self._home)
        return Store.open(self._home, create=True)
