"""The walk of an address on one page: visited, kept; a feed's entries and a sitemap's pages after it."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from ssl import SSLContext
from typing import Self

from ..errors import AddressError, AddressGone, AddressUnreadable
from .addresses import canonical
from .feed import read_feed
from .feed_links import feeds_of
from .guarded import Guarded, Resolve, resolved
from .kept import Kept, Shelf, place
from .kinds import LISTS, most_bytes
from .listed import Listed, Wanted
from .outcomes import Counted, Fetched, Gone, HasFeeds, Outcome, Skipped
from .recognised import recognised
from .sitemap import read_sitemap
from .transfer import Timeouts, Transfer
from .visit import Visits

_MOST_SITEMAPS = 100
_MOST_PAGES = 100_000
"""That are looked through for the newest ones."""


class Web:
    """Fetches into `folder` what is at an address, politely, and only what may be fetched. Used in `with`.

    `allow_private`: addresses of the own network may be fetched from, too. `pause`: seconds between requests to one
    host. `most`: pages that are fetched of a list. `resolve` and `tls`: the resolver and the trusted certificates, the
    system's where they are not given. Raises `HomeNotWritable` where the folder cannot be written.
    """

    def __init__(
        self,
        folder: Path,
        *,
        allow_private: bool = False,
        user_agent: str = "",
        pause: float = 1.0,
        most: int = 500,
        timeouts: Timeouts | None = None,
        resolve: Resolve = resolved,
        tls: SSLContext | None = None,
    ) -> None:
        guarded = Guarded(resolve, allow_private=allow_private)
        self._transfer = Transfer(
            guarded, user_agent or f"Pressdesk/{version('pressdesk')}", timeouts or Timeouts(), tls
        )
        self._visits = Visits(self._transfer, pause)
        self._shelf = Shelf(folder)
        self._most = most

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._transfer.__exit__()
        self._shelf.__exit__()

    def fetch(self, url: str) -> Generator[Outcome, None, None]:
        """Fetch what is at `url`: a page or file, or all that a feed or sitemap there lists, newest first where it says
        so. Each outcome is told as soon as it is there; nothing that goes wrong with one page holds up another. Left
        before its end, all that was told is kept. Raises `HomeNotWritable`."""
        try:
            address = canonical(url)
        except AddressError as error:
            yield Skipped(error.url, error)
            return
        try:
            first = self._fetched(Wanted(address))
            if not isinstance(first, _List):
                yield first
                if isinstance(first, Fetched) and (feeds := feeds_of(first.url, first.path)):
                    yield HasFeeds(first.url, feeds)
                return
            listed = first.read()
        except AddressError as error:
            yield Skipped(address, error)
            return
        pages: dict[str, Wanted] = {}
        for page in chain(listed.pages, self._further(first.kept.url, listed.sitemaps)):
            if isinstance(page, Wanted):
                pages.setdefault(page.url, page)
            else:
                yield page
        chosen = sorted(pages.values(), key=lambda page: page.changed, reverse=True)[: self._most]
        yield Counted(first.kept.url, len(pages), len(chosen), listed.title)
        told: set[str] = set()
        for page in chosen:
            outcome = self._of_list(page)
            # Several addresses may redirect to one page.
            if outcome.url not in told:
                told.add(outcome.url)
                yield outcome

    def _further(self, url: str, sitemaps: tuple[str, ...]) -> Iterator[Wanted | Outcome]:
        """Pages of the sitemaps in an index, and of those that they name in turn; and what went wrong."""
        waiting, seen, found = list(sitemaps), {url}, 0
        while waiting and len(seen) <= _MOST_SITEMAPS and found < _MOST_PAGES:
            address = waiting.pop(0)
            if address in seen:
                continue
            seen.add(address)
            try:
                outcome = self._fetched(Wanted(address))
                if isinstance(outcome, _List):
                    listed = outcome.read()
                    found += len(listed.pages)
                    yield from listed.pages
                    waiting += listed.sitemaps
                else:
                    yield outcome
            except AddressError as error:
                yield Skipped(address, error)

    def _of_list(self, page: Wanted) -> Fetched | Gone | Skipped:
        try:
            if page.problem:
                raise page.problem
            outcome = self._fetched(page)
            if isinstance(outcome, _List):
                raise AddressUnreadable(page.url, "this is a list again, and no page.", "Ingest it by itself.")
            return outcome
        except AddressError as error:
            before = self._shelf.led_to(page.url)
            # A page that was fetched before is not overwritten by what a feed has of it.
            if page.content and (before is None or before.from_list):
                kept = Kept(page.url, page.url, "html", place(page.url, "html"), from_list=True)
                return self._shelved(kept, page.content, page.fields)
            return Skipped(page.url, error)

    def _fetched(self, wanted: Wanted) -> "Fetched | Gone | _List":
        """Visit an address and keep what comes. Raises `AddressError`."""
        try:
            reply = self._visits.visit(wanted.url, most_bytes, self._shelf.conditions)
        except AddressGone:
            before = self._shelf.led_to(wanted.url)
            if before is None or before.from_list or before.kind in LISTS:
                raise
            return Gone(before.url, self._shelf.folder / before.file)
        if reply.status == HTTPStatus.NOT_MODIFIED:
            return self._not_modified(wanted, reply.url)
        kind, data = recognised(reply)
        kept = Kept(
            reply.url, wanted.url, kind, place(reply.url, kind), reply.etag, reply.last_modified, reply.content_type
        )
        if kind in LISTS:
            self._shelf.put(kept, data)
            return _List(kept, data)
        return self._shelved(kept, data, wanted.fields)

    def _not_modified(self, wanted: Wanted, url: str) -> "Fetched | _List":
        kept = self._shelf.find(url)
        data = self._shelf.read(kept) if kept else None
        if kept is None or data is None:
            raise AddressUnreadable(url, "the site says that it is what we have, and we have nothing (304).")
        if kept.kind in LISTS:
            return _List(kept, data)
        return self._shelved(replace(kept, asked=wanted.url), data, wanted.fields)

    def _shelved(self, kept: Kept, data: bytes, known: Mapping[str, str]) -> Fetched:
        before = self._shelf.find(kept.url)
        fields = {**(before.fields if before else {}), **known, "url": kept.url}
        change = self._shelf.put(replace(kept, fields=fields), data)
        return Fetched(kept.url, self._shelf.folder / kept.file, change, fields)


@dataclass(frozen=True)
class _List:
    """A feed or sitemap as it came."""

    kept: Kept
    data: bytes

    def read(self) -> Listed:
        if self.kept.kind == "sitemap":
            return read_sitemap(self.kept.url, self.data)
        return read_feed(self.kept.url, self.data, self.kept.content_type)
