"""The index beside the database: FAISS over passages and sentences, BM25 over passages, and a manifest.

All of it is made from the database and written as a generation of its own, `index/<revision>`, put in place by
one rename: a reader finds the old generation or the new one, never half of either.
"""

import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from .chunk import CHUNKER
from .embed import Encoder, Vectors, centred
from .errors import IndexDamaged, IndexMismatch, NoIndex
from .glossary import Glossary, learn_terms
from .lexical import LexicalIndex
from .schema import explained
from .store import Store
from .terms import TERMS
from .translations import aligned_sentences
from .vectors import VectorIndex

FORMAT = 2
"""Raised when the files of a generation change so that older code can't read them."""

_MANIFEST = "manifest.json"
_GLOSSARY = "glossary.json"
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
    languages: list[str] = []


@dataclass(frozen=True)
class Statistics:
    """What is usual among the vectors of one language, for telling an unusual score from a usual one.

    `mean` has shape (dimension,), `covariance` (dimension, dimension); the scores of a question vector q against
    those vectors have mean q·mean and variance q·covariance·q.
    """

    count: int
    mean: Vectors
    covariance: Vectors

    @classmethod
    def of(cls, vectors: Vectors) -> "Statistics":
        mean = vectors.mean(axis=0)
        off = vectors - mean
        return cls(len(vectors), mean, off.T @ off / len(vectors))


@dataclass(frozen=True)
class LanguageGroup:
    """The passages and sentences of the releases in one language (`zh`, `en`), in inner product search.

    Scores are cosines, the vectors being of length 1; ids are the database's. `owners` gives each passage's
    sentences.
    """

    language: str
    passages: VectorIndex
    sentences: VectorIndex
    owners: Mapping[int, tuple[int, ...]]
    passage_statistics: Statistics
    sentence_statistics: Statistics

    @cached_property
    def _owner(self) -> dict[int, int]:
        return {sentence: passage for passage, owned in self.owners.items() for sentence in owned}

    def owner_of(self, sentence_id: int) -> int:
        """Id of the passage that a sentence is in."""
        return self._owner[sentence_id]

    def nearest_sentences(self, vector: Vectors, k: int, among: Collection[int] | None = None) -> list[int]:
        """Ids of the `k` sentences with the largest inner product with one vector, largest first; of the sentences
        of the passages `among` where given."""
        owned = None if among is None else [sentence for passage in among for sentence in self.owners[passage]]
        return self.sentences.nearest(vector, k, owned)


class Index:
    """A generation held in memory: one group a language, the lexical index over all, and the terms learned."""

    def __init__(
        self, manifest: Manifest, groups: Mapping[str, LanguageGroup], lexical: LexicalIndex, glossary: Glossary
    ) -> None:
        self.manifest = manifest
        self.groups = groups
        self.lexical = lexical
        self.glossary = glossary


def language_group(tag: str) -> str:
    """The group that a language tag belongs to: the encoder puts both scripts of Chinese in one place."""
    return tag.split("-")[0]


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
    ("model", "the model"),
    ("model_fingerprint", "model weights"),
    ("dimension", "vectors of length"),
    ("chunker", "chunker"),
    ("passage_tokens", "PRESSDESK_PASSAGE_TOKENS"),
)


def write_index(home: Path, store: Store, wanted: Manifest) -> Index:
    """Make the index of what the database holds and put it in place as the newest generation."""
    index = _build(store, wanted)
    final = home / "index" / f"{index.manifest.revision:08d}"
    aside = final.with_suffix(".new")
    with explained(home):
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        for group in index.groups.values():
            for name, part in (("passages", group.passages), ("sentences", group.sentences)):
                # Through Python rather than faiss.write_index: a full disk is then an OSError with its reason.
                (aside / f"{name}-{group.language}.faiss").write_bytes(part.dump())
        index.lexical.save(aside / "lexical")
        (aside / _GLOSSARY).write_text(index.glossary.model_dump_json(indent=1), encoding="utf-8")
        (aside / _MANIFEST).write_text(index.manifest.model_dump_json(indent=1))
        shutil.rmtree(final, ignore_errors=True)
        aside.replace(final)
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
    current = current_generation(home, store)
    if current is not None:
        try:
            return _read(current, store)
        except (OSError, RuntimeError, ValueError, KeyError):
            pass  # A damaged generation costs the seconds of building it again, not an answer.
    return _build(store, wanted)


