"""Where releases come from: files, folders, and what is in archives and mails.

An archive is a folder to whoever looks at a path: `releases.zip/march/pier.pdf`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from .errors import NothingToIngest, SourceError, SourceMissing
from .read import ARCHIVES, SUFFIXES, read_bytes

MAILS = frozenset({".eml"})


@dataclass(frozen=True)
class Source:
    """What may be a release: `path` where it lies, `read` gives its bytes or raises `SourceError`, `known` are facts
    known beside the text (title, date, organisation, url)."""

    path: Path
    read: Callable[[], bytes]
    known: Mapping[str, str] = field(default_factory=dict)


def find_files(path: Path) -> Iterator[Path]:
    """The files at `path`, a file or a folder (searched to the bottom, in order of name), that can be read.

    Files named README and hidden ones are passed over in a folder. Raises `SourceMissing` where there is
    nothing, `NothingToIngest` where a folder has no file of a kind that is read.
    """
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise SourceMissing(path, "there is no such file or folder.", "Check the spelling of the path.")
    kinds = SUFFIXES | ARCHIVES
    found = False
    for child in sorted(path.rglob("*")):
        inside = child.relative_to(path)
        hidden = any(part.startswith(".") for part in inside.parts)
        if child.suffix.lower() in kinds and not hidden and child.stem.upper() != "README" and child.is_file():
            found = True
            yield child
    if not found:
        raise NothingToIngest(
            path, "this folder holds no release.", f"Put files of these kinds there: {', '.join(sorted(kinds))}"
        )


def sources_in(file: Path) -> Iterator[Source]:
    """What may be releases in a file: itself, or an archive's members, or a mail and what is attached to it.

    What can't be opened is one that can't be read: its `read` raises the `SourceError`.
    """
    suffix = file.suffix.lower()
    if suffix not in ARCHIVES:
        yield Source(file, partial(read_bytes, file))
    if suffix in ARCHIVES | MAILS:
        yield from _members(file, attached=suffix in MAILS)


def source_at(path: Path) -> Source | None:
    """The source at a path as `sources_in` gives it; None where it is there no more."""
    if path.is_file() and path.suffix.lower() not in ARCHIVES:
        return Source(path, partial(read_bytes, path))
    file = next((parent for parent in (path, *path.parents) if parent.is_file()), None)
    return next((source for source in sources_in(file) if source.path == path), None) if file else None


def _members(file: Path, *, attached: bool) -> Iterator[Source]:
    from .formats.archive import members

    try:
        for member in members(file, read_bytes(file)):
            yield Source(file / member.name, member.read)
    except SourceError as error:
        if not attached:  # The mail itself has said what is wrong with it.
            yield Source(file, partial(_raise, error))


def _raise(error: SourceError) -> bytes:
    raise error
