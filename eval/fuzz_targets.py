"""What is fuzzed: every way in which somebody's bytes come into the program, with files to begin from.

A target takes bytes and ends as an ingest does: with the passages of a release, or with a `SourceError`.
"""

import io
import random
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pressdesk.ingest.chunk import Chunker
from pressdesk.ingest.errors import SourceError
from pressdesk.ingest.formats.archive import members
from pressdesk.ingest.formats.blocks import extracted_of
from pressdesk.ingest.formats.pdf import MAX_PAGES
from pressdesk.ingest.formats.pdf_page import CannotOpen, TooManyPages, TooMuchText, read_pages
from pressdesk.ingest.formats.pdf_paragraphs import blocks_of_pages
from pressdesk.ingest.read import source_of
from pressdesk.ingest.recognise import recognise
from pressdesk.ingest.structure import Structure
from pressdesk.ingest.web.feed import read_feed
from pressdesk.ingest.web.sitemap import read_sitemap

from .pages import PAGES
from .pieces import WrittenRelease, written_release
from .rendered import ROOT, mail, write_docx

_ADDRESS = "https://www.lanwan.example/news/"
_DOCUMENT = "word/document.xml"
_FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>創新港</title><item><title>概覽</title><link>https://lanwan.example/1</link>
<pubDate>Thu, 04 Dec 2025 09:30:00 +0800</pubDate>
<content:encoded><![CDATA[<p>今日公布。</p>]]></content:encoded></item>
</channel></rss>"""
_SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>
<loc>https://www.lanwan.example/1</loc><lastmod>2025-12-04</lastmod></url></urlset>"""
_PDF = """%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 95>>stream
BT /F1 12 Tf 72 760 Td (The Harbour opens at nine.) Tj 0 -20 Td (It has 620 tenants, up 18%.) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R/Size 6>>
%%EOF
"""


@dataclass(frozen=True)
class Target:
    """`run` reads bytes; whatever it raises is a finding."""

    seeds: Callable[[], list[bytes]]
    run: Callable[[bytes], None]


