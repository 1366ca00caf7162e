"""RSS and Atom: what entries a feed has."""

import hashlib
import io
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import escape
from typing import Any

import feedparser
from lxml.html import fragment_fromstring

from ..errors import AddressError, AddressUnreadable
from ..read import MAX_TEXT_BYTES
from .addresses import joined
from .listed import Listed, Wanted
from .transfer import too_large

_ENTRY = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)\b", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MOST_ENTRIES = 5_000
"""A feed has some tens of them; each takes a millisecond to read."""


def read_feed(url: str, data: bytes, content_type: str) -> Listed:
    """The entries of a feed, in its order. Raises `AddressUnreadable`."""
    headers = {"content-location": url, "content-type": content_type or "application/xml"}
    if len(data) > MAX_TEXT_BYTES:
        raise too_large(url, MAX_TEXT_BYTES)
    if len(_ENTRY.findall(data)) > _MOST_ENTRIES:
        raise AddressUnreadable(url, f"the feed has more than {_MOST_ENTRIES:,} entries.", "Ingest the site's sitemap.")
    # In a file object: bytes by themselves would be taken for the name of a file to open.
    try:
        parsed: Any = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=True)
    except Exception as error:  # Its parser for feeds that are no XML trips over some of them.
        raise AddressUnreadable(url, "the feed is damaged.", "Look at it in a browser.") from error
    if parsed.bozo and not parsed.entries:
        raise AddressUnreadable(url, f"the feed is damaged ({parsed.bozo_exception}).", "Look at it in a browser.")
    return Listed(_plain(parsed.feed.get("title_detail")), tuple(_entries(url, parsed.entries)))


def _entries(url: str, entries: list[Any]) -> Iterator[Wanted]:
    for entry in entries:
        title = _plain(entry.get("title_detail"))
        fields = {name: value for name, value in (("title", title), ("date", _day(entry))) if value}
        content = _page(title, entry)
        try:
            yield Wanted(joined(url, entry.get("link") or "about:blank"), fields, content)
        except AddressError as error:
            # Its place in the feed stands for its address; without its link, which may have a password in it.
            mark = hashlib.sha256((entry.get("id") or entry.get("link") or title).encode()).hexdigest()[:10]
            yield Wanted(f"{url}#{mark}", fields, content, error)


def _day(entry: Any) -> str:
    """The day as the organisation's clock has it: feedparser's own times are Greenwich's, a day earlier in the morning
    of Hong Kong."""
    # Asked for what is not there, feedparser gives the one for the other, with a warning.
    for name in (name for name in ("published", "updated") if name in entry):
        written = entry[name] or ""
        for read in (datetime.fromisoformat, parsedate_to_datetime):
            try:
                return read(written.strip()).date().isoformat()
            except (TypeError, ValueError, OverflowError):
                continue
        if f"{name}_parsed" in entry and (at := entry[f"{name}_parsed"]):
            return f"{at.tm_year:04}-{at.tm_mon:02}-{at.tm_mday:02}"
    return ""


def _page(title: str, entry: Any) -> bytes | None:
    """The entry's whole text as a page; None where it has at most a summary."""
    texts = [text for text in entry.get("content", []) if (text.get("value") or "").strip()]
    if not texts:
        return None
    text = next((text for text in texts if "html" in text.get("type", "")), texts[0])
    body = text.value if "html" in text.get("type", "") else f"<pre>{escape(text.value)}</pre>"
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    article = f"<article><h1>{escape(title)}</h1>\n{body}\n</article>"
    return f"<!DOCTYPE html>\n<html><head>{head}</head>\n<body>{article}</body></html>\n".encode(errors="replace")


def _plain(detail: Any) -> str:
    """A title without its markup."""
    value = _NOT_XML.sub("", detail.get("value") or "") if detail else ""
    if value and detail.get("type") != "text/plain":
        value = fragment_fromstring(value, create_parent=True).text_content()
    return " ".join(value.split())
