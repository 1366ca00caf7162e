"""The walk of a release on one page: file, text, release, passages, vectors, database, index."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from .chunk import Chunker
from .embed import Encoder, Vectors
from .errors import SourceError
from .index import current_generation, write_index
from .manifest import Manifest, wanted_manifest
from .overrides import NO_AMENDMENT, NO_OVERRIDES, Amendment
from .prepare import BATCH, Prepared, amended, grouped, new_id, prepare
from .preview import Preview, choosable_lines
from .read import find_sources, read_source, source_of
from .report import IngestReport, Progress, Step, silent
from .store import DATABASE, Store
from .unchanged import gone
from .weights import PASSAGE_TOKENS
from .writing import Writing


class Ingester:
    """Brings files into the index in `home`, with the encoder and the settings it is given.

    One ingester writes at a time (a file lock); readers are never held up.
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
    ) -> IngestReport:
        """Ingest files and folders; what has not changed since is left as it is.

        With `sync`, releases whose file below one of the folders is gone are removed. A file that can't be read
        is reported and holds nothing up. `named` gives the name that a release's source is shown by. The overrides of
        each file are amended; those of its earlier version stay. Raises `SourceMissing` or `NothingToIngest` for a
        path, `BadOverride`, `IndexMismatch`, `IndexBusy`, `HomeNotWritable`. Interrupted, it keeps the releases that
        were done.
        """
        began = time.perf_counter()
        files = list(dict.fromkeys(file for path in paths for file in find_sources(path)))
        report = IngestReport()
        with self._writing() as store:
            if sync:
                self._remove_gone(store, paths, set(files), report)
            try:
                self._ingest_files(store, files, report, named, on_step, on_progress, amendment)
            finally:
                # Also when interrupted: what was stored is searchable at once.
                self._finish(store)
        on_progress(Progress("indexed", len(files), len(files)))
        report.seconds = time.perf_counter() - began
        return report

    def remove(self, release_id: str) -> None:
        """Take a release out of the index. Raises `UnknownRelease`."""
        with self._writing() as store:
            store.remove(release_id)
            self._finish(store)

    def amend(self, release_id: str, amendment: Amendment) -> IngestReport:
        """Amend a release's overrides: its stored original is recognised again with them, and embedded where that
        changes anything. Raises `UnknownRelease`, `BadOverride`, and what `ingest` does of the index."""
        began = time.perf_counter()
        report = IngestReport()
        with self._writing() as store:
            name, _, source = store.original(release_id)
            before = store.overrides(release_id)
            overrides = amended(source, before, amendment)
            if overrides == before:
                report.unchanged.append(release_id)
            else:
                self._store_group(store, [prepare(self._chunker, source, name, release_id, overrides)], report)
            self._finish(store)
        report.seconds = time.perf_counter() - began
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
        store = Store.open(self.home) if (self.home / DATABASE).is_file() else None
        try:
            known = store.file(path) if store else None
            before = store.overrides(known.release_id) if store and known else NO_OVERRIDES
            release_id = (
                known.release_id if known else new_id(path, lambda i: store is not None and store.has_release(i))
            )
        finally:
            if store:
                store.close()
        made = prepare(self._chunker, source, named(path), release_id, amended(source, before, amendment))
        return Preview(made.release, made.passages, known and known.release_id, choosable_lines(source, made.release))

    def rebuild(
        self, on_step: Callable[[Step], None] = silent, on_progress: Callable[[Progress], None] = silent
    ) -> IngestReport:
        """Recognise, chunk and embed every stored original again, with the settings of now; overrides stay. Of the
        progress, `embedded` counts releases."""
        began = time.perf_counter()
        report = IngestReport()
        with self._writing(check=False) as store:
            # One transaction: an interrupted rebuild must not leave the vectors of two models side by side.
            with store.transaction():
                kept = store.originals()
                on_progress(Progress("recognised", 0, len(kept)))
                remade = (
                    prepare(self._chunker, source, name, i, amended(source, store.overrides(i), NO_AMENDMENT))
                    for name, i, source in kept
                )
                for group in grouped(remade):
                    self._store_group(store, group, report)
                    on_step(Step(group[-1].source.path, "updated", len(report.updated), len(kept)))
                    on_progress(Progress("embedded", len(report.updated), len(kept)))
                store.set_meta({"manifest": self.manifest.model_dump_json()})
            self._finish(store)
        on_progress(Progress("indexed", len(kept), len(kept)))
        report.seconds = time.perf_counter() - began
        return report

    def _writing(self, *, check: bool = True) -> Writing:
        return Writing(self.home, self.manifest if check else None)

    def _remove_gone(self, store: Store, paths: Iterable[Path], files: set[Path], report: IngestReport) -> None:
        for release_id in gone(store, paths, files):
            store.remove(release_id)
            report.removed.append(release_id)

    def _ingest_files(
        self,
        store: Store,
        files: list[Path],
        report: IngestReport,
        named: Callable[[Path], str],
        on_step: Callable[[Step], None],
        on_progress: Callable[[Progress], None],
        amendment: Amendment,
    ) -> None:
        done = 0
        taken: set[str] = set()

        def step(path: Path, outcome: str) -> None:
            nonlocal done
            done += 1
            on_step(Step(path, outcome, done, len(files)))

        def prepared() -> Iterator[Prepared]:
            for file in files:
                try:
                    source = read_source(file)
                except SourceError as error:
                    report.failed.append(error)
                    step(file, "failed")
                    continue
                known = store.file(file)
                before = store.overrides(known.release_id) if known else NO_OVERRIDES
                overrides = amended(source, before, amendment)
                if known and known.sha256 == source.sha256 and overrides == before:
                    report.unchanged.append(known.release_id)
                    step(file, "unchanged")
                    continue
                release_id = known.release_id if known else new_id(file, lambda i: i in taken or store.has_release(i))
                taken.add(release_id)
                yield prepare(self._chunker, source, named(file), release_id, overrides)

        for group in grouped(prepared()):
            for item, is_new in self._store_group(store, group, report, on_progress):
                step(item.source.path, "added" if is_new else "updated")

    def _store_group(
        self,
        store: Store,
        group: list[Prepared],
        report: IngestReport,
        on_progress: Callable[[Progress], None] = silent,
    ) -> list[tuple[Prepared, bool]]:
        """Embed and store releases together; gives each with whether it is new."""
        passages = [p for item in group for p in item.passages]
        sentences = [s.reading for p in passages for s in p.sentences]
        vectors = self._embedded([*(p.reading for p in passages), *sentences], on_progress)
        passage_vectors, sentence_vectors = vectors[: len(passages)], vectors[len(passages) :]
        first_passage = first_sentence = 0
        stored: list[tuple[Prepared, bool]] = []
        for item in group:
            after_passage = first_passage + len(item.passages)
            after_sentence = first_sentence + item.sentences
            is_new = not store.has_release(item.release.id)
            store.put(
                item.release,
                item.passages,
                passage_vectors[first_passage:after_passage],
                sentence_vectors[first_sentence:after_sentence],
                path=item.source.path,
                sha256=item.source.sha256,
                encoding=item.source.encoding,
                overrides=item.overrides,
            )
            (report.added if is_new else report.updated).append(item.release.id)
            stored.append((item, is_new))
            report.passages += after_passage - first_passage
            report.sentences += after_sentence - first_sentence
            first_passage, first_sentence = after_passage, after_sentence
        return stored

    def _embedded(self, texts: list[str], on_progress: Callable[[Progress], None]) -> Vectors:
        on_progress(Progress("recognised", 0, len(texts)))
        parts: list[Vectors] = []
        for start in range(0, len(texts), BATCH):
            parts.append(self._encoder.encode_passages(texts[start : start + BATCH]))
            on_progress(Progress("embedded", min(start + BATCH, len(texts)), len(texts)))
        return np.concatenate(parts) if parts else self._encoder.encode_passages(texts)

    def _finish(self, store: Store) -> None:
        if store.meta("manifest") is None and store.count("releases"):
            store.set_meta({"manifest": self.manifest.model_dump_json()})
        if store.meta("manifest") is not None and current_generation(self.home, store) is None:
            write_index(self.home, store, self.manifest)
