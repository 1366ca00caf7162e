"""What a release says that its organisation's other releases don't say again: what releases are compared by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from ..fold import is_han, letters, words
from ..quantity import Quantity, quantities
from ..release import PartKind, Passage, Release
from ..rows import StoredPassage
from ..store import Store

T = TypeVar("T")

SAID_EVERY_TIME = (PartKind.ABOUT, PartKind.CONTACT)

_IN_A_ROW = 4
_SMALL = 10
"""Numbers below this are in every release."""


@dataclass(frozen=True)
class OwnText:
    """A release with its text, without boilerplate and press contact."""

    release: Release
    text: str

    @cached_property
    def shingles(self) -> frozenset[str]:
        """The runs of four Chinese characters or words, folded: both scripts have the same."""
        units = [unit for word in words(self.text) for unit in (word if is_han(word) else [word])]
        runs = range(max(1, len(units) - _IN_A_ROW + 1))
        return frozenset(" ".join(units[first : first + _IN_A_ROW]) for first in runs if units)

    @cached_property
    def _quantities(self) -> Sequence[Quantity]:
        return tuple(quantities(self.text))

    @cached_property
    def figures(self) -> frozenset[str]:
        """The values of its numbers, percentages and amounts, the small ones left out."""
        return frozenset(q.value for q in self._quantities if q.number is not None and q.number >= _SMALL)

    @cached_property
    def values(self) -> frozenset[tuple[str, str]]:
        """All its quantities, each with its kind."""
        return frozenset((q.kind, q.value) for q in self._quantities)

    @cached_property
    def letters(self) -> str:
        """The folded letters and digits of all of the release, and nothing between them: the same however its lines are
        broken and its parts recognised."""
        return letters(self.release.text)


class OwnTexts(Mapping[str, OwnText]):
    """The own texts of the releases of a store, by id, each read when it is first wanted."""

    def __init__(self, store: Store, releases: Mapping[str, Release]) -> None:
        self._store = store
        self._releases = releases
        self._read: dict[str, OwnText] = {}

    def __getitem__(self, release_id: str) -> OwnText:
        if release_id not in self._read:
            self._read[release_id] = own_text(self._store, self._releases[release_id])
        return self._read[release_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._releases)

    def __len__(self) -> int:
        return len(self._releases)


def own_text(store: Store, release: Release) -> OwnText:
    """A release's own text; all of its text where nothing in it is its own."""
    return own_text_of(release, list(store.passages(store.passage_ids(release.id)).values()))


def own_text_of(release: Release, passages: Sequence[Passage | StoredPassage]) -> OwnText:
    """The same of a release with these passages."""
    every_time = sorted((p.start, p.end) for p in passages if p.kind in SAID_EVERY_TIME)
    pieces: list[str] = []
    at = 0
    for start, end in every_time:
        pieces.append(release.text[at : max(at, start)])
        at = max(at, end)
    own = "".join([*pieces, release.text[at:]])
    return OwnText(release, own if letters(own) else release.text)


def share(one: frozenset[T], other: frozenset[T]) -> float:
    """What part of what either has both have, 0 to 1 (Jaccard); 0 where one has nothing."""
    return len(one & other) / len(one | other) if one and other else 0.0
