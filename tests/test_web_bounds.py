"""A site cannot flood a fetch, nor have it open files."""

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pressdesk.ingest.errors import AddressError, AddressUnreadable
from pressdesk.ingest.read import MAX_BYTES, MAX_TEXT_BYTES
from pressdesk.ingest.web.feed import read_feed
from pressdesk.ingest.web.gunzip import TooMuch, gunzip
from pressdesk.ingest.web.kinds import kind_of
from pressdesk.ingest.web.outcomes import Fetched
from pressdesk.ingest.web.sitemap import read_sitemap

from .website import Page, Website, fetched, pages, reason, release, website

XML = "application/xml"


@pytest.fixture
def site() -> Iterator[Website]:
    with website({"/pier": release("碼頭啟用"), "/lighthouse": release("燈塔修復")}) as made:
        yield made


def _bomb(size: int) -> bytes:
    """A gzip of `size` zeros."""
    packing = zlib.compressobj(9, wbits=31)
    block = b"0" * 1_000_000
    return b"".join(packing.compress(block) for _ in range(size // len(block))) + packing.flush()


def _laughs(element: str) -> str:
    entities = "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    return f'<?xml version="1.0"?><!DOCTYPE {element} [<!ENTITY a "haha">{entities}]>'


@pytest.mark.parametrize(("content_type", "most"), [("text/plain", MAX_TEXT_BYTES), ("application/pdf", MAX_BYTES)])
@pytest.mark.parametrize("announced", [True, False])
def test_body_that_is_too_large(site: Website, tmp_path: Path, content_type: str, most: int, announced: bool) -> None:
    start = b"%PDF-1.7 " if "pdf" in content_type else b"text "
    headers = {} if announced else {"content-length": "", "Connection": "close"}
    site.pages["/large"] = Page(start + b"x" * most, content_type, headers=headers)
    told = reason(fetched(tmp_path, f"{site.url}/large"))
    assert isinstance(told, AddressUnreadable) and f"{most:,}" in str(told)


def test_packed_body_and_packed_sitemap_that_become_huge(site: Website, tmp_path: Path) -> None:
    bomb = _bomb(MAX_BYTES + 5_000_000)
    assert len(bomb) < 100_000
    site.pages["/sitemap.xml.gz"] = Page(bomb, "application/gzip")
    site.pages["/page"] = Page(bomb, "text/html", headers={"Content-Encoding": "gzip"})
    site.pages["/text"] = Page(_bomb(MAX_TEXT_BYTES + 2_000_000), "text/plain", headers={"Content-Encoding": "gzip"})
    for path in ("/sitemap.xml.gz", "/page", "/text"):
        told = reason(fetched(tmp_path, site.url + path))
        assert isinstance(told, AddressUnreadable) and "more than" in str(told)


def test_gunzip_never_makes_more_than_it_may() -> None:
    assert gunzip(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0", 7) == b"one two"
    bomb = _bomb(60_000_000)
    tracemalloc.start()
    with pytest.raises(TooMuch):
        gunzip(bomb, 100_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
    with pytest.raises(TooMuch):
        gunzip(gzip.compress(b"one ") + gzip.compress(b"two"), 6)
    for damaged in (b"no gzip", gzip.compress(b"one")[:-9]):
        with pytest.raises(zlib.error):
            gunzip(damaged, 100)


def test_packed_in_a_way_that_nobody_asked_for(site: Website, tmp_path: Path) -> None:
    site.pages["/br"] = Page(b"\x0b\x02\x80text\x03", headers={"Content-Encoding": "br"})
    site.pages["/cut"] = Page(gzip.compress(b"<html>" * 100)[:-10], headers={"Content-Encoding": "gzip"})
    assert "packed it as br" in str(reason(fetched(tmp_path, f"{site.url}/br")))
    assert "damaged" in str(reason(fetched(tmp_path, f"{site.url}/cut")))


def test_gzip_that_was_asked_for(site: Website, tmp_path: Path) -> None:
    page = release("碼頭啟用").body
    site.pages["/packed"] = Page(gzip.compress(page), headers={"Content-Encoding": "gzip"})
    (kept,) = fetched(tmp_path, f"{site.url}/packed")
    assert isinstance(kept, Fetched) and kept.path.read_bytes() == page


def test_entities_of_xml_bring_in_no_file_and_do_not_grow(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the password")
    outside = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    feed = f"<?xml version='1.0'?>{outside}<rss version='2.0'><channel><item><title>t&e;</title><link>http://a.example/&e;</link></item></channel></rss>"
    (entry,) = read_feed("http://a.example/feed", feed.encode(), XML).pages
    assert "password" not in repr(entry)
    sitemap = f"<?xml version='1.0'?>{outside}<urlset><url><loc>http://a.example/&e;</loc></url></urlset>"
    assert "password" not in repr(read_sitemap("http://a.example/s", sitemap.encode()))

    laughing = f"{_laughs('rss')}<rss version='2.0'><channel><item><title>&i;</title><link>http://a.example/</link></item></channel></rss>"
    with suppress(AddressUnreadable):
        assert len(repr(read_feed("http://a.example/feed", laughing.encode(), XML))) < 2000
    laughing = f"{_laughs('urlset')}<urlset><url><loc>http://a.example/&i;</loc></url></urlset>"
    assert len(repr(read_sitemap("http://a.example/s", laughing.encode()))) < 2000


def test_feed_that_is_the_name_of_a_file(tmp_path: Path) -> None:
    """feedparser opens what looks like a path; what a site sends must never be one."""
    local = tmp_path / "local.xml"
    local.write_text(
        "<rss version='2.0'><channel><title>local</title><item><title>inside</title></item></channel></rss>"
    )
    with pytest.raises(AddressUnreadable):
        read_feed("http://a.example/feed", str(local).encode(), XML)


def test_kind_is_told_at_once_of_what_is_made_to_take_long() -> None:
    began = time.monotonic()
    for opening in (b"<!---->" * 9_000, b"<!DOCTYPE x [" + b"] " * 30_000, b"<?" * 30_000, b"<!doctype " * 6_000):
        assert kind_of("http://a.example/", "image/png", opening + b"x") is None
    assert time.monotonic() - began < 2


def test_feed_with_more_entries_than_anybody_reads() -> None:
    feed = b"<rss version='2.0'><channel>" + b"<item><title>t</title></item>" * 5_001 + b"</channel></rss>"
    with pytest.raises(AddressUnreadable, match="5,000 entries"):
        read_feed("http://a.example/feed", feed, XML)


def test_what_a_fuzzer_found(site: Website, tmp_path: Path) -> None:
    sitemap = "<urlset><url><loc>http://a.example/&#xd800;</loc></url><url><loc>{site}/pier</loc></url></urlset>"
    site.pages["/sitemap"] = Page(sitemap.encode(), XML)
    assert [page.url for page in pages(fetched(tmp_path, f"{site.url}/sitemap"))] == [f"{site.url}/pier"]
    dated = "<item><title>t</title><link>{site}/pier</link><pubDate>Sun, 01 Mar 2026 00:30:0%s +0800</pubDate></item>"
    linked = "<item><title>t</title><link>http:////[</link></item>"
    items = dated % ("9" * 40) + linked
    site.pages["/feed"] = Page(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), XML)
    outcomes = fetched(tmp_path, f"{site.url}/feed")
    assert [page.url for page in pages(outcomes)] == [f"{site.url}/pier"]
    assert isinstance(reason(outcomes), AddressError)
