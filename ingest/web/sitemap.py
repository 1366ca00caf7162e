"""Sitemaps: which pages a site says that it has."""

import io
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from ..errors import AddressError, AddressUnreadable
from .addresses import joined
from .listed import Listed, Wanted

_MOST_LOCATIONS = 50_000
"""In one sitemap, as sitemaps.org has it."""

_FACTS = {
    "loc": "{*}loc",
    "lastmod": "{*}lastmod",
    # Google's extension for news.
    "title": "{*}news/{*}title",
    "date": "{*}news/{*}publication_date",
}


def read_sitemap(url: str, data: bytes) -> Listed:
    """Pages or further sitemaps, in the sitemap's order. Raises `AddressUnreadable`."""
    pages: list[Wanted] = []
    sitemaps: list[str] = []
    try:
        for kind, facts in _locations(data):
            address = facts["loc"]
            known = {"title": facts["title"], "date": facts["date"][:10]}
            fields = {name: value for name, value in known.items() if value}
            try:
                address = joined(url, address)
                problem = None
            except AddressError as error:
                problem = error
            if kind == "sitemap" and not problem:
                sitemaps.append(address)
            else:
                pages.append(Wanted(address, fields, None, problem, facts["lastmod"]))
            if len(pages) + len(sitemaps) >= _MOST_LOCATIONS:
                break
    except etree.XMLSyntaxError as error:
        raise AddressUnreadable(url, f"the sitemap is damaged ({error.msg}).", "Look at it in a browser.") from error
    return Listed("", tuple(pages), tuple(sitemaps))


def _locations(data: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    # Entities stay as they are written and nothing is loaded; an element at a time, whatever the sitemap's size.
    elements = etree.iterparse(
        io.BytesIO(data),
        tag=("{*}url", "{*}sitemap"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        recover=True,
    )
    for _, element in elements:
        # What is no Unicode is no address.
        with suppress(UnicodeDecodeError):
            facts = {name: element.findtext(path) or "" for name, path in _FACTS.items()}
            yield element.tag.rpartition("}")[2], {name: " ".join(value.split()) for name, value in facts.items()}
        element.clear()
        # In a damaged sitemap an element may stand beside the root.
        while element.getprevious() is not None and (above := element.getparent()) is not None:
            del above[0]
