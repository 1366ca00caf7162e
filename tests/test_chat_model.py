"""The chat where a language model writes the answers: it takes its time, and its reader may not."""

from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from starlette.requests import Request

from pressdesk.ui.answering import Answering
from pressdesk.ui.chat.actions import Actions
from pressdesk.ui.chat.open_conversations import OpenConversations
from pressdesk.ui.conversations.store import Conversations
from pressdesk.ui.desk import Desk
from pressdesk.ui.interface import words_in

from .chatting import COST, answered, chatting, last_turn
from .conftest import serving
from .language_model import scripted_server

ZH = words_in("zh-Hant")
TOWER = "大樓樓高 20 層，樓面面積達 38,000 平方米，造價 14.6 億元，是創新港成立以來投資額最大的單一建築項目。[1]\n"


SLOW = "灣畔居的造價是多少？"
CONVERSATION = "a" * 22


@pytest.fixture(scope="module")
def url(corpus_home: Path) -> Iterator[str]:
    with (
        scripted_server(TOWER, *["潮"] * 30, "。", pause=0.2) as model,
        serving(corpus_home, PRESSDESK_LLM="openai:m", PRESSDESK_LLM_BASE_URL=model) as url,
    ):
        yield url


@pytest.fixture
def chat(chromium: Browser, url: str) -> Iterator[Page]:
    with chatting(chromium, url) as page:
        yield page


def _send(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.get_by_role("button", name=ZH.send).click()


def _stop(page: Page) -> Locator:
    return page.get_by_role("button", name=ZH.stop)


def test_slow_answer_can_be_stopped_and_another_asked(chat: Page) -> None:
    for asked, question in enumerate([COST, SLOW], 1):
        _send(chat, question)
        expect(chat.locator("#conversation .asked")).to_have_count(asked)
        _stop(chat).click()
        expect(last_turn(chat)).to_contain_text(ZH.stopped)
        expect(chat.get_by_role("button", name=ZH.send)).to_be_visible()
    expect(chat.locator("#conversation .turn", has_text=ZH.stopped)).to_have_count(2)


def test_all_that_is_coming_is_stopped(chat: Page) -> None:
    for asked, question in enumerate([COST, SLOW], 1):
        chat.locator("#question textarea").fill(question)
        chat.keyboard.press("Enter")
        expect(chat.locator("#conversation .asked")).to_have_count(asked)
    _stop(chat).click()
    expect(chat.locator("#conversation .turn", has_text=ZH.stopped)).to_have_count(2)
    expect(_stop(chat)).to_be_hidden()


def test_first_sentence_is_read_while_the_model_goes_on(chat: Page) -> None:
    _send(chat, COST)
    expect(chat.locator("#conversation .growing .said")).to_contain_text("14.6 億元")
    answered(chat, COST)
    expect(last_turn(chat).locator(".said")).to_contain_text("14.6 億元")


def test_answer_that_was_coming_when_the_page_was_loaded_again_has_stopped(chat: Page) -> None:
    _send(chat, COST)
    expect(chat.locator("#conversation .growing .said")).to_contain_text("14.6 億元")
    chat.reload()
    expect(last_turn(chat)).to_contain_text(ZH.stopped)
    expect(last_turn(chat).locator(".said")).to_contain_text("14.6 億元")
    expect(_stop(chat)).to_be_hidden()


def test_new_conversation_has_nothing_of_an_answer_that_was_coming(chat: Page) -> None:
    _send(chat, COST)
    expect(chat.locator("#conversation .growing")).to_be_visible()
    chat.get_by_role("button", name=ZH.clear).click()
    expect(chat.locator("#conversation .turn")).to_have_count(0)
    _send(chat, SLOW)
    expect(last_turn(chat)).to_be_visible()
    expect(chat.locator("#conversation .asked")).to_have_text([SLOW])


def test_stopped_answer_has_the_last_word(desk: Desk, tmp_path: Path) -> None:
    """Whatever of it is on its way when it is stopped, what comes last says so."""
    conversations = OpenConversations(Conversations(tmp_path, 90), desk.release)
    actions = Actions(Answering.over(desk), conversations, "zh-Hant")
    request = gr.Request(Request({"type": "http", "path": "/", "headers": [(b"host", b"desk")], "query_string": b""}))
    coming = actions.ask(COST, CONVERSATION, "", request)
    assert ZH.searching in str(next(coming)[0])
    assert ZH.stopped in str(actions.stop(CONVERSATION, request))
    *_, (last, _, _) = coming
    assert ZH.stopped in str(last)
    assert str(actions.redraw(CONVERSATION, request)) == str(last)
