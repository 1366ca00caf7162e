"""What is told of a walk over an address, an outcome at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import AddressError
from .kept import Change


@dataclass(frozen=True)
class Fetched:
    """A page or file at `url`, the canonical address at the end of all redirects, whose bytes are in `path`. `change`:
    against what was there when it was fetched last. `fields`: known beside its text: url, and of a list title and date
    (YYYY-MM-DD)."""

    url: str
    path: Path
    change: Change
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Gone:
    """The site has no page any more where `path` was fetched from; the file stays."""

    url: str
    path: Path


@dataclass(frozen=True)
class Skipped:
    """Nothing came from `url`, for the reason that `error` tells."""

    url: str
    error: AddressError


@dataclass(frozen=True)
class Counted:
    """`url` is a list (feed or sitemap) with this many pages, of which so many are fetched."""

    url: str
    pages: int
    fetched: int
    title: str = ""


@dataclass(frozen=True)
class HasFeeds:
    """The page at `url` names these feeds; it was fetched as a page."""

    url: str
    feeds: tuple[str, ...]


Outcome = Fetched | Gone | Skipped | Counted | HasFeeds
