"""Figures where they stand: each with its value, what it counts, and the words around it, near ones weighing more.

All of it in folded text.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import takewhile

from pressdesk.ingest.fold import words
from pressdesk.ingest.quantity import Kind, quantities
from pressdesk.ingest.terms import stem

from .units import counted_classes

_JOINED = re.compile(r"\s*(?:[,、，;；/~–—-]|至|到|和|及|与|或|to|and|or|\s)+\s*")
_SCALE = re.compile(r"(?P<han>[千百]?万|亿|兆)|(?P<word>hundred|thousand|million|billion|trillion|mn|bn|m|b)(?![a-z])")
_SCALES = {
    "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "兆": 10**12,
    "hundred": 100, "thousand": 10**3, "million": 10**6, "mn": 10**6, "m": 10**6,
    "billion": 10**9, "bn": 10**9, "b": 10**9, "trillion": 10**12,
}  # fmt: skip
_PIECE = re.compile(r"[\u3400-\u9fff]|[a-z]+(?:['’-][a-z]+)*|(?P<stop>[，,；;、:：|)）]|[。.!?！？\n])|[(（]")
_END = "。.!?！？\n"

_OPENING = "(（"
_JOINING = frozenset(("和", "及", "与", "while", "whereas", "and", "but"))
"""What joins two things, of which each has its figure."""

_HALVED_IN = 12.0
"""Steps in which the words around a figure lose half their weight: a Han character is a step, a Latin word two."""

_STEPS = {"han": 1.0, "latin": 2.0, "figure": 3.0, "joined": 3.0, "clause": 14.0, "sentence": 14.0}
_REACH = 60.0
_SINGLE = 0.3
"""What a lone Chinese character weighs beside a pair of them."""

_FUNCTION_WORDS = frozenset(
    words(
        "a an the of in on at to for by with or is are was were be been has have had will would it its they their "
        "this that these those as from which who more than"
    )
)
Side = tuple[str, bool]
"""A term, and whether it stands behind the figure."""


@dataclass(frozen=True)
class PlacedFigure:
    """A figure at `folded[start:end]`. `values`: as in `Quantity.value`, more than one where its scale may be that of
    the figure behind it (2 至 3 億). `units`: classes of what it counts. `around`: nearness of each term, 0 to 1."""

    kind: Kind
    values: frozenset[str]
    start: int
    end: int
    currency: str | None = None
    units: frozenset[str] = frozenset()
    around: Mapping[Side, float] = field(default_factory=dict)


def placed_figures(folded: str, *, headed: bool = True) -> list[PlacedFigure]:
    """The figures of folded text in order; where `headed`, those of a table stand beside its column's and row's names
    too."""
    found = quantities(folded)
    ends = [quantity.start for quantity in found[1:]] + [len(folded)][: len(found)]
    figures = [
        PlacedFigure(q.kind, frozenset({q.value}), q.start, q.end, q.currency, _units(q.kind, folded, q.end, limit))
        for q, limit in zip(found, ends, strict=True)
    ]
    for i in range(len(figures) - 2, -1, -1):
        figures[i] = _completed(folded, figures[i], figures[i + 1])
    steps = _steps(folded, figures)
    figures = [replace(figure, around=_around(number, steps)) for number, figure in enumerate(figures)]
    return [_headed(folded, figure) for figure in figures] if headed and "|" in folded else figures


def term_counts(folded: str) -> Counter[str]:
    """How often each of the terms that `around` has stands in folded text."""
    found: list[tuple[float, str | int, float]] = []
    _words(folded, 0, len(folded), 0.0, found)
    return Counter(term for _, term, _ in found if isinstance(term, str))


def _units(kind: Kind, folded: str, end: int, limit: int) -> frozenset[str]:
    if kind in ("money", "percent"):
        return frozenset({kind})
    return counted_classes(folded, end, limit) if kind == "number" else frozenset()


def _completed(folded: str, figure: PlacedFigure, following: PlacedFigure) -> PlacedFigure:
    """A figure of a list or range with what only the last one says: 40, 30 and 30 per cent; 2 至 3 億元."""
    bare = figure.kind == "number" and not figure.units
    if not bare or following.kind in ("date", "phone") or not _JOINED.fullmatch(folded, figure.end, following.start):
        return figure
    scale = _SCALE.search(folded, following.start, following.end)
    own = _SCALE.search(folded, figure.start, figure.end)
    values = figure.values
    if scale and not own:
        values = values | {f"{(Decimal(v) * _SCALES[scale.group()]).normalize():f}" for v in values}
    return replace(figure, kind=following.kind, values=values, currency=following.currency, units=following.units)


def _headed(folded: str, figure: PlacedFigure) -> PlacedFigure:
    """A figure of a table with the words that begin its row and those above its column, as if they stood beside it."""
    start = folded.rfind("\n", 0, figure.start) + 1
    lines = folded[:start].split("\n")[:-1]
    row = folded[start:].split("\n", 1)[0]
    above = list(takewhile(lambda line: line.startswith("|"), reversed(lines)))
    if not row.startswith("|") or not above:
        return figure
    column = folded.count("|", start, figure.start)
    heads, cells = above[-1].split("|"), row.split("|")
    head = heads[column] if column < len(heads) else ""
    words_near: list[tuple[float, str | int, float]] = []
    for text in (head, cells[1]):
        _words(text, 0, len(text), 0.0, words_near)
    near = {
        (term, behind): weight for _, term, weight in words_near if isinstance(term, str) for behind in (True, False)
    }
    units = figure.units or (counted_classes(head, 0, len(head)) if figure.kind == "number" else figure.units)
    return replace(figure, units=units, around={**figure.around, **near})


def _steps(folded: str, figures: Sequence[PlacedFigure]) -> list[tuple[float, str | int, float]]:
    """The terms of `folded` with the step at which each stands and its weight; a figure is its number."""
    found: list[tuple[float, str | int, float]] = []
    step, at = 0.0, 0
    for number, figure in enumerate(figures):
        step = _words(folded, at, figure.start, step, found)
        found.append((step + _STEPS["figure"] / 2, number, 0.0))
        step, at = step + _STEPS["figure"], figure.end
    _words(folded, at, len(folded), step, found)
    return found


def _words(folded: str, start: int, end: int, step: float, found: list[tuple[float, str | int, float]]) -> float:
    before = ""
    last = start
    for match in _PIECE.finditer(folded, start, end):
        piece = match.group()
        before = before if match.start() == last else ""
        last = match.end()
        if match["stop"]:
            step += _STEPS["sentence" if piece in _END else "clause"]
            before = ""
        elif piece in _OPENING:
            before = ""
        elif piece in _JOINING:
            step, before = step + _STEPS["joined"], ""
        elif "\u3400" <= piece <= "\u9fff":
            found.append((step, piece, _SINGLE))
            if before:
                found.append((step - 0.5, before + piece, 1.0))
            step, before = step + _STEPS["han"], piece
        else:
            if piece not in _FUNCTION_WORDS:
                found.append((step + 1, stem(piece), 1.0))
            step, before = step + _STEPS["latin"], ""
    return step


def _around(number: int, steps: Sequence[tuple[float, str | int, float]]) -> dict[Side, float]:
    own = next(step for step, word, _ in steps if word == number)
    near: dict[Side, float] = {}
    for step, word, weight in steps:
        distance = abs(step - own)
        if isinstance(word, int) or distance > _REACH:
            continue
        side = (word, step > own)
        near[side] = max(near.get(side, 0.0), weight * math.exp2(-distance / _HALVED_IN))
    return near
