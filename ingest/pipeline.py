"""The walk of a release on one page: file, text, release, passages, vectors, database, index."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .chunk import Chunker
from .embed import Encoder
from .index import current_generation, damaged_files, write_index
from .links.linking import link
from .manifest import Manifest, wanted_manifest
from .overrides import NO_AMENDMENT, NO_OVERRIDES, Amendment
from .prepare import amended, grouped, new_id, prepare
from .preview import Preview, choosable_lines
from .read import source_of
from .report import IngestReport, Progress, Step, silent
from .safekeeping.mending import lost_releases, made_again, read_again, versions_again
from .safekeeping.recovery import clear_aside
from .sources import Source, find_files, source_at, sources_in
from .store import DATABASE, Store
from .storing import store_group
from .taking_in import TakingIn
from .unchanged import gone
from .unread import note_read, unread
from .weights import PASSAGE_TOKENS
from .writing import Held, Writing


class Ingester:
    """Brings files into the index in `home`, with the encoder and the settings it is given.

    One ingester writes at a time (a file lock); readers are never held up. Whatever it does, it first carries on what
    an earlier one was stopped in, and makes again what the database has lost.
    """

    def __init__(self, home: Path, encoder: Encoder, passage_tokens: int = PASSAGE_TOKENS) -> None:
        self.home = home
        self._encoder = encoder
        self._tokens = min(passage_tokens, encoder.max_tokens)
        self._chunker = Chunker(encoder.count_tokens, self._tokens)

    @property
    def manifest(self) -> Manifest:
        return wanted_manifest(self._encoder, self._tokens)

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        sync: bool = False,
        named: Callable[[Path], str] = str,
        on_step: Callable[[Step], None] = silent,
        on_progress: Callable[[Progress], None] = silent,
        amendment: Amendment = NO_AMENDMENT,
        thorough: bool = True,
    ) -> IngestReport:
        """Ingest files and folders; what has not changed since is left as it is. Before that, where
        `thorough`, as `recover` does, what is not as it was stored is made again.

        With `sync`, releases whose file below one of the folders is gone are removed. A file that can't be read
        is reported and holds nothing up. `named` gives the name that a release's source is shown by. The overrides of
        each file are amended; those of its earlier version stay. Raises `SourceMissing` or `NothingToIngest` for a
        path, `BadOverride`, `IndexMismatch`, `IndexBusy`, `HomeNotWritable`. Interrupted, it keeps the releases that
        were done.
        """
        files = list(dict.fromkeys(file for path in paths for file in find_files(path)))
        named_files = {path for path in paths if path.is_file()}
        with self._writing(thorough=thorough, on_step=on_step) as (held, report):
            if sync:
                self._remove(held, gone(held.store, paths, files), report)
            taking_in = TakingIn(
                held,
                self._chunker,
                self._encoder,
                report,
                named=named,
                asked_for=lambda path: not named_files.isdisjoint((path, *path.parents)),
                amendment=amendment,
                on_step=on_step,
                on_progress=on_progress,
            )
            walk = _Walk(files)
            taking_in.take_in(walk, lambda: walk.total)
        on_progress(Progress("indexed", walk.total, walk.total))
        return report

    def ingest_sources(
        self,
        sources: Iterable[Source],
        *,
        named: Callable[[Path], str] = str,
        on_step: Callable[[Step], None] = silent,
        on_progress: Callable[[Progress], None] = silent,
        amendment: Amendment = NO_AMENDMENT,
        listing: bool = True,
    ) -> IngestReport:
        """The same for sources of any kind, which are asked for: what was withdrawn comes back. Without `listing`,
        what can't be read is only reported."""
        seen = 0

        def counted() -> Iterator[Source]:
            nonlocal seen
            for source in sources:
                seen += 1
                yield source

        with self._writing() as (held, report):
            TakingIn(
                held,
                self._chunker,
                self._encoder,
                report,
                named=named,
                asked_for=lambda _: True,
                listing=listing,
                amendment=amendment,
                on_step=on_step,
                on_progress=on_progress,
            ).take_in(counted(), lambda: seen)
        on_progress(Progress("indexed", seen, seen))
        return report

    def retry(self, on_step: Callable[[Step], None] = silent) -> IngestReport:
        """Try again the files that could not be read. What is there no more leaves the list."""
        with self._reading() as store:
            listed = [found.path for found in unread(store) if found.path] if store else []
        found = {path: source_at(path) for path in listed}
        report = self.ingest_sources([source for source in found.values() if source], on_step=on_step)
        absent = [str(path) for path, source in found.items() if source is None]
        if absent:
            with self._writing() as (held, _):
                note_read(held.store, absent)
        return report

    def remove(self, release_id: str) -> None:
        """Withdraw a release: it is gone from the index and from what is kept beside it, and its file is passed over
        until it changes or is named itself. Raises `UnknownRelease`."""
        with self._writing() as (held, report):
            held.store.release(release_id)
            self._remove(held, [release_id], report, withdrawn=True)

    def recover(self, on_step: Callable[[Step], None] = silent) -> IngestReport:
        """Hold every bit of the database to its checksums and to the ledger, and make again what is lost. Raises
        `IndexDamaged` where nothing is there to make it from, and what `ingest` does of the index."""
        with self._writing(thorough=True, on_step=on_step) as (_, report):
            pass
        return report

    def amend(self, release_id: str, amendment: Amendment) -> IngestReport:
        """Amend a release's overrides: its stored original is recognised again with them, and embedded where that
        changes anything. Raises `UnknownRelease`, `BadOverride`, and what `ingest` does of the index."""
        with self._writing() as (held, report):
            name, _, source = held.store.original(release_id)
            before = held.store.overrides(release_id)
            overrides = amended(source, before, amendment)
            if overrides == before:
                report.unchanged.append(release_id)
            else:
                store_group(held, self._encoder, [prepare(self._chunker, source, name, release_id, overrides)], report)
                report.updated.append(release_id)
        return report

    def preview(
        self,
        path: Path,
        data: bytes,
        *,
        named: Callable[[Path], str] = str,
        amendment: Amendment = NO_AMENDMENT,
    ) -> Preview:
        """What an ingest of a file with these bytes at `path`, whether it is there or not, would recognise. Nothing is
        embedded, stored or changed. Raises `BadOverride`, and `SourceError` for what cannot be read."""
        source = source_of(path, data)
        with self._reading() as store:
            known = store.file(path) if store else None
            before = store.overrides(known.release_id) if store and known else NO_OVERRIDES
            release_id = (
                known.release_id if known else new_id(path, lambda i: store is not None and store.has_release(i))
            )
        made = prepare(self._chunker, source, named(path), release_id, amended(source, before, amendment))
        return Preview(made.release, made.passages, known and known.release_id, choosable_lines(source, made.release))

    def rebuild(
        self, on_step: Callable[[Step], None] = silent, on_progress: Callable[[Progress], None] = silent
    ) -> IngestReport:
        """Read, recognise, chunk and embed every stored original again, with the settings of now; overrides stay. Of
        the progress, `embedded` counts releases."""
        # One transaction: an interrupted rebuild must not leave the vectors of two models side by side.
        with self._writing(check=False) as (held, report), held.store.transaction():
            ids = list(held.store.states())
            on_progress(Progress("recognised", 0, len(ids)))
            for group in grouped(read_again(held, self._chunker, i) for i in ids):
                store_group(held, self._encoder, group, report)
                report.updated += [item.release.id for item in group]
                on_step(Step(group[-1].source.path, "updated", len(report.updated), len(ids)))
                on_progress(Progress("embedded", len(report.updated), len(ids)))
            held.store.set_meta({"manifest": self.manifest.model_dump_json()})
        on_progress(Progress("indexed", len(ids), len(ids)))
        return report

    @contextmanager
    def _writing(
        self, *, check: bool = True, thorough: bool = False, on_step: Callable[[Step], None] = silent
    ) -> Iterator[tuple[Held, IngestReport]]:
        """The folder, mended, and a report to fill; at the end the index is made of what the database holds then."""
        began = time.perf_counter()
        report = IngestReport()
        writing = Writing(self.home, self.manifest if check else None)
        with writing as held:
            try:
                lost = lost_releases(writing, held, thorough=thorough)
                for group in grouped(made_again(held, self._chunker, lost, report)):
                    for stored in store_group(held, self._encoder, group, report):
                        versions_again(held, stored.item.release.id)
                        report.recovered.append(stored.item.release.id)
                        on_step(Step(stored.item.source.path, "recovered", len(report.recovered), len(lost)))
                if not report.lost:
                    clear_aside(self.home)
                yield held, report
            finally:
                # Also when interrupted: what was stored is searchable at once.
                self._finish(held.store)
        report.seconds = time.perf_counter() - began

    @contextmanager
    def _reading(self) -> Iterator[Store | None]:
        store = Store.open(self.home) if (self.home / DATABASE).is_file() else None
        try:
            yield store
        finally:
            if store:
                store.close()

    def _remove(self, held: Held, release_ids: Sequence[str], report: IngestReport, *, withdrawn: bool = False) -> None:
        if not release_ids:
            return
        entries = [entry for i in release_ids if (entry := held.facts.last(i))]
        held.ledger.leaving(release_ids)
        with held.store.transaction():
            for release_id in release_ids:
                held.store.remove(release_id)
        held.store.scrub()
        held.originals.forget(held.ledger.gone(release_ids, entries if withdrawn else ()))
        held.facts = held.ledger.read()
        report.removed += release_ids

    def _finish(self, store: Store) -> None:
        link(store)
        if store.meta("manifest") is None and store.count("releases"):
            store.set_meta({"manifest": self.manifest.model_dump_json()})
        if store.meta("manifest") is None:
            return
        current = current_generation(self.home, store)
        if current is None or damaged_files(current):
            write_index(self.home, store, self.manifest)
        store.settle()


class _Walk:
    """The sources in files, opened one after the other; `total`: how many there are, as far as is known."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files
        self.total = len(files)

    def __iter__(self) -> Iterator[Source]:
        for file in self._files:
            self.total -= 1
            for source in sources_in(file):
                self.total += 1
                yield source
