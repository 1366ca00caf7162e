"""Readers of documents, pages and mails beside ours: libraries that one would take instead.

trafilatura, readability-lxml and jusText are measured where somebody has installed them (`pip install trafilatura
readability-lxml`); pip before 25 cannot install them under our constraints.
"""

import email
import io
from collections.abc import Callable, Iterator
from email.policy import default
from importlib.util import find_spec
from pathlib import Path

from pressdesk.ingest.formats.blocks import extracted_of
from pressdesk.ingest.formats.extracted import Extracted
from pressdesk.ingest.formats.html import page_text, read_html
from pressdesk.ingest.formats.mail import read_eml
from pressdesk.ingest.formats.page import parse_page
from pressdesk.ingest.formats.page_blocks import page_blocks
from pressdesk.ingest.formats.word import read_docx

Reader = Callable[[Path, bytes], Extracted]

_STOP_WORDS = frozenset({"的", "在", "及", "和", "the", "of", "and", "to", "in"})


def docx_readers() -> Iterator[tuple[str, Reader]]:
    yield "Pressdesk", read_docx
    yield "python-docx", _python_docx
    yield "mammoth", _mammoth
    yield "docx2python", _docx2python


def page_readers() -> Iterator[tuple[str, Reader]]:
    yield "Pressdesk", read_html
    yield "Resiliparse", _resiliparse
    if find_spec("trafilatura"):
        yield "trafilatura", _trafilatura
    if find_spec("readability"):
        yield "readability-lxml", _readability
    if find_spec("justext"):
        yield "jusText", _justext


def mail_readers() -> Iterator[tuple[str, Reader]]:
    yield "Pressdesk", read_eml
    yield "email (its text)", _email


def _python_docx(_: Path, data: bytes) -> Extracted:
    from docx import Document
    from docx.table import Table

    lines = []
    for block in Document(io.BytesIO(data)).iter_inner_content():
        rows = block.rows if isinstance(block, Table) else ()
        lines += [f"| {' | '.join(cell.text for cell in row.cells)} |" for row in rows]
        lines += [] if isinstance(block, Table) else [block.text]
    return Extracted("\n".join(lines))


def _mammoth(path: Path, data: bytes) -> Extracted:
    import mammoth

    # It makes a page of a document, which is then read as we read pages.
    body = parse_page(path, mammoth.convert_to_html(io.BytesIO(data)).value).body
    return extracted_of([made.block for made in page_blocks(body)], {})


def _docx2python(_: Path, data: bytes) -> Extracted:
    from docx2python import docx2python

    with docx2python(io.BytesIO(data)) as document:
        return Extracted(document.text)


def _resiliparse(path: Path, data: bytes) -> Extracted:
    from resiliparse.extract.html2text import extract_plain_text

    return Extracted(extract_plain_text(page_text(path, data), main_content=True))


def _trafilatura(path: Path, data: bytes) -> Extracted:
    import trafilatura  # pyright: ignore[reportMissingImports]

    return Extracted(trafilatura.extract(page_text(path, data), favor_recall=True) or "")


def _readability(path: Path, data: bytes) -> Extracted:
    import lxml.html
    from readability import Document  # pyright: ignore[reportMissingImports]

    return Extracted(lxml.html.fromstring(Document(page_text(path, data)).summary()).text_content())


def _justext(path: Path, data: bytes) -> Extracted:
    import justext  # pyright: ignore[reportMissingImports]

    # Its defaults are for languages with spaces between words: nothing of a Chinese page would be left.
    limits = {"length_low": 10, "length_high": 40, "stopwords_low": 0, "stopwords_high": 0}
    paragraphs = justext.justext(page_text(path, data).encode(), _STOP_WORDS, encoding="utf-8", **limits)
    return Extracted("\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate))


def _email(_: Path, data: bytes) -> Extracted:
    body = email.message_from_bytes(data, policy=default).get_body(("plain",))
    return Extracted(body.get_content() if body else "")
