"""What stands where on a PDF's pages: stretches of text, and tables with ruled lines. PDFium reads it (pypdfium2)."""

import ctypes
import io
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from .pdf_grid import Grid, grids, rules_of
from .pdf_lines import Character, Span, joined, lines_of, spans_of

MAX_CHARACTERS = 2_000_000
_COMPOSED = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFB00, 0xFB06))
"""Radicals, compatibility ideographs and ligatures: what fonts put for the characters that were written."""
_HYPHEN = 2
_INVISIBLE = 3


@dataclass(frozen=True)
class PageTable:
    """A table with ruled lines: where it stands, and its rows of cells."""

    left: float
    right: float
    top: float
    bottom: float
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PdfPage:
    """`unknown`: characters of which the PDF does not say what they are; `invisible`: those that are not painted, as
    text recognition puts them over a picture."""

    width: float
    height: float
    spans: tuple[Span, ...]
    tables: tuple[PageTable, ...] = ()
    unknown: int = 0
    invisible: int = 0


@dataclass(frozen=True)
class PdfContent:
    """All pages, and the title of the document's information."""

    pages: tuple[PdfPage, ...]
    title: str = ""


class CannotOpen(Exception):
    """PDFium refuses the file: `encrypted` where it wants a password."""

    def __init__(self, encrypted: bool) -> None:
        super().__init__(encrypted)
        self.encrypted = encrypted


class TooManyPages(Exception):
    """The document has more pages than are read: their number is the argument."""


class TooMuchText(Exception):
    """The document has more characters than are read."""


def read_pages(data: bytes, max_pages: int) -> PdfContent:
    """What is on the pages of a PDF. Raises `CannotOpen`, `TooManyPages` or `TooMuchText`."""
    document = _open(data)
    if len(document) > max_pages:
        raise TooManyPages(len(document))
    pages: list[PdfPage] = []
    total = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            pages.append(PdfPage(595, 842, ()))
            continue
        read, count = _read_page(page, MAX_CHARACTERS - total)
        page.close()
        total += count
        pages.append(read)
    return PdfContent(tuple(pages), _title(document))


def picture_of(data: bytes, number: int, dots_per_inch: int, max_pixels: int) -> bytes:
    """A page as a PNG in grey."""
    page = _open(data)[number]
    width, height = page.get_size()
    scale = min(dots_per_inch / 72, math.sqrt(max_pixels / max(1.0, width * height)))
    out = io.BytesIO()
    page.render(
        scale=scale,  # pyright: ignore[reportArgumentType]
        grayscale=True,
    ).to_pil().save(out, "PNG")
    return out.getvalue()


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
        if not len(document):
            raise CannotOpen(False)
    except pypdfium2.PdfiumError as error:
        raise CannotOpen(getattr(error, "err_code", 0) == pdfium.FPDF_ERR_PASSWORD) from error
    return document


def _title(document: pypdfium2.PdfDocument) -> str:
    try:
        return document.get_metadata_value("Title").strip()
    except UnicodeDecodeError:  # A damaged title: half a character is left of one.
        return ""


def _read_page(page: pypdfium2.PdfPage, room: int) -> tuple[PdfPage, int]:
    width, height = page.get_size()
    turn = _Turn(page)
    text_page = page.get_textpage()
    count = text_page.count_chars()
    if count > room:
        raise TooMuchText
    seen = _Characters(text_page, turn, count)
    characters = [c for c in seen.read() if -1 <= c.left <= width + 1 and -1 <= c.y <= height + c.size]
    found = grids(rules_of(page, turn)) if characters else []
    owners = [next((n for n, grid in enumerate(found) if grid.holds(_middle(c))), -1) for c in characters]
    held: dict[int, list[Character]] = {}
    for character, owner in zip(characters, owners, strict=True):
        held.setdefault(owner, []).append(character)
    made = {at: _table(grid, held[at]) for at, grid in enumerate(found) if at in held}
    tables = {at: table for at, table in made.items() if table}
    outside = [c for c, owner in zip(characters, owners, strict=True) if owner not in tables]
    text_page.close()
    spans = tuple(spans_of(outside))
    return PdfPage(width, height, spans, tuple(tables.values()), seen.unknown, seen.invisible), count


