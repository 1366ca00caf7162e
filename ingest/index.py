"""The index beside the database: FAISS over passages and sentences, BM25 over passages, and a manifest.

All of it is made from the database and written as a generation of its own, `index/<revision>`, put in place by
one rename: a reader finds the old generation or the new one, never half of either.
"""

import os
import re
import shutil
from pathlib import Path

import faiss
import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from .chunk import CHUNKER
from .embed import Encoder, Vectors
from .errors import IndexDamaged, IndexMismatch, NoIndex
from .lexical import LexicalIndex
from .store import Store, explained
from .terms import TERMS

FORMAT = 1
"""Raised when the files of a generation change so that older code can't read them."""

_MANIFEST = "manifest.json"
_GENERATION = re.compile(r"\d{8}")


class Manifest(BaseModel):
    """What an index was made with and what is in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = FORMAT
    model: str
    model_fingerprint: str
    dimension: int
    passage_tokens: int
    chunker: str = CHUNKER
    terms: str = TERMS
    revision: int = 0
    releases: int = 0
    passages: int = 0
    sentences: int = 0


class Index:
    """A generation held in memory. Ids are the database's; scores are cosines, the vectors being of length 1."""

    def __init__(self, manifest: Manifest, passages: faiss.Index, sentences: faiss.Index, lexical: LexicalIndex) -> None:
        self.manifest = manifest
        self.lexical = lexical
        self._passages = passages
        self._sentences = sentences

    def nearest_passages(self, vector: Vectors, k: int) -> dict[int, float]:
        """Cosine of the `k` passages nearest to one question vector of shape (1, dimension), by id."""
        return _nearest(self._passages, vector, k)

    def nearest_sentences(self, vector: Vectors, k: int) -> dict[int, float]:
        """The same for sentences."""
        return _nearest(self._sentences, vector, k)

    def sentence_vectors(self, ids: list[int]) -> Vectors:
        """Vectors of these sentences, a row each."""
        if not ids:
            return np.zeros((0, self.manifest.dimension), dtype=np.float32)
        return self._sentences.reconstruct_batch(np.asarray(ids, dtype=np.int64))

    def passage_vectors(self, ids: list[int]) -> Vectors:
        """Vectors of these passages, a row each."""
        if not ids:
            return np.zeros((0, self.manifest.dimension), dtype=np.float32)
        return self._passages.reconstruct_batch(np.asarray(ids, dtype=np.int64))


def _nearest(index: faiss.Index, vector: Vectors, k: int) -> dict[int, float]:
    if not index.ntotal:
        return {}
    scores, ids = index.search(vector, min(k, index.ntotal))
    return {int(i): float(s) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0}


def wanted_manifest(encoder: Encoder, passage_tokens: int) -> Manifest:
    """What an index made now by this encoder would be made with; its counts are zero."""
    return Manifest(
        model=encoder.name,
        model_fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        passage_tokens=passage_tokens,
    )


def check_made_with(home: Path, store: Store, wanted: Manifest) -> None:
    """Raise `IndexMismatch` where the database's vectors or passages were made with something else."""
    stored = store.meta("manifest")
    if stored is None:
        return
    try:
        made = Manifest.model_validate_json(stored)
    except ValidationError as error:
        raise IndexDamaged(home, "its manifest cannot be read.", "Build it anew: pressdesk ingest --rebuild") from error
    for what, label in _COMPARED:
        if getattr(made, what) != getattr(wanted, what):
            raise IndexMismatch(home, label, getattr(made, what), getattr(wanted, what))


_COMPARED = (
    ("format", "index format"),
    ("model", "the model"),
    ("model_fingerprint", "model weights"),
    ("dimension", "vectors of length"),
    ("chunker", "chunker"),
    ("passage_tokens", "PRESSDESK_PASSAGE_TOKENS"),
    ("terms", "terms"),
)


def write_index(home: Path, store: Store, wanted: Manifest) -> Index:
    """Make the index of what the database holds and put it in place as the newest generation."""
    index = _build(store, wanted)
    final = home / "index" / f"{index.manifest.revision:08d}"
    aside = final.with_suffix(".new")
    with explained(home):
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        for name, part in (("passages", index._passages), ("sentences", index._sentences)):
            # Through Python rather than faiss.write_index: a full disk is then an OSError with its reason.
            (aside / f"{name}.faiss").write_bytes(faiss.serialize_index(part).tobytes())
        index.lexical.save(aside / "lexical")
        (aside / _MANIFEST).write_text(index.manifest.model_dump_json(indent=1))
        shutil.rmtree(final, ignore_errors=True)
        os.replace(aside, final)
        for old in generations(home):
            if old != final:
                shutil.rmtree(old, ignore_errors=True)
    return index


def open_index(home: Path, store: Store, wanted: Manifest) -> Index:
    """The index of what `store` holds now: the newest generation, or, where that is behind or cannot be read, one
    made in memory from the database.

    Raises `NoIndex` where nothing was ingested, `IndexMismatch` where it was made with something else.
    """
    if store.meta("manifest") is None:
        raise NoIndex(home)
    check_made_with(home, store, wanted)
    newest = next(iter(generations(home)), None)
    if newest is not None and int(newest.name) == store.revision:
        try:
            return _read(newest)
        except (OSError, RuntimeError, ValueError, KeyError):
            pass  # A damaged generation costs the seconds of building it again, not an answer.
    return _build(store, wanted)


def generations(home: Path) -> list[Path]:
    """Folders of whole generations, the newest first."""
    folder = home / "index"
    if not folder.is_dir():
        return []
    whole = [p for p in folder.iterdir() if _GENERATION.fullmatch(p.name) and (p / _MANIFEST).is_file()]
    return sorted(whole, key=lambda p: p.name, reverse=True)


def _build(store: Store, wanted: Manifest) -> Index:
    revision = store.revision
    rows = list(store.readings())
    manifest = wanted.model_copy(
        update={
            "revision": revision,
            "releases": store.count("releases"),
            "passages": len(rows),
            "sentences": store.count("sentences"),
        }
    )
    return Index(
        manifest,
        _flat(*store.vectors("passages", wanted.dimension)),
        _flat(*store.vectors("sentences", wanted.dimension)),
        LexicalIndex.build([row[0] for row in rows], [row[1] for row in rows]),
    )


def _flat(ids: np.ndarray, vectors: Vectors) -> faiss.Index:
    """Exact inner product search that knows the database's ids and gives vectors back by them."""
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
    if len(ids):
        index.add_with_ids(vectors, ids)
    return index


def _read(folder: Path) -> Index:
    manifest = Manifest.model_validate_json((folder / _MANIFEST).read_text())
    parts = [
        faiss.deserialize_index(np.fromfile(folder / f"{name}.faiss", dtype=np.uint8)) for name in ("passages", "sentences")
    ]
    return Index(manifest, parts[0], parts[1], LexicalIndex.load(folder / "lexical"))
