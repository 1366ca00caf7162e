"""The chat and the reader, in a real browser over the sample releases, and what they make of odd input."""

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from pressdesk.ingest.errors import BadQuestion
from pressdesk.rag.answer import Answer, Citation, Hit, Sentence, Struck
from pressdesk.ui.addresses import release_address
from pressdesk.ui.interface import interface_language, words_in
from pressdesk.ui.message import answer_message, error_message, question_message

from .test_cli import run

COST = "潮汐大樓的造價是多少？"
OFF_TOPIC = "Who won the 2022 World Cup?"
ZH, EN = words_in("zh-Hant"), words_in("en")
expect.set_options(timeout=60_000)


@pytest.fixture
def chat(chromium: Browser, server_url: str) -> Iterator[Page]:
    """The chat in a Traditional Chinese browser; the test fails where any other host was asked for anything."""
    with chromium.new_context(locale="zh-HK", viewport={"width": 1280, "height": 800}) as context:
        yield from _open(context, server_url)


@pytest.fixture
def narrow_chat(chromium: Browser, server_url: str) -> Iterator[Page]:
    with chromium.new_context(locale="en-GB", viewport={"width": 390, "height": 844}) as context:
        yield from _open(context, server_url)


def _open(context: BrowserContext, server_url: str) -> Iterator[Page]:
    asked_for: list[str] = []
    context.on("request", lambda request: asked_for.append(request.url))
    page = context.new_page()
    page.goto(server_url)
    expect(page.locator("#conversation .example").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("zh-Hant|en"))
    yield page
    hosts = {urlsplit(url).netloc for url in asked_for if urlsplit(url).scheme not in ("data", "blob", "about")}
    assert hosts == {urlsplit(server_url).netloc}


def _ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    expect(page.locator("#conversation .turn").last).not_to_have_class(re.compile("searching|growing"))


def _reader(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[name=reader]")


def test_answer_opens_its_first_citation_by_itself(chat: Page) -> None:
    _ask(chat, COST)
    expect(chat.locator("#conversation .said")).to_contain_text("14.6 億元")
    expect(_reader(chat).locator("#quote")).to_be_in_viewport()
    assert _reader(chat).locator("#quote").text_content() == chat.locator(".citations .quote").first.text_content()


@pytest.mark.parametrize("question", [COST, "Which labs does the Tidal Building have?", OFF_TOPIC])
def test_chat_command_and_api_give_one_answer(chat: Page, server_url: str, corpus_home: Path, question: str) -> None:
    """The chat's is compared by its sentences and by where its citations link to; `test_bots.py` has the others'."""
    api = httpx.post(f"{server_url}/v1/ask", json={"question": question}, timeout=60).json()
    command = json.loads(run("ask", question, "--json", "--home", corpus_home).stdout)
    assert {**command, "timings_ms": {}} == {**api, "timings_ms": {}}
    _ask(chat, question)
    turn = chat.locator("#conversation .turn").last
    said = turn.text_content() or ""
    for sentence in api["sentences"]:
        assert all(line.strip() in said for line in sentence["text"].splitlines())
    links = [link.get_attribute("href") or "" for link in turn.locator(".citations a").all()]
    places = [release_address(c["release_id"], c["start"], c["end"]) for c in api["citations"]]
    assert links == places


def test_click_on_a_citation_shows_the_quoted_characters(chat: Page) -> None:
    _ask(chat, COST)
    tower = chat.locator('.citations a[href*="2025-09-08-tidal-building.zh-Hant"]', has_text="14.6 億元").first
    tower.click()
    expect(_reader(chat).locator("#quote")).to_contain_text("14.6 億元")
    expect(_reader(chat).locator("#quote")).to_be_in_viewport()
    assert _reader(chat).locator("#quote").text_content() == tower.locator(".quote").text_content()
    expect(_reader(chat).locator("h1")).to_contain_text("潮汐大樓正式啟用")


def test_citation_is_a_link_that_a_new_tab_can_open(chat: Page) -> None:
    _ask(chat, COST)
    number = chat.locator("#conversation a.cite").first
    expect(number).to_have_text("[1]")
    expect(number).to_have_attribute("target", "reader")
    expect(number).to_have_attribute("title", re.compile("潮汐大樓.*2025 年 9 月 8 日"))
    with chat.context.expect_page() as opened:
        number.click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator("#quote")).to_be_in_viewport()


def test_refusal_is_not_mistaken_for_an_answer(chat: Page) -> None:
    _ask(chat, OFF_TOPIC)
    expect(chat.locator("#conversation .refused .verdict")).to_have_text(ZH.refused)
    expect(chat.locator("#conversation a.cite")).to_have_count(0)
    nearest = chat.locator("#conversation details.nearest")
    if nearest.count():
        expect(nearest.locator("a").first).to_be_hidden()
        nearest.locator("summary").click()
        expect(nearest.locator("a").first).to_be_visible()


