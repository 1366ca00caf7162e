"""Every state of the chat is held to WCAG 2.2 AA as far as axe-core can tell: light and dark, desktop and phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from pressdesk.ui.interface import words_in

from .accessibility import assert_accessible
from .chatting import COST, DESKTOP, OFF_TOPIC, PHONE, ask, chatting, last_turn, reader

LOOKS = [
    {"locale": "zh-HK", "viewport": DESKTOP, "color_scheme": "light"},
    {"locale": "zh-CN", "viewport": PHONE, "color_scheme": "dark"},
    {"locale": "en-GB", "viewport": DESKTOP, "color_scheme": "dark"},
    {"locale": "en-GB", "viewport": PHONE, "color_scheme": "light"},
]
TAGS = {"zh-HK": "zh-Hant", "zh-CN": "zh-Hans", "en-GB": "en"}


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look['locale']}-{look['viewport']['width']}-{look['color_scheme']}")
def look(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param


@pytest.fixture
def chat(chromium: Browser, server_url: str, look: dict[str, Any]) -> Iterator[Page]:
    with chatting(chromium, server_url, **look) as page:
        expect(page.locator("#conversation .example").first).to_be_visible()
        yield page


def test_every_state_is_accessible(chat: Page, look: dict[str, Any]) -> None:
    words = words_in(TAGS[look["locale"]])
    assert_accessible(chat)
    ask(chat, COST)
    expect(chat.locator("#follow-ups button").first).to_be_visible()
    assert_accessible(chat)
    last_turn(chat).get_by_text(words.copy_other).click()
    assert_accessible(chat)
    chat.keyboard.press("Escape")
    last_turn(chat).get_by_role("button", name=words.useful, exact=True).click()
    expect(last_turn(chat).get_by_label(words.comment)).to_be_visible()
    chat.locator("#downloads summary").click()
    assert_accessible(chat)
    ask(chat, OFF_TOPIC)
    assert_accessible(chat)
    chat.locator("#question textarea").fill(" ")
    chat.locator("#question textarea").press("Enter")
    expect(chat.locator("#conversation .failed")).to_have_text(words.empty_question)
    assert_accessible(chat)
    chat.locator("#conversation a.cite").first.click()
    expect(reader(chat).locator("#quote")).to_be_in_viewport()
    assert_accessible(chat)