class _Turn:
    """From a page's own coordinates to those of the page as it is shown, upright, from its top left corner."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._left, self._bottom, self._right, self._top = page.get_cropbox() or (0.0, 0.0, *page.get_size())
        self._quarters = page.get_rotation() // 90 % 4

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        if self._quarters == 1:
            return y - self._bottom, x - self._left
        if self._quarters == 2:
            return self._right - x, y - self._bottom
        if self._quarters == 3:
            return self._top - y, self._right - x
        return x - self._left, self._top - y

    def is_level(self, a: float, b: float) -> bool:
        """Whether text that runs in this direction runs from left to right as shown."""
        x, y = ((a, b), (b, -a), (-a, -b), (-b, a))[self._quarters]
        return x > 0 and abs(y) < 0.1 * x


class _Characters:
    """A text page's characters, in the order in which the PDF has them."""

    def __init__(self, text_page: pypdfium2.PdfTextPage, turn: _Turn, count: int) -> None:
        self._page, self._turn, self._count = text_page.raw, turn, count
        self._looks: dict[int, tuple[bool, bool]] = {}
        self.unknown = self.invisible = 0

    def read(self) -> Iterator[Character]:
        page, box, matrix = self._page, pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        x, y = ctypes.c_double(), ctypes.c_double()
        spaced = False
        for index in range(self._count):
            code = pdfium.FPDFText_GetUnicode(page, index)
            if pdfium.FPDFText_IsGenerated(page, index) == 1:
                spaced = code == 0x20
                continue
            if not pdfium.FPDFText_GetMatrix(page, index, matrix) or not self._turn.is_level(matrix.a, matrix.b):
                continue
            if pdfium.FPDFText_HasUnicodeMapError(page, index) == 1:
                self.unknown += 1
            bold, painted = self._look(index)
            self.invisible += not painted
            pdfium.FPDFText_GetLooseCharBox(page, index, box)
            pdfium.FPDFText_GetCharOrigin(page, index, x, y)
            size = pdfium.FPDFText_GetFontSize(page, index) * math.hypot(matrix.c, matrix.d)
            (x0, _), (x1, _) = self._turn(box.left, box.bottom), self._turn(box.right, box.top)
            text = _written(code)
            if text and size > 1:
                _, base = self._turn(x.value, y.value)
                yield Character(text, min(x0, x1), max(x0, x1), base, size, bold, spaced)
            spaced = False

    def _look(self, index: int) -> tuple[bool, bool]:
        """Whether the character is bold, and whether it is painted."""
        thing = pdfium.FPDFText_GetTextObject(self._page, index)
        key = ctypes.cast(thing, ctypes.c_void_p).value or 0
        if key not in self._looks:
            name = ctypes.create_string_buffer(256)
            pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(thing), name, 256)
            heavy = any(word in name.value.lower() for word in (b"bold", b"black", b"heavy", b"demi"))
            heavy = heavy or pdfium.FPDFText_GetFontWeight(self._page, index) >= 600
            self._looks[key] = heavy, pdfium.FPDFTextObj_GetTextRenderMode(thing) != _INVISIBLE
        return self._looks[key]


def _written(code: int) -> str:
    if 0x20 < code < 0x2E80 or 0x2FE0 <= code < 0xD800:
        return chr(code)
    if code == _HYPHEN:
        return "-"
    if code < 0x20 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF or code & 0xFFFE == 0xFFFE:
        return " " if code == 9 else ""
    character = chr(code)
    return unicodedata.normalize("NFKC", character) if any(a <= code <= b for a, b in _COMPOSED) else character


def _middle(character: Character) -> tuple[float, float]:
    return (character.left + character.right) / 2, character.y - 0.3 * character.size


def _table(grid: Grid, held: list[Character]) -> PageTable | None:
    """The table of a grid; none where fewer than two of its cells hold anything: it is a frame then."""
    cells: dict[tuple[int, int], list[Character]] = {}
    for character in held:
        cells.setdefault(grid.cell(_middle(character)), []).append(character)
    texts = {at: joined(lines_of(spans_of(of))) for at, of in cells.items()}
    texts = {at: text for at, text in texts.items() if text}
    if len(texts) < 2 or len({column for _, column in texts}) < 2:
        return None
    rows = tuple(tuple(texts.get((r, c), "") for c in range(grid.columns)) for r in range(grid.rows))
    rows = tuple(row for row in rows if any(row))
    kept = [c for c in range(grid.columns) if any(row[c] for row in rows)]
    return PageTable(
        grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1], tuple(tuple(row[c] for c in kept) for row in rows)
    )
