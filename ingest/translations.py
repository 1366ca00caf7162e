"""Which releases are translations of each other, and which of their sentences.

Nothing marks a translation, and names of files are anybody's guess. But it comes out within a day of its original,
and says the same from first to last: with each language's mean vector taken off (`centred`), the sentences of
one find their like in the other.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .embed import Vectors
from .release import PartKind, Release
from .store import Store

_SIMILAR = 0.36
"""Least mean cosine between each sentence of two releases and its nearest in the other. In the sample corpus
translations have 0.46 to 0.53, the other pairs of one organisation's releases 0.27 at the most."""

_SAME_RELEASE = datetime.timedelta(days=1)
_SAID_EVERY_TIME = (PartKind.ABOUT, PartKind.CONTACT)

SentenceVectors = Callable[[str, Sequence[int]], Vectors]
"""From a language group and ids of sentences to their vectors, centred by language, a row each."""


@dataclass(frozen=True)
class _Side:
    """A release's sentences in order; `own` are the rows that other releases of the organisation don't repeat."""

    release: Release
    readings: list[str]
    vectors: Vectors
    own: list[int]


def aligned_sentences(store: Store, vectors: SentenceVectors) -> list[tuple[str, str]]:
    """Chinese sentences with their English translations, each pair of texts once; titles are sentences too.

    Empty where no release has a translation.
    """
    dated = [release for release in store.releases() if release.date]
    chinese = [release for release in dated if release.language.startswith("zh")]
    english = [release for release in dated if release.language == "en"]
    near = [(a, b) for a in chinese for b in english if _days_between(a, b) <= _SAME_RELEASE]
    passages: dict[str, list[int]] = defaultdict(list)
    for passage, release_id in store.release_ids().items():
        passages[release_id].append(passage)
    sides = {
        release.id: _side(store, release, passages[release.id], vectors)
        for release in {release.id: release for pair in near for release in pair}.values()
    }
    pairs = dict.fromkeys(pair for a, b in _linked(near, sides) for pair in _aligned(sides[a], sides[b]))
    return list(pairs)


def _days_between(one: Release, other: Release) -> datetime.timedelta:
    assert one.date and other.date
    return abs(one.date - other.date)


def _side(store: Store, release: Release, passage_ids: list[int], vectors: SentenceVectors) -> _Side:
    kinds = {passage.id: passage.kind for passage in store.passages(passage_ids).values()}
    owned = store.sentences(passage_ids)
    sentences = [(sentence, kinds[passage]) for passage in sorted(owned) for sentence in owned[passage]]
    return _Side(
        release,
        [sentence.reading for sentence, _ in sentences],
        vectors(release.language.split("-")[0], [sentence.id for sentence, _ in sentences]),
        [row for row, (_, kind) in enumerate(sentences) if kind not in _SAID_EVERY_TIME],
    )


def _linked(near: list[tuple[Release, Release]], sides: dict[str, _Side]) -> Iterator[tuple[str, str]]:
    """Ids of the pairs that are alike, of which neither has a better partner."""
    similar = {(a.id, b.id): _similarity(sides[a.id], sides[b.id]) for a, b in near}
    for (a, b), similarity in similar.items():
        best = max(found for pair, found in similar.items() if a in pair or b in pair)
        if similarity >= max(best, _SIMILAR):
            yield a, b


def _similarity(one: _Side, other: _Side) -> float:
    if not one.own or not other.own:
        return 0.0
    cosines = one.vectors[one.own] @ other.vectors[other.own].T
    return float(cosines.max(axis=1).mean() + cosines.max(axis=0).mean()) / 2


def _aligned(one: _Side, other: _Side) -> Iterator[tuple[str, str]]:
    """The titles, and the sentences that are each other's nearest."""
    yield one.release.title, other.release.title
    cosines = one.vectors @ other.vectors.T
    nearest, back = cosines.argmax(axis=1), cosines.argmax(axis=0)
    for row in np.flatnonzero(back[nearest] == np.arange(len(nearest))):
        yield one.readings[row], other.readings[nearest[row]]
