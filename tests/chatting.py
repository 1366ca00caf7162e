"""What a person does in the chat, for the tests that do it in a real browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, FrameLocator, Page, expect

COST = "潮汐大樓的造價是多少？"
OFF_TOPIC = "Who won the 2022 World Cup?"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
expect.set_options(timeout=60_000)


@contextmanager
def chatting(browser: Browser, url: str, locale: str = "zh-HK", **options: Any) -> Iterator[Page]:
    """The chat in a browser of its own, by default on a desktop in Traditional Chinese; fails where any other host was
    asked for anything."""
    asked_for: list[str] = []
    with browser.new_context(**{"locale": locale, "viewport": DESKTOP, **options}) as context:
        context.on("request", lambda request: asked_for.append(request.url))
        yield opened(context.new_page(), url)
    hosts = {urlsplit(address).netloc for address in asked_for if urlsplit(address).scheme in ("http", "https", "ws")}
    assert hosts == {urlsplit(url).netloc}


def opened(page: Page, url: str) -> Page:
    """The page with the chat, ready to be asked."""
    page.goto(url)
    expect(page.locator("iframe[name=reader][src]")).to_be_attached()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("zh-Hant|zh-Hans|en"))
    return page


def ask(page: Page, question: str) -> None:
    """Type a question, send it, wait for the whole answer."""
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    answered(page, question)


def answered(page: Page, question: str) -> None:
    """Wait for the whole answer to a question, the last of its conversation."""
    expect(page.locator("#conversation .asked").last).to_have_text(question)
    expect(page.locator("#conversation .turn").last).not_to_have_class(re.compile("searching|growing"))


def last_turn(page: Page) -> Any:
    return page.locator("#conversation .turn").last


def reader(page: Page) -> FrameLocator:
    """The side where releases are read."""
    return page.frame_locator("iframe[name=reader]")
