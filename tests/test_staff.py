"""Releases on the staff page: brought in, corrected and withdrawn as the press office does it, in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from pressdesk.ui.interface import words_in
from pressdesk.ui.pages.staff import STAFF

from .chatting import ask, last_turn, opened, reader
from .office import ID, NAME, QUESTION, TEXT, TITLE, Office, opened_office, release_file

EN = STAFF["en"]
expect.set_options(timeout=60_000)


@pytest.fixture(scope="module")
def office(corpus_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_office(corpus_home, tmp_path_factory.mktemp("office") / "home") as office:
        yield office


@pytest.fixture
def staff(chromium: Browser, office: Office) -> Iterator[Page]:
    with office.page(chromium, locale="en-GB") as page:
        yield page
    office.api("DELETE", f"/v1/releases/{ID}")


def _row(page: Page, title: str = TITLE) -> Locator:
    return page.locator("#list tbody tr").filter(has_text=title)


def _take_in(page: Page, path: Path) -> None:
    page.locator("#files").set_input_files(path)
    page.get_by_role("button", name=EN.take_in).click()
    expect(page.locator("#taken li").first).to_contain_text(TITLE)


def test_release_is_taken_in_as_a_person_corrected_it(staff: Page, office: Office, tmp_path: Path) -> None:
    assert "27 班" not in office.ask()["text"]
    staff.locator("#files").set_input_files(release_file(tmp_path))
    expect(staff.locator("#checking")).to_be_focused()
    expect(staff.locator("#checking")).to_contain_text(NAME)
    expect(staff.get_by_label(EN.fields["title"], exact=True)).to_have_value(TITLE)
    expect(staff.get_by_label(EN.fields["phone"])).to_have_value("+852 5550 0123")
    date = staff.get_by_label(EN.fields["date"], exact=True)
    expect(date).to_have_value("2026-04-02")
    assert office.api("GET", f"/v1/releases/{ID}").status_code == 404
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
    _take_in(staff, release_file(tmp_path))
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
    _take_in(staff, release_file(tmp_path))
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


def test_upload_is_asked_about_in_the_chat_and_gone_when_it_is_withdrawn(
    staff: Page, office: Office, tmp_path: Path
) -> None:
    _take_in(staff, release_file(tmp_path))
    chat = opened(staff.context.new_page(), office.url)
    ask(chat, QUESTION)
    expect(last_turn(chat).locator(".said")).to_contain_text("27 班")
    expect(reader(chat).locator("#quote")).to_contain_text("每日有 27 班渡輪")
    _row(staff).get_by_role("button", name=EN.withdraw_named.format(title=TITLE)).click()
    staff.get_by_role("dialog", name=EN.withdraw_ask).get_by_role("button", name=EN.withdraw).click()
    expect(_row(staff)).to_have_count(0)
    ask(chat, "提燈碼頭的造價是多少？")
    expect(chat.locator("#conversation")).not_to_contain_text("27 班")
    expect(chat.locator("#conversation")).not_to_contain_text("3,870")
    expect(chat.locator("#conversation .turn").first).to_contain_text(words_in("en").withdrawn.format(count=1))


def test_several_files_come_one_after_the_other(staff: Page, office: Office, tmp_path: Path) -> None:
    other = release_file(tmp_path, TEXT.replace("提燈", "觀星"), "star-pier.txt")
    staff.locator("#files").set_input_files(
        [release_file(tmp_path, "no release", "picture.png"), release_file(tmp_path), other]
    )
    expect(staff.locator("#checking")).to_contain_text(NAME)
    expect(staff.locator("#looking .failed")).to_contain_text("picture.png")
    staff.get_by_role("button", name=EN.take_in).click()
    expect(staff.locator("#checking")).to_contain_text("star-pier.txt")
    staff.get_by_role("button", name=EN.leave_out).click()
    expect(staff.locator("#preview")).to_be_hidden()
    expect(staff.locator("#taken li")).to_have_count(1)
    assert office.api("GET", "/v1/releases/star-pier").status_code == 404


def test_file_can_be_dropped(staff: Page) -> None:
    dropped = staff.evaluate_handle(
        """([text, name]) => {
            const dropped = new DataTransfer();
            dropped.items.add(new File([text], name));
            return dropped;
        }""",
        [TEXT, "a, b & c.TXT"],
    )
    staff.dispatch_event("#drop", "drop", {"dataTransfer": dropped})
    expect(staff.locator("#checking")).to_contain_text("a- b - c.txt")
    expect(staff.get_by_label(EN.fields["title"], exact=True)).to_have_value(TITLE)


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
    staff.locator("#files").set_input_files(release_file(tmp_path))
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

    # Listened for before the way there: a dialogue that opens before Chromium was told to report it is never reported.
    with staff.expect_file_chooser() as chooser:
        go_to("#files")
        staff.keyboard.press("Space")
    chooser.value.set_files(release_file(tmp_path))
    expect(staff.locator("#checking")).to_be_focused()
    go_to("[value=夜間班次]")
    staff.keyboard.press("Space")
    go_to("#preview [type=submit]")
    staff.keyboard.press("Enter")
    expect(staff.locator("#taken h3")).to_be_focused()
    go_to("#taken a")
    assert office.api("GET", f"/v1/releases/{ID}").json()["overridden"] == ["headings"]
