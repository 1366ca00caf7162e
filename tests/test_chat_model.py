"""The chat where a language model writes the answers: it takes its time, and its reader may not."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from pressdesk.ui.interface import words_in

from .chatting import COST, answered, chatting, last_turn
from .conftest import serving
from .language_model import scripted_server

ZH = words_in("zh-Hant")
TOWER = "大樓樓高 20 層，樓面面積達 38,000 平方米，造價 14.6 億元，是創新港成立以來投資額最大的單一建築項目。[1]\n"


def test_slow_answer_can_be_stopped_and_another_asked(chromium: Browser, corpus_home: Path) -> None:
    with (
        scripted_server(TOWER, *["潮"] * 600, pause=0.1) as model,
        serving(corpus_home, PRESSDESK_LLM="openai:m", PRESSDESK_LLM_BASE_URL=model) as url,
        chatting(chromium, url) as page,
    ):
        page.locator("#question textarea").fill(COST)
        page.keyboard.press("Enter")
        stop = page.get_by_role("button", name=ZH.stop)
        expect(stop).to_be_visible()
        stop.click()
        expect(last_turn(page)).to_contain_text(ZH.stopped)
        expect(page.get_by_role("button", name=ZH.send)).to_be_visible()
        page.locator("#question textarea").fill("灣畔居的造價是多少？")
        page.get_by_role("button", name=ZH.send).click()
        expect(page.locator("#conversation .asked")).to_have_count(2)
        stop.click()
        expect(last_turn(page)).to_contain_text(ZH.stopped)


def test_first_sentence_is_read_while_the_model_goes_on(chromium: Browser, corpus_home: Path) -> None:
    with (
        scripted_server(TOWER, *["潮"] * 30, "。", pause=0.2) as model,
        serving(corpus_home, PRESSDESK_LLM="openai:m", PRESSDESK_LLM_BASE_URL=model) as url,
        chatting(chromium, url) as page,
    ):
        page.locator("#question textarea").fill(COST)
        page.keyboard.press("Enter")
        expect(page.locator("#conversation .growing .said")).to_contain_text("14.6 億元")
        answered(page, COST)
        expect(last_turn(page).locator(".said")).to_contain_text("14.6 億元")
