"""The index beside the database: FAISS over passages and sentences, BM25 over passages, and a manifest.

All of it is made from the database and written as a generation of its own, `index/<revision>`, put in place by
one rename: a reader finds the old generation or the new one, never half of either.
"""

import logging
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from .embed import Vectors, centred
from .errors import NoIndex
from .glossary import Glossary, learn_terms
from .groups import LanguageGroup, Statistics, language_group
from .lexical import LexicalIndex
from .links.aligned import aligned_sentences
from .manifest import FORMAT, Manifest, check_made_with
from .safekeeping.atomic import sync_folder, write_atomically
from .schema import explained
from .store import Store
from .terms import TERMS
from .vectors import VectorIndex
from .weights import file_sha256

_log = logging.getLogger(__name__)

_MANIFEST = "manifest.json"
_GLOSSARY = "glossary.json"
_GENERATION = re.compile(r"\d{8}")


class Index:
    """A generation held in memory: one group a language, the lexical index over all, and the terms learned."""

    def __init__(
        self, manifest: Manifest, groups: Mapping[str, LanguageGroup], lexical: LexicalIndex, glossary: Glossary
    ) -> None:
        self.manifest = manifest
        self.groups = groups
        self.lexical = lexical
        self.glossary = glossary


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
        manifest = index.manifest.model_copy(update={"files": _checksums(aside)})
        write_atomically(aside / _MANIFEST, manifest.model_dump_json(indent=1).encode())
        shutil.rmtree(final, ignore_errors=True)
        aside.replace(final)
        sync_folder(final.parent)
        for old in generations(home):
            if old != final:
                shutil.rmtree(old, ignore_errors=True)
    return index


def damaged_files(folder: Path) -> list[str]:
    """Names of a generation's files that are not what was written."""
    try:
        manifest = Manifest.model_validate_json((folder / _MANIFEST).read_text())
    except (OSError, ValidationError):
        return [_MANIFEST]
    found = _checksums(folder)
    return [name for name, checksum in manifest.files.items() if found.get(name) != checksum]


def _checksums(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != _MANIFEST)
    return {path.relative_to(folder).as_posix(): file_sha256(path) for path in files}


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
            damaged = damaged_files(current)
            if not damaged:
                return _read(current, store)
            _log.warning("Made again from the database, for a checksum is wrong: %s", ", ".join(damaged))
        except (OSError, RuntimeError, ValueError, KeyError):
            _log.warning("Made again from the database, for it cannot be read: %s", current)
    # A damaged generation costs the seconds of building it again, not an answer.
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
