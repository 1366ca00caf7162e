"""What is in a ZIP archive, or attached to a mail: its members, each with a safe name, read one at a time.

Nothing is written to disk. What an archive says of itself (sizes, names) is not believed: bytes are counted as they
come out.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from ..errors import SourceDamaged, SourceEncrypted, SourceError, SourceTooLarge, SourceUnsafe
from ..read import ARCHIVES, MAX_BYTES, SUFFIXES
from .archive_names import Names, member_names

MAX_MEMBERS = 5_000
MAX_TOTAL_BYTES = 1024 * 1024 * 1024
"""Unpacked, of all the members of an archive and of the archives in it."""
MAX_DEPTH = 3
"""Archives in archives: a release of a month, of a year, of an organisation."""
MAX_RATIO = 200
"""Of unpacked to packed bytes, once a megabyte has come out: text packs 3 to 10 times."""

_FREE_BYTES = 1024 * 1024
_PIECE = 64 * 1024
_ENTRY = b"PK\x01\x02"
_MEND = "Pack the files again, or put them in a folder."


@dataclass(frozen=True)
class Member:
    """A file in an archive. `name`: where it stands there, relative, with `/`, never outside. `read` gives its bytes,
    or raises `SourceError`."""

    name: str
    read: Callable[[], bytes]


@dataclass
class Allowance:
    """Bytes that may still be unpacked. A member is counted once, however often it is read."""

    left: int = MAX_TOTAL_BYTES
    members: int = MAX_MEMBERS


def members(path: Path, data: bytes) -> Iterator[Member]:
    """The members of a ZIP archive, or of the mail in an .eml file, of kinds that are read.

    Hidden files are passed over. A member that is encrypted, damaged or unsafe raises when it is read. Raises
    `SourceDamaged` or `SourceTooLarge` where there is no looking into the archive at all.
    """
    if path.suffix.lower() in ARCHIVES:
        yield from zip_members(path, data, Allowance(), MAX_DEPTH)
    else:
        from .mail import attachments

        names = Names()
        for name, content in attachments(path, data):
            yield from _unpacked(path, names.safe(name), partial(_given, content), Allowance(), MAX_DEPTH)


def zip_members(path: Path, data: bytes, allowance: Allowance, depth: int) -> Iterator[Member]:
    """The members of the archive and of those in it, down to `depth`."""
    if data.count(_ENTRY) > MAX_MEMBERS:
        raise SourceTooLarge(path, f"this archive has more than {MAX_MEMBERS:,} files.", "Split it.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
        named = member_names(entries)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, OverflowError) as error:
        raise SourceDamaged(path, f"this ZIP archive cannot be opened ({_short(error)}).", _MEND) from error
    for entry, name in zip(entries, named, strict=True):
        if entry.filename.endswith("/") or _is_hidden(name):
            continue
        allowance.members -= 1
        if allowance.members < 0:
            raise SourceTooLarge(path, f"there are more than {MAX_MEMBERS:,} files in this archive.", "Split it.")
        yield from _unpacked(path, name, _Reading(path, archive, entry, name, len(data), allowance), allowance, depth)


def _unpacked(path: Path, name: str, read: Callable[[], bytes], allowance: Allowance, depth: int) -> Iterator[Member]:
    """The member, or the members of the archive that it is."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in SUFFIXES:
        yield Member(name, read)
    elif suffix in ARCHIVES:
        try:
            if depth <= 1:
                raise SourceUnsafe(path / name, f"archives lie in each other more than {MAX_DEPTH} deep.", _MEND)
            for member in zip_members(path / name, read(), allowance, depth - 1):
                yield Member(f"{name}/{member.name}", member.read)
        except SourceError as error:
            yield Member(name, partial(_raise, error))


@dataclass
class _Reading:
    """Unpacks one member; `whole`: bytes of the archive, more than which no member has in it."""

    path: Path
    archive: zipfile.ZipFile
    entry: zipfile.ZipInfo
    name: str
    whole: int
    allowance: Allowance
    counted: bool = False

    def __call__(self) -> bytes:
        where = self.path / self.name
        if stat.S_ISLNK(self.entry.external_attr >> 16):
            raise SourceUnsafe(where, "this is a link to another file.", "Put the file itself in the archive.")
        if self.entry.flag_bits & 1:
            raise SourceEncrypted(where, "this file is encrypted.", "Pack it without a password.")
        try:
            with self.archive.open(self.entry) as file:
                return self._unpack(where, file)
        except NotImplementedError as error:
            raise SourceDamaged(where, f"it is packed in a way that is not read ({_short(error)}).", _MEND) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError) as error:
            raise SourceDamaged(where, f"the archive is damaged here ({_short(error)}).", _MEND) from error

    def _unpack(self, where: Path, file: IO[bytes]) -> bytes:
        packed = max(1, min(self.entry.compress_size, self.whole))
        pieces: list[bytes] = []
        size = 0
        while piece := file.read(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > _FREE_BYTES and size > MAX_RATIO * packed:
                raise SourceUnsafe(where, f"it unpacks to more than {MAX_RATIO} times its size.", _MEND)
            if size > MAX_BYTES:
                raise SourceTooLarge(where, f"it has more than {MAX_BYTES:,} bytes.", "Split it.")
            if not self.counted and size > self.allowance.left:
                raise SourceUnsafe(where, f"the archive unpacks to more than {MAX_TOTAL_BYTES:,} bytes.", "Split it.")
        if not self.counted:
            self.allowance.left -= size
            self.counted = True
        return b"".join(pieces)


def _given(content: bytes) -> bytes:
    return content


def _raise(error: SourceError) -> bytes:
    raise error


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return PurePosixPath(name).stem.upper() == "README" or any(
        part.startswith((".", "~$")) or part in ("__MACOSX", "Thumbs.db") for part in parts
    )


def _short(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:80]
