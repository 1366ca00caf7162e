"""Which feeds a page says that its site has."""

from pathlib import Path

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from lxml.html import HTMLParser

from ..errors import AddressError
from .addresses import joined

_HEAD = 262_144
"""Bytes: links to feeds stand in a page's head."""
_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})


def feeds_of(url: str, page: Path) -> tuple[str, ...]:
    """Addresses of the feeds that a page names; none for a file that is no page."""
    if page.suffix != ".html":
        return ()
    with page.open("rb") as file:
        head = file.read(_HEAD)
    try:
        tree = etree.fromstring(head, HTMLParser(huge_tree=False))
    except etree.LxmlError:  # Nothing but a comment, say.
        return ()
    feeds: dict[str, None] = {}
    for link in tree.iter("link") if tree is not None else ():
        if "alternate" in link.get("rel", "").lower().split() and link.get("type", "").lower() in _TYPES:
            try:
                feeds[joined(url, link.get("href", ""))] = None
            except AddressError:
                continue
    return tuple(feeds)
