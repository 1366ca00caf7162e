"""What is fetched from an address: pages, files, feeds, sitemaps, against a real server."""

import gzip
import io
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pressdesk.ingest.errors import (
    AddressDisallowed,
    AddressError,
    AddressUnreachable,
    AddressUnreadable,
    HomeNotWritable,
)
from pressdesk.ingest.web.fetch import Web
from pressdesk.ingest.web.outcomes import Counted, Fetched, Gone, HasFeeds, Outcome, Skipped
from pressdesk.ingest.web.transfer import Timeouts

from .website import Page, Website, release, website

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>海港局新聞</title>
<item><title>碼頭啟用 &amp;amp; 開放</title><link>{site}/pier?utm_source=rss#top</link>
  <pubDate>Sun, 01 Mar 2026 00:30:00 +0800</pubDate></item>
<item><title>燈塔修復</title><link>/lighthouse</link><pubDate>Sat, 28 Feb 2026 10:00:00 +0800</pubDate></item>
</channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title><id>urn:x</id>
<entry><id>urn:1</id><title type="html">The &lt;b&gt;pier&lt;/b&gt; opens</title>
  <link rel="alternate" href="{site}/pier"/><updated>2026-03-02T09:00:00+08:00</updated></entry></feed>"""
XML = "application/xml"


@pytest.fixture
def site() -> Iterator[Website]:
    with website({"/pier": release("碼頭啟用"), "/lighthouse": release("燈塔修復")}) as made:
        yield made


def fetched(folder: Path, url: str, **given: Any) -> list[Outcome]:
    with Web(folder, **{"allow_private": True, "pause": 0.0, **given}) as web:
        return list(web.fetch(url))


def pages(outcomes: list[Outcome]) -> list[Fetched]:
    return [outcome for outcome in outcomes if isinstance(outcome, Fetched)]


def reason(outcomes: list[Outcome]) -> AddressError:
    (skipped,) = (outcome for outcome in outcomes if isinstance(outcome, Skipped))
    return skipped.error


def test_page_is_kept_under_a_name_that_tells_it(site: Website, tmp_path: Path) -> None:
    site.pages["/news/2026/%E7%A2%BC%E9%A0%AD.html"] = release("碼頭")
    (page,) = pages(fetched(tmp_path, f"{site.url}/news/2026/碼頭.html?utm_medium=x&fbclid=1#top"))
    assert page.url == f"{site.url}/news/2026/%E7%A2%BC%E9%A0%AD.html"
    assert page.fields == {"url": page.url}
    assert page.change == "new"
    assert page.path.name.startswith("news-2026-碼頭-") and page.path.suffix == ".html"
    assert page.path.parent.parent == tmp_path
    assert page.path.read_bytes() == release("碼頭").body


def test_who_asks_says_so(site: Website, tmp_path: Path) -> None:
    fetched(tmp_path, f"{site.url}/pier")
    assert {headers["user-agent"].split("/")[0] for _, headers in site.seen} == {"Pressdesk"}


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


def test_second_run_downloads_nothing_again(site: Website, tmp_path: Path) -> None:
    site.pages["/feed"] = Page(RSS.encode(), XML, headers={"Last-Modified": "Sun, 01 Mar 2026 00:00:00 GMT"})
    first = pages(fetched(tmp_path, f"{site.url}/feed"))
    stamps = [page.path.stat().st_mtime_ns for page in first]
    site.seen.clear()
    again = pages(fetched(tmp_path, f"{site.url}/feed"))
    assert [page.change for page in again] == ["unchanged", "unchanged"]
    assert [(page.path, page.fields) for page in again] == [(page.path, page.fields) for page in first]
    assert [page.path.stat().st_mtime_ns for page in again] == stamps
    asked = {path: headers for path, headers in site.seen if path != "/robots.txt"}
    assert asked["/feed"]["if-modified-since"] == "Sun, 01 Mar 2026 00:00:00 GMT"
    assert all("if-none-match" in asked[path] for path in ("/pier", "/lighthouse"))


def test_changed_page_and_lost_file(site: Website, tmp_path: Path) -> None:
    (first,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    site.pages["/pier"] = release("碼頭延期")
    (changed,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    assert (changed.change, changed.path) == ("changed", first.path)
    assert "碼頭延期" in changed.path.read_text()
    changed.path.unlink()
    (back,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    assert back.change == "unchanged" and "碼頭延期" in back.path.read_text()
    changed.path.write_text("somebody wrote into it")
    (mended,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    assert "碼頭延期" in mended.path.read_text()


def test_page_without_validators_is_compared(site: Website, tmp_path: Path) -> None:
    site.pages["/plain"] = Page(b"<html><body>one</body></html>")
    assert [pages(fetched(tmp_path, f"{site.url}/plain"))[0].change for _ in range(2)] == ["new", "unchanged"]


@pytest.mark.parametrize("status", [404, 410])
def test_page_that_is_gone_is_told_and_its_file_stays(site: Website, tmp_path: Path, status: int) -> None:
    site.pages["/feed"] = Page(RSS.encode(), XML)
    site.pages["/pier"] = Page(status=302, headers={"Location": "/moved"})
    site.pages["/moved"] = release("碼頭啟用")
    pier, _ = pages(fetched(tmp_path, f"{site.url}/feed"))
    assert pier.url == f"{site.url}/moved"
    site.pages["/pier"] = Page(status=status)
    outcomes = fetched(tmp_path, f"{site.url}/feed")
    assert Gone(f"{site.url}/moved", pier.path) in outcomes
    assert pier.path.exists()
    assert [page.url for page in pages(outcomes)] == [f"{site.url}/lighthouse"]


def test_page_that_was_redirected_to_and_is_a_page_of_its_own(site: Website, tmp_path: Path) -> None:
    site.pages["/old"] = Page(status=302, headers={"Location": "/pier"})
    (pier,) = pages(fetched(tmp_path, f"{site.url}/old"))
    site.pages["/old"] = release("舊頁")
    (old,) = pages(fetched(tmp_path, f"{site.url}/old"))
    assert (old.url, old.change) == (f"{site.url}/old", "new")
    assert pier.path.read_bytes() == release("碼頭啟用").body
    assert pages(fetched(tmp_path, f"{site.url}/pier"))[0].change == "unchanged"


def test_page_that_becomes_another_kind(site: Website, tmp_path: Path) -> None:
    (page,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    site.pages["/pier"] = Page(b"%PDF-1.7", "application/pdf")
    (file,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    assert (file.change, file.path) == ("changed", page.path.with_suffix(".pdf"))
    assert not page.path.exists()


def test_page_of_nothing_but_a_comment(site: Website, tmp_path: Path) -> None:
    site.pages["/comment"] = Page(b"<!-- nothing -->")
    assert len(pages(fetched(tmp_path, f"{site.url}/comment"))) == 1


def test_page_that_never_was_is_no_page_that_is_gone(site: Website, tmp_path: Path) -> None:
    assert "there is no such page (404)" in str(reason(fetched(tmp_path, f"{site.url}/nothing")))


def test_page_stays_a_page_and_its_feed_is_told(site: Website, tmp_path: Path) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed"><link rel="alternate" type="application/atom+xml" href="file:///etc/x">'
    site.pages["/"] = Page(f"<!doctype html><html><head>{link}</head><body>海港局</body></html>".encode())
    page, feeds = fetched(tmp_path, site.url)
    assert isinstance(page, Fetched) and page.path.suffix == ".html"
    assert feeds == HasFeeds(f"{site.url}/", (f"{site.url}/feed",))


def _zip(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_x", ".x"), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "content_type", "path", "ending"),
    [
        (b"%PDF-1.7\n...", "application/octet-stream", "/download?id=3", ".pdf"),
        (b"%PDF-1.7\n...", "text/html", "/release.html", ".pdf"),
        (_zip(word__document_xml="<w/>"), "application/zip", "/get", ".docx"),
        (_zip(release="x"), "application/octet-stream", "/all.docx", ".zip"),
        ("碼頭啟用".encode(), "text/plain", "/release", ".txt"),
        (b"# Pier", "text/markdown", "/release", ".md"),
        (b"# Pier", "text/plain", "/release.md", ".md"),
        (b"From: a@b.example\n\nPier", "message/rfc822", "/mail", ".eml"),
        (b"<p>No html element</p>", "text/html", "/fragment", ".html"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'><html/>", "application/xhtml+xml", "/x", ".html"),
    ],
)
def test_kind_is_told_by_what_comes(
    site: Website, tmp_path: Path, body: bytes, content_type: str, path: str, ending: str
) -> None:
    site.pages[path] = Page(body, content_type)
    (page,) = pages(fetched(tmp_path, site.url + path))
    assert page.path.suffix == ending
    assert page.path.read_bytes() == body


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (_zip(xl__workbook_xml="<x/>", **{"[Content_Types]_xml": "<t/>"}), "application/zip"),
        (b'{"a": 1}', "application/json"),
        (b"<?xml version='1.0'?><note/>", "application/xml"),
        (b"", "text/html"),
    ],
)
def test_other_kinds_are_told(site: Website, tmp_path: Path, body: bytes, content_type: str) -> None:
    site.pages["/x"] = Page(body, content_type)
    assert isinstance(reason(fetched(tmp_path, f"{site.url}/x")), AddressUnreadable)
    assert not [path for path in tmp_path.rglob("*") if path.is_dir()]


def test_encoding_that_only_the_header_names(site: Website, tmp_path: Path) -> None:
    text = "<html><body>海港局宣布碼頭啟用</body></html>"
    site.pages["/big5"] = Page(text.encode("big5"), "text/html; charset=Big5")
    site.pages["/wrong"] = Page(text.encode(), "text/html; charset=iso-8859-1")
    (page,) = pages(fetched(tmp_path, f"{site.url}/big5"))
    assert page.path.read_text(encoding="utf-8-sig") == text
    (page,) = pages(fetched(tmp_path, f"{site.url}/wrong"))
    assert page.path.read_bytes() == text.encode()


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


def test_interrupted_and_continued(site: Website, tmp_path: Path) -> None:
    site.pages["/feed"] = Page(RSS.encode(), XML)

    with Web(tmp_path, allow_private=True, pause=0.0) as web:
        walk = web.fetch(f"{site.url}/feed")
        assert isinstance(next(walk), Counted)
        first = next(walk)
        walk.close()
    assert isinstance(first, Fetched) and first.change == "new"
    again = pages(fetched(tmp_path, f"{site.url}/feed"))
    assert [page.change for page in again] == ["unchanged", "new"]


def test_killed_while_it_fetches(site: Website, tmp_path: Path) -> None:
    items = "".join(f"<item><title>{n}</title><link>/{n}</link></item>" for n in range(6))
    site.pages["/feed"] = Page(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), XML)
    site.pages |= {f"/{n}": release(f"Release {n}") for n in range(6)}
    children: list[subprocess.Popen[bytes]] = []

    def killing(_: int) -> Page:
        for child in children:
            child.kill()
        return release("Release 4")

    site.pages["/4"] = killing
    program = (
        "import sys; from pathlib import Path; from pressdesk.ingest.web.fetch import Web\n"
        "with Web(Path(sys.argv[1]), allow_private=True, pause=0.0) as web: list(web.fetch(sys.argv[2]))"
    )
    children.append(subprocess.Popen([sys.executable, "-c", program, str(tmp_path), f"{site.url}/feed"]))
    assert children[0].wait(60) == -signal.SIGKILL
    children.clear()
    again = pages(fetched(tmp_path, f"{site.url}/feed"))
    assert [page.change for page in again] == ["unchanged"] * 4 + ["new"] * 2
    assert [page.path.read_bytes() for page in again] == [release(f"Release {n}").body for n in range(6)]
    assert set(tmp_path.rglob("*.html")) == {page.path for page in again}


def test_header_that_cannot_be_sent_back(site: Website, tmp_path: Path) -> None:
    page = release("碼頭啟用")
    page.headers["ETag"] = '"caf\xe9"'
    site.pages["/odd"] = page
    assert [pages(fetched(tmp_path, f"{site.url}/odd"))[0].change for _ in range(2)] == ["new", "unchanged"]


def test_state_that_is_lost_or_damaged_costs_only_requests(site: Website, tmp_path: Path) -> None:
    (first,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    (state,) = tmp_path.glob(".*.sqlite3")
    state.write_bytes(b"no database at all" * 100)
    (again,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    assert again.path == first.path and again.change == "new"


def test_robots_txt_is_honoured(site: Website, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = Page(b"User-agent: Pressdesk\nDisallow: /pier\n", "text/plain")
    site.pages["/feed"] = Page(RSS.encode(), XML)
    outcomes = fetched(tmp_path, f"{site.url}/feed")
    assert isinstance(reason(outcomes), AddressDisallowed)
    assert site.sent("/pier") == 0 and len(pages(outcomes)) == 1
    assert [path for path, _ in site.seen].count("/robots.txt") == 1


def test_redirect_to_what_robots_txt_disallows(site: Website, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /pier\n", "text/plain")
    site.pages["/old"] = Page(status=301, headers={"Location": "{site}/pier"})
    assert isinstance(reason(fetched(tmp_path, f"{site.url}/old")), AddressDisallowed)
    assert site.sent("/pier") == 0


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (429, False)])
def test_robots_txt_that_cannot_be_had(site: Website, tmp_path: Path, status: int, allowed: bool) -> None:
    site.pages["/robots.txt"] = Page(status=status)
    outcomes = fetched(tmp_path, f"{site.url}/pier")
    assert bool(pages(outcomes)) is allowed
    if not allowed:
        assert "robots.txt" in str(reason(outcomes)) and site.sent("/pier") == 0


def test_crawl_delay(site: Website, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 0.2\n", "text/plain")
    site.pages["/feed"] = Page(RSS.encode(), XML)
    began = time.monotonic()
    fetched(tmp_path, f"{site.url}/feed")
    assert 0.6 <= time.monotonic() - began < 5  # Before the feed and before each of its two pages.


def test_pause_between_requests(site: Website, tmp_path: Path) -> None:
    began = time.monotonic()
    fetched(tmp_path, f"{site.url}/pier", pause=0.2)
    assert 0.2 <= time.monotonic() - began < 5


@pytest.mark.parametrize("status", [429, 503])
def test_site_that_asks_to_come_again(site: Website, tmp_path: Path, status: int) -> None:
    good = release("碼頭啟用")
    site.pages["/pier"] = lambda n: good if n > 1 else Page(status=status, headers={"Retry-After": "1"})
    began = time.monotonic()
    assert len(pages(fetched(tmp_path, f"{site.url}/pier"))) == 1
    assert time.monotonic() - began >= 1
    assert site.sent("/pier") == 2


def test_site_that_wants_no_requests_for_long_gets_none(site: Website, tmp_path: Path) -> None:
    site.pages["/feed"] = Page(RSS.encode(), XML)
    site.pages["/pier"] = Page(status=429, headers={"Retry-After": "3600"})
    outcomes = fetched(tmp_path, f"{site.url}/feed")
    first, second = (outcome.error for outcome in outcomes if isinstance(outcome, Skipped))
    assert isinstance(first, AddressUnreachable) and first.retry_after == 3600
    assert "wants no more requests" in str(second)
    assert site.paths == ["/feed", "/pier"]


def test_redirects_have_an_end(site: Website, tmp_path: Path) -> None:
    site.pages["/a"] = Page(status=302, headers={"Location": "/b"})
    site.pages["/b"] = Page(status=307, headers={"Location": "/a"})
    assert "redirects more than 5 times" in str(reason(fetched(tmp_path, f"{site.url}/a")))
    assert site.sent("/a") + site.sent("/b") == 6


def test_two_addresses_of_one_page(site: Website, tmp_path: Path) -> None:
    site.pages["/feed"] = Page(RSS.encode(), XML)
    site.pages["/lighthouse"] = Page(status=301, headers={"Location": "/pier"})
    assert [page.url for page in pages(fetched(tmp_path, f"{site.url}/feed"))] == [f"{site.url}/pier"]


def test_slow_site(site: Website, tmp_path: Path) -> None:
    site.pages["/drip"] = Page(b"<html>" + b"x" * 1000, drip=0.05)
    began = time.monotonic()
    told = reason(fetched(tmp_path, f"{site.url}/drip", timeouts=Timeouts(connect=1, read=1, whole=0.5)))
    assert "takes too long" in str(told) and time.monotonic() - began < 3


def test_host_that_does_not_answer_is_soon_left_alone(tmp_path: Path) -> None:
    with website() as gone:
        address = gone.url
    with website() as site:
        items = "".join(f"<item><title>{n}</title><link>{address}/{n}</link></item>" for n in range(5))
        site.pages["/feed"] = Page(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), XML)
        outcomes = fetched(tmp_path, f"{site.url}/feed")
    reasons = [str(outcome.error) for outcome in outcomes if isinstance(outcome, Skipped)]
    assert "does not let us connect" in reasons[0] and "failed several times" in reasons[-1]


def test_host_that_is_not_there(tmp_path: Path) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError(f"{host}:{port} is unknown")

    told = reason(fetched(tmp_path, "https://no-such.example/", resolve=nowhere))
    assert isinstance(told, AddressUnreachable)
    assert str(told) == "https://no-such.example/: there is no such host. Check the spelling of the address."


def test_resolver_that_fails_for_a_moment(site: Website, tmp_path: Path) -> None:
    asked: list[str] = []

    def faltering(host: str, _: int) -> list[str]:
        asked.append(host)
        if len(asked) == 1:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return ["127.0.0.1"]

    port = site.url.rpartition(":")[2]
    assert pages(fetched(tmp_path, f"http://harbour.example:{port}/pier", resolve=faltering))


def test_folder_that_cannot_be_written(site: Website, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeNotWritable):
        fetched(tmp_path / "file", f"{site.url}/pier")
