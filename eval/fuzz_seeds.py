"""PDFs to begin fuzzing from: a release as LibreOffice and Chromium print it, as they are and with plain streams.

A byte changed in a compressed stream damages all that follows; in a plain one it changes a figure or a character.
"""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, StreamObject

from .browser import NoChromium
from .pieces import WrittenRelease
from .rendered import print_browser, print_office, write_docx

_PACKING = ("/Filter", "/DecodeParms", "/Length")


def printed_seeds(release: WrittenRelease, folder: Path) -> list[Path]:
    """The release in `folder` as PDFs by those of the two programs that are here; one that is there is not printed
    again."""
    folder.mkdir(parents=True, exist_ok=True)
    office, browser = folder / "libreoffice.pdf", folder / "chromium.pdf"
    if not office.is_file() and shutil.which("soffice"):
        with tempfile.TemporaryDirectory() as inside:
            document = Path(inside) / "x.docx"
            write_docx(release, document)
            print_office(document, office)
    if not browser.is_file():
        with suppress(NoChromium):
            print_browser(release, browser, columns=2)
    printed = [path for path in (office, browser) if path.is_file()]
    return printed + [_with_plain_streams(path) for path in printed]


def _with_plain_streams(path: Path) -> Path:
    plain = path.with_suffix(".plain.pdf")
    writer = PdfWriter(clone_from=PdfReader(path))
    for number, thing in enumerate(writer._objects):
        if isinstance(thing, StreamObject) and thing.get("/Filter") == "/FlateDecode":
            unpacked = DecodedStreamObject()
            unpacked.update({key: value for key, value in thing.items() if key not in _PACKING})
            unpacked.set_data(thing.get_data())
            unpacked.indirect_reference = thing.indirect_reference
            writer._objects[number] = unpacked
    writer.write(plain)
    return plain
