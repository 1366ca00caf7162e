"""Which sentences of one release go with which of another that says the same.

A translation joins sentences, splits them and moves paragraphs, so a bead is one sentence or two that follow each other
on either side, and goes with the bead that is its best, both ways: by the cosine of their vectors, and by their
figures, which are the same in every language.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pressdesk.ingest.embed import Vectors
from pressdesk.ingest.links.own_text import share

_FIGURES = 0.5
"""What sharing all figures adds to the cosine."""

_TWO = 0.05
"""What a bead of two sentences must be better by."""


@dataclass(frozen=True)
class Lines:
    """A release's sentences in order: their vectors, centred by language, a row each, the values of their figures, and
    a number for the passage that each is in."""

    vectors: Vectors
    figures: Sequence[frozenset[str]]
    passages: Sequence[int]


@dataclass(frozen=True)
class Bead:
    """Sentences that follow each other, by their numbers."""

    first: int
    after: int
    vector: Vectors
    figures: frozenset[str]

    def has(self, number: int) -> bool:
        return self.first <= number < self.after


class Alignment:
    """Two releases, sentence by sentence."""

    def __init__(self, ours: Lines, theirs: Lines) -> None:
        self._ours, self._theirs = _beads(ours), _beads(theirs)
        self._near = np.stack([b.vector for b in self._ours]) @ np.stack([b.vector for b in self._theirs]).T
        self._value = self._near + np.array([[_plus(a, b) for b in self._theirs] for a in self._ours])

    def of(self, number: int) -> tuple[range, float] | None:
        """The numbers of their sentences that go with one of ours, and the cosine; None where none does."""
        rows = [row for row, bead in enumerate(self._ours) if bead.has(number)]
        row, column = np.unravel_index(int(self._value[rows].argmax()), (len(rows), len(self._theirs)))
        back = self._ours[int(self._value[:, column].argmax())]
        if not back.has(number):
            return None
        bead = self._theirs[int(column)]
        return range(bead.first, bead.after), float(self._near[rows[int(row)], column])


def _plus(a: Bead, b: Bead) -> float:
    figures = _FIGURES * share(a.figures, b.figures) if a.figures or b.figures else _FIGURES / 2
    return figures - _TWO * (a.after - a.first + b.after - b.first - 2)


def _beads(lines: Lines) -> list[Bead]:
    found: list[Bead] = []
    for first in range(len(lines.figures)):
        for after in (first + 1, first + 2):
            if after <= len(lines.figures) and lines.passages[first] == lines.passages[after - 1]:
                total = lines.vectors[first:after].sum(axis=0)
                length = float(np.linalg.norm(total)) or 1.0
                figures = frozenset[str]().union(*lines.figures[first:after])
                found.append(Bead(first, after, total / length, figures))
    return found