def test_language_switch_changes_every_label(chat: Page) -> None:
    expect(chat.get_by_role("button", name=ZH.send)).to_be_visible()
    _ask(chat, COST)
    chat.get_by_label("English").check()
    expect(chat.get_by_role("button", name=EN.send)).to_be_visible()
    expect(chat.get_by_role("button", name=EN.clear)).to_be_visible()
    expect(chat.get_by_placeholder(EN.question_hint)).to_be_visible()
    expect(chat.locator(".citations h2")).to_have_text(EN.citations)
    expect(chat.locator("html")).to_have_attribute("lang", "en")
    expect(_reader(chat).get_by_text(EN.organisation)).to_be_visible()
    chat.reload()
    expect(chat.get_by_role("button", name=EN.send)).to_be_visible()


def test_empty_question_gets_a_message(chat: Page) -> None:
    chat.get_by_role("button", name=ZH.send).click()
    expect(chat.locator("#conversation .failed")).to_have_text(ZH.empty_question)


def test_html_in_a_question_is_text(chat: Page) -> None:
    question = '<img src=x onerror="window.hurt = 1"> **潮汐** <b>大樓</b> $$x$$'
    _ask(chat, question)
    expect(chat.locator("#conversation .asked")).to_have_text(question)
    expect(chat.locator("#conversation .prose img")).to_have_count(0)
    assert chat.evaluate("window.hurt") is None


def test_example_is_asked_and_clearing_forgets_it(chat: Page) -> None:
    example = chat.locator("#conversation .example").first
    question = example.inner_text()
    example.click()
    expect(chat.locator("#conversation .asked")).to_have_text(question)
    expect(chat.locator("#conversation .turn")).not_to_have_class(re.compile("searching|growing"))
    chat.get_by_role("button", name=ZH.clear).click()
    expect(chat.locator("#conversation .turn")).to_have_count(0)
    expect(example).to_be_visible()


def test_narrow_window_stacks_and_never_scrolls_sideways(narrow_chat: Page) -> None:
    page = narrow_chat
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    _ask(page, COST)
    expect(_reader(page).locator("#quote")).to_be_attached()
    expect(page.locator("#conversation .asked")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("#conversation a.cite").first.click()
    expect(page.locator("#reader-side h2")).to_be_in_viewport()
    expect(_reader(page).locator("#quote")).to_be_in_viewport()


def test_messages_are_one_line_of_escaped_html() -> None:
    odd = "<script>\n\n# x</script>"
    citation = Citation(1, odd, odd, odd, None, 0, 9, odd, "zh-Hant")
    hit = Hit(odd, odd, odd, None, odd, 0, 9, odd, 1.0)
    answer = Answer(odd, False, 1, odd, "en", (Sentence(odd, (1,)),), (citation,), (), (Struck(odd, odd),), (odd,))
    refusal = Answer(odd, True, 0, odd, "en", passages=(hit,))
    shown = [answer_message(answer, EN), answer_message(refusal, EN), question_message(odd)]
    shown.append(error_message(BadQuestion(odd, odd), EN))
    for message in shown:
        assert message.startswith("<div")
        assert "\n" not in message
        assert "<script" not in message


def test_quotation_in_another_language_names_its_release_and_date() -> None:
    citation = Citation(1, "r", "r.txt", "潮汐大樓", datetime.date(2025, 9, 8), 0, 2, "造價", "zh-Hant")
    answer = Answer("Cost?", False, 1, "造價 [1]", "en", (Sentence("造價", (1,)),), (citation,))
    said = answer_message(answer, EN).split("<section")[0]
    assert "8 September 2025" in said
    assert '<span lang="zh-Hant">潮汐大樓</span>' in said


@pytest.mark.parametrize(
    ("header", "interface", "language"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "auto", "zh-Hant"),
        ("en-GB,en;q=0.9,zh;q=0.8", "auto", "en"),
        ("fr,zh-CN;q=0.5", "auto", "zh-Hans"),
        ("zh-Hans-HK", "auto", "zh-Hans"),
        ("zh-Hant-CN", "auto", "zh-Hant"),
        ("en;q=0.1, zh;q=oops, yue;q=0.5", "auto", "zh-Hant"),
        ("fr", "auto", "en"),
        (None, "auto", "zh-Hant"),
        ("zh-HK", "en", "en"),
    ],
)
def test_interface_language(header: str | None, interface: str, language: str) -> None:
    assert interface_language(header, interface) == language
