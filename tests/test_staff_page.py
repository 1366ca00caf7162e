"""The staff page as a whole: who is let in, what it lists and tells, and that everybody can use it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from pressdesk.ui.conversations.store import Conversations
from pressdesk.ui.desk import Desk
from pressdesk.ui.pages.staff import STAFF
from pressdesk.ui.pages.staff_list import ROWS

from .accessibility import assert_accessible
from .conftest import made_key
from .office import TEXT, Office, opened_office, release_file

EN, ZH = STAFF["en"], STAFF["zh-Hant"]
expect.set_options(timeout=60_000)


@pytest.fixture(scope="module")
def office(corpus_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_office(corpus_home, tmp_path_factory.mktemp("office") / "home") as office:
        yield office


@pytest.fixture
def staff(chromium: Browser, office: Office) -> Iterator[Page]:
    with office.page(chromium, locale="en-GB") as page:
        yield page


@pytest.mark.parametrize("scope", ["", "read"])
def test_a_browser_without_a_key_for_staff_is_asked_for_one(office: Office, scope: str) -> None:
    key = ("anyone", made_key(office.home, scope)) if scope else None
    refused = httpx.get(f"{office.url}/staff", auth=key)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic")
    assert httpx.get(f"{office.url}/staff", auth=("anyone", office.key)).status_code == 200


def test_list_is_searched_in_either_script_and_keeps_what_was_typed(staff: Page, tmp_path: Path) -> None:
    staff.locator("#files").set_input_files(release_file(tmp_path))
    staff.get_by_label(EN.fields["date"], exact=True).fill("2026-04-04")
    find = staff.get_by_label(EN.find)
    find.fill("潮汐大楼")
    find.press("Enter")
    rows = staff.locator("#list tbody tr")
    expect(staff.locator("#done .told")).to_have_text(EN.found.format(total=2))
    expect(rows).to_have_count(2)
    for row in rows.all():
        assert "潮汐大樓" in row.inner_text()
    expect(staff.get_by_label(EN.fields["date"], exact=True)).to_have_value("2026-04-04")
    find.fill("nowhere at all")
    find.press("Enter")
    expect(staff.locator("#list")).to_have_text(EN.none_found)
    staff.reload()
    expect(staff.locator("#list")).to_contain_text(EN.none_found)
    staff.get_by_role("link", name=EN.show_all).click()
    expect(rows).to_have_count(20)


def test_list_comes_in_pages(staff: Page, office: Office) -> None:
    added = [f"undated-{n}" for n in range(ROWS - 20 + 1)]
    for name in added:
        sent = {"name": f"{name}.txt", "text": "觀星碼頭啟用\n\n觀星碼頭今日啟用，每日有 12 班渡輪。"}
        assert office.api("POST", "/v1/releases", json=sent).status_code == 201
    staff.reload()
    rows = staff.locator("#list tbody tr")
    expect(rows).to_have_count(ROWS)
    first = rows.evaluate_all("rows => rows.map(row => row.dataset.id)")
    staff.get_by_role("link", name=EN.later_page).click()
    expect(rows).to_have_count(1)
    # Those without a date come last.
    assert {*first, rows.get_attribute("data-id")} > set(added)
    rows.get_by_role("button", name=EN.withdraw).click()
    staff.get_by_role("dialog").get_by_role("button", name=EN.withdraw).click()
    # The page that the release was alone on is gone with it.
    expect(rows).to_have_count(ROWS)
    expect(staff.get_by_role("link", name=EN.later_page)).to_have_count(0)
    for name in added:
        office.api("DELETE", f"/v1/releases/{name}")


def test_what_was_asked_in_vain_and_said_is_seen(staff: Page, office: Office, desk: Desk) -> None:
    kept = Conversations(office.home, 90)
    unanswered, answered = "Who won the 2022 World Cup?", "潮汐大樓的造價是多少？"
    comment = "<b>Please</b> add the cost of the land."
    for question in (unanswered, unanswered.upper()):
        last = kept.keep("a" * 24, question, desk.answer(question))
    turn = kept.keep("a" * 24, answered, desk.answer(answered))
    other = kept.keep("b" * 24, answered, desk.answer(answered))
    assert last and turn and other
    kept.rate(turn.id, "down", comment)
    kept.rate(other.id, "up", "")
    staff.reload()
    row = staff.locator("#unanswered tbody tr")
    expect(row).to_have_count(1)
    expect(row.locator("td").first).to_have_text("2")
    expect(row.locator(f'a[href="/answers/{last.id}"]')).to_have_text(last.answer.passages[0].title)
    again = row.get_by_role("link", name="Ask again").get_attribute("href") or ""
    assert parse_qs(urlsplit(again).query) == {"q": [unanswered.upper()]}
    readers = staff.locator("#readers")
    expect(readers).to_contain_text(EN.counted.format(up=1, down=1))
    said = readers.locator("li").filter(has_text="the cost of the land")
    expect(said.locator("blockquote")).to_have_text(comment)
    expect(said.locator(".rating")).to_have_text(EN.down)
    expect(said.get_by_role("link", name=answered)).to_have_attribute("href", f"/answers/{turn.id}")
    staff.goto(f"{office.url}/answers/{turn.id}")
    expect(staff.locator("main")).to_contain_text(answered)


def test_index_is_made_again_while_questions_are_answered(staff: Page, office: Office) -> None:
    before = office.api("GET", "/v1/releases").json()
    part = staff.locator("#rebuild")
    part.get_by_role("button", name=EN.rebuild_go).click()
    expect(part.get_by_role("progressbar")).to_be_visible()
    assert "14.6 億元" in office.ask("潮汐大樓的造價是多少？")["text"]
    expect(part.locator(".told")).to_contain_text(
        re.compile(rf"{before['total']} releases, \d+ passages"), timeout=240_000
    )
    assert office.api("GET", "/v1/releases").json() == before


def test_without_a_script_everything_is_shown(chromium: Browser, office: Office) -> None:
    with office.page(chromium, locale="zh-HK", java_script_enabled=False) as page:
        expect(page.locator("noscript .notice")).to_be_visible()
        expect(page.locator("#list tbody tr")).to_have_count(20)
        expect(page.locator("#files")).to_be_hidden()
        page.get_by_label(ZH.find).fill("carbon")
        page.get_by_role("button", name=ZH.show, exact=True).click()
        expect(page.locator("#list tbody tr")).to_have_count(1)
        for name in (ZH.unanswered, ZH.readers, ZH.rebuild):
            expect(page.get_by_role("heading", name=name)).to_be_visible()


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "en"])
def test_narrow_window_does_not_scroll_sideways(
    chromium: Browser, office: Office, tmp_path: Path, language: str
) -> None:
    options: dict[str, Any] = {"locale": language, "viewport": {"width": 390, "height": 844}}
    with office.page(chromium, **options) as page:
        page.locator("#files").set_input_files(release_file(tmp_path, TEXT + "x" * 300))
        expect(page.locator("#preview")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.goto(f"{office.url}/staff?correct=2026-03-25-carbon.en&lang={language}")
        expect(page.get_by_role("heading", name=STAFF[language].correct_title)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(chromium: Browser, office: Office, tmp_path: Path, scheme: Any) -> None:
    with office.page(chromium, locale="zh-HK", color_scheme=scheme) as page:
        page.locator("#files").set_input_files([release_file(tmp_path, name="picture.png"), release_file(tmp_path)])
        expect(page.locator("#checking")).to_be_focused()
        assert_accessible(page)
        page.locator(".withdraw").first.click()
        assert_accessible(page)
        page.goto(f"{office.url}/staff?correct=2026-03-25-carbon.en")
        assert_accessible(page)


def test_unknown_release_is_told(office: Office) -> None:
    told = httpx.get(f"{office.url}/staff", params={"correct": "none"}, auth=("x", office.key))
    assert told.status_code == 404
    assert told.headers["content-type"].startswith("text/html")


def test_languages_say_the_same() -> None:
    def holes(text: str) -> list[str]:
        return sorted(re.findall(r"\{\w+\}", text))

    for words in STAFF.values():
        assert words.fields.keys() == EN.fields.keys()
        assert {name: holes(text) for name, text in words.script.items()} == {
            name: holes(text) for name, text in EN.script.items()
        }
        for name, text in vars(EN).items():
            if isinstance(text, str):
                assert holes(getattr(words, name)) == holes(text), name
