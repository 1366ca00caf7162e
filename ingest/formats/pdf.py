"""A release from a PDF. PDFium reads its pages, in a process that can be ended; what is title, paragraph, table or page
number is told from where and how it stands."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from ..errors import SourceDamaged, SourceEmpty, SourceEncrypted, SourceTooLarge, SourceUnsafe
from ..structure import Doubt, DoubtKind
from .blocks import Block, extracted_of, same_words
from .bounded import Bounded, OverBounds
from .extracted import Extracted
from .pdf_page import CannotOpen, PdfPage, TooManyPages, TooMuchText, read_pages
from .pdf_paragraphs import blocks_of_pages
from .scanned import read_scanned, whether_ocr

MAX_PAGES = 300
"""A release has some three pages, a report that comes with one a hundred."""
SECONDS = 60.0
"""For 300 full pages some ten on a free core."""
MEGABYTES = 400

Result = TypeVar("Result")

_bounded = Bounded(SECONDS, MEGABYTES)
_AGAIN = "Save or print it as PDF again from the program that it was made in."


class SourceScanned(SourceEmpty):
    """The file holds pictures of text, and nothing is here that reads them."""


def read_pdf(path: Path, data: bytes) -> Extracted:
    """The release in a PDF: columns one after the other, without what every page repeats. Its fields: title, where the
    document's information names one that stands in it too. Pages that are pictures are read by tesseract where it is
    installed; doubts name them.

    Raises `SourceEncrypted`, `SourceDamaged`, `SourceUnsafe`, `SourceTooLarge` or `SourceScanned`.
    """
    content = _within_bounds(path, read_pages, data, MAX_PAGES)
    empty = [number for number, page in enumerate(content.pages) if not page.spans and not page.tables]
    scanned = read_scanned(_bounded, data, empty) if whether_ocr() else {}
    pages = [scanned.get(number, page) for number, page in enumerate(content.pages)]
    blocks = _within_bounds(path, blocks_of_pages, pages)
    if not blocks:
        raise SourceScanned(
            path,
            "no page of this PDF has text that can be read: it is a scan, or its letters are drawn.",
            "Take the file that it was printed from, or install tesseract with the languages chi_tra, chi_sim and eng: "
            "then scans are read.",
        )
    return extracted_of(blocks, _fields(content.title, blocks), tuple(_doubts(content.pages, empty, scanned)))


def _within_bounds(path: Path, function: Callable[..., Result], *arguments: object) -> Result:
    try:
        return _bounded(function, *arguments)
    except CannotOpen as error:
        if error.encrypted:
            raise SourceEncrypted(path, "this PDF opens only with a password.", "Save it without one.") from None
        raise SourceDamaged(path, "this PDF is damaged, or none.", _AGAIN) from None
    except TooManyPages as error:
        raise SourceTooLarge(
            path, f"this PDF has {error.args[0]:,} pages, more than {MAX_PAGES:,}.", "Split it."
        ) from None
    except TooMuchText:
        raise SourceTooLarge(path, "this PDF has more text than a release can have.", "Split it.") from None
    except OverBounds as error:
        limits = {"time": f"within {SECONDS:.0f} seconds", "memory": f"in {MEGABYTES} MB of memory"}
        how = limits.get(error.reason, "without ending the program that reads it")
        raise SourceUnsafe(path, f"this PDF cannot be read {how}.", _AGAIN) from None


def _fields(title: str, blocks: list[Block]) -> dict[str, str]:
    return {"title": title} if any(same_words(block.text, title) for block in blocks) else {}


def _doubts(pages: tuple[PdfPage, ...], empty: list[int], scanned: dict[int, PdfPage]) -> Iterator[Doubt]:
    read = [n for n in empty if n in scanned and scanned[n].spans]
    found = {
        DoubtKind.MACHINE_READ: read,
        DoubtKind.NOT_READ: [n for n in empty if n not in read],
        DoubtKind.TEXT_BEHIND: [n for n, page in enumerate(pages) if page.invisible > 20],
        DoubtKind.UNKNOWN_FONT: [n for n, page in enumerate(pages) if page.unknown > 5],
    }
    for kind, numbers in found.items():
        if numbers:
            yield Doubt(kind, tuple(n + 1 for n in numbers))
