"""A release from a Word document. python-docx opens it, with its styles and properties; what stands in it is walked
here, because python-docx passes over text boxes, footnotes and what was inserted in a tracked change."""

import io
import zipfile
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from ..errors import SourceDamaged, SourceEmpty, SourceEncrypted, SourceError, SourceTooLarge, SourceUnsafe
from .blocks import extracted_of, same_words
from .extracted import Extracted
from .word_blocks import Styles, word_blocks
from .word_names import w

MAX_PARTS = 5_000
MAX_XML_BYTES = 32 * 1024 * 1024
"""Of the XML in a document, unpacked: a release has less than a hundredth of it."""
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
"""Of the document with its pictures."""

_PIECE = 64 * 1024
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE = "Open it in Word or LibreOffice and save it again as .docx."
_PLACEHOLDER_TITLES = ("word document", "document", "untitled", "microsoft word", "powerpoint")


def read_docx(path: Path, data: bytes) -> Extracted:
    """The release in a Word document, headers and footers of its pages left out. Its fields: title, where the document
    names one that stands in it too.

    Raises `SourceEncrypted`, `SourceDamaged`, `SourceUnsafe`, `SourceTooLarge` or `SourceEmpty`.
    """
    _check(path, data)
    try:
        document = Document(io.BytesIO(data))
        body = document.element.body
        blocks = list(word_blocks(body, Styles(document), _notes(document)))
        title = _title(document)
        title = title if any(same_words(block.text, title) for block in blocks) else ""
    except SourceError:
        raise
    except Exception as error:  # python-docx says of a damaged document whatever it trips over.
        raise SourceDamaged(path, f"this Word document cannot be read ({type(error).__name__}).", _SAVE) from error
    if not blocks:
        raise SourceEmpty(path, "this document holds no text.", "If it is a picture of a text, save it as PDF.")
    return extracted_of(blocks, {"title": title} if title else {})


def _check(path: Path, data: bytes) -> None:
    """Refuses what is no .docx, and what would do harm while it is opened, before python-docx opens it."""
    if data.startswith(_OLD_WORD):
        if _ENCRYPTED in data:
            raise SourceEncrypted(path, "this document opens only with a password.", "Save it without one.")
        raise SourceDamaged(path, "this is a document of an old Word (.doc).", _SAVE)
    xml = total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_PARTS:
                raise SourceUnsafe(path, f"this document has more than {MAX_PARTS:,} parts.", _SAVE)
            for entry in entries:
                is_xml = entry.filename.lower().endswith((".xml", ".rels"))
                size, head = _unpacked(path, archive, entry, MAX_UNPACKED_BYTES - total, MAX_XML_BYTES - xml, is_xml)
                total += size
                xml += size if is_xml else 0
                if is_xml and b"<!DOCTYPE" in head.replace(b"\0", b""):  # in UTF-16 too
                    raise SourceUnsafe(path, "its XML declares entities, as no Word document does.", _SAVE)
    except SourceError:
        raise
    except RuntimeError as error:  # zipfile's way to say that a part wants a password.
        raise SourceEncrypted(path, "parts of this document are encrypted.", "Save it without a password.") from error
    except Exception as error:
        raise SourceDamaged(path, "this is no whole Word document (.docx).", _SAVE) from error


def _unpacked(
    path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, xml_left: int, is_xml: bool
) -> tuple[int, bytes]:
    """Bytes that a part has in truth, and its beginning, in which entities would be declared."""
    size, head = 0, b""
    with archive.open(entry) as file:
        while piece := file.read(_PIECE):
            head = head or piece
            size += len(piece)
            if is_xml and size > xml_left:
                raise SourceTooLarge(path, "this document has far more text than a release.", "Save the release alone.")
            if size > left:
                raise SourceUnsafe(path, f"it unpacks to more than {MAX_UNPACKED_BYTES:,} bytes.", _SAVE)
    return size, head


def _notes(document: WordDocument) -> dict[str, etree._Element]:
    """Footnotes and endnotes by kind and number."""
    notes: dict[str, etree._Element] = {}
    for kind, related in (("footnote", RELATIONSHIP_TYPE.FOOTNOTES), ("endnote", RELATIONSHIP_TYPE.ENDNOTES)):
        for relation in document.part.rels.values():
            if relation.reltype == related and not relation.is_external:
                parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
                root = etree.fromstring(relation.target_part.blob, parser)
                for note in root.iter(w(kind)):
                    notes[f"{kind} {note.get(w('id'))}"] = note
    return notes


def _title(document: WordDocument) -> str:
    try:
        title = " ".join((document.core_properties.title or "").split())
    except Exception:  # The properties are damaged, or none.
        return ""
    return "" if title.casefold().startswith(_PLACEHOLDER_TITLES) else title
