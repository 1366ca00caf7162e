"""What a reporter waits for in the browser: the page, and the first sentence of an answer."""

import statistics
from collections.abc import Sequence

from playwright.sync_api import Browser, Page

from .browser import chromium

_LOADS = 7
_A_CONVERSATION = 10
_PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => done(list.getEntries()[0].startTime))
.observe({ type: "paint", buffered: true }))"""
_READY = "() => document.querySelector('#conversation .example') && performance.now()"
_FIRST_SENTENCE = """() => new Promise((done) => {
  const turns = document.getElementsByClassName("turn");
  const before = turns.length;
  const clicked = performance.now();
  const look = () => turns.length > before && !turns[turns.length - 1].matches(".searching")
    ? done(performance.now() - clicked) : requestAnimationFrame(look);
  document.getElementById("send").click();
  look();
})"""
"""Resolves at the first frame that has a sentence, or the refusal, on the screen."""


def chat_rows(base: str, questions: Sequence[str]) -> list[tuple[str, str, str]]:
    """Name, figure and nothing beside it, of the chat at `base`; the questions are new to the server."""
    with chromium() as browser:
        painted, ready = zip(*(_load(browser, base) for _ in range(_LOADS)), strict=True)
        seen: list[float] = []
        for start in range(0, len(questions), _A_CONVERSATION):
            with browser.new_context(locale="zh-HK") as context:
                page = context.new_page()
                page.goto(base)
                page.wait_for_function(_READY)
                seen += [_first_sentence(page, question) for question in questions[start : start + _A_CONVERSATION]]
    return [
        ("milliseconds until the chat's first paint, median", f"{statistics.median(painted):.0f}", ""),
        ("milliseconds until the chat can be asked, median", f"{statistics.median(ready):.0f}", ""),
        ("milliseconds from the click to the first sentence on screen, median", f"{statistics.median(seen):.0f}", ""),
        ("the same, 95th percentile", f"{statistics.quantiles(seen, n=20)[-1]:.0f}", ""),
    ]


def _load(browser: Browser, base: str) -> tuple[float, float]:
    """Milliseconds until something is painted, and until the examples stand there; nothing is cached."""
    with browser.new_context(locale="zh-HK") as context:
        page = context.new_page()
        page.goto(base)
        ready = page.wait_for_function(_READY).json_value()
        return page.evaluate(_PAINTED), ready


def _first_sentence(page: Page, question: str) -> float:
    page.locator("#question textarea").fill(question)
    # Gradio takes the text over a moment after it was typed.
    page.wait_for_timeout(100)
    milliseconds = page.evaluate(_FIRST_SENTENCE)
    page.wait_for_function("() => !document.body.classList.contains('answering')")
    # What is suggested next is looked for; a person reads meanwhile.
    page.wait_for_timeout(1500)
    return milliseconds
