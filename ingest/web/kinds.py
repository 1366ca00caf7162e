"""What it is that came back: by what is in it, then by its content type, and last by its name."""

import io
import re
import zipfile
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import Literal

from ..read import MAX_BYTES, MAX_TEXT_BYTES
from .addresses import ending_of

Kind = Literal["html", "pdf", "docx", "txt", "md", "eml", "zip", "feed", "sitemap", "gzip"]

LISTS: frozenset[Kind] = frozenset({"feed", "sitemap"})
"""Kinds that name pages and are none."""

_BY_TYPE: dict[str, Kind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "md",
    "text/x-markdown": "md",
    "message/rfc822": "eml",
    "text/plain": "txt",
}
_BY_ENDING: dict[str, Kind] = {
    ".md": "md",
    ".markdown": "md",
    ".eml": "eml",
    ".txt": "txt",
    ".text": "txt",
    ".html": "html",
    ".htm": "html",
}
_BY_ROOT: dict[str, Kind] = {
    "rss": "feed",
    "feed": "feed",
    "rdf": "feed",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
    "html": "html",
    "head": "html",
    "body": "html",
}
_UNTOLD = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream"})
"""Content types that servers send for what they don't know."""
_PROLOG = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s[^\[>]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"\s*<(?:[\w.-]+:)?([\w.-]+)")
_HTML = re.compile(r"\s*<!doctype\s+html\b", re.IGNORECASE)
_HEAD = 65_536


def kind_of(url: str, content_type: str, data: bytes) -> Kind | None:
    """The kind of what an address answered; None for one that is not read."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    if data.startswith(b"PK\x03\x04"):
        return _of_zip(data)
    head = _decoded(data[:_HEAD])
    if "\0" in head:
        return None
    if root := _root(head):
        found = _BY_ROOT.get(root)
        if found or "xml" in content_type:
            return found
    if content_type in _UNTOLD and (kind := _BY_ENDING.get(ending_of(url))):
        return kind
    return _BY_TYPE.get(content_type)


def most_bytes(content_type: str, head: bytes) -> int:
    """Bytes that something may have which begins like this."""
    packed = head.startswith((b"%PDF-", b"PK\x03\x04", b"\x1f\x8b"))
    return MAX_TEXT_BYTES if _BY_TYPE.get(content_type) in ("txt", "md") and not packed else MAX_BYTES


def _of_zip(data: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "word/document.xml" in names:
        return "docx"
    # What else is packed so is a document of another kind: a spreadsheet, an OpenDocument text, a book.
    return None if {"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"} & names else "zip"


def _root(head: str) -> str:
    """Name of the first element, without its namespace, in lower case, or what the document type says it is; empty
    where there is none."""
    start = 0
    # A piece at a time: one pattern for all of them could be made to try every way to split them.
    while match := _PROLOG.match(head, start):
        if _HTML.match(match.group()):
            return "html"
        start = match.end()
    match = _ROOT.match(head, start)
    return match.group(1).lower() if match else ""


def _decoded(data: bytes) -> str:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    return data.removeprefix(BOM_UTF8).decode("latin-1")