def current_generation(home: Path, store: Store) -> Path | None:
    """Folder of the generation made from what `store` holds now by a Pressdesk that writes the same files with the
    same terms, or None."""
    newest = next(iter(generations(home)), None)
    if newest is None or int(newest.name) != store.revision:
        return None
    try:
        made = Manifest.model_validate_json((newest / _MANIFEST).read_text())
    except (OSError, ValidationError):
        return None
    return newest if (made.format, made.terms) == (FORMAT, TERMS) else None


def generations(home: Path) -> list[Path]:
    """Folders of whole generations, the newest first."""
    folder = home / "index"
    if not folder.is_dir():
        return []
    whole = [p for p in folder.iterdir() if _GENERATION.fullmatch(p.name) and (p / _MANIFEST).is_file()]
    return sorted(whole, key=lambda p: p.name, reverse=True)


def _build(store: Store, wanted: Manifest) -> Index:
    rows = list(store.readings())
    manifest = wanted.model_copy(
        update={
            "revision": store.revision,
            "releases": store.count("releases"),
            "passages": len(rows),
            "sentences": store.count("sentences"),
            "languages": sorted({language_group(row[2]) for row in rows}),
        }
    )
    vectors = {
        table: dict(zip(*store.vectors(table, wanted.dimension), strict=True)) for table in ("passages", "sentences")
    }
    owners = store.sentence_ids()
    groups = {}
    for language in manifest.languages:
        ids = [row[0] for row in rows if language_group(row[2]) == language]
        sentence_ids = [sentence for passage in ids for sentence in owners[passage]]
        groups[language] = _group(
            language,
            VectorIndex.build(ids, np.stack([vectors["passages"][i] for i in ids])),
            VectorIndex.build(sentence_ids, np.stack([vectors["sentences"][i] for i in sentence_ids])),
            {i: owners[i] for i in ids},
        )
    lexical = LexicalIndex.build([row[0] for row in rows], [row[1] for row in rows])
    return Index(manifest, groups, lexical, _learned(store, groups))


def _learned(store: Store, groups: Mapping[str, LanguageGroup]) -> Glossary:
    def vectors(language: str, sentence_ids: Sequence[int]) -> Vectors:
        group = groups[language]
        return centred(group.sentences.vectors(sentence_ids), group.sentence_statistics.mean)

    return learn_terms(aligned_sentences(store, vectors))


def _group(
    language: str, passages: VectorIndex, sentences: VectorIndex, owners: Mapping[int, tuple[int, ...]]
) -> LanguageGroup:
    statistics = [Statistics.of(part.vectors(part.ids.tolist())) for part in (passages, sentences)]
    return LanguageGroup(language, passages, sentences, owners, *statistics)


def _read(folder: Path, store: Store) -> Index:
    manifest = Manifest.model_validate_json((folder / _MANIFEST).read_text())
    owners = store.sentence_ids()
    groups = {}
    for language in manifest.languages:
        passages, sentences = (
            VectorIndex.load(np.fromfile(folder / f"{name}-{language}.faiss", dtype=np.uint8))
            for name in ("passages", "sentences")
        )
        ids = passages.ids.tolist()
        groups[language] = _group(language, passages, sentences, {i: owners[i] for i in ids})
    glossary = Glossary.model_validate_json((folder / _GLOSSARY).read_text(encoding="utf-8"))
    return Index(manifest, groups, LexicalIndex.load(folder / "lexical"), glossary)
