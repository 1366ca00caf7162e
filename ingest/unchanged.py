"""Whether an ingest would do nothing, told without loading the model."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from .chunk import CHUNKER
from .errors import HomeError, SourceError
from .index import FORMAT, Manifest, generations
from .read import find_sources, read_source
from .store import Store
from .terms import TERMS


def all_unchanged(
    home: Path, paths: Sequence[Path], model: str, passage_tokens: int, *, sync: bool
) -> list[str] | None:
    """Ids of the releases that `paths` hold, if each of them is in the index as it is and, where `sync`, no other of
    the same folders is; else None.

    Made with the model of this name and these settings, that is; whether its weights are the same is seen when the
    index is opened for questions. Anything odd counts as changed: the ingest proper has the words for it.
    """
    try:
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
    newest = next(iter(generations(home)), None)
    if stored is None or newest is None or int(newest.name) != store.revision:
        return None
    made = Manifest.model_validate_json(stored)
    limits = (made.model, made.chunker, made.terms, made.format)
    if limits != (model, CHUNKER, TERMS, FORMAT) or made.passage_tokens != passage_tokens:
        return None
    found: list[str] = []
    present: set[Path] = set()
    for file in (file for path in paths for file in find_sources(path)):
        known = store.file(file)
        if known is None or known.sha256 != read_source(file).sha256:
            return None
        found.append(known.release_id)
        present.add(file.absolute())
    folders = [path for path in paths if path.is_dir()] if sync else []
    gone = any(file not in present for folder in folders for file, _ in store.files_below(folder))
    return None if gone else found
