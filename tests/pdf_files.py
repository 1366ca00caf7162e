"""PDFs to be read in tests, made by ReportLab with fonts that every reader of PDF has."""

import io
import zlib
from collections.abc import Callable, Sequence
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table, TableStyle

CHINESE = "MSung-Light"
registerFont(UnicodeCIDFont(CHINESE))

Decoration = Callable[[Canvas, int], None]


def style(size: float = 11, font: str = CHINESE) -> ParagraphStyle:
    """A paragraph's looks, with half a line of space after it."""
    wrap: Any = {"wordWrap": "CJK"} if font == CHINESE else {}
    return ParagraphStyle("x", fontName=font, fontSize=size, leading=size * 1.5, spaceAfter=size * 0.75, **wrap)


def pdf(
    content: Sequence[Flowable],
    *,
    columns: int = 1,
    decorate: Decoration | None = None,
    password: str = "",
    title: str = "",
) -> bytes:
    """A PDF of A4 pages in `columns`; `decorate` draws on each page, whose number it is given."""
    out = io.BytesIO()
    document = BaseDocTemplate(
        out, pagesize=A4, title=title, encrypt=StandardEncryption(password) if password else None
    )
    width = (A4[0] - 120 - 24 * (columns - 1)) / columns
    frames = [Frame(60 + n * (width + 24), 80, width, A4[1] - 160, 0, 0, 0, 0) for n in range(columns)]
    page = PageTemplate(frames=frames, onPage=lambda canvas, _: decorate and decorate(canvas, canvas.getPageNumber()))
    document.addPageTemplates([page])
    document.build(list(content))
    return out.getvalue()


def paragraphs(*texts: str, font: str = CHINESE, size: float = 11) -> list[Flowable]:
    return [Paragraph(text, style(size, font)) for text in texts]


def table(rows: Sequence[Sequence[str]], *, ruled: bool = True) -> Table:
    looks = [("FONT", (0, 0), (-1, -1), CHINESE, 10), *([("GRID", (0, 0), (-1, -1), 0.5, black)] if ruled else [])]
    return Table([list(row) for row in rows], style=TableStyle(looks))


def drawn(pages: int, draw: Decoration) -> bytes:
    """A PDF of so many pages, each drawn by hand."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for number in range(1, pages + 1):
        draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def by_hand(content: bytes, *, size: tuple[int, int] = (595, 842), pages: int = 1, title: bytes = b"()") -> bytes:
    """A PDF whose pages all have this content, deflated, with Helvetica as `/F`; `title` is written as it is."""
    stream = zlib.compress(content, 9)
    kids = b" ".join(b"%d 0 R" % number for number in range(6, 6 + pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>" % size
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Title %s>>" % title,
        *[page] * pages,
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, thing in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, thing)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R/Info 5 0 R>>startxref\n%d\n%%%%EOF"
    return bytes(out + end % (len(objects) + 1, table, len(objects) + 1, len(out)))
