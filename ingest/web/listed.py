"""What a feed or a sitemap lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import AddressError


@dataclass(frozen=True)
class Wanted:
    """A page that is listed at `url`, with the `fields` that are known of it (title, date as YYYY-MM-DD). `content`:
    its whole text as a page of HTML, where the list has it. `problem`: why its address cannot be fetched, where it is
    none. `changed`: when it was last, as a sitemap writes it (W3C Datetime)."""

    url: str
    fields: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    problem: AddressError | None = None
    changed: str = ""


@dataclass(frozen=True)
class Listed:
    """`pages` as they are to be fetched, and of a sitemap index the addresses of further `sitemaps`."""

    title: str
    pages: tuple[Wanted, ...] = ()
    sitemaps: tuple[str, ...] = ()
