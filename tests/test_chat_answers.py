"""What a reporter takes away from the chat, in a real browser: quotations, links, files; and what is kept of it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import docx
import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from pressdesk.ui.conversations.store import Conversations
from pressdesk.ui.interface import words_in

from .chatting import COST, OFF_TOPIC, answered, ask, chatting, last_turn, reader
from .conftest import CORPUS, free_port, serving

ZH, EN = words_in("zh-Hant"), words_in("en")
PIER = "提燈碼頭每日有多少班渡輪？"
PIER_NAME = "2026-04-02-lantern-pier.zh-Hant.md"
PIER_ID = PIER_NAME.removesuffix(".md")
PIER_TEXT = "# 提燈碼頭啟用\n\n（香港，2026年4月2日）提燈碼頭今日啟用，每日有 27 班渡輪。\n"
CLIPBOARD = ("clipboard-read", "clipboard-write")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("taken-away") / "home"


@pytest.fixture(scope="module")
def url(home: Path) -> Iterator[str]:
    with serving(home, ready=False) as url:
        for path in CORPUS.glob("2025-09-08-tidal-building.*.txt"):
            _upload(url, path.name, path.read_text(encoding="utf-8"))
        yield url


@pytest.fixture
def chat(chromium: Browser, url: str) -> Iterator[Page]:
    with chatting(chromium, url, permissions=CLIPBOARD) as page:
        yield page


def _upload(url: str, name: str, text: str) -> None:
    httpx.post(f"{url}/v1/releases", json={"name": name, "text": text}, timeout=120).raise_for_status()


def _copied(page: Page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def _copy(page: Page, name: str) -> str:
    last_turn(page).get_by_text(ZH.copy_other).click()
    last_turn(page).get_by_role("button", name=name).click()
    expect(last_turn(page).get_by_role("status")).to_have_text(ZH.copied)
    return _copied(page)


def test_quotation_is_copied_with_its_attribution(chat: Page) -> None:
    ask(chat, COST)
    quote = last_turn(chat).locator(".citations .quote").first.text_content() or ""
    assert "14.6 億元" in quote
    last_turn(chat).get_by_role("button", name=ZH.copy_quotation).click()
    expect(last_turn(chat).get_by_role("status")).to_have_text(ZH.copied)
    assert _copied(chat).startswith(f"「{quote}」（嵐灣創新港管理局《潮汐大樓正式啟用")
    assert _copied(chat).splitlines()[0].endswith("》，2025 年 9 月 8 日）")
    assert _copy(chat, ZH.copy_chinese) == _copy(chat, ZH.copy_chinese) != ""
    english = _copy(chat, ZH.copy_english).splitlines()[0]
    assert english.startswith(f"“{quote}” (")
    assert english.endswith("8 September 2025)")


def test_markdown_has_question_answer_and_sources(chat: Page, url: str) -> None:
    ask(chat, COST)
    text = _copy(chat, ZH.copy_markdown)
    assert text.startswith(f"## {COST}\n")
    assert "14.6 億元" in text
    link = last_turn(chat).locator(".citations a").first.get_attribute("href") or ""
    assert f"<{url}{link}>" in text


def test_copying_needs_no_secure_connection(chromium: Browser, url: str) -> None:
    """As on an office's own http server, where a page has no clipboard."""
    with chatting(chromium, url, permissions=CLIPBOARD) as page:
        page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        ask(page, COST)
        last_turn(page).get_by_role("button", name=ZH.copy_quotation).click()
        expect(last_turn(page).get_by_role("status")).to_have_text(ZH.copied)
        page.locator("#question textarea").focus()
        page.keyboard.press("ControlOrMeta+v")
        expect(page.locator("#question textarea")).to_have_value(re.compile("14.6 億元.*2025 年 9 月 8 日"))


def test_selected_words_take_their_sources_along(chat: Page, url: str) -> None:
    ask(chat, COST)
    chat.evaluate("getSelection().selectAllChildren(document.querySelector('.turn .said'))")
    chat.keyboard.press("ControlOrMeta+c")
    said, *_, source = _copied(chat).splitlines()
    assert said.endswith("[1]")
    address = last_turn(chat).locator(".cite").first.evaluate("it => it.href")
    assert source.startswith("[1] 潮汐大樓正式啟用") or "[1] 潮汐大樓正式啟用" in _copied(chat)
    assert address in _copied(chat)
    assert address.startswith(url)


def test_link_to_an_answer_opens_the_same_for_a_colleague(chat: Page, chromium: Browser) -> None:
    ask(chat, COST)
    link = _copy(chat, ZH.copy_link)
    said = last_turn(chat).locator(".said").inner_text()
    quotes = last_turn(chat).locator(".citations .quote").all_text_contents()
    with chromium.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_have_text(COST)
        assert page.locator(".said").inner_text() == said
        assert page.locator(".citations .quote").all_text_contents() == quotes
        page.locator(".cite").first.click()
        expect(page.locator("#quote")).to_be_in_viewport()
        assert page.locator("#quote").text_content() == quotes[0]


def test_link_to_nothing_says_so(chromium: Browser, url: str) -> None:
    with chromium.new_context(locale="en-GB") as context:
        page = context.new_page()
        response = page.goto(f"{url}/answers/no-such-answer")
        assert response is not None
        assert response.status == 404
        expect(page.get_by_role("alert")).to_have_text(EN.problems["unknown-answer"])


