"""The walk of a release on one page: file, text, release, passages, vectors, database, index."""

import hashlib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from .chunk import Chunker
from .embed import Encoder, Vectors
from .errors import IndexBusy, IndexMismatch, SourceError
from .index import current_generation, write_index
from .manifest import Manifest, check_made_with, wanted_manifest
from .read import SourceText, find_sources, read_source
from .recognise import recognise
from .release import Passage, Release
from .report import IngestReport, Progress, Step, silent
from .store import Store
from .unchanged import gone
from .weights import PASSAGE_TOKENS

_BATCH = 256
"""Texts embedded together: enough for the model to group texts of like length, few enough to hold in memory."""


@dataclass(frozen=True)
class _Prepared:
    source: SourceText
    release: Release
    passages: list[Passage]
    is_new: bool


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
    ) -> IngestReport:
        """Ingest files and folders; what has not changed since is left as it is.

        With `sync`, releases whose file below one of the folders is gone are removed. A file that can't be read
        is reported and holds nothing up. `named` gives the name that a release's source is shown by. Raises
        `SourceMissing` or `NothingToIngest` for a path, `IndexMismatch`, `IndexBusy`, `HomeNotWritable`. Interrupted,
        it keeps the releases that were done.
        """
        began = time.perf_counter()
        files = list(dict.fromkeys(file for path in paths for file in find_sources(path)))
        report = IngestReport()
        with self._writing() as store:
            if sync:
                self._remove_gone(store, paths, set(files), report)
            try:
                self._ingest_files(store, files, report, named, on_step, on_progress)
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

    def rebuild(self, on_step: Callable[[Step], None] = silent) -> IngestReport:
        """Recognise, chunk and embed every stored original again, with the settings of now."""
        began = time.perf_counter()
        report = IngestReport()
        # One transaction: an interrupted rebuild must not leave the vectors of two models side by side.
        with self._writing(check=False) as store, store.transaction():
            kept = store.originals()
            prepared = (self._prepare(store, source, name, release_id) for name, release_id, source in kept)
            for group in _grouped(prepared):
                self._store_group(store, group, report)
                on_step(Step(group[-1].source.path, "updated", len(report.updated), len(kept)))
            store.set_meta({"manifest": self.manifest.model_dump_json()})
        with self._writing() as store:
            self._finish(store)
        report.seconds = time.perf_counter() - began
        return report

    def _writing(self, *, check: bool = True) -> "_Writing":
        return _Writing(self.home, self.manifest if check else None)

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
    ) -> None:
        done = 0
        taken: set[str] = set()

        def step(path: Path, outcome: str) -> None:
            nonlocal done
            done += 1
            on_step(Step(path, outcome, done, len(files)))

        def prepared() -> Iterator[_Prepared]:
            for file in files:
                try:
                    source = read_source(file)
                except SourceError as error:
                    report.failed.append(error)
                    step(file, "failed")
                    continue
                known = store.file(file)
                if known and known.sha256 == source.sha256:
                    report.unchanged.append(known.release_id)
                    step(file, "unchanged")
                    continue
                release_id = known.release_id if known else _new_id(store, file, taken)
                taken.add(release_id)
                yield self._prepare(store, source, named(file), release_id)

        for group in _grouped(prepared()):
            self._store_group(store, group, report, on_progress)
            for item in group:
                step(item.source.path, "added" if item.is_new else "updated")

    def _prepare(self, store: Store, source: SourceText, name: str, release_id: str) -> _Prepared:
        release, repaired, parts = recognise(release_id, name, source.text, is_markdown=source.is_markdown)
        passages = self._chunker.passages(release, repaired, parts)
        return _Prepared(source, release, passages, is_new=not store.has_release(release_id))

    def _store_group(
        self,
        store: Store,
        group: list[_Prepared],
        report: IngestReport,
        on_progress: Callable[[Progress], None] = silent,
    ) -> None:
        passages = [p for item in group for p in item.passages]
        sentences = [s.reading for p in passages for s in p.sentences]
        vectors = self._embedded([*(p.reading for p in passages), *sentences], on_progress)
        passage_vectors, sentence_vectors = vectors[: len(passages)], vectors[len(passages) :]
        first_passage = first_sentence = 0
        for item in group:
            after_passage = first_passage + len(item.passages)
            after_sentence = first_sentence + sum(len(p.sentences) for p in item.passages)
            store.put(
                item.release,
                item.passages,
                passage_vectors[first_passage:after_passage],
                sentence_vectors[first_sentence:after_sentence],
                path=item.source.path,
                sha256=item.source.sha256,
                encoding=item.source.encoding,
            )
            (report.added if item.is_new else report.updated).append(item.release.id)
            report.passages += after_passage - first_passage
            report.sentences += after_sentence - first_sentence
            first_passage, first_sentence = after_passage, after_sentence

    def _embedded(self, texts: list[str], on_progress: Callable[[Progress], None]) -> Vectors:
        on_progress(Progress("recognised", 0, len(texts)))
        parts: list[Vectors] = []
        for start in range(0, len(texts), _BATCH):
            parts.append(self._encoder.encode_passages(texts[start : start + _BATCH]))
            on_progress(Progress("embedded", min(start + _BATCH, len(texts)), len(texts)))
        return np.concatenate(parts) if parts else self._encoder.encode_passages(texts)

    def _finish(self, store: Store) -> None:
        if store.meta("manifest") is None and store.count("releases"):
            store.set_meta({"manifest": self.manifest.model_dump_json()})
        if store.meta("manifest") is not None and current_generation(self.home, store) is None:
            write_index(self.home, store, self.manifest)


class _Writing:
    """The folder's lock and its database, for one writer."""

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


def _grouped(items: Iterable[_Prepared]) -> Iterator[list[_Prepared]]:
    """Releases in groups of about `_BATCH` sentences, each to be embedded together."""
    group: list[_Prepared] = []
    size = 0
    for item in items:
        group.append(item)
        size += sum(len(p.sentences) for p in item.passages)
        if size >= _BATCH:
            yield group
            group, size = [], 0
    if group:
        yield group


def _new_id(store: Store, path: Path, taken: set[str]) -> str:
    """The file's name without its ending where that can stand in a URL, else (or if taken) a hash of its path."""
    digest = hashlib.sha256(str(path.absolute()).encode()).hexdigest()[:12]
    stem = path.stem
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", stem):
        return digest
    return f"{stem}-{digest}" if stem in taken or store.has_release(stem) else stem
