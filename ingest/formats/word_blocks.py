"""The blocks of a Word document's body, in order."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from docx.document import Document as WordDocument
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from .blocks import Block
from .word_names import FALLBACK, MATH_TEXT, w

_P, _TBL, _TR, _TC, _R, _T = (w(name) for name in ("p", "tbl", "tr", "tc", "r", "t"))
_TEXT_BOX = w("txbxContent")
_LEFT_OUT = frozenset(
    {w(name) for name in ("del", "moveFrom", "rt", "instrText", "delText", "sdtPr", "pPrChange", "rPrChange")}
) | {FALLBACK}
_SIGNS = {w("br"): "\n", w("cr"): "\n", w("tab"): "\t", w("noBreakHyphen"): "-"}
_NOTES = {w("footnoteReference"): "footnote", w("endnoteReference"): "endnote"}
_ON, _OFF = ("1", "true", "on"), ("0", "false", "off", "none")
_HEADING = re.compile(r"^(?:heading|標題|标题)\s*(\d)$", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|標題|标题)$", re.IGNORECASE)
_LONG_CELL = 200
_MAX_BASES = 20


@dataclass(frozen=True)
class _Style:
    level: int
    bold: bool
    hidden: bool


class Styles:
    """What the styles of a document make of a paragraph or a run: heading, bold, hidden."""

    def __init__(self, document: WordDocument) -> None:
        self._elements = {style.get(w("styleId")): style for style in document.styles.element.iter(w("style"))}
        self._known: dict[str, _Style] = {}

    def of(self, style_id: str) -> _Style:
        """The style of this id, with what it takes from those that it is based on."""
        if style_id not in self._known:
            self._known[style_id] = self._read(style_id)
        return self._known[style_id]

    def _read(self, style_id: str) -> _Style:
        level = bold = hidden = None
        seen: set[str] = set()
        while style_id in self._elements and style_id not in seen and len(seen) < _MAX_BASES:
            seen.add(style_id)
            element = self._elements[style_id]
            level = level if level is not None else _style_level(element)
            properties = element.find(w("rPr"))
            bold = bold if bold is not None else _switch(properties, "b")
            hidden = hidden if hidden is not None else _switch(properties, "vanish")
            style_id = _value(element, "basedOn")
        return _Style(level or 0, bool(bold), bool(hidden))


def word_blocks(body: etree._Element, styles: Styles, notes: Mapping[str, etree._Element]) -> Iterator[Block]:
    """Paragraphs and tables; text boxes follow the paragraph that they hang on, footnotes and endnotes the text."""
    cited: list[str] = []
    yield from _blocks(body, styles, cited)
    for note in dict.fromkeys(cited):
        if note in notes:
            yield from _blocks(notes[note], styles, [])


def _blocks(container: etree._Element, styles: Styles, cited: list[str]) -> Iterator[Block]:
    """Depth is bounded: the parser takes no XML of more than 256 levels."""
    for element in container:
        if element.tag == _P:
            yield from _paragraph(element, styles, cited)
        elif element.tag == _TBL:
            yield from _table(element, styles, cited)
        elif isinstance(element.tag, str) and element.tag not in _LEFT_OUT:
            yield from _blocks(element, styles, cited)


def _paragraph(paragraph: etree._Element, styles: Styles, cited: list[str]) -> Iterator[Block]:
    properties = paragraph.find(w("pPr"))
    style = styles.of(_value(properties, "pStyle"))
    outline = _value(properties, "outlineLvl")
    level = int(outline) + 1 if outline in "012345" and outline else style.level
    read = _Read(styles, style.bold, cited)
    read.walk(paragraph)
    text = "".join(read.pieces)
    lines = [line.replace("\t", " ").strip() for line in text.split("\n")]
    text = "\n".join(line for line in lines if line)
    if text:
        bold = read.bold == read.seen > 0
        yield Block(" ".join(text.split("\n")) if level else text, level, bold)
    for box in read.boxes:
        yield from _blocks(box, styles, cited)


@dataclass
class _Read:
    """Text of a paragraph as its runs say it."""

    styles: Styles
    is_bold: bool
    cited: list[str]
    pieces: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    bold: int = 0
    seen: int = 0

    def walk(self, element: etree._Element) -> None:
        for inner in element:
            if inner.tag == _R:
                self._run(inner)
            elif inner.tag == MATH_TEXT:
                self._add(inner.text or "", False)
            elif isinstance(inner.tag, str) and inner.tag not in _LEFT_OUT:
                self.walk(inner)

    def _run(self, run: etree._Element) -> None:
        properties = run.find(w("rPr"))
        style = self.styles.of(_value(properties, "rStyle"))
        hidden = _switch(properties, "vanish")
        if style.hidden if hidden is None else hidden:
            return
        set_bold = _switch(properties, "b")
        self._inside(run, (self.is_bold or style.bold) if set_bold is None else set_bold)

    def _inside(self, element: etree._Element, bold: bool) -> None:
        for inner in element:
            if inner.tag == _T:
                self._add(inner.text or "", bold)
            elif inner.tag in _SIGNS:
                self.pieces.append(_SIGNS[inner.tag])
            elif inner.tag in _NOTES:
                self.cited.append(f"{_NOTES[inner.tag]} {inner.get(w('id'))}")
            elif inner.tag == _TEXT_BOX:
                self.boxes.append(inner)
            elif inner.tag == _R:
                self._run(inner)
            elif isinstance(inner.tag, str) and inner.tag not in _LEFT_OUT:
                self._inside(inner, bold)

    def _add(self, text: str, bold: bool) -> None:
        seen = len("".join(text.split()))
        self.pieces.append(text)
        self.seen += seen
        self.bold += seen if bold else 0


def _table(table: etree._Element, styles: Styles, cited: list[str]) -> Iterator[Block]:
    """Its rows; a table of one row or one column, or with tables or several paragraphs in its cells, only puts text
    in its place and is read cell by cell."""
    rows: list[tuple[str, ...]] = []
    cells: list[list[Block]] = []
    is_layout = False
    for row in _within(table, _TR):
        written: list[str] = [""] * min(50, _number(row.find(w("trPr")), "gridBefore", 0))
        for cell in _within(row, _TC):
            properties = cell.find(w("tcPr"))
            merged = properties.find(w("vMerge")) if properties is not None else None
            covered = merged is not None and merged.get(w("val")) != "restart"
            blocks = [] if covered else list(_blocks(cell, styles, cited))
            cells.append(blocks)
            long = sum(len(block.text) for block in blocks) > _LONG_CELL
            is_layout = is_layout or any(block.rows for block in blocks) or (long and len(blocks) > 2)
            wide = min(50, max(1, _number(properties, "gridSpan", 1)))
            written += [" ".join(block.text for block in blocks), *[""] * (wide - 1)]
        if any(written):
            rows.append(tuple(written))
    if is_layout or len(rows) < 2 or max(map(len, rows)) < 2:
        yield from (block for blocks in cells for block in blocks)
    else:
        yield Block(rows=tuple(rows))


def _within(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, in content controls and insertions too."""
    for inner in element:
        if inner.tag == tag:
            deleted = inner.find(f"{w('trPr')}/{w('del')}") if tag == _TR else None
            if deleted is None:
                yield inner
        elif isinstance(inner.tag, str) and inner.tag not in _LEFT_OUT and inner.tag not in (_TR, _TC, _TBL, _P):
            yield from _within(inner, tag)


def _style_level(style: etree._Element) -> int | None:
    name = _value(style, "name")
    if _TITLE.match(name):
        return 1
    if named := _HEADING.match(name):
        return min(6, max(1, int(named[1])))
    outline = _value(style.find(w("pPr")), "outlineLvl")
    return int(outline) + 1 if outline and outline in "012345" else None


def _value(element: etree._Element | None, name: str) -> str:
    inner = element.find(w(name)) if element is not None else None
    return inner.get(w("val"), "") if inner is not None else ""


def _number(element: etree._Element | None, name: str, otherwise: int) -> int:
    written = _value(element, name)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else otherwise


def _switch(properties: etree._Element | None, name: str) -> bool | None:
    """Whether a property is on; None where nothing is said of it."""
    inner = properties.find(w(name)) if properties is not None else None
    return None if inner is None else inner.get(w("val"), "1").lower() not in _OFF
