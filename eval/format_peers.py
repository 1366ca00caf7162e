"""What each kind of file is read with: our reader, and the libraries that one would take instead.

A reader is given the file's path and bytes, and gives `Extracted`; a library that gives text alone gives it without
structure. PyMuPDF is AGPL, so it is measured where somebody has installed it and is no part of the project.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from pressdesk.ingest.formats.extracted import Extracted

from .markup_peers import docx_readers, mail_readers, page_readers

Reader = Callable[[Path, bytes], Extracted]


@dataclass(frozen=True)
class Peer:
    """A reader of a kind of file: the kind as the names of `eval.rendered.KINDS` begin."""

    kind: str
    name: str
    read: Reader


def peers() -> Iterator[Peer]:
    """All that are here, ours first of each kind."""
    yield from pdf_peers()
    for kind, readers in (("DOCX", docx_readers()), ("HTML", page_readers()), ("EML", mail_readers())):
        yield from (Peer(kind, name, read) for name, read in readers)


def pdf_peers() -> Iterator[Peer]:
    from pressdesk.ingest.formats.pdf import read_pdf

    yield Peer("PDF", "Pressdesk", read_pdf)
    yield Peer("PDF", "pypdfium2", _pypdfium2)
    yield Peer("PDF", "pdfplumber", _pdfplumber)
    yield Peer("PDF", "pdfminer.six", _pdfminer)
    yield Peer("PDF", "pypdf", _pypdf)
    if find_spec("pymupdf"):
        yield Peer("PDF", "PyMuPDF", _pymupdf)


def _pypdfium2(_: Path, data: bytes) -> Extracted:
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        return Extracted("\n".join(page.get_textpage().get_text_range() for page in document))


def _pdfplumber(_: Path, data: bytes) -> Extracted:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        return Extracted("\n".join(page.extract_text() for page in document.pages))


def _pdfminer(_: Path, data: bytes) -> Extracted:
    from pdfminer.high_level import extract_text

    return Extracted(extract_text(io.BytesIO(data)))


def _pypdf(_: Path, data: bytes) -> Extracted:
    import pypdf

    return Extracted("\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages))


def _pymupdf(_: Path, data: bytes) -> Extracted:
    import pymupdf  # pyright: ignore[reportMissingImports]

    with pymupdf.open(stream=data, filetype="pdf") as document:
        return Extracted("\n".join(str(page.get_text()) for page in document))