def test_citations_survive_reloading_and_a_later_question(chat: Page) -> None:
    ask(chat, COST)
    first = chat.locator("#conversation .turn").first
    before = first.inner_html()
    ask(chat, "潮汐大樓有多少間實驗室？")
    assert first.inner_html() == before
    second = last_turn(chat).inner_html()
    chat.reload()
    expect(chat.locator("#conversation .turn")).to_have_count(2)
    assert chat.locator("#conversation .turn").first.inner_html() == before
    assert last_turn(chat).inner_html() == second
    last_turn(chat).locator(".cite").first.click()
    expect(reader(chat).locator("#quote")).to_contain_text("64 間實驗室")


def test_rating_and_comment_are_kept(chat: Page, home: Path) -> None:
    ask(chat, COST)
    useless = last_turn(chat).get_by_role("button", name=ZH.useless)
    useless.click()
    expect(useless).to_have_attribute("aria-pressed", "true")
    last_turn(chat).get_by_label(ZH.comment).fill("應該引更正後的數字")
    last_turn(chat).get_by_role("button", name=ZH.send_comment).click()
    expect(last_turn(chat).get_by_label(ZH.comment)).to_be_hidden()
    expect(last_turn(chat).get_by_role("status")).to_have_text(ZH.thanks)
    answer_id = last_turn(chat).locator(".ratings").get_attribute("data-answer") or ""
    kept = Conversations(home, 90).turn(answer_id)
    assert (kept.rating, kept.comment, kept.question) == ("down", "應該引更正後的數字", COST)
    chat.reload()
    expect(last_turn(chat).get_by_role("button", name=ZH.useless)).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("ending", ["md", "docx", "json"])
def test_conversation_is_downloaded_with_its_citations(chat: Page, tmp_path: Path, ending: str) -> None:
    ask(chat, COST)
    ask(chat, OFF_TOPIC)
    quote = chat.locator(".citations .quote").first.text_content() or ""
    chat.get_by_text(ZH.download).click()
    with chat.expect_download() as download:
        chat.get_by_role("link", name=dict(ZH.formats)[ending], exact=True).click()
    assert download.value.suggested_filename.endswith(f".{ending}")
    path = tmp_path / f"conversation.{ending}"
    download.value.save_as(path)
    if ending == "docx":
        text = "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    elif ending == "json":
        text = json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=False)
    else:
        text = path.read_text(encoding="utf-8")
    for part in (COST, OFF_TOPIC, quote, "潮汐大樓正式啟用"):
        assert part in text


def test_withdrawn_release_is_shown_nowhere_any_more(chat: Page, url: str) -> None:
    _upload(url, PIER_NAME, PIER_TEXT)
    ask(chat, PIER)
    expect(last_turn(chat).locator(".said")).to_contain_text("27 班")
    link = _copy(chat, ZH.copy_link)
    httpx.delete(f"{url}/v1/releases/{PIER_ID}", timeout=120).raise_for_status()
    chat.reload()
    expect(chat.locator("#conversation .turn")).to_have_count(1)
    expect(last_turn(chat).locator(".notice")).to_have_text(ZH.withdrawn.format(count=1))
    ask(chat, PIER)
    expect(last_turn(chat)).not_to_contain_text("27 班")
    tab = chat.context.new_page()
    tab.goto(link)
    assert "27 班" not in tab.content()


def test_changed_release_moves_its_citations(chat: Page, url: str) -> None:
    _upload(url, PIER_NAME, PIER_TEXT)
    ask(chat, PIER)
    _upload(url, PIER_NAME, PIER_TEXT.replace("（香港", "即日起開放。\n\n（香港"))
    chat.reload()
    expect(last_turn(chat).locator(".said")).to_contain_text("27 班")
    last_turn(chat).locator(".cite").first.click()
    expect(reader(chat).locator("#quote")).to_contain_text("27 班")
    _upload(url, PIER_NAME, PIER_TEXT.replace("27", "31"))
    chat.reload()
    expect(last_turn(chat).locator(".notice")).to_have_text(ZH.changed.format(count=1))
    expect(last_turn(chat)).not_to_contain_text("27 班")


def test_server_that_was_away_is_waited_for(chromium: Browser, home: Path, url: str) -> None:
    del url  # The same home as that server's, which only reads meanwhile.
    port = free_port()
    with serving(home, port=port) as address:
        context = chatting(chromium, address)
        page = context.__enter__()
        ask(page, COST)
    page.locator("#question textarea").fill("潮汐大樓有多少間實驗室？")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(ZH.away)
    expect(page.locator("#question textarea")).to_have_value("潮汐大樓有多少間實驗室？")
    with serving(home, port=port):
        expect(page.locator("#question textarea")).to_have_value("潮汐大樓有多少間實驗室？")
        expect(page.get_by_role("alert")).to_be_hidden()
        expect(page.locator("#conversation .turn")).to_have_count(1)
        page.locator("#question textarea").press("Enter")
        answered(page, "潮汐大樓有多少間實驗室？")
        expect(last_turn(page).locator(".said")).to_contain_text("64 間實驗室")
        context.__exit__(None, None, None)
