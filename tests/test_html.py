"""A release comes from a page whole and in order, and nothing of the site with it."""

import time
from pathlib import Path

import pytest

from eval.pages import AROUND, PAGES
from eval.pieces import PieceKind, WrittenRelease, written_release
from pressdesk.ingest.errors import SourceError, SourceTooLarge
from pressdesk.ingest.formats.html import read_html
from pressdesk.ingest.formats.page import MAX_ELEMENTS
from pressdesk.ingest.markdown import read_markdown
from pressdesk.ingest.recognise import recognise

CORPUS = Path(__file__).parent.parent / "corpus"
PATH = Path("release.html")
LONG = "創新港今日公布年度概覽，園區合共有 620 間企業及 9,800 名從業員，較上年增加 18%。"


def page(body: str, head: str = "") -> bytes:
    return f'<!doctype html><html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode()


def lines(markup: bytes) -> list[str]:
    return [line for line in read_html(PATH, markup).text.split("\n") if line]


def plain(text: str) -> str:
    return "".join(text.replace("|", " ").split())


@pytest.fixture(
    params=["2025-12-04-annual-figures.zh-Hant.md", "2026-03-25-carbon.en.md", "2026-03-12-talent-week.zh-Hans.txt"]
)
def release(request: pytest.FixtureRequest) -> WrittenRelease:
    text = (CORPUS / request.param).read_text("utf-8")
    marked = request.param.endswith(".md")
    return written_release(request.param, text, read_markdown(text)) if marked else written_release(request.param, text)


@pytest.mark.parametrize("site", PAGES)
def test_the_whole_release_and_nothing_of_the_site(site: str, release: WrittenRelease) -> None:
    extracted = read_html(PATH, PAGES[site](release).encode())
    read = plain(extracted.text)
    at = 0
    pieces = [
        piece for piece in release.pieces if piece.kind is not PieceKind.NOTE and piece.kind is not PieceKind.TITLE
    ]
    for said in [
        release.title,
        *(text for piece in pieces for text in (piece.text, *(c for r in piece.rows for c in r))),
    ]:
        assert plain(said) in read[at:], said
        at = read.index(plain(said), at) + len(plain(said))
    assert not [word for word in AROUND if word in extracted.text]
    found, _, _ = recognise("x", "release.html", extracted.text, extracted.structure)
    assert found.title == release.title
    assert str(found.date) == release.date
    assert found.contact.email and found.contact.phone
    if site != "line breaks":
        assert set(release.headings) <= set(found.headings)


def test_what_a_page_says_of_itself() -> None:
    facts = """<title>概覽 | 嵐灣創新港</title><link rel="canonical" href="https://lanwan.example/n/1">
    <meta property="og:site_name" content="嵐灣創新港"><script type="application/ld+json">
    {"@graph": [{"@type": "BreadcrumbList"}, {"@type": ["NewsArticle"], "headline": "創新港公布年度概覽",
    "datePublished": "2025-12-04T09:30:00+08:00", "publisher": {"name": "別的名稱"}}]}</script>"""
    structure = read_html(PATH, page(f"<h1>創新港公布年度概覽</h1><p>{LONG}</p>", facts)).structure
    assert structure.fields == {
        "title": "創新港公布年度概覽",
        "date": "2025-12-04",
        "url": "https://lanwan.example/n/1",
        "organisation": "嵐灣創新港",
    }
    assert structure.headings == {0: 1}


def test_the_date_line_of_the_text_goes_before_the_day_that_the_page_was_published() -> None:
    facts = '<meta property="article:published_time" content="2026-02-24T16:30:00Z">'
    text = read_html(PATH, page(f"<h1>概覽公布</h1><p>（香港，2026年2月25日）{LONG}</p>", facts))
    release, _, _ = recognise("x", "release.html", text.text, text.structure)
    assert str(release.date) == "2026-02-25"


@pytest.mark.parametrize(
    "script", ["{", "[" * 100_000, '{"@type": "NewsArticle", "headline": [[]]}', "[1, null, [{}]]"]
)
def test_facts_that_are_no_facts_change_nothing(script: str) -> None:
    facts = f'<script type="application/ld+json">{script}</script>'
    assert lines(page(f"<h1>年度概覽</h1><p>{LONG}</p>", facts)) == ["年度概覽", LONG]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ('<meta charset="big5">', "big5hkscs"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb18030"),
        ('<meta charset="utf-8">', "big5hkscs"),
        ("", "big5hkscs"),
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ('<meta charset="x-user-defined">', "utf-8"),
    ],
)
def test_encodings_that_pages_come_in(declared: str, encoding: str) -> None:
    body = f"<h1>年度概覽</h1><p>{LONG * 3}</p>"
    assert lines(f"<html><head>{declared}</head><body>{body}</body></html>".encode(encoding)) == ["年度概覽", LONG * 3]


def test_breaks_lists_and_white_space_are_as_a_browser_shows_them() -> None:
    assert lines(
        page(
            f"<h1>年度\n概覽</h1><p>{LONG}</p><p>The  harbour\n  opens<br>at&nbsp;nine</p><p>潮汐\n   大樓</p>"
            "<ol start=3><li>第一項</li><li><p>第二項</p></li></ol><pre>a  b\nc</pre><p>甲<br><br>乙</p><p>  </p>"
            "<ruby>漢<rp>(</rp><rt>hon</rt><rp>)</rp></ruby>"
        )
    ) == [
        "年度概覽",
        LONG,
        "The harbour opens",
        "at\xa0nine",
        "潮汐大樓",
        "3. 第一項",
        "4. 第二項",
        "a b",
        "c",
        "甲",
        "乙",
        "漢",
    ]


