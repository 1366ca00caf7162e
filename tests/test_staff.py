"""The staff page as the press office uses it: in a real browser, with a key, against a server of its own."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pressdesk.ui.conversations import Conversations
from pressdesk.ui.desk import Desk
from pressdesk.ui.pages.staff import STAFF

from .accessibility import assert_accessible
from .conftest import made_key, serving

EN, ZH = STAFF["en"], STAFF["zh-Hant"]
NAME = "2026-04-02-lantern-pier.zh-Hant.txt"
ID = NAME.removesuffix(".txt")
TITLE = "提燈碼頭啟用"
TEXT = """提燈碼頭啟用

（香港，2026年4月2日）嵐灣創新港管理局宣布，提燈碼頭今日啟用，每日有 27 班渡輪。

夜間班次

碼頭造價 3,870 萬元，由程樂民工程師設計，夜間每小時一班。

傳媒查詢
梁曉明
電話：+852 5550 0123
"""
QUESTION = "提燈碼頭每日有多少班渡輪？"
expect.set_options(timeout=60_000)


@dataclass(frozen=True)
class Office:
    """A server with keys: its address, its index, and the key of those who work there."""

    url: str
    home: Path
    key: str

    def api(self, method: str, path: str, **values: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.key}"}
        return httpx.request(method, f"{self.url}{path}", headers=headers, timeout=120, **values)

    def ask(self, question: str = QUESTION) -> dict[str, Any]:
        return self.api("POST", "/v1/ask", json={"question": question}).json()


@pytest.fixture(scope="module")
def office(corpus_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office") / "home"
    shutil.copytree(corpus_home, home)
    key = made_key(home, "ingest")
    with serving(home) as url:
        yield Office(url, home, key)


@pytest.fixture
def staff(chromium: Browser, office: Office) -> Iterator[Page]:
    """The staff page in an English browser that has the key; the test fails where any other host was asked."""
    with _context(chromium, office, locale="en-GB") as context:
        asked_for: list[str] = []
        context.on("request", lambda request: asked_for.append(request.url))
        yield _opened(context, office)
        hosts = {urlsplit(url).netloc for url in asked_for if urlsplit(url).scheme not in ("data", "blob", "about")}
        assert hosts == {urlsplit(office.url).netloc}
    office.api("DELETE", f"/v1/releases/{ID}")


def _context(chromium: Browser, office: Office, **options: Any) -> BrowserContext:
    return chromium.new_context(http_credentials={"username": "staff", "password": office.key}, **options)


def _opened(context: BrowserContext, office: Office) -> Page:
    page = context.new_page()
    page.goto(f"{office.url}/staff")
    return page


def _file(folder: Path, text: str = TEXT, name: str = NAME) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _row(page: Page, title: str = TITLE) -> Any:
    return page.locator("#list tbody tr").filter(has_text=title)


def _take_in(page: Page, path: Path) -> None:
    page.locator("#files").set_input_files(path)
    page.get_by_role("button", name=EN.take_in).click()
    expect(page.locator("#taken li").first).to_contain_text(TITLE)


@pytest.mark.parametrize("scope", ["", "read"])
def test_a_browser_without_a_key_for_staff_is_asked_for_one(office: Office, scope: str) -> None:
    key = ("anyone", made_key(office.home, scope)) if scope else None
    refused = httpx.get(f"{office.url}/staff", auth=key)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic")
    assert httpx.get(f"{office.url}/staff", auth=("anyone", office.key)).status_code == 200


def test_release_is_taken_in_as_a_person_corrected_it(staff: Page, office: Office, tmp_path: Path) -> None:
    assert "27 班" not in office.ask()["text"]
    staff.locator("#files").set_input_files(_file(tmp_path))
    expect(staff.locator("#checking")).to_be_focused()
    expect(staff.locator("#checking")).to_contain_text(NAME)
    expect(staff.get_by_label(EN.fields["title"], exact=True)).to_have_value(TITLE)
    expect(staff.get_by_label(EN.fields["phone"])).to_have_value("+852 5550 0123")
    date = staff.get_by_label(EN.fields["date"], exact=True)
    expect(date).to_have_value("2026-04-02")
    assert httpx.get(f"{office.url}/v1/releases/{ID}", auth=("x", office.key)).status_code == 404
    date.fill("2026-04-03")
    staff.get_by_role("checkbox", name="夜間班次").check()
    staff.get_by_role("button", name=EN.take_in).click()
    taken = staff.locator("#taken li").first
    expect(taken).to_contain_text(TITLE)
    expect(staff.locator("#preview")).to_be_hidden()
    expect(staff.locator("#taken h3")).to_be_focused()
    expect(_row(staff)).to_contain_text("3 April 2026")
    expect(_row(staff).locator(".by-hand")).to_contain_text(EN.fields["date"])
    kept = office.api("GET", f"/v1/releases/{ID}").json()
    assert (kept["date"], kept["text"]) == ("2026-04-03", TEXT)
    assert sorted(kept["overridden"]) == ["date", "headings"]
    assert "夜間班次" in kept["headings"]
    answer = office.ask()
    assert "27 班" in answer["text"]
    assert answer["citations"][0]["date"] == "2026-04-03"
    address = taken.get_by_role("link", name=EN.script["ask"]).get_attribute("href") or ""
    question = parse_qs(urlsplit(address).query)["q"][0]
    assert not office.ask(question)["refused"]
    assert office.ask(question)["citations"][0]["release_id"] == ID


def test_release_is_corrected_later_and_put_back(staff: Page, office: Office, tmp_path: Path) -> None:
    _take_in(staff, _file(tmp_path))
    _row(staff).get_by_role("link", name=EN.correct_named.format(title=TITLE)).click()
    title = staff.get_by_label(EN.fields["title"], exact=True)
    title.fill("提燈碼頭今日啟用")
    staff.get_by_label(EN.fields["date"], exact=True).fill("2026-04-05")
    staff.get_by_role("button", name=EN.save).click()
    expect(staff.locator(".told")).to_have_text(EN.script["saved"])
    expect(staff.get_by_role("button", name=EN.save)).to_be_focused()
    kept = office.api("GET", f"/v1/releases/{ID}").json()
    assert (kept["title"], kept["date"]) == ("提燈碼頭今日啟用", "2026-04-05")
    assert office.ask()["citations"][0]["date"] == "2026-04-05"
    expect(staff.locator("[data-field=title] .recognised")).to_contain_text(TITLE)
    staff.locator("[data-field=title] .recognised button").click()
    expect(title).to_have_value(TITLE)
    staff.get_by_label(EN.fields["date"], exact=True).fill("")
    staff.get_by_role("button", name=EN.save).click()
    expect(staff.locator(".recognised")).to_have_count(0)
    kept = office.api("GET", f"/v1/releases/{ID}").json()
    assert (kept["title"], kept["date"], kept["overridden"]) == (TITLE, "2026-04-02", [])


def test_field_that_the_server_does_not_take_is_named(staff: Page, office: Office) -> None:
    staff.goto(f"{office.url}/staff?correct=2026-03-25-carbon.en")
    page_address = staff.get_by_label(EN.fields["url"])
    page_address.fill('https://press.example/"quoted"')
    staff.get_by_role("button", name=EN.save).click()
    expect(staff.get_by_role("alert")).to_contain_text("url")
    expect(page_address).to_be_focused()
    expect(page_address).to_have_attribute("aria-invalid", "true")
    expect(page_address).to_have_value('https://press.example/"quoted"')


def test_release_is_withdrawn_when_it_was_asked_once_more(staff: Page, office: Office, tmp_path: Path) -> None:
    _take_in(staff, _file(tmp_path))
    assert "27 班" in office.ask()["text"]
    withdraw = _row(staff).get_by_role("button", name=EN.withdraw_named.format(title=TITLE))
    withdraw.click()
    dialog = staff.get_by_role("dialog", name=EN.withdraw_ask)
    expect(dialog).to_contain_text(TITLE)
    dialog.get_by_role("button", name=EN.keep).click()
    expect(withdraw).to_be_focused()
    assert "27 班" in office.ask()["text"]
    withdraw.press("Enter")
    dialog.get_by_role("button", name=EN.withdraw).click()
    expect(staff.locator("#done .told")).to_contain_text(TITLE)
    expect(_row(staff)).to_have_count(0)
    expect(staff.locator("#list tbody th a").nth(0)).to_be_attached()
    assert staff.evaluate("document.activeElement.closest('#list tbody tr') !== null")
    assert "27 班" not in office.ask()["text"]
    assert office.api("GET", f"/v1/releases/{ID}").status_code == 404


def test_several_files_come_one_after_the_other(staff: Page, office: Office, tmp_path: Path) -> None:
    other = _file(tmp_path, TEXT.replace("提燈", "觀星"), "star-pier.txt")
    staff.locator("#files").set_input_files([_file(tmp_path, "no release", "picture.png"), _file(tmp_path), other])
    expect(staff.locator("#checking")).to_contain_text(NAME)
    expect(staff.locator("#looking .failed")).to_contain_text("picture.png")
    staff.get_by_role("button", name=EN.take_in).click()
    expect(staff.locator("#checking")).to_contain_text("star-pier.txt")
    staff.get_by_role("button", name=EN.leave_out).click()
    expect(staff.locator("#preview")).to_be_hidden()
    expect(staff.locator("#taken li")).to_have_count(1)
    assert office.api("GET", "/v1/releases/star-pier").status_code == 404


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02" * 200, b"\xff\xc1\x80\xfe\xf5" * 50])
def test_file_that_cannot_be_read_is_named(staff: Page, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "unreadable.txt"
    path.write_bytes(data)
    staff.locator("#files").set_input_files(path)
    expect(staff.locator("#looking [role=alert]")).to_contain_text("unreadable.txt")
    expect(staff.locator("#preview")).to_be_hidden()
    expect(staff.locator("#files")).to_be_focused()


def test_pasted_text_says_what_is_missing_and_what_it_replaces(staff: Page, office: Office) -> None:
    staff.get_by_text(EN.paste).click()
    staff.get_by_role("button", name=EN.preview).click()
    expect(staff.locator("#looking [role=alert]")).to_have_text(EN.script["no_name"])
    expect(staff.get_by_label(EN.paste_name)).to_be_focused()
    staff.get_by_label(EN.paste_name).fill("lantern-pier")
    staff.get_by_label(EN.paste_text).fill("提燈碼頭啟用，每日有 27 班渡輪。")
    staff.get_by_role("button", name=EN.preview).click()
    expect(staff.locator("#missing")).to_contain_text(EN.fields["date"])
    expect(staff.locator("#missing")).to_contain_text(EN.fields["contact"])
    expect(staff.locator("[data-field=organisation] .missing")).to_be_visible()
    expect(staff.locator("#replaces")).to_be_hidden()
    staff.get_by_label(EN.fields["organisation"]).fill("嵐灣創新港管理局")
    staff.get_by_role("button", name=EN.take_in).click()
    expect(staff.locator("#taken li")).to_have_count(1)
    assert office.api("GET", "/v1/releases/lantern-pier").json()["organisation"] == "嵐灣創新港管理局"
    expect(staff.get_by_label(EN.paste_text)).to_have_value("")
    staff.get_by_label(EN.paste_name).fill("lantern-pier.txt")
    staff.get_by_label(EN.paste_text).fill(TEXT)
    staff.get_by_role("button", name=EN.preview).click()
    expect(staff.locator("#replaces")).to_be_visible()
    expect(staff.get_by_label(EN.fields["organisation"], exact=True)).to_have_value("嵐灣創新港管理局")
    assert office.api("DELETE", "/v1/releases/lantern-pier").status_code == 204


def test_what_was_typed_stays_when_the_server_is_away(staff: Page, tmp_path: Path) -> None:
    staff.locator("#files").set_input_files(_file(tmp_path))
    staff.get_by_label(EN.fields["date"], exact=True).fill("2026-04-04")
    staff.route("**/v1/releases", lambda route: route.abort())
    staff.get_by_role("button", name=EN.take_in).click()
    expect(staff.locator("#preview [role=alert]")).to_have_text(EN.script["unreachable"])
    expect(staff.get_by_label(EN.fields["date"], exact=True)).to_have_value("2026-04-04")
    staff.unroute("**/v1/releases")
    staff.get_by_role("button", name=EN.take_in).click()
    expect(_row(staff)).to_contain_text("4 April 2026")


def test_keyboard_alone_brings_a_release_in(staff: Page, office: Office, tmp_path: Path) -> None:
    def go_to(selector: str) -> None:
        for _ in range(60):
            staff.keyboard.press("Tab")
            if staff.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"Tab does not come to {selector}")

    go_to("#files")
    with staff.expect_file_chooser() as chooser:
        staff.keyboard.press("Space")
    chooser.value.set_files(_file(tmp_path))
    expect(staff.locator("#checking")).to_be_focused()
    go_to("[value=夜間班次]")
    staff.keyboard.press("Space")
    go_to("#preview [type=submit]")
    staff.keyboard.press("Enter")
    expect(staff.locator("#taken h3")).to_be_focused()
    go_to("#taken a")
    assert office.api("GET", f"/v1/releases/{ID}").json()["overridden"] == ["headings"]


def test_list_is_searched_in_either_script_and_keeps_what_was_typed(staff: Page, tmp_path: Path) -> None:
    staff.locator("#files").set_input_files(_file(tmp_path))
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
    with _context(chromium, office, locale="zh-HK", java_script_enabled=False) as context:
        page = _opened(context, office)
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
    with _context(chromium, office, **options) as context:
        page = _opened(context, office)
        page.locator("#files").set_input_files(_file(tmp_path, TEXT + "x" * 300))
        expect(page.locator("#preview")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.goto(f"{office.url}/staff?correct=2026-03-25-carbon.en&lang={language}")
        expect(page.get_by_role("heading", name=STAFF[language].correct_title)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(chromium: Browser, office: Office, tmp_path: Path, scheme: Any) -> None:
    with _context(chromium, office, locale="zh-HK", color_scheme=scheme) as context:
        page = _opened(context, office)
        page.locator("#files").set_input_files([_file(tmp_path, name="picture.png"), _file(tmp_path)])
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
