"""From a file's bytes to its text: which files are read, in which encodings."""

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from charset_normalizer import from_bytes

from .errors import (
    NothingToIngest,
    SourceBinary,
    SourceEmpty,
    SourceMissing,
    SourceTooLarge,
    SourceUndecodable,
)
from .markdown import read_markdown
from .structure import NO_STRUCTURE, Structure

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
MARKDOWN = frozenset({".md", ".markdown"})
MAX_BYTES = 8 * 1024 * 1024
"""A release is some kilobytes; a text of 8 MiB is a log or a dump that somebody put there by mistake."""

_LEGACY = ("big5hkscs", "gb18030")
_COMMON_SHARE = 0.75
"""Least share of a decoded text's CJK characters that must be in the frequent half of Unicode's CJK block
as the old national sets order it. Measured on the first 60, 400 and all characters of nine releases in both
encodings: right decodings 0.97 and above, wrong ones 0.35 and below."""


@dataclass(frozen=True)
class SourceText:
    """A file as read: `path` where it lies, `text` in code points with what the file says of its lines, `sha256` of
    its bytes."""

    path: Path
    text: str
    encoding: str
    sha256: str
    structure: Structure = NO_STRUCTURE


def find_sources(path: Path) -> Iterator[Path]:
    """The readable files at `path`, a file or a folder (searched to the bottom, in order of name).

    Files named README and hidden ones are passed over in a folder. Raises `SourceMissing` where there is
    nothing, `NothingToIngest` where a folder has no file of a kind that is read.
    """
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise SourceMissing(path, "there is no such file or folder.", "Check the spelling of the path.")
    found = False
    for child in sorted(path.rglob("*")):
        inside = child.relative_to(path)
        hidden = any(part.startswith(".") for part in inside.parts)
        if child.suffix.lower() in SUFFIXES and not hidden and child.stem.upper() != "README" and child.is_file():
            found = True
            yield child
    if not found:
        kinds = ", ".join(sorted(SUFFIXES))
        raise NothingToIngest(path, "this folder holds no release.", f"Put files of these kinds there: {kinds}")


def read_source(path: Path) -> SourceText:
    """The text of a file. Raises `SourceMissing`, and what `source_of` does."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(path, size)
        data = path.read_bytes()
    except OSError as error:
        raise SourceMissing(path, f"the file cannot be read ({error.strerror}).", "Check its rights.") from error
    return source_of(path, data)


def source_of(path: Path, data: bytes) -> SourceText:
    """The text of a file with these bytes: UTF-8 and UTF-16, else Big5 (with HKSCS) or GBK (as GB 18030).

    Raises `SourceEmpty`, `SourceTooLarge`, `SourceBinary` or `SourceUndecodable`.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(path, len(data))
    if path.suffix.lower() not in SUFFIXES:
        raise SourceBinary(
            path, f"files of the kind {path.suffix or 'without an ending'} are not read.", "Save it as .txt or .md."
        )
    text, encoding = _decode(path, data)
    if not any(unicodedata.category(c)[0] in "LN" for c in text):
        raise SourceEmpty(path, "the file holds no text.", "Put the release's text in, or take the file away.")
    return SourceText(path, text, encoding, hashlib.sha256(data).hexdigest(), structure_of(path.name, text))


def structure_of(name: str, text: str) -> Structure:
    """What the text of a file of this name says of its own lines: in Markdown."""
    return read_markdown(text) if PurePath(name).suffix.lower() in MARKDOWN else NO_STRUCTURE


def _too_large(path: Path, size: int) -> SourceTooLarge:
    return SourceTooLarge(path, f"the file has {size:,} bytes, more than the {MAX_BYTES:,} of a release.", "Split it.")


def _decode(path: Path, data: bytes) -> tuple[str, str]:
    if not data.strip():
        raise SourceEmpty(path, "the file is empty.", "Put the release's text in, or take the file away.")
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise _undecodable(path) from error
    if b"\x00" in data:
        raise SourceBinary(path, "this is a binary file, not text.", "Save the release as .txt or .md in UTF-8.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(path, data)
    if _control_share(text) > 0.02:
        raise SourceBinary(path, "this is a binary file, not text.", "Save the release as .txt or .md in UTF-8.")
    return text, "utf-8"


def _decode_legacy(path: Path, data: bytes) -> tuple[str, str]:
    """Big5 or GBK, by charset-normalizer's ranking, kept only where the outcome reads like Chinese."""
    ranked = [match.encoding for match in from_bytes(data, cp_isolation=list(_LEGACY))]
    best: tuple[float, str, str] | None = None
    for encoding in [*ranked, *_LEGACY]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        share = _common_share(text)
        if share >= _COMMON_SHARE and _control_share(text) < 0.02 and (best is None or share > best[0]):
            best = (share, text, encoding)
    if best is None:
        raise _undecodable(path)
    return best[1], best[2]


def _undecodable(path: Path) -> SourceUndecodable:
    return SourceUndecodable(
        path, "the text is in no encoding that is read here (UTF-8, UTF-16, Big5, GBK).", "Save it in UTF-8."
    )


def _control_share(text: str) -> float:
    controls = sum(unicodedata.category(c) == "Cc" and c not in "\n\r\t\f" for c in text)
    return controls / max(1, len(text))


def _common_share(text: str) -> float:
    """Share of the non-ASCII characters that are frequent: level 1 of Big5 or of GB 2312, or their punctuation.

    Both sets put their frequent characters first: Big5 A440-C67E (5,401), GB 2312 B0A1-D7F9 (3,755).
    """
    beyond = [c for c in text if c > "\x7f"]
    return sum(map(_is_common, beyond)) / max(1, len(beyond))


def _is_common(character: str) -> bool:
    if character in "，。、；：？！「」『』《》（）【】—…·“”‘’　％＄＋－０１２３４５６７８９":
        return True
    for encoding, low, high in (("big5", 0xA440, 0xC67E), ("gb2312", 0xB0A1, 0xD7F9)):
        try:
            code = character.encode(encoding)
        except UnicodeEncodeError:
            continue
        if len(code) == 2 and low <= int.from_bytes(code) <= high:
            return True
    return False
