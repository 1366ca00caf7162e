"""From a PDF's lines to its paragraphs, headings and tables."""

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..recognise import PREAMBLE
from .blocks import Block
from .pdf_columns import Flow, Item, flows, top
from .pdf_lines import LineEnds, Span, is_wide, joined
from .pdf_page import PageTable, PdfPage

_LARGER = 1.08
"""How much larger than the text a heading is, at least."""
_LOOSE = 1.3
"""How much wider the space before a paragraph is than that between lines, at least."""
_ENDS = re.compile(r"[。！？!?.；;:：」』”)）】]\s*$")
_OPENS = re.compile(r"^\s*(?:[•·▪●○◆■➢✓*–—-]\s|[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[.、)）](?!\d))")
_UNIT = re.compile(r"[「『（《〈【“‘(\[]*(?:[!-~\u00a1-\u02ff‘’“”–—]+|.)[，。、；：！？」』）》〉】”’％%)\],.;:!?]*")
_MAX_HEADING = 120
_LONG = 60


@dataclass
class _Paragraph:
    """Lines that belong together, or a table's rows; `breaks` are the lines after which one was begun on purpose."""

    lines: list[Span] = field(default_factory=list)
    rows: tuple[tuple[str, ...], ...] = ()
    breaks: set[int] = field(default_factory=set)

    def text(self, ends: LineEnds) -> str:
        pieces, begin = [], 0
        for end in [*sorted(self.breaks), len(self.lines)]:
            pieces.append(joined(self.lines[begin:end], ends))
            begin = end
        return " ".join(filter(None, pieces))

    @property
    def size(self) -> float:
        return self.lines[0].size if self.lines else 0.0

    @property
    def bold(self) -> bool:
        return bool(self.lines) and all(line.bold for line in self.lines)


def blocks_of_pages(pages: Sequence[PdfPage]) -> list[Block]:
    """The blocks of a document's pages."""
    return blocks_of(list(flows(pages)))


def blocks_of(flows: Sequence[Flow]) -> list[Block]:
    """The document's blocks, headings by their size; those that are only bold say so."""
    looks = _Looks(flows)
    paragraphs: list[_Paragraph] = []
    for flow in flows:
        first = True
        for paragraph in _paragraphs(flow, looks):
            if not (first and paragraphs and _continued(paragraphs[-1], paragraph, looks)):
                paragraphs.append(paragraph)
            first = False
        looks.last = flow
    return _with_levels(paragraphs, looks)


class _Looks:
    """What is usual in the document: the text's size, the space between lines, where columns end."""

    def __init__(self, flows: Sequence[Flow]) -> None:
        sizes: Counter[float] = Counter()
        steps: list[float] = []
        rights: dict[tuple[int, ...], list[float]] = defaultdict(list)
        for flow in flows:
            lines = [item for item in flow.items if isinstance(item, Span)]
            rights[flow.place] += [line.right for line in lines]
            for line in lines:
                sizes[round(line.size * 2) / 2] += len(line.text)
            for one, other in pairwise(lines):
                if one.size == other.size and 0.8 < (step := (other.y - one.y) / one.size) < 3:
                    steps.append(step)
        self.ends = LineEnds.of([item for flow in flows for item in flow.items if isinstance(item, Span)])
        self.body = sizes.most_common(1)[0][0] if sizes else 10.0
        self.step = statistics.quantiles(steps, n=5)[0] if len(steps) > 1 else 1.5
        self._rights = {place: _usual_end(ends) for place, ends in rights.items()}
        self.last: Flow | None = None

    def short(self, line: Span, following: Span, flow: Flow) -> bool:
        """Whether what follows had room on the line: it was ended on purpose."""
        if line.text.endswith("-") and following.text[:1].islower():
            return False
        unit, size = _first_unit(following), max(line.size, following.size)
        return self._rights[flow.place] - line.right > unit + 0.8 * size


def _usual_end(ends: list[float]) -> float:
    return statistics.quantiles(ends, n=20)[-1] if len(ends) >= 40 else max(ends, default=0.0)


def _first_unit(line: Span) -> float:
    """Width of what a line can't be broken before: a Chinese character or a word, with the marks that cling to it."""
    match = _UNIT.match(line.text)
    unit = match[0] if match else line.text[:1]
    narrow = sum(not is_wide(c) for c in line.text)
    wide = len(line.text) - narrow
    each = (line.right - line.left - wide * line.size) / narrow if narrow else 0.0
    return sum(line.size if is_wide(c) else max(each, 0.25 * line.size) for c in unit)


def _paragraphs(flow: Flow, looks: _Looks) -> Iterator[_Paragraph]:
    current = _Paragraph()
    for item in _items(flow):
        if not isinstance(item, Span):
            if current.lines:
                yield current
            current = _Paragraph()
            yield _Paragraph(rows=item.rows)
            continue
        if current.lines and not _follows(current, item, flow, looks):
            yield current
            current = _Paragraph()
        if current.lines and looks.short(current.lines[-1], item, flow):
            current.breaks.add(len(current.lines))
        current.lines.append(item)
    if current.lines:
        yield current


def _follows(paragraph: _Paragraph, line: Span, flow: Flow, looks: _Looks) -> bool:
    """Whether a line goes on with the paragraph over it."""
    last = paragraph.lines[-1]
    if abs(last.size - line.size) > 0.06 * last.size or line.y - last.y > _LOOSE * looks.step * last.size:
        return False
    if last.size > _LARGER * looks.body:
        return True
    if last.bold is not line.bold and (paragraph.bold or looks.short(last, line, flow)):
        return False
    if _OPENS.match(line.text) and (_ENDS.search(last.text) or looks.short(last, line, flow)):
        return False
    if line.left - last.left > 1.2 * line.size and not _OPENS.match(paragraph.lines[0].text):
        return False
    return not looks.short(last, line, flow)