def test_tables_with_merged_cells_and_tables_that_only_lay_out() -> None:
    data = """<table><caption>表一　分布</caption><tr><th rowspan=2>範疇<th colspan=2>數目</tr><tr><th>企業<th>職位</tr>
    <tr><td>人工<br>智能 | 雲<td>210<td>3,150</tr></table>"""
    outer = f"<table><tr><td>左欄</td><td><h1>概覽</h1><p>{LONG}</p>{data}<p>{LONG}</p></td></tr></table>"
    extracted = read_html(PATH, page(outer))
    assert [line for line in extracted.text.split("\n") if line] == [
        "概覽", LONG, "表一　分布", "| 範疇 | 數目 |  |", "|  | 企業 | 職位 |", "| 人工 智能 ｜ 雲 | 210 | 3,150 |", LONG,
    ]  # fmt: skip
    assert sorted(extracted.structure.tables.values()) == [6, 6, 6]


def test_the_main_text_is_read_even_where_it_is_called_something_else() -> None:
    body = f'<div class="sidebar-menu"><h1>年度概覽</h1><p>{LONG}</p><p>{LONG}</p></div><div class="menu"><a href=/>主頁</a></div>'
    assert lines(page(body)) == ["年度概覽", LONG, LONG]


def test_a_link_between_two_paragraphs_is_the_texts() -> None:
    body = f'<h1>年度概覽</h1><p>{LONG}</p><p><a href="/r.pdf">概覽全文</a></p><p>{LONG}</p><ul><li><a href=/1>甲</a><li><a href=/2>乙</a></ul>'
    assert lines(page(body)) == ["年度概覽", LONG, "概覽全文", LONG]


def test_a_list_of_other_news_in_the_article_is_left_out_and_its_days_are_not_the_releases() -> None:
    listed = (
        "<h3>更多新聞</h3><ul><li><a href=/1>潮汐大樓</a> 2025-01-01</li><li><a href=/2>鷺洲</a> 2025-01-02</li></ul>"
    )
    extracted = read_html(PATH, page(f"<article><h1>年度概覽</h1><p>{LONG}</p><p>{LONG}</p>{listed}</article>"))
    assert [line for line in extracted.text.split("\n") if line] == ["年度概覽", LONG, LONG]
    assert "date" not in extracted.structure.fields


@pytest.mark.parametrize(
    "body", ["<p>2025年12月4日</p><p>{0}</p>", "<p>{0}</p><p>完</p><p>2025年12月4日（星期四）</p>"]
)
def test_a_day_in_a_line_of_its_own_is_the_releases(body: str) -> None:
    extracted = read_html(PATH, page(f"<h1>年度概覽</h1>{body.format(LONG + LONG)}"))
    release, _, _ = recognise("x", "release.html", extracted.text, extracted.structure)
    assert str(release.date) == "2025-12-04"


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 90_000 + "text" + "</div>" * 90_000,
        "<b><i><p>" * 30_000 + "text",
        "<table><tr><td>" * 30_000 + "text",
        "<table><caption>" * 30_000 + "text",
        "<a href=x><h1>" * 30_000 + "text",
        "<ul><li class=menu>" * 40_000 + "text",
        "<article><footer>" * 40_000 + "傳媒查詢 2345 6789",
        "<p>" + "<td" * 60_000,
        "x<div>" * 60_000,
        "<table>" + "<tr><td colspan=50 rowspan=50>a" * 3_000,
        "<!--" * 90_000,
        "&" * 1_000_000,
        "<script>" * 90_000,
        "<p style='" + "font-weight:" * 300_000 + "'>text",
        "<div><nav>x</nav>" * 50_000,
        '<div class="media-contact">' * 90_000 + "text",
        "<p>年" + " " * 4_000_000 + "x",
        "<p>年" + "\n" * 4_000_000 + "x<br>y",
        "<title>" + " - a" * 1_000_000 + "</title>" + "<p>a" * 50_000,
        '<script type="application/ld+json">[' + "{}," * 1_000_000 + "{}]</script><p>text",
    ],
)
def test_markup_made_to_hang_a_parser_takes_seconds(markup: str) -> None:
    began = time.monotonic()
    with_error = None
    try:
        read_html(PATH, page(markup))
    except SourceError as error:
        with_error = error
    assert time.monotonic() - began < 10, with_error


@pytest.mark.parametrize("markup", ["<p>" + "a" * 50_000_000, "<i>" * 20_000_000, "<p>a" * (MAX_ELEMENTS + 1)])
def test_a_page_far_too_large_is_refused(markup: str) -> None:
    with pytest.raises(SourceTooLarge, match=r"release\.html"):
        read_html(PATH, page(markup))


def test_entities_of_a_page_lead_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    declared = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "{"ha" * 9}">]>'
    extracted = read_html(PATH, f"{declared}<html><body><p>{LONG}</p><p>&x;&y;</p></body></html>".encode())
    assert LONG in extracted.text and "&x;" in extracted.text and "geheim" not in extracted.text


def test_pictures_within_a_page_do_not_make_it_too_large() -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 9_000_000}">'
    assert lines(page(f"<h1>年度概覽</h1>{picture}<p>{LONG}</p>")) == ["年度概覽", LONG]
