"""Files become releases, one after the other: what is new or changed is stored, what can't be read is listed."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .chunk import Chunker
from .embed import Encoder
from .errors import SourceError
from .overrides import NO_AMENDMENT, NO_OVERRIDES, Amendment
from .prepare import Prepared, amended, grouped, new_id, prepare
from .read import source_of
from .report import IngestReport, Progress, Step
from .sources import Source
from .storing import store_group
from .unread import note_read, note_unread
from .writing import Held


class TakingIn:
    """One ingest. `asked_for` tells whether a file was named itself: a withdrawn one comes back then, and does not by
    lying in a folder that is ingested again. `listing`: what can't be read goes on the list of the unread."""

    def __init__(
        self,
        held: Held,
        chunker: Chunker,
        encoder: Encoder,
        report: IngestReport,
        *,
        named: Callable[[Path], str],
        asked_for: Callable[[Path], bool],
        listing: bool = True,
        amendment: Amendment,
        on_step: Callable[[Step], None],
        on_progress: Callable[[Progress], None],
    ) -> None:
        self._held = held
        self._chunker = chunker
        self._encoder = encoder
        self._report = report
        self._named = named
        self._asked_for = asked_for
        self._listing = listing
        self._amendment = amendment
        self._on_step = on_step
        self._on_progress = on_progress
        self._done = 0
        self._taken: set[str] = set()
        self._listed = {row[0] for row in held.store.connection.execute("SELECT path FROM unread")}

    def take_in(self, sources: Iterable[Source], total: Callable[[], int]) -> None:
        """Take in all of these, some at a time; `total` tells how many there are, as far as is known by now."""
        self._total = total
        for group in grouped(self._prepared(sources)):
            for stored in store_group(self._held, self._encoder, group, self._report, self._on_progress):
                (self._report.added if stored.is_new else self._report.updated).append(stored.item.release.id)
                self._step(stored.item.source.path, "added" if stored.is_new else "updated")

    def _prepared(self, sources: Iterable[Source]) -> Iterator[Prepared]:
        for source in sources:
            try:
                made = self._read(source)
            except SourceError as error:
                self._report.failed.append(error)
                if self._listing:
                    note_unread(self._held.store, error)
                self._step(source.path, "failed")
                continue
            for what in self._listed.intersection((str(source.path.absolute()), source.known.get("url", ""))):
                note_read(self._held.store, [what])
            if made is not None:
                yield made

    def _read(self, source: Source) -> Prepared | None:
        """The release in a file; None where there is nothing to do. Raises `SourceError`."""
        store, path = self._held.store, source.path
        data = source.read()
        sha256 = hashlib.sha256(data).hexdigest()
        known = store.file(path)
        if known and known.sha256 == sha256 and self._amendment == NO_AMENDMENT:
            self._report.unchanged.append(known.release_id)
            self._step(path, "unchanged")
            return None
        if self._held.facts.withdrawn.get(str(path.absolute())) == sha256 and not self._asked_for(path):
            self._report.withdrawn.append(path)
            self._step(path, "withdrawn")
            return None
        text = source_of(path, data, source.known)
        if text.structure.doubts:
            self._report.doubts[path] = text.structure.doubts
        before = store.overrides(known.release_id) if known else NO_OVERRIDES
        overrides = amended(text, before, self._amendment)
        if known and known.sha256 == sha256 and overrides == before:
            self._report.unchanged.append(known.release_id)
            self._step(path, "unchanged")
            return None
        release_id = known.release_id if known else new_id(path, self._is_taken)
        made = prepare(self._chunker, text, self._named(path), release_id, overrides)
        self._taken.add(release_id)
        self._held.originals.keep(data)
        return made

    def _is_taken(self, release_id: str) -> bool:
        return release_id in self._taken or self._held.store.has_release(release_id)

    def _step(self, path: Path, outcome: str) -> None:
        self._done += 1
        self._on_step(Step(path, outcome, self._done, max(self._total(), self._done)))
