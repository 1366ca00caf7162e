"""Names of an archive's members: in whatever encoding they were written, made safe and different from each other."""

import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ..decode import decode
from ..errors import SourceError

_UTF8 = 0x800
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')
_DRIVE = re.compile(r"^[A-Za-z]:")
_MAX_PART = 150
_MAX_PARTS = 12


@dataclass
class Names:
    """Names given so far: the second of one name is told from the first by a number."""

    given: dict[str, int] = field(default_factory=dict)

    def safe(self, name: str) -> str:
        """A relative path with `/` that stays within its folder: `..`, roots and drives are taken out."""
        parts = [_part(part) for part in _DRIVE.sub("", name.replace("\\", "/")).split("/")]
        parts = [part for part in parts if part and part.strip(". ")][-_MAX_PARTS:] or ["unnamed"]
        made = first = PurePosixPath(*parts)
        while (key := str(made).casefold()) in self.given:
            self.given[str(first).casefold()] += 1
            made = first.with_name(f"{first.stem} ({self.given[str(first).casefold()]}){first.suffix}")
        self.given[key] = 1
        return str(made)


def member_names(entries: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Safe names of an archive's entries. Where they are not marked as UTF-8, they are read together, as a text of one
    encoding: UTF-8, Big5 or GBK, else IBM's code page 437, which the format takes them for."""
    unmarked = [entry.filename for entry in entries if not entry.flag_bits & _UTF8]
    read = dict(zip(unmarked, _decoded(unmarked), strict=True))
    names = Names()
    return [names.safe(entry.filename if entry.flag_bits & _UTF8 else read[entry.filename]) for entry in entries]


def _decoded(names: list[str]) -> list[str]:
    if all(name.isascii() for name in names):
        return names
    written = "\n".join(name.replace("\n", " ") for name in names).encode("cp437", "replace")
    try:
        made = decode(Path("names"), written)[0].split("\n")
    except SourceError:
        return names
    return made if len(made) == len(names) else names


def _part(part: str) -> str:
    cleaned = _UNSAFE.sub("_", unicodedata.normalize("NFC", part)).strip()
    if len(cleaned) <= _MAX_PART:
        return cleaned
    path = PurePosixPath(cleaned)
    return path.stem[: _MAX_PART - 20] + path.suffix[:20]
