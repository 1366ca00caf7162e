"""From a file's bytes to its text: which kinds of files are read, and by what."""

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from .decode import decode
from .errors import SourceBinary, SourceEmpty, SourceMissing, SourceTooLarge
from .formats.extracted import Extracted
from .markdown import read_markdown
from .structure import NO_STRUCTURE, Structure
from .unforeseen import faults_told_of

MARKDOWN = frozenset({".md", ".markdown"})
TEXT = frozenset({".txt", ".text"}) | MARKDOWN
"""Endings of files that are text as they are."""

MAX_TEXT_BYTES = 8 * 1024 * 1024
"""A release is some kilobytes; a text of 8 MiB is a log or a dump that somebody put there by mistake."""
MAX_BYTES = 50 * 1024 * 1024
"""Of a document with pictures in it."""
MAX_ARCHIVE_BYTES = 500 * 1024 * 1024
MAX_LINES = 20_000
"""Of a text: a release of five hundred pages has as many; what has more is a table of data, and takes minutes."""
ARCHIVES = frozenset({".zip"})

_NOTHING_KNOWN: Mapping[str, str] = {}


@dataclass(frozen=True)
class SourceText:
    """A file as read: `path` where it lies, `text` in code points with what the file says of its lines, `sha256` of
    its bytes. `known`: facts that were known beside the text."""

    path: Path
    text: str
    encoding: str
    sha256: str
    structure: Structure = NO_STRUCTURE
    known: Mapping[str, str] = field(default_factory=dict)


def _pdf(path: Path, data: bytes) -> Extracted:
    from .formats.pdf import read_pdf

    return read_pdf(path, data)


def _docx(path: Path, data: bytes) -> Extracted:
    from .formats.word import read_docx

    return read_docx(path, data)


def _html(path: Path, data: bytes) -> Extracted:
    from .formats.html import read_html

    return read_html(path, data)


def _eml(path: Path, data: bytes) -> Extracted:
    from .formats.mail import read_eml

    return read_eml(path, data)


_READERS: Mapping[str, Callable[[Path, bytes], Extracted]] = {
    ".pdf": _pdf,
    ".docx": _docx,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".eml": _eml,
}
SUFFIXES = TEXT | _READERS.keys()
"""Endings of the files that can be a release."""


def read_source(path: Path) -> SourceText:
    """The text of a file. Raises `SourceMissing`, and what `source_of` does."""
    return source_of(path, read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """A file's bytes. Raises `SourceMissing`, and `SourceTooLarge` before any is read."""
    try:
        _check_size(path, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise SourceMissing(path, f"the file cannot be read ({error.strerror}).", "Check its rights.") from error


def source_of(path: Path, data: bytes, known: Mapping[str, str] = _NOTHING_KNOWN) -> SourceText:
    """The text of a file with these bytes, by the ending of its name. What the file says of itself goes before what is
    `known` of it.

    Raises `SourceEmpty`, `SourceTooLarge`, `SourceBinary`, `SourceUndecodable`, and what the format's reader does, all
    of them `SourceError`.
    """
    _check_size(path, len(data))
    suffix = path.suffix.lower()
    if suffix in TEXT:
        text, encoding = decode(path, data)
        extracted = Extracted(text, structure_of(path.name, text))
    elif suffix in _READERS:
        with faults_told_of(path):
            extracted, encoding = _READERS[suffix](path, data), suffix.removeprefix(".")
    else:
        raise SourceBinary(
            path,
            f"files of the kind {path.suffix or 'without an ending'} are not read.",
            f"Save it as one of these: {', '.join(sorted(SUFFIXES))}",
        )
    if not any(unicodedata.category(c)[0] in "LN" for c in extracted.text):
        raise SourceEmpty(path, "the file holds no text.", "Put the release's text in, or take the file away.")
    lines = extracted.text.count("\n")
    if lines > MAX_LINES:
        told = f"the text has {lines:,} lines, more than the {MAX_LINES:,} of a release."
        raise SourceTooLarge(path, told, "Split it.")
    structure = extracted.structure
    if known:
        structure = replace(structure, fields={**known, **structure.fields})
    return SourceText(path, extracted.text, encoding, hashlib.sha256(data).hexdigest(), structure, known)


def structure_of(name: str, text: str) -> Structure:
    """What the text of a file of this name says of its own lines: in Markdown."""
    return read_markdown(text) if PurePath(name).suffix.lower() in MARKDOWN else NO_STRUCTURE


def _check_size(path: Path, size: int) -> None:
    suffix = path.suffix.lower()
    most = MAX_TEXT_BYTES if suffix in TEXT else MAX_ARCHIVE_BYTES if suffix in ARCHIVES else MAX_BYTES
    if size > most:
        raise SourceTooLarge(path, f"the file has {size:,} bytes, more than the {most:,} of a release.", "Split it.")
