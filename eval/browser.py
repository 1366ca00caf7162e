"""The system's Chromium, or Playwright's own, for what is measured or pictured in a real browser."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    *("--no-sandbox", "--disable-gpu"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"),
)
"""The last ones: it fetches nothing by itself."""
_WHOLE = "() => [...document.querySelectorAll('#conversation .turn')].pop()?.matches(':not(.searching, .growing)')"


class NoChromium(SystemExit):
    """There is no browser on this machine."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Raises `NoChromium`."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    with sync_playwright() as playwright:
        if path is None and not Path(playwright.chromium.executable_path).is_file():
            raise NoChromium("There is no Chromium here: apt install chromium fonts-noto-cjk, or playwright install.")
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


def ask(page: Page, question: str) -> None:
    """Type a question into the chat, send it, wait for the whole answer."""
    turns = page.locator("#conversation .turn").count()
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    page.locator("#conversation .turn").nth(turns).wait_for()
    page.wait_for_function(_WHOLE)
