"""What has become of the files since the last ingest, told without loading the model."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from pydantic import ValidationError

from .chunk import CHUNKER
from .errors import HomeError, SourceError
from .index import current_generation, damaged_files
from .manifest import Manifest
from .safekeeping.ledger import Ledger
from .safekeeping.recovery import is_sound
from .sources import find_files, sources_in
from .store import Store


def all_unchanged(
    home: Path, paths: Sequence[Path], model: str, passage_tokens: int, *, sync: bool
) -> list[str] | None:
    """Ids of the releases that `paths` hold, if each of them is in the index as it is and, where `sync`, no other of
    the same folders is; else None.

    Made with the model of this name and these settings, that is; whether its weights are the same is seen when the
    index is opened for questions. Anything odd counts as changed: the ingest proper has the words for it.
    """
    try:
        if not is_sound(home, thorough=True):
            return None
        store = Store.open(home)
        try:
            return _unchanged(home, store, paths, model, passage_tokens, sync=sync)
        finally:
            store.close()
    except (HomeError, SourceError, ValidationError):
        return None


def _unchanged(
    home: Path, store: Store, paths: Sequence[Path], model: str, passage_tokens: int, *, sync: bool
) -> list[str] | None:
    stored = store.meta("manifest")
    current = current_generation(home, store)
    if stored is None or current is None or damaged_files(current) or store.links.unlinked():
        return None
    made = Manifest.model_validate_json(stored)
    if (made.model, made.chunker, made.passage_tokens) != (model, CHUNKER, passage_tokens):
        return None
    found: list[str] = []
    withdrawn = Ledger(home).read().withdrawn
    files = list(dict.fromkeys(file for path in paths for file in find_files(path)))
    for source in (source for file in files for source in sources_in(file)):
        known = store.file(source.path)
        sha256 = hashlib.sha256(source.read()).hexdigest()
        if known is None and withdrawn.get(str(source.path.absolute())) == sha256 and source.path not in paths:
            continue
        if known is None or known.sha256 != sha256:
            return None
        found.append(known.release_id)
    return None if sync and gone(store, paths, files) else found


def gone(store: Store, paths: Iterable[Path], files: Collection[Path]) -> list[str]:
    """Ids of the stored releases below the folders among `paths` whose file is none of `files`."""
    present = {file.absolute() for file in files}
    folders = [path for path in paths if path.is_dir()]
    below = dict(pair for folder in folders for pair in store.files_below(folder))
    return [release_id for path, release_id in below.items() if present.isdisjoint((path, *path.parents))]
