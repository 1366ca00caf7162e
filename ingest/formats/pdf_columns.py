"""In which order a PDF's pages are read: without what every page repeats, and one column after the other."""

import re
import statistics
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .pdf_lines import Span, lines_of
from .pdf_page import PageTable, PdfPage

Item = Span | PageTable

_MARGIN = 0.13
"""How far from its upper and lower edge a page has running lines, as a share of its height."""
_SAME_PLACE = 4.0
_REPEATED = 0.4
"""Share of pages that have a running line: left and right pages may have different ones."""
_PAGE_NUMBER = re.compile(
    r"(?:[-–—]\s*)?\d{1,4}(?:\s*[-–—])?|第\s*\d{1,4}\s*[頁页](?:.{0,3}共\s*\d{1,4}\s*[頁页])?"
    r"|(?:page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*(?:/|of)\s*\d{1,4}",
    re.IGNORECASE,
)
_FILLED = 0.55
"""Share of a column's width that its lines fill, at the median: those of a table's columns fill less."""
_LEAST = 3
_MOST_GUTTERS = 100
"""So many places are looked at for a gutter, those first that most lines keep clear of. Our releases' pages have
three at most."""


@dataclass(frozen=True)
class Flow:
    """Lines and tables that are read from the top down, within `left` and `right`. `place` names the column, the same
    on every page."""

    place: tuple[int, ...]
    items: tuple[Item, ...]
    left: float
    right: float


def flows(pages: Sequence[PdfPage]) -> Iterator[Flow]:
    """What is to be read, in order."""
    contents: list[list[Item]] = []
    for page, lines in zip(pages, _without_running(pages), strict=True):
        contents.append(sorted([*lines, *page.tables], key=top))
    gutters = [_gutter(items) for items in contents]
    known = [gutter for gutter in gutters if gutter is not None]
    usual = statistics.median_low(known) if known else None
    for items, own in zip(contents, gutters, strict=True):
        gutter = own if own is not None else usual
        if gutter is None or (own is None and any(_crosses(item, gutter) for item in items)):
            yield from _flow((0,), items)
        else:
            yield from _columns(items, gutter)


def top(item: Item) -> float:
    """Where an item begins, in points from the page's upper edge; a line at its letters' height."""
    return item.top if isinstance(item, PageTable) else item.y - 0.8 * item.size


def _flow(place: tuple[int, ...], items: Sequence[Item]) -> Iterator[Flow]:
    if items:
        yield Flow(place, tuple(items), min(i.left for i in items), max(i.right for i in items))


def _columns(items: Sequence[Item], gutter: float) -> Iterator[Flow]:
    """Items across the gutter end the columns over them, and begin new ones."""
    waiting: tuple[list[Item], list[Item]] = ([], [])
    across: list[Item] = []
    for item in items:
        if _crosses(item, gutter):
            for side in (0, 1):
                yield from _side(waiting[side], side)
                waiting[side].clear()
            across.append(item)
        else:
            yield from _flow((0,), across)
            across = []
            waiting[(item.left + item.right) / 2 >= gutter].append(item)
    yield from _flow((0,), across)
    for side in (0, 1):
        yield from _side(waiting[side], side)


def _side(items: list[Item], side: int) -> Iterator[Flow]:
    """A column, or two where there are three in all."""
    gutter = _gutter(items)
    if gutter is None:
        yield from _flow((1, side), items)
        return
    for part in _columns(items, gutter):
        yield Flow((1, side, *part.place), part.items, part.left, part.right)


def _crosses(item: Item, gutter: float) -> bool:
    # A table's frame stands out from its column by the room in its cells.
    slack = 10 if isinstance(item, PageTable) else 2
    return item.left < gutter - slack and item.right > gutter + slack


def _gutter(items: Sequence[Item]) -> float | None:
    """Where the right one of two columns begins; none where the text is in one."""
    lines = [item for item in items if isinstance(item, Span)]
    lefts, rights = sorted(line.left for line in lines), sorted(line.right for line in lines)
    found: list[tuple[int, int]] = []
    for start in {round(left) for left in lefts}:
        before, after = bisect_left(rights, start), len(lines) - bisect_left(lefts, start - 1)
        crossing = len(lines) - before - after
        if before >= _LEAST and after >= _LEAST and crossing <= (before + after) / 2:
            found.append((2 * crossing - before - after, start))
    for _, start in sorted(found)[:_MOST_GUTTERS]:
        left = [line for line in lines if line.right < start]
        right = [line for line in lines if line.left >= start - 1]
        if _stand_beside(left, right):
            return start - 1
    return None


def _stand_beside(left: list[Span], right: list[Span]) -> bool:
    """Whether two sets of lines are columns of running text: at the same height for a while, and filled."""
    upper = max(min(line.y for line in left), min(line.y for line in right)) - 1
    lower = min(max(line.y for line in left), max(line.y for line in right)) + 1
    for column in (left, right):
        begin, end = min(line.left for line in column), max(line.right for line in column)
        shared = [line.right - line.left for line in column if upper <= line.y <= lower]
        if len(shared) < _LEAST or statistics.median(shared) < _FILLED * (end - begin):
            return False
        if end - begin < 8 * statistics.median(line.size for line in column):
            return False
    return True


def _without_running(pages: Sequence[PdfPage]) -> Iterator[list[Span]]:
    """The lines of each page without headers, footers and page numbers: what stands at the same place of many pages,
    and has nothing but its like between it and the edge."""
    lines = [lines_of(page.spans) for page in pages]
    places = _Places()
    for number, page in enumerate(pages):
        for line in lines[number]:
            if not _MARGIN * page.height < line.y < (1 - _MARGIN) * page.height:
                places.add(number, line)
    least = max(2, _REPEATED * len(pages))
    for number, page in enumerate(pages):
        running: set[int] = set()
        for order in (1, -1):
            row: float | None = None
            for at in range(len(lines[number]))[::order]:
                line = lines[number][at]
                if _MARGIN * page.height < line.y < (1 - _MARGIN) * page.height:
                    break
                if places.alike(line) >= least or _PAGE_NUMBER.fullmatch(line.text.strip()):
                    running.add(at)
                    row = line.y
                elif row is None or abs(line.y - row) > 2:
                    break
        yield [line for at, line in enumerate(lines[number]) if at not in running]


class _Places:
    """Where the pages have which lines."""

    def __init__(self) -> None:
        self._heights: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
        self._counted: dict[tuple[str, float], int] = {}

    def add(self, page: int, line: Span) -> None:
        insort(self._heights[_form(line.text)][page], line.y)

    def alike(self, line: Span) -> int:
        """How many pages have a line like this at its place."""
        key = _form(line.text), line.y
        if key not in self._counted:
            self._counted[key] = sum(_any_near(heights, line.y) for heights in self._heights[key[0]].values())
        return self._counted[key]


def _any_near(heights: list[float], y: float) -> bool:
    """Whether any of these, which are sorted, is at the same place."""
    first = bisect_right(heights, y - _SAME_PLACE)
    return first < len(heights) and heights[first] < y + _SAME_PLACE


def _form(text: str) -> str:
    """A line with its figures made alike: those of a page number change."""
    return re.sub(r"\d+", "0", " ".join(text.split()))
