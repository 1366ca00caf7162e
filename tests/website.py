"""A site on the web, as the tests of fetching need it: a real server whose pages are laid out by the test."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from pressdesk.ingest.errors import AddressError
from pressdesk.ingest.web.fetch import Web
from pressdesk.ingest.web.outcomes import Fetched, Outcome, Skipped

from .conftest import handled_by

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>海港局新聞</title>
<item><title>碼頭啟用 &amp;amp; 開放</title><link>{site}/pier?utm_source=rss#top</link>
  <pubDate>Sun, 01 Mar 2026 00:30:00 +0800</pubDate></item>
<item><title>燈塔修復</title><link>/lighthouse</link><pubDate>Sat, 28 Feb 2026 10:00:00 +0800</pubDate></item>
</channel></rss>"""

XML = "application/xml"


@dataclass
class Page:
    """What the site answers for a path. With an `etag` or `last_modified`, a request that has it gets 304. `drip`: seconds
    between the body's bytes."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0


@dataclass
class Website:
    """`pages` by path, a page or what makes one for the path's n-th request; `seen`: the paths that were asked for, with
    the request's headers, in order."""

    url: str = ""
    pages: dict[str, Page | Callable[[int], Page]] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """What was asked for, without robots.txt."""
        return [path for path, _ in self.seen if path != "/robots.txt"]

    def sent(self, path: str) -> int:
        """How many times."""
        return self.paths.count(path)


@contextmanager
def website(pages: dict[str, Page | Callable[[int], Page]] | None = None) -> Iterator[Website]:
    """A site with these pages; `{site}` in a page's text stands for its address."""
    site = Website(pages=dict(pages or {}))
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            page = site.pages.get(self.path, Page(b"no such page", status=404))
            if callable(page):
                page = page([path for path, _ in site.seen].count(self.path))
            body = page.body.replace(b"{site}", site.url.encode())
            unchanged = ("etag", "if-none-match"), ("last-modified", "if-modified-since")
            headers = {name.lower(): value.replace("{site}", site.url) for name, value in page.headers.items()}
            if any(name in headers and self.headers.get(asked) == headers[name] for name, asked in unchanged):
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(page.status)
            for name, value in {"content-type": page.content_type, "content-length": str(len(body)), **headers}.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            self._send(body, page.drip)

        def _send(self, body: bytes, drip: float) -> None:
            try:
                for part in [body[i : i + 1] for i in range(len(body))] if drip else [body]:
                    self.wfile.write(part)
                    if drip and closing.wait(drip):
                        return
            except OSError:  # Who asked has had enough.
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    with handled_by(Handler) as site.url:
        try:
            yield site
        finally:
            closing.set()


def release(title: str) -> Page:
    """A page with a release on it, and an ETag."""
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>二零二六年三月一日</p></body></html>"
    return Page(page.encode(), headers={"ETag": f'"{len(page)}-{abs(hash(title))}"'})


def fetched(folder: Path, url: str, **given: Any) -> list[Outcome]:
    with Web(folder, **{"allow_private": True, "pause": 0.0, **given}) as web:
        return list(web.fetch(url))


def pages(outcomes: list[Outcome]) -> list[Fetched]:
    return [outcome for outcome in outcomes if isinstance(outcome, Fetched)]


def reason(outcomes: list[Outcome]) -> AddressError:
    (skipped,) = (outcome for outcome in outcomes if isinstance(outcome, Skipped))
    return skipped.error
