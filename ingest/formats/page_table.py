"""Tables of a page: those that say something, row by row, and those that only put things in their place."""

from collections.abc import Callable, Iterator

from .page import Element

_MAX_SPAN = 50
_MAX_COLUMNS = 200
_LONG_CELL = 200
_IN_ROWS = frozenset({"tbody", "thead", "tfoot"})
_DIVIDING = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "section", "article"})


def is_layout(table: Element) -> bool:
    """Whether a table is there for its page's looks: it has one row or one column, a table in it, or a cell with
    several paragraphs."""
    if table.tables or table.attributes.get("role", "").lower() in ("presentation", "none"):
        return True
    rows = [list(_cells(row)) for row in _rows(table)]
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return True
    return any(_holds_blocks(cell) for row in rows for cell in row)


def table_rows(table: Element, text_of: Callable[[Element], str]) -> tuple[tuple[str, ...], ...]:
    """Its cells by row. A cell over several rows or columns is told where it begins; the others it covers are empty."""
    covered: dict[int, int] = {}
    made = []
    for row in _rows(table):
        written: list[str] = []
        begun: dict[int, int] = {}
        for cell in _cells(row):
            while covered.get(len(written), 0):
                written.append("")
            if len(written) >= _MAX_COLUMNS:
                break
            wide, deep = _span(cell, "colspan"), _span(cell, "rowspan")
            begun.update(dict.fromkeys(range(len(written), len(written) + wide), deep - 1))
            written += [text_of(cell), *[""] * (wide - 1)]
        while covered.get(len(written), 0):
            written.append("")
        covered = {column: left - 1 for column, left in covered.items() if left > 1} | begun
        if any(written):
            made.append(tuple(written))
    return tuple(made)


def _rows(table: Element) -> Iterator[Element]:
    for item in table.items:
        if isinstance(item, Element) and not item.left_out:
            if item.tag == "tr":
                yield item
            elif item.tag in _IN_ROWS:
                yield from _rows(item)


def _cells(row: Element) -> Iterator[Element]:
    return (item for item in row.items if isinstance(item, Element) and item.tag in ("td", "th") and not item.left_out)


def _span(cell: Element, name: str) -> int:
    written = cell.attributes.get(name, "1").strip()
    return min(_MAX_SPAN, max(1, int(written))) if written.isascii() and written.isdigit() and len(written) < 6 else 1


def _holds_blocks(cell: Element) -> bool:
    """Whether several paragraphs are in it, and long ones."""
    if cell.characters <= _LONG_CELL:
        return False
    waiting: list[Element] = [cell]
    blocks = 0
    while waiting:
        element = waiting.pop()
        blocks += element.tag in _DIVIDING
        waiting += [item for item in element.items if isinstance(item, Element)]
    return blocks > 2
