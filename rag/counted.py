"""Whether a figure is said of what the passage says it of: 500 間企業 is not 500 名人才, and no two are swapped.

What a figure counts is compared by class (`rag/units.py`), in any two languages. Within one language the words around
a figure are compared with those around each figure of the passage, near ones weighing more and a word that many places
have less: where they fit the place of another figure clearly better than any place of its own value, the figure was
put to the wrong thing. Two figures of a sentence that fit better the other way round are a swap.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

from .placed import PlacedFigure, Side

_OTHER_SIDE = 0.8
"""What a word counts that stands on the other side of the figure: 企業 500 間, 500 間企業."""

_RARITY = 0.5
_LEAST_FIT = 0.25
_CLEARLY = 0.05
"""Fits, 0 to 1, and by how much a wrong place must be better. Chosen on seeds 1 to 5 of `tests/planted.py`."""


def conflicting(figure: PlacedFigure, own: Sequence[PlacedFigure]) -> bool:
    """Whether a figure counts another thing than at each of the places of its value; False where either is unknown."""
    return bool(figure.units and own) and all(place.units and not place.units & figure.units for place in own)


class Fits:
    """How well the figures of a sentence fit those of a passage in the same language."""

    def __init__(
        self, figures: Sequence[PlacedFigure], places: Sequence[PlacedFigure], counts: Mapping[str, int]
    ) -> None:
        """`counts`: how often the releases have each term."""
        self._places = places
        near = {term for place in places for term, _ in place.around}
        self._weights = {term: counts.get(term, 1) ** -_RARITY for term in near}
        self._fits = [[self._fit(figure, place) for place in places] for figure in figures]
        self._figures = figures

    def misplaced(self) -> set[int]:
        """The numbers of the figures that are said of what the passage says another figure of."""
        alone = {n for n, figure in enumerate(self._figures) if self._fits_another_better(n, figure)}
        swapped = {n for pair in combinations(range(len(self._figures)), 2) if self._fit_crosswise(*pair) for n in pair}
        return alone | swapped

    def _fits_another_better(self, n: int, figure: PlacedFigure) -> bool:
        own = self._best(n, figure)
        # Where the sentence has the other figure too, the two are compared crosswise.
        said = frozenset[str]().union(*(other.values for other in self._figures))
        others = [
            fit
            for fit, place in zip(self._fits[n], self._places, strict=True)
            if not place.values & said and _comparable(figure, place)
        ]
        best = max(others, default=0.0)
        return own is not None and best > max(_LEAST_FIT, own + _CLEARLY)

    def _fit_crosswise(self, one: int, other: int) -> bool:
        first, second = self._figures[one], self._figures[other]
        if first.values & second.values or not _comparable(first, second):
            return False
        fits = (self._best(one, first), self._best(other, second), self._best(one, second), self._best(other, first))
        straight_one, straight_other, cross_one, cross_other = (fit if fit is not None else -1.0 for fit in fits)
        if min(straight_one, straight_other, cross_one, cross_other) < 0:
            return False
        return cross_one + cross_other > straight_one + straight_other + _CLEARLY

    def _best(self, n: int, figure: PlacedFigure) -> float | None:
        """How well figure `n` fits the best place of the value of `figure`; None where there is none."""
        return max(
            (f for f, place in zip(self._fits[n], self._places, strict=True) if place.values & figure.values),
            default=None,
        )

    def _fit(self, figure: PlacedFigure, place: PlacedFigure) -> float:
        whole = sum(near * self._weights.get(term, 1.0) for (term, _), near in figure.around.items())
        shared = sum(
            self._weights.get(term, 0.0) * near * _nearness((term, behind), place, near)
            for (term, behind), near in figure.around.items()
        )
        return shared / whole if whole else 0.0


def _nearness(side: Side, place: PlacedFigure, near: float) -> float:
    """How near a word stands to `place` as well, 0 to 1; 1 where it is as near as to the figure of the sentence."""
    term, behind = side
    found = max(place.around.get(side, 0.0), _OTHER_SIDE * place.around.get((term, not behind), 0.0))
    return min(found, near) / max(found, near) if found else 0.0


def _comparable(one: PlacedFigure, other: PlacedFigure) -> bool:
    if (one.kind == "date") != (other.kind == "date") or "phone" in (one.kind, other.kind):
        return False
    return not (one.units and other.units) or bool(one.units & other.units)
