"""The pages beside the chat: releases to search, and one to read; in a real browser over the sample releases."""

import datetime

import pytest
from playwright.sync_api import Browser

from pressdesk.ingest.release import PressContact, Release
from pressdesk.ui.addresses import release_address
from pressdesk.ui.interface import words_in
from pressdesk.ui.reader import release_page

EN = words_in("en")

RELEASE = Release(
    id="a/b c",
    source="a.txt",
    title='<b>"T"</b>',
    text="\n一\r\n𠮷<i>&amp;\t 二  三\r四\n",
    language="zh-Hant",
    date=datetime.date(2025, 9, 8),
    contact=PressContact("陳", "+852", "x&y@z.example"),
    url="javascript:alert(1)",
)


def test_reader_shows_every_character(chromium: Browser) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        page.set_content(release_page(RELEASE, 4, 9, "en"))
        assert page.locator("article").evaluate("it => it.textContent") == RELEASE.text
        assert page.locator("#quote").evaluate("it => it.textContent") == RELEASE.text[4:9] == "𠮷<i>&"
        assert page.locator("h1").inner_text() == RELEASE.title
        assert page.locator("a[href^=javascript]").count() == 0


@pytest.mark.parametrize(("start", "end"), [(0, 99), (-1, 2), (3, 3), (5, 2), (None, 2), (2, None)])
def test_reader_says_that_a_place_is_not_there(start: int | None, end: int | None) -> None:
    page = release_page(RELEASE, start, end, "en")
    assert "<mark" not in page
    assert EN.no_such_place in page
    assert EN.no_such_place not in release_page(RELEASE, None, None, "en")


def test_address_is_safe_to_put_in_a_link() -> None:
    assert release_address("a/b c", 1, 2) == "/reader/a%2Fb%20c?start=1&end=2#quote"
