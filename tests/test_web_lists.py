"""Feeds and sitemaps: what they list is fetched, with what they know of it."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from pressdesk.ingest.errors import AddressUnreadable
from pressdesk.ingest.web.outcomes import Counted, Fetched, HasFeeds, Skipped

from .website import RSS, XML, Page, Website, fetched, pages, reason, release, website

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title><id>urn:x</id>
<entry><id>urn:1</id><title type="html">The &lt;b&gt;pier&lt;/b&gt; opens</title>
  <link rel="alternate" href="{site}/pier"/><updated>2026-03-02T09:00:00+08:00</updated></entry></feed>"""


@pytest.fixture
def site() -> Iterator[Website]:
    with website({"/pier": release("碼頭啟用"), "/lighthouse": release("燈塔修復")}) as made:
        yield made


def test_rss_feed(site: Website, tmp_path: Path) -> None:
    site.pages["/feed"] = Page(RSS.encode(), "application/rss+xml")
    count, pier, lighthouse = fetched(tmp_path, f"{site.url}/feed")
    assert count == Counted(f"{site.url}/feed", 2, 2, "海港局新聞")
    assert isinstance(pier, Fetched) and isinstance(lighthouse, Fetched)
    # The day is Hong Kong's; in Greenwich it was still February.
    assert pier.fields == {"title": "碼頭啟用 & 開放", "date": "2026-03-01", "url": f"{site.url}/pier"}
    assert lighthouse.fields["date"] == "2026-02-28"
    assert lighthouse.path.read_bytes() == release("燈塔修復").body


def test_atom_feed_whatever_it_is_served_as(site: Website, tmp_path: Path) -> None:
    site.pages["/feed.html"] = Page(ATOM.encode(), "text/html")
    count, pier = fetched(tmp_path, f"{site.url}/feed.html")
    assert isinstance(count, Counted) and isinstance(pier, Fetched)
    assert pier.fields == {"title": "The pier opens", "date": "2026-03-02", "url": f"{site.url}/pier"}


@pytest.mark.parametrize(
    ("encoding", "declared", "charset", "title"),
    [
        ("big5hkscs", "big5", "", "嘅碼頭啲"),
        ("big5hkscs", "", "Big5", "嘅碼頭啲"),
        ("big5hkscs", "big5", "utf-8", "嘅碼頭啲"),
        ("gb18030", "gb2312", "", "码头㐀"),
        ("utf-16", "utf-16", "", "碼頭"),
        ("utf-8", "", "", "碼頭"),
        ("utf-8", "utf-8", "iso-8859-1", "海港局"),
        ("big5", "big5", "iso-8859-1", "海港局"),
        ("latin-1", "", "iso-8859-1", "Café"),
    ],
)
def test_feed_in_an_encoding_of_its_own(
    site: Website, tmp_path: Path, encoding: str, declared: str, charset: str, title: str
) -> None:
    named = f' encoding="{declared}"' if declared else ""
    opening = f"<?xml version='1.0'{named}?>"
    feed = f"{opening}<rss version='2.0'><channel><item><title>{title}</title><link>/pier</link></item></channel></rss>"
    site.pages["/feed"] = Page(feed.encode(encoding), f"{XML}; charset={charset}" if charset else XML)
    (pier,) = pages(fetched(tmp_path, f"{site.url}/feed"))
    assert pier.fields["title"] == title


def test_sitemap_index_packed_and_nested_newest_first(site: Website, tmp_path: Path) -> None:
    ns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    index = f"""<?xml version="1.0"?><sitemapindex {ns}><sitemap><loc>{{site}}/one.xml.gz</loc></sitemap>
        <sitemap><loc>{{site}}/missing.xml</loc></sitemap><sitemap><loc>{{site}}/sitemap.xml</loc></sitemap></sitemapindex>"""
    one = f"""<urlset {ns} xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
        <url><loc>{site.url}/lighthouse</loc><lastmod>2026-02-28</lastmod></url>
        <url><loc>{site.url}/pier</loc><lastmod>2026-03-01</lastmod>
          <n:news><n:publication_date>2026-03-01T08:00:00+08:00</n:publication_date><n:title>碼頭啟用</n:title></n:news></url>
        <url><loc>{site.url}/a&b</loc></url></urlset>"""
    site.pages["/sitemap.xml"] = Page(index.encode(), XML)
    site.pages["/one.xml.gz"] = Page(gzip.compress(one.encode()), "application/gzip")
    outcomes = fetched(tmp_path, f"{site.url}/sitemap.xml", most=2)
    assert [outcome.url for outcome in outcomes if isinstance(outcome, Skipped)] == [f"{site.url}/missing.xml"]
    assert Counted(f"{site.url}/sitemap.xml", 3, 2) in outcomes
    pier, lighthouse = pages(outcomes)
    assert pier.fields == {"title": "碼頭啟用", "date": "2026-03-01", "url": f"{site.url}/pier"}
    assert lighthouse.url == f"{site.url}/lighthouse"
    assert site.sent("/sitemap.xml") == 1