def _read_as(name: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        try:
            source = source_of(Path(name), data)
        except SourceError:
            return
        _cut(source.text, source.structure, name)

    return run


def _cut(text: str, structure: Structure, name: str) -> None:
    """The release with its passages, which lie in the text in order and without overlap."""
    release, repaired, parts = recognise("x", name, text[:20_000], structure)
    last = 0
    for passage in Chunker(lambda words: len(words) // 2 + 1, 96).passages(release, repaired, parts):
        if not last <= passage.start < passage.end <= len(text):
            raise AssertionError(f"a passage at {passage.start} to {passage.end}, after {last}")
        last = passage.end


def _pages_within(data: bytes) -> None:
    """A PDF's pages read in this process, not in one of their own, so that Atheris sees which ways the reader goes."""
    try:
        content = read_pages(data, MAX_PAGES)
    except (CannotOpen, TooManyPages, TooMuchText):
        return
    extracted = extracted_of(blocks_of_pages(content.pages), {})
    _cut(extracted.text, extracted.structure, "x.pdf")


def _document(data: bytes) -> None:
    """The bytes as the XML of a document, packed anew: a changed archive would seldom unpack."""
    _read_as("x.docx")(_repacked(_docx(), data))


def _archive(data: bytes) -> None:
    try:
        for member in members(Path("x.zip"), data):
            try:
                member.read()
            except SourceError:
                continue
    except SourceError:
        return


def _attached(data: bytes) -> None:
    try:
        for member in members(Path("x.eml"), data):
            member.read()
    except SourceError:
        return


def _feed(data: bytes) -> None:
    try:
        read_feed(_ADDRESS, data, "application/rss+xml")
    except SourceError:
        return


def _sitemap(data: bytes) -> None:
    try:
        read_sitemap(_ADDRESS, data)
    except SourceError:
        return


@cache
def _releases() -> tuple[WrittenRelease, ...]:
    names = ("2025-12-11-correction-annual-figures.zh-Hant.txt", "2026-01-14-set-sail.en.txt")
    return tuple(written_release(name, (ROOT / "corpus" / name).read_text("utf-8")) for name in names)


@cache
def _docx() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.docx"
        write_docx(_releases()[0], path)
        return path.read_bytes()


def _repacked(document: bytes, xml: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, xml if entry.filename == _DOCUMENT else old.read(entry))
    return file.getvalue()


def _document_xml() -> bytes:
    with zipfile.ZipFile(io.BytesIO(_docx())) as archive:
        return archive.read(_DOCUMENT)


def _zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("二月/a.txt", "潮汐大樓啟用。")
        archive.writestr("b.zip", b"PK\x05\x06" + bytes(18))
    return file.getvalue()


def _texts() -> list[bytes]:
    texts = [release.text for release in _releases()]
    return [texts[0].encode(), texts[0].encode("big5hkscs", "ignore"), texts[1].encode("utf-16"), texts[1].encode()]


def _marked() -> list[bytes]:
    return [
        (ROOT / "corpus" / "2026-03-25-carbon.en.md").read_bytes(),
        b"---\ntitle: a\ndate: 2026-01-01\n---\n# b\n|a|\n|-|",
    ]


def _pages() -> list[bytes]:
    return [make(release).encode() for make in PAGES.values() for release in _releases()[:1]]


def short_release() -> WrittenRelease:
    """The release whose renderings PDFs are fuzzed from."""
    return _releases()[1]


TARGETS: Mapping[str, Target] = {
    "text": Target(_texts, _read_as("x.txt")),
    "markdown": Target(_marked, _read_as("x.md")),
    "pdf": Target(lambda: [_PDF.encode()], _read_as("x.pdf")),
    "pdf-pages": Target(lambda: [_PDF.encode()], _pages_within),
    "docx": Target(lambda: [_docx()], _read_as("x.docx")),
    "docx-xml": Target(lambda: [_document_xml()], _document),
    "html": Target(_pages, _read_as("x.html")),
    "eml": Target(lambda: [mail(release) for release in _releases()], _read_as("x.eml")),
    "attachments": Target(lambda: [mail(_releases()[0])], _attached),
    "zip": Target(lambda: [_zipped(), _docx()], _archive),
    "feed": Target(lambda: [_FEED.encode()], _feed),
    "sitemap": Target(lambda: [_SITEMAP.encode()], _sitemap),
}
"""By name."""


def mutated(target: Target, chance: random.Random) -> Iterator[bytes]:
    """Endless changed seeds of a target: bytes changed, cut out, doubled, moved, and pieces of other seeds put in."""
    seeds = target.seeds()
    while True:
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.choice((1, 2, 4, 16, 64))):
            at, length = chance.randrange(len(data) + 1), chance.choice((1, 2, 8, 64, 512))
            piece = data[at : at + length]
            how = chance.randrange(6)
            if how == 0 and piece:
                data[at] = chance.randrange(256)
            elif how == 1:
                del data[at : at + length]
            elif how == 2:
                data[at:at] = piece * chance.choice((1, 2, 50))
            elif how == 3:
                other = chance.choice(seeds)
                start = chance.randrange(len(other))
                data[at:at] = other[start : start + length]
            elif how == 4:
                data[at : at + length] = chance.choice(_TOKENS)
            else:
                to = chance.randrange(len(data) + 1)
                data[to:to] = piece
        yield bytes(data)


_TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"&#x110000;", b"&#0;", b"<![CDATA[", b"]]>", b"<!--", b"<table>", b"<td>",
    b"</p>", b"<p>", b"%", b"=?utf-8?B?", b"?=", b"\n\n", b"\r\n", b"| a |", b"# ", b"---\n", b"\xe2\x80\xa8", b"\x0c",
    b"99999999999999999999", b"-1", b"\xed\xa0\x80", "［".encode(), "（香港，2025年13月41日）".encode(), b"{{",
    b"[" * 99,
)  # fmt: skip
