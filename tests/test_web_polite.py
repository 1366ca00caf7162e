"""A fetch is a guest: robots.txt, pauses, another attempt when told so, and none that nobody wants."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pressdesk.ingest.errors import AddressDisallowed, AddressUnreachable
from pressdesk.ingest.web.outcomes import Skipped
from pressdesk.ingest.web.transfer import Timeouts

from .website import RSS, XML, Page, Website, fetched, pages, reason, release, website


@pytest.fixture
def site() -> Iterator[Website]:
    with website({"/pier": release("碼頭啟用"), "/lighthouse": release("燈塔修復")}) as made:
        yield made


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


def test_who_asks_says_so(site: Website, tmp_path: Path) -> None:
    fetched(tmp_path, f"{site.url}/pier")
    assert {headers["user-agent"].split("/")[0] for _, headers in site.seen} == {"Pressdesk"}


def test_server_that_breaks_off(tmp_path: Path) -> None:
    listening = socket.create_server(("127.0.0.1", 0))

    def hang_up() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            connection.recv(10_000)
            connection.close()

    threading.Thread(target=hang_up, daemon=True).start()
    try:
        told = reason(fetched(tmp_path, f"http://127.0.0.1:{listening.getsockname()[1]}/"))
    finally:
        listening.close()
    assert isinstance(told, AddressUnreachable) and "broke off" in str(told)
