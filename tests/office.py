"""A press office to test the staff page in: a server with keys, a browser that has one, and a release to bring in."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, Page

from .conftest import made_key, serving

NAME = "2026-04-02-lantern-pier.zh-Hant.txt"
ID = NAME.removesuffix(".txt")
TITLE = "提燈碼頭啟用"
TEXT = """提燈碼頭啟用

（香港，2026年4月2日）嵐灣創新港管理局宣布，提燈碼頭今日啟用，每日有 27 班渡輪。

夜間班次

碼頭造價 3,870 萬元，由程樂民工程師設計，夜間每小時一班。

傳媒查詢
梁曉明
電話：+852 5550 0123
"""
QUESTION = "提燈碼頭每日有多少班渡輪？"


@dataclass(frozen=True)
class Office:
    """A server with keys: its address, its index, and the key of those who work there."""

    url: str
    home: Path
    key: str

    def api(self, method: str, path: str, **values: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.key}"}
        return httpx.request(method, f"{self.url}{path}", headers=headers, timeout=120, **values)

    def ask(self, question: str = QUESTION) -> dict[str, Any]:
        return self.api("POST", "/v1/ask", json={"question": question}).json()

    @contextmanager
    def page(self, chromium: Browser, **options: Any) -> Iterator[Page]:
        """The staff page in a browser that has the key; fails where it asked any other host for anything."""
        keyed: dict[str, Any] = {"http_credentials": {"username": "staff", "password": self.key}}
        with chromium.new_context(**keyed, **options) as context:
            asked_for: list[str] = []
            context.on("request", lambda request: asked_for.append(request.url))
            page = context.new_page()
            page.goto(f"{self.url}/staff")
            yield page
            hosts = {urlsplit(url).netloc for url in asked_for if urlsplit(url).scheme not in ("data", "blob", "about")}
            assert hosts == {urlsplit(self.url).netloc}


@contextmanager
def opened_office(corpus_home: Path, home: Path) -> Iterator[Office]:
    """An office with an index of its own, of the sample corpus."""
    # Without what other tests have asked: their server is over the same index.
    shutil.copytree(corpus_home, home, ignore=shutil.ignore_patterns("conversations.db*"))
    key = made_key(home, "ingest")
    with serving(home) as url:
        yield Office(url, home, key)


def release_file(folder: Path, text: str = TEXT, name: str = NAME) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
