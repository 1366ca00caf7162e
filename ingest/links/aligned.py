"""Sentences and their translations, of the releases that are linked as translations of each other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..embed import Vectors
from ..groups import language_group
from ..release import Release
from ..store import Store
from .link import LinkKind
from .linking import current_links

SentenceVectors = Callable[[str, Sequence[int]], Vectors]
"""From a language group and ids of sentences to their vectors, centred by language, a row each."""


@dataclass(frozen=True)
class _Side:
    """A release's sentences in order."""

    release: Release
    readings: list[str]
    vectors: Vectors


def aligned_sentences(store: Store, vectors: SentenceVectors) -> list[tuple[str, str]]:
    """Chinese sentences with their English translations, each pair of texts once; titles are sentences too.

    Empty where no release has a translation.
    """
    links = current_links(store)
    releases = {release.id: release for release in store.releases()}
    linked = [
        (releases[link.release_id], releases[link.other_id])
        for link in links
        if link.kind is LinkKind.TRANSLATION
        and language_group(releases[link.release_id].language) == "zh"
        and releases[link.other_id].language == "en"
    ]
    sides = {release.id: _side(store, release, vectors) for pair in linked for release in pair}
    return list(dict.fromkeys(pair for a, b in linked for pair in _aligned(sides[a.id], sides[b.id])))


def _side(store: Store, release: Release, vectors: SentenceVectors) -> _Side:
    owned = store.sentences(store.passage_ids(release.id))
    sentences = [sentence for passage in sorted(owned) for sentence in owned[passage]]
    return _Side(
        release,
        [sentence.reading for sentence in sentences],
        vectors(language_group(release.language), [sentence.id for sentence in sentences]),
    )


def _aligned(one: _Side, other: _Side) -> Iterator[tuple[str, str]]:
    """The titles, and the sentences that are each other's nearest."""
    yield one.release.title, other.release.title
    if not len(one.vectors) or not len(other.vectors):
        return
    cosines = one.vectors @ other.vectors.T
    nearest, back = cosines.argmax(axis=1), cosines.argmax(axis=0)
    for row in np.flatnonzero(back[nearest] == np.arange(len(nearest))):
        yield one.readings[row], other.readings[nearest[row]]
