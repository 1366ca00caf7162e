"""The pages beside the chat: releases to search, and one to read; in a real browser over the sample releases."""

import datetime
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ui.addresses import release_address
from pressdesk.ui.conversations.quotation import quotation
from pressdesk.ui.pages.browse_words import BROWSE
from pressdesk.ui.pages.reader_words import READER

from .accessibility import assert_accessible
from .conftest import CORPUS, serving

ZH, EN = BROWSE["zh-Hant"], READER["en"]
TIDAL = "2025-09-08-tidal-building.zh-Hant"
ODD = "\n一\r\n𠮷<i>&amp;\t 二  三\r四\n\n第一個標題𠮷\n這是第一個標題下的段落，長得足以成為一個段落，而不是另一個標題的一行字。\n"
HEADED = "# Title\n\n(Harbour, 8 September 2025) It began.\n\n" + "".join(
    f"## Part {n}\n\nWhat part {n} says is a sentence that is long enough to be one.\n\n"
    for n in ("one", "two", "three")
)


@pytest.fixture(scope="module")
def odd_url(encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real server over releases that are hard to show: line ends of all kinds, characters outside the basic
    plane, markup; and one of long ago."""
    folder, home = tmp_path_factory.mktemp("odd"), tmp_path_factory.mktemp("odd-home")
    (folder / "odd.txt").write_bytes(ODD.encode())
    (folder / "headed.md").write_bytes(HEADED.encode())
    (folder / "2003-05-06-old.en.txt").write_text("An old title\n\n(Harbour, 6 May 2003) An old sentence ends here.\n")
    assert not Ingester(home, encoder).ingest([folder]).failed
    with serving(home) as url:
        yield url


def _opened(
    browser: Browser, server: str, path: str = "/releases", *, locale: str = "zh-HK", width: int = 600
) -> Iterator[Page]:
    """A page whose test fails where any other host was asked for anything, or a script failed."""
    asked_for: list[str] = []
    failures: list[str] = []
    with browser.new_context(base_url=server, locale=locale, viewport={"width": width, "height": 800}) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.on("request", lambda request: asked_for.append(request.url))
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(path)
        yield page
    assert {urlsplit(url).netloc for url in asked_for} == {urlsplit(server).netloc}
    assert not failures


@pytest.fixture
def page(chromium: Browser, server_url: str) -> Iterator[Page]:
    yield from _opened(chromium, server_url)


@pytest.fixture
def odd_page(chromium: Browser, odd_url: str) -> Iterator[Page]:
    yield from _opened(chromium, odd_url, locale="en-GB")


def _text(page: Page, selector: str) -> str:
    return page.locator(selector).evaluate("it => it.textContent")


def _copied(page: Page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def _select(page: Page, start: int, end: int) -> None:
    """Select `text[start:end]` of the article, offsets in code points."""
    page.evaluate(
        """([start, end]) => {
          const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          for (let at = 0, node; (node = walker.nextNode()); ) {
            const characters = [...node.data];
            const within = (offset) => characters.slice(0, offset - at).join("").length;
            if (at <= start && start < at + characters.length) range.setStart(node, within(start));
            if (at < end && end <= at + characters.length) range.setEnd(node, within(end));
            at += characters.length;
          }
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }""",
        [start, end],
    )


# The reader.


@pytest.mark.parametrize(("start", "end"), [(4, 9), (0, len(ODD)), (22, 30), (26, 60), (None, None)])
def test_reader_shows_every_character(odd_page: Page, start: int | None, end: int | None) -> None:
    odd_page.goto(release_address("odd", start, end))
    assert _text(odd_page, "article") == ODD
    if start is not None:
        assert _text(odd_page, "#quote") == ODD[start:end]


def test_reader_of_headings_over_a_quotation_keeps_both(odd_page: Page) -> None:
    heading = HEADED.index("Part two")
    for start, end in [
        (heading - 9, heading + 4),
        (heading + 2, heading + 6),
        (heading, heading + 8),
        (heading + 5, heading + 30),
    ]:
        odd_page.goto(release_address("headed", start, end))
        assert _text(odd_page, "article") == HEADED
        assert _text(odd_page, "#quote") == HEADED[start:end]
        expect(odd_page.locator("article #heading-2")).to_have_count(1)
        assert "".join(odd_page.locator("article .heading").all_text_contents()) == "Part onePart twoPart three"
    contents = odd_page.get_by_role("navigation", name=EN.contents)
    expect(contents.get_by_role("link")).to_have_count(0)
    contents.locator("summary").click()
    assert contents.get_by_role("link").all_inner_texts() == ["Part one", "Part two", "Part three"]
    contents.get_by_role("link", name="Part three").click()
    expect(odd_page.locator("#heading-3")).to_be_in_viewport()


def test_reader_without_headings_has_no_contents(odd_url: str) -> None:
    assert 'class="contents"' not in httpx.get(f"{odd_url}/reader/2003-05-06-old.en").text
    assert 'class="contents"' in httpx.get(f"{odd_url}/reader/headed").text


@pytest.mark.parametrize("place", ["start=0&end=9999", "start=-1&end=2", "start=3&end=3", "start=5&end=2", "end=2", "start=2", "start=x&end=y", f"start=0&end={'9' * 5000}"])  # fmt: skip
def test_reader_says_that_a_place_is_not_there(odd_url: str, place: str) -> None:
    english = {"accept-language": "en"}
    response = httpx.get(f"{odd_url}/reader/odd?{place}", headers=english)
    assert response.status_code == 200
    assert "<mark" not in response.text
    notice = f'<p class="notice" role="note">{EN.no_such_place}</p>'
    assert notice in response.text
    assert notice not in httpx.get(f"{odd_url}/reader/odd", headers=english).text


def test_address_is_safe_to_put_in_a_link() -> None:
    assert release_address("a/b c", 1, 2) == "/reader/a%2Fb%20c?start=1&end=2#quote"


def test_unknown_release_is_a_page_to_read(server_url: str) -> None:
    response = httpx.get(f"{server_url}/reader/nothing", headers={"accept-language": "zh-HK"})
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "找不到這份新聞稿" in response.text


def test_copying_what_is_marked(page: Page, server_url: str) -> None:
    release = httpx.get(f"{server_url}/v1/releases/{TIDAL}").json()
    start = release["text"].index("大樓樓高")
    address = release_address(TIDAL, start, start + 10)
    page.goto(address)
    page.get_by_role("button", name="複製引文").click()
    expect(page.get_by_role("status")).to_have_text(READER["zh-Hant"].copied_quotation)
    title = "潮汐大樓正式啟用 嵐灣添 38,000 平方米科研空間 首批 46 間企業進駐"
    assert _copied(page) == f"「大樓樓高 20 層，」（嵐灣創新港管理局《{title}》，2025 年 9 月 8 日）"
    page.get_by_role("button", name="複製連結").click()
    expect(page.get_by_role("status")).to_have_text(READER["zh-Hant"].copied_link)
    assert _copied(page) == server_url + address


def test_copying_what_is_selected(page: Page, server_url: str) -> None:
    release = httpx.get(f"{server_url}/v1/releases/{TIDAL}").json()
    text = release["text"]
    start, end = text.index("創新港主席"), text.index("企業的心聲") + 2
    page.goto(release_address(TIDAL, 5, 9))
    _select(page, start, end)
    page.get_by_role("button", name=READER["zh-Hant"].copy_selected_quotation).click()
    expect(page.get_by_role("status")).to_have_text(READER["zh-Hant"].copied_quotation)
    assert "「三年前" in text[start:end]
    day = datetime.date.fromisoformat(release["date"])
    assert _copied(page) == quotation(text[start:end], release["title"], release["organisation"], day, "zh-Hant")


@pytest.mark.parametrize(("start", "end", "quoted"), [(4, 8, "𠮷<i>"), (3, 5, "𠮷"), (5, 23, "<i>&amp;\t 二  三\r四"), (ODD.index("四"), ODD.index("這"), "四\n\n第一個標題𠮷")])  # fmt: skip
def test_link_to_a_selection_counts_code_points(odd_page: Page, start: int, end: int, quoted: str) -> None:
    odd_page.goto("/reader/odd")
    _select(odd_page, start, end)
    odd_page.get_by_role("button", name=EN.copy_selected_link).click()
    expect(odd_page.get_by_role("status")).to_have_text(EN.copied_link)
    link = urlsplit(_copied(odd_page))
    place = {name: int(value) for name, [value] in parse_qs(link.query).items()}
    assert ODD[place["start"] : place["end"]] == quoted
    assert link.path == "/reader/odd"
    odd_page.goto(_copied(odd_page))
    assert _text(odd_page, "#quote") == quoted


def test_copying_over_plain_http(chromium: Browser, odd_url: str) -> None:
    """Under a name that is not this machine's own a browser has no `navigator.clipboard`."""
    port = urlsplit(odd_url).port
    arguments = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP desk.example 127.0.0.1"]
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    browser = chromium.browser_type.launch(executable_path=executable, args=arguments)
    for page in _opened(browser, f"http://desk.example:{port}", "/reader/headed?start=18&end=47", locale="en-GB"):
        assert page.evaluate("navigator.clipboard") is None
        page.get_by_role("button", name=EN.copy_quotation).click()
        expect(page.get_by_role("status")).to_have_text(EN.copied_quotation)
        page.goto("/releases")
        page.locator("#q").press("ControlOrMeta+v")
        expect(page.locator("#q")).to_have_value(f"“{HEADED[18:47].strip()}” (“Title”, 8 September 2025)")
    browser.close()


def test_quotation_of_nothing_asks_for_a_selection(odd_page: Page) -> None:
    odd_page.goto("/reader/odd")
    odd_page.get_by_role("button", name=EN.copy_quotation).click()
    expect(odd_page.get_by_role("status")).to_have_text(EN.select_first)


def test_escape_in_the_pane_is_told_to_the_chat(page: Page, server_url: str) -> None:
    page.goto("/healthz")
    page.set_content(f'<iframe name="pane" src="{server_url}/reader/{TIDAL}" width="320" height="600"></iframe>')
    pane = page.frame_locator("iframe")
    expect(pane.locator("header.site")).to_be_hidden()
    expect(pane.get_by_role("link", name=READER["zh-Hant"].all_releases)).to_be_visible()
    page.evaluate(
        "void (window.told = new Promise((told) => addEventListener('message', (event) => told(event.data))))"
    )
    pane.locator("#content").press("Escape")
    assert page.evaluate("window.told") == {"pressdesk": "close"}


def test_neighbours_are_the_next_in_the_same_language(page: Page) -> None:
    page.goto(f"/reader/{TIDAL}")
    neighbours = page.get_by_role("navigation", name=READER["zh-Hant"].others)
    expect(neighbours.get_by_role("link")).to_have_count(1)
    neighbours.get_by_role("link", name=READER["zh-Hant"].newer).click()
    expect(page).to_have_url(re.compile("2025-10-15-ai-compute.zh-Hant"))
    neighbours.get_by_role("link", name=READER["zh-Hant"].older).click()
    expect(page).to_have_url(re.compile(TIDAL))


def test_translation_is_linked(page: Page) -> None:
    page.goto(f"/reader/{TIDAL}")
    page.locator("dl").get_by_role("link", name="Tidal Building opens").click()
    expect(page).to_have_url(re.compile("2025-09-08-tidal-building.en"))
    expect(page.locator("dl").get_by_role("link", name="潮汐大樓正式啟用")).to_be_visible()
    page.goto("/reader/2026-03-25-carbon.en")
    expect(page.locator("dl a[hreflang]")).to_have_count(0)


# The list.


def test_list_has_every_release_by_month(page: Page) -> None:
    names = [path.stem for path in CORPUS.iterdir() if path.name != "README.md"]
    links = page.locator(".releases div > a").evaluate_all("all => all.map((it) => it.getAttribute('href'))")
    assert sorted(links) == sorted(map(release_address, names))
    months = page.locator(".month h2").all_inner_texts()
    assert months[0] == "2026 年 6 月"
    assert months[-1] == "2025 年 9 月"
    assert len(months) == len({name[:7] for name in names})
    correction = page.locator(".releases li", has=page.locator('a[href*="correction"]'))
    expect(correction.locator(".tag")).to_have_text("更正")
    expect(page.locator(".releases .tag")).to_have_count(1)


def test_bar_of_the_timeline_sets_the_month(page: Page) -> None:
    page.get_by_role("link", name="2025 年 9 月：2 份").click()
    expect(page.locator(".releases li")).to_have_count(2)
    assert parse_qs(urlsplit(page.url).query) == {"from": ["2025-09-01"], "to": ["2025-09-30"]}
    expect(page.get_by_role("link", name="2025 年 9 月：2 份")).to_have_attribute("aria-current", "true")
    expect(page.get_by_label(ZH.date_from)).to_have_value("2025-09-01")
    page.get_by_role("link", name=ZH.all_days).click()
    expect(page.locator(".releases li")).to_have_count(20)


def test_timeline_of_many_years_has_a_bar_a_year(odd_page: Page) -> None:
    expect(odd_page.locator(".timeline .years li")).to_have_count(2025 - 2003 + 1)
    odd_page.get_by_role("link", name="2003: 1").click()
    expect(odd_page.locator(".releases a")).to_have_text("An old title")
    odd_page.get_by_role("link", name="May 2003: 1").click()
    expect(odd_page.locator(".releases a")).to_have_count(1)
    assert parse_qs(urlsplit(odd_page.url).query) == {"from": ["2003-05-01"], "to": ["2003-05-31"]}


def test_choice_is_made_at_once_and_the_address_keeps_it(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_label(ZH.type).select_option("correction")
    expect(page.locator(".releases li")).to_have_count(1)
    assert urlsplit(page.url).query == "type=correction"
    page.reload()
    expect(page.get_by_label(ZH.type)).to_have_value("correction")
    page.get_by_role("link", name=ZH.clear).click()
    expect(page.locator(".releases li")).to_have_count(20)


def test_filters_are_folded_away_on_a_narrow_pane_until_one_is_set(page: Page) -> None:
    expect(page.get_by_label(ZH.type)).to_be_hidden()
    page.locator("#filters summary").click()
    expect(page.get_by_label(ZH.type)).to_be_visible()
    page.goto("/releases?language=en")
    expect(page.get_by_label(ZH.language, exact=True)).to_be_visible()


def test_search_shows_the_passage_and_what_it_shares(page: Page) -> None:
    page.get_by_role("searchbox", name=ZH.query).fill("潮汐大樓的造價是多少？")
    page.keyboard.press("Enter")
    first = page.locator(".hits li").first
    expect(first.locator(".passage")).to_contain_text("造價 14.6 億元")
    assert first.locator("mark").all_inner_texts() == ["潮汐大樓", "造價"]
    first.get_by_role("link").click()
    expect(page.locator("#quote")).to_contain_text("14.6 億元")
    expect(page.locator("#quote")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("question", "shared"),
    [
        ("鹭洲的动物细胞库", "動物細胞庫"),  # the other script
        ("$1.46 billion", "14.6 億元"),  # the same figure
        ("companies housed by the building", "companies"),
    ],
)
def test_search_marks_what_is_written_otherwise(page: Page, question: str, shared: str) -> None:
    page.goto(f"/releases?q={question}")
    expect(page.locator(".hits mark", has_text=shared).first).to_be_visible()


def test_search_pages_go_as_deep_as_the_api(server_url: str) -> None:
    def links(page: int) -> list[str]:
        text = httpx.get(f"{server_url}/releases", params={"q": "創新港", "page": page}, timeout=60).text
        return re.findall(r'<h3><a href="([^"]+)"', text)

    hits = httpx.get(f"{server_url}/v1/search", params={"q": "創新港", "k": 40}, timeout=60).json()["hits"]
    expected = [release_address(hit["release_id"], hit["start"], hit["end"]).replace("&", "&amp;") for hit in hits]
    assert links(1) + links(2) == expected


def test_period_of_a_question_is_told(server_url: str) -> None:
    text = httpx.get(f"{server_url}/releases", params={"q": "2025 年 9 月的新聞稿"}, timeout=60).text
    assert "只查找了日期在" in text


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("from=abc", ZH.bad_day.format(typed="abc")),
        ("from=2025-02-30", ZH.bad_day.format(typed="2025-02-30")),
        ("to=<b>&q=x", ZH.bad_day.format(typed="&lt;b&gt;")),
        ("from=2026-02-01&to=2026-01-01", ZH.bad_order),
        ("type=poem", ZH.bad_type.format(typed="poem")),
        ("language=klingon!", ZH.bad_language.format(typed="klingon!")),
        ("q=…", ZH.bad_query),
        (f"q={'長' * 2001}", ZH.bad_query),
    ],
)
def test_bad_filter_is_told_at_its_field(server_url: str, address: str, told: str) -> None:
    response = httpx.get(f"{server_url}/releases?{address}", headers={"accept-language": "zh-HK"}, timeout=60)
    assert response.status_code == 422
    assert told in response.text
    assert 'aria-invalid="true"' in response.text
    typed = parse_qs(address)
    field = "from" if "from" in typed else next(iter(typed))
    assert f'id="{field}-failed"' in response.text
    assert 'class="releases"' not in response.text