def test_entry_with_its_whole_text_where_its_page_cannot_be_had(site: Website, tmp_path: Path) -> None:
    feed = RSS.replace(
        "</item>\n<item>",
        "<content:encoded><![CDATA[<p>碼頭今日啟用。</p><script>alert(1)</script>]]></content:encoded></item>\n<item>",
    )
    site.pages["/feed"] = Page(feed.encode(), XML)
    site.pages["/pier"] = Page(status=403)
    outcomes = fetched(tmp_path, f"{site.url}/feed")
    pier, lighthouse = pages(outcomes)
    assert pier.url == f"{site.url}/pier" and pier.path.suffix == ".html"
    text = pier.path.read_text(encoding="utf-8")
    assert "<h1>碼頭啟用 &amp; 開放</h1>" in text and "<p>碼頭今日啟用。</p>" in text and "alert" not in text
    assert lighthouse.change == "new"
    assert [page.change for page in pages(fetched(tmp_path, f"{site.url}/feed"))] == ["unchanged", "unchanged"]
    # As soon as the page itself is there, it is what counts; and then it is not overwritten by the feed's.
    site.pages["/pier"] = release("碼頭啟用")
    assert pages(fetched(tmp_path, f"{site.url}/feed"))[0].change == "changed"
    site.pages["/pier"] = Page(status=403)
    outcomes = fetched(tmp_path, f"{site.url}/feed")
    assert "without signing in" in str(reason(outcomes))
    assert pier.path.read_bytes() == release("碼頭啟用").body


def test_one_bad_entry_holds_nothing_up(site: Website, tmp_path: Path) -> None:
    bad = "".join(
        f"<item><title>t</title><link>{link}</link></item>"
        for link in ("/500", "mailto:a@b.example", "/list", "http://a:b@c.example/")
    )
    site.pages["/feed"] = Page(RSS.replace("<item>", f"{bad}<item>", 1).encode(), XML)
    site.pages["/500"] = Page(status=500)
    site.pages["/list"] = Page(RSS.encode(), XML)
    outcomes = fetched(tmp_path, f"{site.url}/feed")
    reasons = [str(outcome.error) for outcome in outcomes if isinstance(outcome, Skipped)]
    assert len(reasons) == 4
    for words in ("in trouble (500)", "only http and https", "a list again", "name or password"):
        assert any(words in told for told in reasons), words
    assert "a:b@" not in " ".join(reasons)
    assert len(pages(outcomes)) == 2


def test_two_addresses_of_one_page(site: Website, tmp_path: Path) -> None:
    site.pages["/feed"] = Page(RSS.encode(), XML)
    site.pages["/lighthouse"] = Page(status=301, headers={"Location": "/pier"})
    assert [page.url for page in pages(fetched(tmp_path, f"{site.url}/feed"))] == [f"{site.url}/pier"]


def test_damaged_lists_are_told(site: Website, tmp_path: Path) -> None:
    site.pages["/feed"] = Page(b"<rss version='2.0'><channel><item", XML)
    site.pages["/empty"] = Page(b"<rss version='2.0'><channel><title>Nothing yet</title></channel></rss>", XML)
    assert isinstance(reason(fetched(tmp_path, f"{site.url}/feed")), AddressUnreadable)
    assert fetched(tmp_path, f"{site.url}/empty") == [Counted(f"{site.url}/empty", 0, 0, "Nothing yet")]


def test_page_stays_a_page_and_its_feed_is_told(site: Website, tmp_path: Path) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed"><link rel="alternate" type="application/atom+xml" href="file:///etc/x">'
    site.pages["/"] = Page(f"<!doctype html><html><head>{link}</head><body>海港局</body></html>".encode())
    page, feeds = fetched(tmp_path, site.url)
    assert isinstance(page, Fetched) and page.path.suffix == ".html"
    assert feeds == HasFeeds(f"{site.url}/", (f"{site.url}/feed",))
