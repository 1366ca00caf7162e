"""The vectors of releases' own sentences, centred by language, read from the database as they are wanted."""

from collections.abc import Mapping, Sequence

import numpy as np

from ..embed import Vectors, centred
from ..groups import language_group
from ..release import Release
from ..store import Store
from .own_text import SAID_EVERY_TIME

_SAMPLE = 4096
"""Sentences of a language that its mean is taken of: of more, evenly spread, it moves by less than a hundredth."""


class OwnVectors:
    """What the sentences of a release are, without boilerplate and press contact."""

    def __init__(self, store: Store, releases: Mapping[str, Release]) -> None:
        self._store = store
        self._releases = releases
        self._means: dict[str, Vectors] | None = None

    def of(self, release: Release) -> Vectors:
        """A row a sentence, in order; no rows where none is the release's own."""
        passages = self._store.passages(self._store.passage_ids(release.id)).values()
        own = [passage.id for passage in passages if passage.kind not in SAID_EVERY_TIME]
        if not own:
            return np.empty((0, 0), dtype=np.float32)
        if self._means is None:
            self._means = self._language_means()
        vectors = self._vectors(own)
        if not len(vectors):
            return vectors
        return centred(vectors, self._means[language_group(release.language)])

    def _vectors(self, passage_ids: Sequence[int]) -> Vectors:
        marks = ",".join("?" * len(passage_ids))
        query = f"SELECT vector FROM sentences WHERE passage_id IN ({marks}) ORDER BY id"
        rows = self._store.connection.execute(query, list(passage_ids)).fetchall()
        if not rows:
            return np.empty((0, 0), dtype=np.float32)
        vectors = np.frombuffer(b"".join(row["vector"] for row in rows), dtype="<f2")
        return vectors.reshape(len(rows), -1).astype(np.float32)

    def _language_means(self) -> dict[str, Vectors]:
        languages: dict[str, list[int]] = {}
        for passage, release_id in sorted(self._store.release_ids().items()):
            languages.setdefault(language_group(self._releases[release_id].language), []).append(passage)
        return {language: self._vectors(_spread(passages)).mean(axis=0) for language, passages in languages.items()}


def _spread(passages: list[int]) -> list[int]:
    return passages[:: max(1, len(passages) // _SAMPLE)]
