"""`make screenshots`: ten states of the screens, in Chinese and English, light and dark, on desktop and phone, into
`docs/screenshots/`. They are there to be looked at."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, ViewportSize
from rich.console import Console

from pressdesk.ingest.pipeline import Ingester

from .browser import ask, chromium
from .datasets import ROOT
from .indexes import default_encoder
from .load_server import Server, pressdesk_server

_FOLDER = ROOT / "docs" / "screenshots"
_DESKTOP: ViewportSize = {"width": 1280, "height": 800}
_PHONE: ViewportSize = {"width": 390, "height": 844}
_RELEASE = """# Harbour Fair opens on the waterfront

(Hong Kong, 2 March 2026) The Lanwan Innovation Harbour Authority opened the Harbour Fair today, with 86 stalls.

## Two days of workshops

The fair has 14 workshops a day, each for 20 people, and closes at 6 pm on 3 March.

## About the Lanwan Innovation Harbour Authority

The Authority runs four sites on the Lanwan waterfront.

## Media enquiries

Wong Tsz-kit
Tel: +852 5550 0123
Email: press@lanwan.example
"""


@dataclass(frozen=True)
class _State:
    """What is pictured: `reach` brings a page that is open at `path` there; the server may be stopped for it."""

    name: str
    reach: Callable[[Page, Server], None]
    locale: str = "zh-HK"
    dark: bool = False
    phone: bool = False
    path: str = "/"


def main() -> None:
    """Make all pictures, in a server of its own over the sample corpus."""
    console = Console()
    _FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        Ingester(home, default_encoder()).ingest([ROOT / "corpus"])
        with pressdesk_server(home, home.with_suffix(".log")) as server:
            for state in _STATES:
                _picture(state, server)
                console.print(f"docs/screenshots/{state.name}.png")


def _picture(state: _State, server: Server) -> None:
    with (
        chromium() as browser,
        browser.new_context(
            locale=state.locale,
            viewport=_PHONE if state.phone else _DESKTOP,
            color_scheme="dark" if state.dark else "light",
            device_scale_factor=2 if state.phone else 1,
            has_touch=state.phone,
        ) as context,
    ):
        page = context.new_page()
        page.goto(server.base + state.path)
        if state.path == "/":
            page.locator("#conversation .example").first.wait_for()
        state.reach(page, server)
        page.wait_for_timeout(500)
        page.screenshot(path=_FOLDER / f"{state.name}.png")


def _beginning(page: Page, _: Server) -> None:
    page.locator("iframe[name=reader][src]").wait_for()


def _asked(question: str, *others: str) -> Callable[[Page, Server], None]:
    def reach(page: Page, _: Server) -> None:
        for each in (question, *others):
            ask(page, each)
        page.locator("#follow-ups button").first.wait_for()

    return reach


def _refused(page: Page, _: Server) -> None:
    ask(page, "Which bank lends the money for the Tidal Building?")


def _read_on_a_phone(page: Page, _: Server) -> None:
    ask(page, "How many companies can the Tidal Building house?")
    page.locator("#conversation a.cite").first.tap()
    page.frame_locator("iframe[name=reader]").locator("#quote").wait_for()


def _away(page: Page, server: Server) -> None:
    ask(page, "潮汐大樓的造價是多少？")
    server.stop()
    page.locator("#question textarea").fill("灣畔居的造價是多少？")
    page.locator("#question textarea").press("Enter")
    page.locator("#away:not(:empty)").wait_for()
    page.wait_for_timeout(300)


def _still(page: Page, _: Server) -> None:
    page.wait_for_load_state()


def _previewed(page: Page, _: Server) -> None:
    page.locator("#paste summary").click()
    page.locator("#paste-name").fill("2026-03-02-harbour-fair.en.md")
    page.locator("#paste-text").fill(_RELEASE)
    page.locator("#paste button[type=submit]").click()
    page.locator("#preview").wait_for()
    page.locator("#checking").evaluate("it => it.scrollIntoView()")


_STATES = (
    _State("01-answer-zh-hant-light", _asked("2025 年園區申請了多少項專利？")),
    _State(
        "02-english-question-chinese-release",
        _asked("When does the low-altitude flight test site start operating?"),
        "en-GB",
    ),
    _State("03-follow-up-zh-hant-dark", _asked("潮汐大樓的造價是多少？", "那灣畔居呢？"), dark=True),
    _State("04-refusal-en-dark", _refused, "en-GB", dark=True),
    _State("05-answer-zh-hant-phone", _asked("起航計劃每間初創可得多少種子資助？"), phone=True),
    _State("06-release-en-dark-phone", _read_on_a_phone, "en-GB", dark=True, phone=True),
    _State("07-search-zh-hant-light", _still, path="/releases?q=造價"),
    _State("08-beginning-zh-hans-light", _beginning, "zh-CN"),
    _State("09-staff-preview-en-light", _previewed, "en-GB", path="/staff"),
    _State("10-server-away-zh-hant-dark-phone", _away, dark=True, phone=True),
)


if __name__ == "__main__":
    main()
