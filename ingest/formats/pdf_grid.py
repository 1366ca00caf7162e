"""The grids that ruled lines on a PDF's page make: a table's cells."""

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

_THIN = 2.5
"""Thickest line, in points: thicker ones are bars and backgrounds."""
_SHORTEST = 6.0
_TOUCH = 3.5
_MAX_RULES = 3_000
_MAX_SEGMENTS = 30_000


@dataclass(frozen=True)
class Rule:
    """A line at `at` from `start` to `end`, in points: across the page where `level`, down it otherwise."""

    level: bool
    at: float
    start: float
    end: float

    def covers(self, place: float) -> bool:
        return self.start - _TOUCH <= place <= self.end + _TOUCH


@dataclass(frozen=True)
class Grid:
    """`xs` and `ys` are where its columns and rows begin and end; `walls` what separates them."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    walls: tuple[Rule, ...]
    _firsts: dict[tuple[bool, int], list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def columns(self) -> int:
        return len(self.xs) - 1

    @property
    def rows(self) -> int:
        return len(self.ys) - 1

    def holds(self, point: tuple[float, float]) -> bool:
        return self.xs[0] <= point[0] <= self.xs[-1] and self.ys[0] <= point[1] <= self.ys[-1]

    def cell(self, point: tuple[float, float]) -> tuple[int, int]:
        """Row and column of a point; of cells that no line separates, the first."""
        column = min(max(bisect_right(self.xs, point[0]) - 1, 0), self.columns - 1)
        row = min(max(bisect_right(self.ys, point[1]) - 1, 0), self.rows - 1)
        column = self._first(False, row)[column]
        return self._first(True, column)[row], column

    def _first(self, level: bool, lane: int) -> list[int]:
        """For each row (where `level`) of a column, or column of a row, `lane`: the first of those that no line
        separates from it. Made once for a lane: a page may have many characters, and a grid many walls."""
        key = level, lane
        if key not in self._firsts:
            across, along = (self.xs, self.ys) if level else (self.ys, self.xs)
            place = (across[lane] + across[lane + 1]) / 2
            walls = sorted(w.at for w in self.walls if w.level is level and w.covers(place))
            firsts = [0]
            for number, at in enumerate(along[1:-1], 1):
                nearest = bisect_left(walls, at - _TOUCH)
                walled = nearest < len(walls) and walls[nearest] <= at + _TOUCH
                firsts.append(number if walled else firsts[-1])
            self._firsts[key] = firsts
        return self._firsts[key]


def rules_of(page: pypdfium2.PdfPage, turn: Callable[[float, float], tuple[float, float]]) -> list[Rule]:
    """The level and upright lines on a page, whether drawn or filled; none where there are so many that they are a
    picture."""
    rules: list[Rule] = []
    segments = 0
    for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=4):
        segments += pdfium.FPDFPath_CountSegments(thing)
        if segments > _MAX_SEGMENTS or len(rules) > _MAX_RULES:
            return []
        rules += _rules(thing, turn)
    return _joined(rules)


def grids(rules: list[Rule]) -> list[Grid]:
    """The grids of at least two columns and a row that rules make which touch one another."""
    made = []
    for group in _touching(rules):
        level = [rule for rule in group if rule.level]
        upright = [rule for rule in group if not rule.level]
        if len(level) < 2 or not upright:
            continue
        sides = [s for rule in level for s in (rule.start, rule.end)]
        ends = [s for rule in upright for s in (rule.start, rule.end)]
        xs = _clustered([*(rule.at for rule in upright), min(sides), max(sides)])
        ys = _clustered([*(rule.at for rule in level), min(ends), max(ends)])
        if len(xs) > 2 and len(ys) > 1:
            made.append(Grid(tuple(xs), tuple(ys), tuple(group)))
    return made


def _rules(thing: pypdfium2.PdfObject, turn: Callable[[float, float], tuple[float, float]]) -> Iterator[Rule]:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(thing, mode, stroked)
    left, bottom, right, top = thing.get_bounds()
    (x0, y0), (x1, y1) = turn(left, bottom), turn(right, top)
    x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    if y1 - y0 <= _THIN:
        if x1 - x0 >= _SHORTEST:
            yield Rule(True, (y0 + y1) / 2, x0, x1)
    elif x1 - x0 <= _THIN:
        if y1 - y0 >= _SHORTEST:
            yield Rule(False, (x0 + x1) / 2, y0, y1)
    elif stroked.value:
        yield from _drawn(thing, turn)


def _drawn(thing: pypdfium2.PdfObject, turn: Callable[[float, float], tuple[float, float]]) -> Iterator[Rule]:
    """The straight pieces of a path that is more than one line."""
    matrix = thing.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    first: tuple[float, float] | None = None
    last: tuple[float, float] | None = None
    for index in range(pdfium.FPDFPath_CountSegments(thing)):
        segment = pdfium.FPDFPath_GetPathSegment(thing, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = turn(*matrix.on_point(x.value, y.value))
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
            yield from _piece(last, point)
        last = point
        if pdfium.FPDFPathSegment_GetClose(segment) and first is not None:
            yield from _piece(point, first)


def _piece(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
    across, down = abs(one[0] - other[0]), abs(one[1] - other[1])
    if down <= 1 and across >= _SHORTEST:
        yield Rule(True, one[1], min(one[0], other[0]), max(one[0], other[0]))
    elif across <= 1 and down >= _SHORTEST:
        yield Rule(False, one[0], min(one[1], other[1]), max(one[1], other[1]))


def _joined(rules: list[Rule]) -> list[Rule]:
    """Rules in one line that touch made one."""
    made: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (r.level, round(r.at), r.start)):
        last = made[-1] if made else None
        if last and last.level is rule.level and abs(last.at - rule.at) <= 1 and rule.start <= last.end + _TOUCH:
            made[-1] = Rule(rule.level, last.at, last.start, max(last.end, rule.end))
        else:
            made.append(rule)
    return made


def _touching(rules: list[Rule]) -> list[list[Rule]]:
    """Groups of rules, each reached from each by crossings."""
    group = list(range(len(rules)))

    def root(number: int) -> int:
        while group[number] != number:
            group[number] = group[group[number]]
            number = group[number]
        return number

    level = [n for n, rule in enumerate(rules) if rule.level]
    for n, upright in enumerate(rules):
        if not upright.level:
            for m in level:
                if upright.covers(rules[m].at) and rules[m].covers(upright.at):
                    group[root(n)] = root(m)
    groups: dict[int, list[Rule]] = {}
    for number, rule in enumerate(rules):
        groups.setdefault(root(number), []).append(rule)
    return list(groups.values())


def _clustered(places: list[float]) -> list[float]:
    """Places, those nearer than a touch to the one before made one with it."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > _TOUCH:
            kept.append(place)
    return kept