def _continued(paragraph: _Paragraph, following: _Paragraph, looks: _Looks) -> bool:
    """Joins what a column's or page's end has cut; whether it did."""
    if paragraph.rows and following.rows and len(paragraph.rows[0]) == len(following.rows[0]):
        rows = following.rows[following.rows[0] == paragraph.rows[0] :]
        paragraph.rows += rows
        return True
    if not paragraph.lines or not following.lines or looks.last is None:
        return False
    last, line = paragraph.lines[-1], following.lines[0]
    if abs(last.size - line.size) > 0.06 * last.size or paragraph.bold is not following.bold:
        return False
    if _ENDS.search(last.text) or _OPENS.match(line.text) or looks.short(last, line, looks.last):
        return False
    paragraph.lines += following.lines
    return True


def _items(flow: Flow) -> Iterator[Item]:
    """The lines and tables of a flow, lines side by side made a table where they stand under one another, else one."""
    rows: list[list[Item]] = []
    for item in sorted(flow.items, key=lambda i: top(i) if isinstance(i, PageTable) else i.y - 0.8 * i.size):
        beside = rows and isinstance(item, Span) and isinstance(rows[-1][0], Span)
        if beside and abs(rows[-1][0].y - item.y) < 0.4 * item.size:  # pyright: ignore[reportAttributeAccessIssue]
            rows[-1].append(item)
        else:
            rows.append([item])
    number = 0
    while number < len(rows):
        run = _aligned(rows, number)
        if run:
            spans = [i for row in run for i in row]
            cells = tuple(tuple(i.text.strip() for i in row) for row in run)
            edges = min(i.left for i in spans), max(i.right for i in spans)
            yield PageTable(*edges, top(spans[0]), spans[-1].y, cells)
            number += len(run)
            continue
        yield _beside(rows[number])
        number += 1


def _beside(row: list[Item]) -> Item:
    spans = sorted((i for i in row if isinstance(i, Span)), key=lambda i: i.left)
    if len(spans) < 2:
        return row[0]
    text = " ".join(span.text.strip() for span in spans)
    return Span(text, spans[0].left, spans[-1].right, spans[0].y, spans[0].size, all(s.bold for s in spans))


def _aligned(rows: Sequence[list[Item]], first: int) -> list[list[Span]]:
    """The rows from this one on, where three or more are a table without lines: as many cells in each, under one
    another."""
    run: list[list[Span]] = []
    columns: list[_Column] = []
    for number in range(first, len(rows)):
        row = sorted((i for i in rows[number] if isinstance(i, Span)), key=lambda i: i.left)
        if len(row) < 2 or (run and len(row) != len(run[0])):
            break
        columns = columns or [_Column(cell) for cell in row]
        if not all(column.takes(cell) for column, cell in zip(columns, row, strict=True)):
            break
        run.append(row)
    return run if len(run) >= 3 else []


class _Column:
    """Cells under one another: how far apart their left sides, right sides and middles are at most."""

    def __init__(self, first: Span) -> None:
        self._size = first.size
        self._least = self._most = _sides(first)

    def takes(self, cell: Span) -> bool:
        """Whether one of the three still is in line with this cell as well."""
        sides = _sides(cell)
        self._least = tuple(map(min, self._least, sides))
        self._most = tuple(map(max, self._most, sides))
        return any(most - least < self._size for least, most in zip(self._least, self._most, strict=True))


def _sides(cell: Span) -> tuple[float, ...]:
    return cell.left, cell.right, (cell.left + cell.right) / 2


def _with_levels(paragraphs: list[_Paragraph], looks: _Looks) -> list[Block]:
    texts, body = [p.text(looks.ends) for p in paragraphs], looks.body
    larger = [
        n for n, p in enumerate(paragraphs) if p.lines and p.size >= _LARGER * body and _width(texts[n]) <= _MAX_HEADING
    ]
    titled = _title(paragraphs, texts, larger)
    after = [n for n in larger if titled is None or n > titled]
    sizes = sorted({round(paragraphs[n].size * 2) / 2 for n in after}, reverse=True)
    levels = {n: min(6, 2 + sizes.index(round(paragraphs[n].size * 2) / 2)) for n in after}
    if titled is not None:
        levels[titled] = 1
    return [
        Block(rows=p.rows) if p.rows else Block(texts[n], levels.get(n, 0), p.bold) for n, p in enumerate(paragraphs)
    ]


def _title(paragraphs: list[_Paragraph], texts: list[str], larger: list[int]) -> int | None:
    """The largest of what stands over the first long paragraph; where nothing is larger, the first in bold."""
    first = next((n for n, p in enumerate(paragraphs) if n not in larger and _width(texts[n]) > _LONG), len(paragraphs))
    named = [n for n in range(min(first, len(paragraphs))) if not PREAMBLE.match(texts[n]) and not paragraphs[n].rows]
    candidates = [n for n in named if n in larger]
    if candidates:
        return max(candidates, key=lambda n: (round(paragraphs[n].size), -n))
    if larger and not named:
        return None
    return next((n for n in named if paragraphs[n].bold and 4 < _width(texts[n]) <= _MAX_HEADING), None)


def _width(text: str) -> float:
    return sum(0.5 if c.isascii() else 1 for c in text)