@pytest.mark.parametrize("day", ["2026-01-14", "14 January 2026", "2026年1月14日"])
def test_days_may_be_words(server_url: str, day: str) -> None:
    response = httpx.get(f"{server_url}/releases", params={"from": day, "to": day, "language": "en"})
    assert re.findall(r'value="(2026-01-14)"', response.text) == ["2026-01-14"] * 2
    assert re.findall(r'<a href="/reader/([^"]+)"', response.text) == ["2026-01-14-set-sail.en"]


def test_nothing_found_and_nothing_there(server_url: str, tmp_path: Path) -> None:
    text = httpx.get(f"{server_url}/releases?from=1999-01-01&to=1999-12-31").text
    assert ZH.nothing_let_through in text
    text = httpx.get(f"{server_url}/releases?q=大樓&from=1999-01-01&to=1999-12-31", timeout=60).text
    assert "沒有新聞稿符合所設的篩選條件" in text
    with serving(tmp_path, ready=False) as url:
        for query in ("", "?q=大樓"):
            response = httpx.get(f"{url}/releases{query}", timeout=60)
            assert response.status_code == 200
            assert ZH.nothing_yet in response.text


def test_long_list_comes_in_pages(encoder: SentenceEncoder, tmp_path: Path) -> None:
    folder, home = tmp_path / "releases", tmp_path / "home"
    folder.mkdir()
    for number in range(1, 53):
        (folder / f"{number:02}.en.txt").write_text(f"Title {number}\n\n(Harbour, 1 March 2026) Sentence {number}.\n")
    assert not Ingester(home, encoder).ingest([folder]).failed
    with serving(home) as url:
        first = httpx.get(f"{url}/releases?language=en").text
        assert first.count("<time") == 50
        assert 'href="/releases?language=en&amp;page=2" rel="next"' in first
        second = httpx.get(f"{url}/releases?language=en&page=2").text
        assert second.count("<time") == 2
        assert 'rel="next"' not in second
        assert httpx.get(f"{url}/releases?language=en&page=99").text.count("<time") == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_pages_are_accessible(chromium: Browser, server_url: str, scheme: str, width: int) -> None:
    for page in _opened(chromium, server_url, width=width):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for path in (
            "/releases",
            "/releases?from=2026-01-01&to=2026-01-31",
            "/releases?q=潮汐大樓",
            "/releases?from=abc&type=poem",
            release_address("2025-12-11-correction-annual-figures.zh-Hant", 20, 60),
            "/reader/2026-03-25-carbon.en?start=1",
            "/reader/nothing",
        ):
            page.goto(path)
            assert_accessible(page)
            expect(page.locator("h1")).to_have_count(1)
            assert page.evaluate("document.documentElement.scrollWidth") == width, path


def test_pages_work_without_a_script(chromium: Browser, server_url: str) -> None:
    with chromium.new_context(base_url=server_url, java_script_enabled=False, locale="en-GB") as context:
        page = context.new_page()
        page.goto("/releases")
        page.locator("#filters summary").click()
        page.get_by_label("Type").select_option("correction")
        page.get_by_role("button", name="Apply").click()
        page.locator(".releases a").click()
        expect(page.locator("h1")).to_contain_text("更正")
        expect(page.get_by_role("button")).to_have_count(0)
