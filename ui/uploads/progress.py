"""Work that tells how far it is, as it goes."""

from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from pressdesk.ingest.report import Progress

T = TypeVar("T")


def with_progress(
    work: Callable[[Callable[[Progress], None]], T], *, may_be_cut_off: bool = False
) -> Iterator[Progress | T]:
    """What `work` tells as it goes, and last what it gives. Raises what it raises.

    It is done in a thread of its own, to the end even where nobody reads on; where it `may_be_cut_off`, a process that
    ends does not wait for it.
    """
    told: SimpleQueue[tuple[bool, Progress | T | BaseException]] = SimpleQueue()

    def run() -> None:
        try:
            told.put((True, work(lambda progress: told.put((False, progress)))))
        except BaseException as error:
            told.put((True, error))

    thread = Thread(target=run, name="upload", daemon=may_be_cut_off)
    thread.start()
    try:
        done = False
        while not done:
            done, event = told.get()
            if isinstance(event, BaseException):
                raise event
            yield event
    finally:
        # Also where nobody waits for it any more: the next one would find the index busy.
        thread.join()
