"""Answers copied: as quotations in three languages, and whole as Markdown that shows every text as it is."""

import datetime
import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pressdesk.ui.addresses import release_address
from pressdesk.ui.conversations.copies import as_markdown, as_quotation
from pressdesk.ui.conversations.markdown_text import as_it_is, on_one_line
from pressdesk.ui.conversations.store import KeptTurn
from pressdesk.ui.conversations.words import COPY
from pressdesk.ui.desk import Desk
from pressdesk.ui.interface import words_in

from .test_download import ASKED, BASE, LANGUAGES


@pytest.fixture(scope="module")
def turns(desk: Desk) -> list[KeptTurn]:
    return [KeptTurn("x", "c" * 22, datetime.datetime.now(datetime.UTC), asked, desk.answer(asked)) for asked in ASKED]


def rendered(markdown: str) -> str:
    """What a reader sees, line by line."""
    html = MarkdownIt("commonmark").render(markdown)
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"<br />\n", "\n", html)))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r\v\f")))
def test_any_text_shows_in_markdown_as_it_is(text: str) -> None:
    lines = re.sub(r"\r\n|[\r\v\f]", "\n", text).strip("\n")
    assert rendered(f"{as_it_is(text)}[1]\n") == f"{lines}[1]\n"
    assert rendered(f"- [1] {as_it_is(text, '  ')}\\\n  ·\n").strip("\n") == f"[1] {lines}\n·"
    assert rendered(f"## {on_one_line(text)}\n").strip("\n") == " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "# 標題", "> 引", "1. 一", "1) 一", "- 一", "+ 一", "* 一", "---", "===", "    code", "```", "~~~", "<b>x</b>",
        "[a](b)", "![a](b)", "[a]: b", "a_b_c **d**", "&amp; &copy;", "\\*", "a  \nb", "|a|b|\n|-|-|", "a\n\n# b",
        "\u3000全形", "HK$1.5 million 至 HK$3 million", "<https://x.example>", "a\n-", "a\n=",
    ],
)  # fmt: skip
def test_what_means_something_to_markdown_shows_as_it_is(text: str) -> None:
    assert rendered(f"{as_it_is(text)}\n") == f"{text}\n"


def test_quotations_name_organisation_title_and_day_in_three_languages(desk: Desk, turns: list[KeptTurn]) -> None:
    answer = turns[0].answer
    (citation, *others) = answer.citations
    hant, hans, en = (as_quotation(answer, desk.release, language) for language in LANGUAGES)
    for quoted, day in ((hant, "2025 年 9 月 8 日"), (hans, "2025年9月8日"), (en, "8 September 2025")):
        first = quoted.splitlines()[0]
        assert len(quoted.splitlines()) == 1 + len(others)
        assert all(part in first for part in (citation.quote, citation.title, "嵐灣創新港管理局", day))
    assert hant.startswith("「")
    assert hans.startswith("“")
    assert en.startswith("“")


def test_a_contact_is_quoted_with_its_lines_apart(desk: Desk, turns: list[KeptTurn]) -> None:
    for line in as_quotation(turns[2].answer, desk.release, "zh-Hant").splitlines():
        assert re.search(r"\S (?:[电電][话話]：|Telephone: )\+852", line), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_markdown_has_the_whole_answer(desk: Desk, turns: list[KeptTurn], language: str) -> None:
    for turn in turns:
        answer, words = turn.answer, words_in(language)
        markdown = as_markdown(turn.question, answer, desk.release, language, BASE)
        shown = rendered(markdown)
        assert shown.startswith(turn.question)
        for sentence in answer.sentences:
            assert f"{sentence.text}{''.join(f'[{n}]' for n in sentence.citations)}\n" in shown
        for notice in answer.notices:
            assert notice in shown
        for c in answer.citations:
            about = f"{c.title} · {desk.release(c.release_id).organisation} · {words.day(c.date)}"
            assert f"[{c.n}] {c.quote}\n{about} · {COPY[language].in_original}" in shown
        cited = [place for c in answer.citations for place in (c, *c.translations)]
        places = answer.passages if answer.refused else cited
        links = re.findall(r'href="([^"]+)"', MarkdownIt("commonmark").render(markdown))
        assert [unescape(link) for link in links] == [
            f"{BASE[:-1]}{release_address(p.release_id, p.start, p.end)}" for p in places
        ]
        assert (words.nearest in shown) == answer.refused
        assert (words.citations in shown) != answer.refused
        assert (answer.text in shown) or not answer.refused
