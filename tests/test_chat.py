"""The chat in a real browser over the sample releases: asking, reading what is cited, in three languages."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from pressdesk.ui.addresses import release_address
from pressdesk.ui.interface import LANGUAGE_NAMES, words_in

from .chatting import COST, OFF_TOPIC, PHONE, answered, ask, chatting, last_turn, opened, reader
from .test_cli import run

ZH, EN = words_in("zh-Hant"), words_in("en")
SENDING = "**/gradio_api/queue/join*"


@pytest.fixture
def chat(chromium: Browser, server_url: str) -> Iterator[Page]:
    with chatting(chromium, server_url) as page:
        yield page


def test_answer_opens_its_first_citation_by_itself(chat: Page) -> None:
    ask(chat, COST)
    expect(chat.locator("#conversation .said")).to_contain_text("14.6 億元")
    expect(reader(chat).locator("#quote")).to_be_in_viewport()
    assert reader(chat).locator("#quote").text_content() == chat.locator(".citations .quote").first.text_content()


def _is_cited(place: dict[str, Any], cited: list[dict[str, Any]]) -> bool:
    """Whether a translation's place is a citation's own, in whole or in part: it is not linked to twice."""
    return any(
        c["release_id"] == place["release_id"] and c["start"] < place["end"] and place["start"] < c["end"]
        for c in cited
    )


@pytest.mark.parametrize("question", [COST, "Which labs does the Tidal Building have?", OFF_TOPIC])
def test_chat_command_and_api_give_one_answer(chat: Page, server_url: str, corpus_home: Path, question: str) -> None:
    """The chat's is compared by its sentences and by where its citations link to; `test_bots.py` has the others'."""
    api = httpx.post(f"{server_url}/v1/ask", json={"question": question}, timeout=60).json()
    command = json.loads(run("ask", question, "--json", "--home", corpus_home).stdout)
    assert {**command, "timings_ms": {}} == {**api, "timings_ms": {}}
    ask(chat, question)
    said = last_turn(chat).text_content() or ""
    for sentence in api["sentences"]:
        assert all(line.strip() in said for line in sentence["text"].splitlines())
    links = [link.get_attribute("href") or "" for link in last_turn(chat).locator(".citations a").all()]
    cited = api["citations"]
    places = [place for c in cited for place in (c, *(t for t in c["translations"] if not _is_cited(t, cited)))]
    assert links == [release_address(place["release_id"], place["start"], place["end"]) for place in places]


def test_click_on_a_citation_shows_the_quoted_characters(chat: Page) -> None:
    ask(chat, COST)
    tower = chat.locator('.citations a[href*="2025-09-08-tidal-building.zh-Hant"]', has_text="14.6 億元").first
    tower.click()
    expect(reader(chat).locator("#quote")).to_contain_text("14.6 億元")
    expect(reader(chat).locator("#quote")).to_be_in_viewport()
    assert reader(chat).locator("#quote").text_content() == tower.locator(".quote").text_content()
    expect(reader(chat).locator("h1")).to_contain_text("潮汐大樓正式啟用")


def test_citation_is_a_link_that_a_new_tab_can_open(chat: Page) -> None:
    ask(chat, COST)
    number = chat.locator("#conversation a.cite").first
    expect(number).to_have_text("[1]")
    with chat.context.expect_page() as tab:
        number.click(modifiers=["ControlOrMeta"])
    expect(tab.value.locator("#quote")).to_be_in_viewport()


def test_pointing_at_a_number_shows_title_and_date(chat: Page) -> None:
    ask(chat, COST)
    number = chat.locator("#conversation a.cite").first
    expect(chat.locator("#tip")).to_be_hidden()
    number.hover()
    expect(chat.locator("#tip")).to_be_visible()
    expect(chat.locator("#tip")).to_have_text(re.compile("潮汐大樓正式啟用.*2025 年 9 月 8 日"))
    chat.keyboard.press("Escape")
    expect(chat.locator("#tip")).to_be_hidden()
    number.focus()
    expect(chat.locator("#tip")).to_be_visible()
    expect(number).to_have_accessible_name(re.compile("出處 1：潮汐大樓正式啟用.*2025 年 9 月 8 日"))


def test_refusal_shows_what_comes_nearest_and_whom_to_ask(chat: Page) -> None:
    ask(chat, "潮汐大樓的清潔工作由哪間公司負責？")
    expect(last_turn(chat).locator(".verdict")).to_have_text(ZH.refused)
    expect(last_turn(chat).locator("a.cite")).to_have_count(0)
    nearest = last_turn(chat).locator(".nearest a").first
    nearest.click()
    marked = reader(chat).locator("#quote")
    expect(marked).to_be_in_viewport()
    assert marked.text_content() == nearest.locator(".quote").text_content()
    contact = reader(chat).locator("a[href^='mailto:']").first
    expect(last_turn(chat).locator(".contact a[href^='mailto:']")).to_have_text(contact.text_content() or "none")
    expect(last_turn(chat).locator(".contact a[href^='tel:+852']")).to_be_visible()


@pytest.mark.parametrize(("locale", "tag"), [("zh-HK", "zh-Hant"), ("zh-CN", "zh-Hans"), ("en-GB", "en")])
def test_browsers_language_is_spoken(chromium: Browser, server_url: str, locale: str, tag: str) -> None:
    words = words_in(tag)
    with chatting(chromium, server_url, locale) as page:
        expect(page.get_by_role("button", name=words.send)).to_be_visible()
        expect(page.get_by_placeholder(words.question_hint)).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", tag)
        expect(reader(page).locator("html")).to_have_attribute("lang", tag)
        expect(page.locator("#conversation .example").first).to_be_visible()


def test_language_switch_changes_every_label_and_stays(chat: Page) -> None:
    ask(chat, COST)
    for tag in ("zh-Hans", "en"):
        words = words_in(tag)
        chat.get_by_label(LANGUAGE_NAMES[words.language]).check()
        expect(chat.get_by_role("button", name=words.send)).to_be_visible()
        expect(chat.get_by_role("button", name=words.clear)).to_be_visible()
        expect(chat.get_by_placeholder(words.question_hint)).to_be_visible()
        expect(chat.locator(".citations h3")).to_have_text(words.citations)
        expect(chat.get_by_role("button", name=words.useful, exact=True)).to_be_visible()
        expect(chat.locator("html")).to_have_attribute("lang", tag)
        expect(reader(chat).locator("html")).to_have_attribute("lang", tag)
    chat.reload()
    expect(chat.get_by_role("button", name=EN.send)).to_be_visible()


def test_release_on_its_way_when_the_language_is_switched_comes_in_the_new_one(chat: Page) -> None:
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    chat.route("**/reader/**", hold)
    with chat.expect_request("**/reader/**"):
        ask(chat, COST)
    chat.get_by_label(LANGUAGE_NAMES["en"]).check()
    expect(chat.locator("html")).to_have_attribute("lang", "en")
    [(route, former)] = held
    assert 'lang="zh-Hant"' in former.text()
    route.fulfill(response=former)
    expect(reader(chat).locator("#quote")).to_be_in_viewport()
    expect(reader(chat).locator("html")).to_have_attribute("lang", "en")


def test_empty_question_gets_a_message(chat: Page) -> None:
    chat.get_by_role("button", name=ZH.send).click()
    expect(chat.locator("#conversation .failed")).to_have_text(ZH.empty_question)


def test_html_in_a_question_is_text(chat: Page) -> None:
    question = '<img src=x onerror="window.hurt = 1"> **潮汐** <b>大樓</b> $$x$$'
    ask(chat, question)
    expect(chat.locator("#conversation .asked")).to_have_text(question)
    expect(chat.locator("#conversation .prose img")).to_have_count(0)
    assert chat.evaluate("window.hurt") is None


def test_example_is_asked_and_a_new_conversation_begins_empty(chat: Page) -> None:
    example = chat.locator("#conversation .example").first
    question = example.inner_text()
    example.click()
    answered(chat, question)
    expect(last_turn(chat).locator("a.cite").first).to_be_visible()
    chat.get_by_role("button", name=ZH.clear).click()
    expect(chat.locator("#conversation .turn")).to_have_count(0)
    expect(example).to_be_visible()


def test_suggested_question_is_asked_by_a_click_and_answered(chat: Page) -> None:
    ask(chat, COST)
    suggested = chat.locator("#follow-ups button")
    expect(suggested.first).to_be_visible()
    assert suggested.count() <= 3
    question = suggested.first.inner_text()
    suggested.first.click()
    answered(chat, question)
    expect(last_turn(chat).locator("a.cite").first).to_be_visible()


def test_suggestions_are_those_of_the_last_question(chat: Page) -> None:
    """Also where it was asked before those of the question before it were there."""
    ask(chat, COST)
    ask(chat, "試飛場的投資額是多少？")
    expect(chat.locator("#follow-ups button").first).to_be_visible()
    for suggested in chat.locator("#follow-ups button").all_inner_texts():
        ask(chat, suggested)
        assert "low-altitude" in (last_turn(chat).locator(".cite").first.get_attribute("href") or "")


def test_link_can_bring_a_question(chat: Page, server_url: str) -> None:
    chat.goto(f"{server_url}/?q=%E6%BD%AE")
    expect(chat.locator("#question textarea")).to_have_value("潮")
    expect(chat.locator("#conversation .turn")).to_have_count(0)


def test_phone_reads_a_release_over_the_chat_and_comes_back(chromium: Browser, server_url: str) -> None:
    with chatting(chromium, server_url, "en-GB", viewport=PHONE, has_touch=True) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        ask(page, COST)
        expect(page.locator("#conversation .asked")).to_be_in_viewport()
        expect(page.locator("#reader-side")).to_be_hidden()
        number = page.locator("#conversation a.cite").first
        number.tap()
        expect(page.get_by_role("dialog")).to_be_visible()
        expect(reader(page).locator("#quote")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        page.get_by_role("button", name=EN.close).tap()
        expect(page.locator("#reader-side")).to_be_hidden()
        expect(number).to_be_focused()
        page.get_by_role("link", name=EN.reader, exact=True).tap()
        expect(reader(page).get_by_role("heading", level=1)).to_be_visible()


def test_keyboard_alone_is_enough(chat: Page) -> None:
    chat.locator("#question textarea").press_sequentially(COST)
    chat.keyboard.press("Enter")
    answered(chat, COST)
    number = chat.locator("#conversation a.cite").first
    for _ in range(30):
        chat.keyboard.press("Shift+Tab")
        if number.evaluate("it => it === document.activeElement"):
            break
    expect(number).to_be_focused()
    chat.keyboard.press("Enter")
    expect(reader(chat).locator("#quote")).to_be_focused()
    chat.keyboard.press("Escape")
    expect(number).to_be_focused()


def test_two_tabs_are_two_conversations(chat: Page, server_url: str) -> None:
    other = opened(chat.context.new_page(), server_url)
    chat.locator("#question textarea").fill(COST)
    other.locator("#question textarea").fill("灣畔居的造價是多少？")
    chat.locator("#question textarea").press("Enter")
    other.locator("#question textarea").press("Enter")
    answered(chat, COST)
    answered(other, "灣畔居的造價是多少？")
    for page, release in ((chat, "tidal-building"), (other, "bayside-residence")):
        page.reload()
        expect(page.locator("#conversation .turn")).to_have_count(1)
        for link in page.locator("#conversation .cite").all():
            assert release in (link.get_attribute("href") or "")
    ask(other, "那潮汐大樓呢？")
    expect(last_turn(other).locator(".asked-as")).to_contain_text("潮汐大樓的造價是多少？")
    expect(last_turn(other).locator(".said")).to_contain_text("14.6 億元")


@pytest.mark.parametrize("late", [False, True])
def test_question_that_is_sent_twice_by_a_slip_is_asked_once(chat: Page, late: bool) -> None:
    """Also where it comes a second time when it has been answered already."""
    waiting: list[Route] = []
    box = chat.locator("#question textarea")
    box.fill(COST)
    with chat.expect_request(SENDING):
        box.press("Enter")
    if late:
        chat.route(SENDING, lambda route: waiting.append(route))
    box.press("Enter")
    answered(chat, COST)
    assert bool(waiting) == late
    for route in waiting:
        route.continue_()
    chat.unroute(SENDING)
    ask(chat, "灣畔居的造價是多少？")
    expect(chat.locator("#conversation .turn")).to_have_count(2)


def test_question_can_be_asked_again(chat: Page) -> None:
    for times in (1, 2):
        ask(chat, COST)
        expect(chat.locator("#conversation .asked")).to_have_count(times)


def test_suggestion_that_is_clicked_twice_is_asked_once(chat: Page) -> None:
    ask(chat, COST)
    suggested = chat.locator("#follow-ups button").first
    question = suggested.inner_text()
    suggested.dblclick()
    answered(chat, question)
    ask(chat, "灣畔居的造價是多少？")
    expect(chat.locator("#conversation .asked")).to_have_count(3)
