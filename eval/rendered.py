"""A release as organisations send it: PDF from LibreOffice and from Chromium, in one column and in two, DOCX, a page of
a site, a mail.

    python -m eval.rendered FOLDER

renders the longest releases with tables of `corpus/`, and the real release where `../shared/` beside the project has
it, with a table added. In a program: `samples()` gives the releases, `render(release, folder)` the files by kind,
`KINDS` the kinds; a release's `title`, `date`, `headings`, `cells` and `text` are what a reader should find in each
file. Every PDF and DOCX has a running header, and a footer with page numbers.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from pressdesk.ingest.markdown import read_markdown

from .browser import chromium
from .pieces import PieceKind, WrittenRelease, with_table, written_release
from .rendered_page import printed_page, site_page

ROOT = Path(__file__).resolve().parents[1]
KINDS = {
    "PDF LibreOffice": "libreoffice.pdf",
    "PDF LibreOffice, two columns": "libreoffice-columns.pdf",
    "PDF Chromium": "chromium.pdf",
    "PDF Chromium, two columns": "chromium-columns.pdf",
    "DOCX": "docx",
    "HTML": "html",
    "EML": "eml",
}
"""What is rendered, with the end of its file's name."""

_CORPUS = ("2025-12-04-annual-figures.zh-Hant.md", "2026-03-25-carbon.en.md")
_REAL = "releases/2026-02-25-hkstp-budget.zh-Hant.txt"
_TABLE = (
    ("範疇", "企業數目（間）", "專才（名）"),
    ("人工智能", "512", "5,120"),
    ("生命健康", "308", "2,940"),
    ("微電子及新型工業化", "96", "1,075"),
    ("金融科技", "187", "1,860"),
)
_HONG_KONG = timezone(timedelta(hours=8))
_FONT = "Noto Sans CJK HK"
_FOOTER = "<div style='font-size:8px;width:100%;text-align:center'>{}</div>"
_NUMBERS = "<span class=pageNumber></span> / <span class=totalPages></span>"


def samples(shared: Path = ROOT.parent / "shared") -> Iterator[WrittenRelease]:
    """The releases that are rendered: of the sample corpus, and the real one where it lies in `shared`."""
    for name in _CORPUS:
        text = (ROOT / "corpus" / name).read_text("utf-8")
        yield written_release(name, text, read_markdown(text))
    if (shared / _REAL).is_file():
        # As it came: with a stray link line, and a gap that a page break left.
        real = written_release(Path(_REAL).name, (shared / _REAL).read_text("utf-8"))
        third = [number for number, piece in enumerate(real.pieces) if piece.kind is PieceKind.PARAGRAPH][2]
        yield with_table(real, _TABLE, third)


def render(release: WrittenRelease, folder: Path) -> dict[str, Path]:
    """The release as a file of each kind in `folder`, by kind. Raises `NoChromium`; needs `soffice`."""
    files = {kind: folder / f"{release.name}.{end}" for kind, end in KINDS.items()}
    write_docx(release, files["DOCX"])
    with tempfile.TemporaryDirectory() as inside:
        columns = Path(inside) / "columns.docx"
        write_docx(release, columns, columns=2)
        print_office(files["DOCX"], files["PDF LibreOffice"])
        print_office(columns, files["PDF LibreOffice, two columns"])
    print_browser(release, files["PDF Chromium"], columns=1)
    print_browser(release, files["PDF Chromium, two columns"], columns=2)
    files["HTML"].write_text(site_page(release), "utf-8")
    files["EML"].write_bytes(mail(release))
    return files


def write_docx(release: WrittenRelease, path: Path, columns: int = 1) -> None:
    """A Word document with styles, a header, and a footer with a page number; in `columns` under the title."""
    document = Document()
    document.core_properties.title = release.title
    for style in ("Normal", "Heading 1", "Heading 2"):
        fonts = document.styles[style].element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia"):
            fonts.set(qn(script), _FONT)
    document.sections[0].header.paragraphs[0].text = f"{release.organisation}\t\t{release.date}"
    footer = document.sections[0].footer.paragraphs[0]
    footer.add_run("第 " if release.language != "en" else "Page ")
    _add_page_number(footer.add_run())
    footer.add_run(" 頁" if release.language != "en" else "")
    for piece in release.pieces:
        if piece.kind is PieceKind.TITLE:
            document.add_heading(piece.text, 1)
            if columns > 1:
                section = document.add_section(WD_SECTION.CONTINUOUS)
                section._sectPr.xpath("./w:cols")[0].set(qn("w:num"), str(columns))
        elif piece.kind is PieceKind.HEADING:
            document.add_heading(piece.text, 2)
        elif piece.kind is PieceKind.TABLE:
            table = document.add_table(0, len(piece.rows[0]), "Table Grid")
            table.autofit = False
            for column in table.columns:
                column.width = Mm(140 // columns // len(piece.rows[0]))
            for row in piece.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text, cell.width = text, Mm(140 // columns // len(row))
            document.add_paragraph()
        else:
            document.add_paragraph(piece.text)
    document.save(str(path))


def mail(release: WrittenRelease) -> bytes:
    """A mail with the release as text and as HTML, its headers encoded."""
    message = EmailMessage()
    message["Subject"] = release.title
    message["From"] = Address(release.organisation, "press", "lanwan.example")
    message["To"] = Address("Newsroom", "news", "paper.example")
    message["Date"] = datetime.fromisoformat(release.date).replace(hour=9, tzinfo=_HONG_KONG)
    message["Message-ID"] = "<release-1@lanwan.example>"
    message.set_content(release.text.replace("\n", "\n\n"), cte="quoted-printable")
    message.add_alternative(printed_page(release), subtype="html", cte="base64")
    return message.as_bytes()


def _add_page_number(run) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def print_office(document: Path, pdf: Path) -> None:
    """A document as a PDF by LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        raise SystemExit("There is no LibreOffice here: apt install libreoffice-writer fonts-noto-cjk.")
    with tempfile.TemporaryDirectory() as profile:
        command = [office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", profile, str(document)], check=True, capture_output=True, timeout=180)
        shutil.move(Path(profile) / f"{document.stem}.pdf", pdf)


def print_browser(release: WrittenRelease, pdf: Path, columns: int) -> None:
    """The release as a PDF by Chromium. Raises `NoChromium`."""
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(printed_page(release, columns))
        page.pdf(
            path=pdf,
            format="A4",
            display_header_footer=True,
            header_template=_FOOTER.format(f"{release.organisation} {release.date}"),
            footer_template=_FOOTER.format(_NUMBERS),
            margin={"top": "25mm", "bottom": "25mm", "left": "25mm", "right": "25mm"},
        )


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for release in samples():
        for kind, path in render(release, folder).items():
            print(f"{kind}: {path}")


if __name__ == "__main__":
    main()
