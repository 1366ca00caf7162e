"""What a person gives in place of what was recognised: it wins, it stays, and every offset still fits."""

import contextlib
import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from pressdesk.ingest.chunk import Chunker
from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.errors import BadOverride, IndexBusy, SourceEmpty, UnknownRelease
from pressdesk.ingest.lines import read_lines
from pressdesk.ingest.overrides import NO_OVERRIDES, OVERRIDABLE, Amendment, Overrides
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.read import structure_of
from pressdesk.ingest.recognise import recognise
from pressdesk.ingest.release import PartKind, PressContact, Release, ReleaseType
from pressdesk.ingest.report import Progress
from pressdesk.ingest.store import Store
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings

from .conftest import CORPUS
from .older import made_older

NAME = "2026-04-02-lantern-pier.zh-Hant.txt"
ID = "2026-04-02-lantern-pier.zh-Hant"
TEXT = """新聞稿

提燈碼頭啟用

（香港，2026年4月2日）提燈碼頭今日啟用，每日有 27 班渡輪往來兩岸，由提燈渡輪公司營運，全程約 12 分鐘。

工程與造價
碼頭造價 3,870 萬元，由程樂民工程師設計，工程歷時 31 個月，其間沒有停航，所用鋼材全部由本地供應商提供。

泊位安排
碼頭設有 6 個泊位，其中 2 個供電動渡輪充電，另設一個候船大堂，可容納 340 名乘客同時候船。

關於提燈渡輪公司
提燈渡輪公司於 1998 年成立，營辦 9 條航線。

傳媒查詢
方詠詩
電話：+852 5550 0161
電郵：press@lantern.example
"""
HEADINGS = ("工程與造價", "泊位安排", "關於提燈渡輪公司", "傳媒查詢")
GIVEN: dict[str, Any] = {
    "title": "提燈碼頭今天啟用",
    "date": datetime.date(2026, 4, 3),
    "organisation": "提燈航運",
    "contact": PressContact("何曉嵐", "+852 5550 0199", "news@lantern.example"),
    "language": "zh-Hans",
    "type": ReleaseType.NOTICE,
    "url": "https://lantern.example/pier",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / NAME
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def recognised(text: str = TEXT, **overrides: Any) -> Release:
    return recognise(ID, NAME, text, overrides=Overrides(**overrides))[0]


def stored(home: Path) -> Release:
    with contextlib.closing(Store.open(home)) as store:
        return store.release(ID)


def cut(home: Path) -> list[tuple[str, str]]:
    """Heading and text of the stored passages, in order."""
    with contextlib.closing(Store.open(home)) as store:
        found = store.passages(store.release_ids())
        return [(p.heading, p.text) for p in sorted(found.values(), key=lambda p: p.start)]


def revision(home: Path) -> int:
    with contextlib.closing(Store.open(home)) as store:
        return store.revision


def test_what_is_given_wins_and_the_rest_is_recognised() -> None:
    before = recognised()
    assert before.headings == HEADINGS
    assert before.overridden == ()
    for name, value in GIVEN.items():
        after = recognised(**{name: value})
        assert getattr(after, name) == value != getattr(before, name)
        assert after.overridden == (name,)
        others = set(OVERRIDABLE) - {name}
        assert all(getattr(after, other) == getattr(before, other) for other in others)
    assert recognised(**GIVEN).overridden == tuple(GIVEN)


def test_front_matter_does_not_win_over_a_person() -> None:
    text = "---\ntitle: Its own title\nurl: https://lanwan.example/1\n---\n\n# Heading\n\nBody text here.\n"
    given = Overrides(title="Given", url="https://lanwan.example/2")
    release, _, _ = recognise("r", "r.md", text, structure_of("r.md", text), given)
    assert (release.title, release.url) == ("Given", "https://lanwan.example/2")


def test_a_type_goes_by_the_title_that_was_given() -> None:
    assert recognised(title="更正啟事：提燈碼頭").type is ReleaseType.CORRECTION


def test_headings_decide_the_parts() -> None:
    _, repaired, parts = recognise(ID, NAME, TEXT, overrides=Overrides(headings=("泊位安排", "傳媒查詢")))
    headings = {repaired.text[part.start : part.end]: part.heading for part in parts}
    assert headings["工程與造價"] == ""
    assert headings["關於提燈渡輪公司"] == headings["提燈渡輪公司於 1998 年成立，營辦 9 條航線。"] == "泊位安排"
    assert "泊位安排" not in headings
    # No "about" heading, no "about" part; the contact is still one.
    assert [part.kind for part in parts].count(PartKind.ABOUT) == 0
    assert [part.kind for part in parts].count(PartKind.CONTACT) == 1
    assert recognised(headings=()).headings == ()


def test_a_heading_ends_the_press_contact() -> None:
    text = f"{TEXT}\n編者按\n碼頭旁的提燈博物館同日開放。\n"
    _, repaired, parts = recognise(ID, NAME, text)
    assert "提燈博物館" in repaired.text[parts[-1].start : parts[-1].end]
    assert parts[-1].kind is PartKind.CONTACT
    _, repaired, parts = recognise(ID, NAME, text, overrides=Overrides(headings=(*HEADINGS, "編者按")))
    assert (parts[-1].kind, parts[-1].heading) == (PartKind.BODY, "編者按")


def test_the_line_that_says_the_title_is_the_titles_part() -> None:
    text = "開幕消息一則\n\n提燈碼頭啟用\n\n（香港，2026年4月2日）提燈碼頭今日啟用，每日有 27 班渡輪往來兩岸。\n"
    assert recognised(text).title == "開幕消息一則"
    release, repaired, parts = recognise(ID, NAME, text, overrides=Overrides(title="提燈碼頭啟用"))
    (title,) = [part for part in parts if part.kind is PartKind.TITLE]
    assert repaired.text[title.start : title.end] == release.title
    _, repaired, parts = recognise(ID, NAME, text, overrides=Overrides(headings=("開幕消息一則",)))
    assert PartKind.TITLE not in [part.kind for part in parts]
    assert parts[-1].heading == "開幕消息一則"


def test_headings_change_the_passages_of_a_stored_release(encoder: SentenceEncoder, file: Path, home: Path) -> None:
    ingester = Ingester(home, encoder)
    ingester.ingest([file])
    assert [heading for heading, _ in cut(home)] == ["", *HEADINGS]
    before = revision(home)
    report = ingester.amend(ID, Amendment.of(headings=("工程與造價",)))
    assert (report.updated, report.passages) == ([ID], len(cut(home)))
    assert {heading for heading, _ in cut(home)} == {"", "工程與造價"}
    assert any("泊位安排" in text for _, text in cut(home))
    assert revision(home) > before
    ingester.amend(ID, Amendment.of(headings=None))
    assert [heading for heading, _ in cut(home)] == ["", *HEADINGS]


def test_an_amendment_leaves_other_overrides_and_does_nothing_twice(
    encoder: SentenceEncoder, file: Path, home: Path
) -> None:
    ingester = Ingester(home, encoder)
    ingester.ingest([file], amendment=Amendment.of(title="提燈碼頭今天啟用"))
    ingester.amend(ID, Amendment.of(organisation="提燈航運"))
    release = stored(home)
    assert (release.title, release.organisation) == ("提燈碼頭今天啟用", "提燈航運")
    assert release.overridden == ("title", "organisation")
    before = revision(home)
    assert ingester.amend(ID, Amendment.of(organisation="提燈航運")).unchanged == [ID]
    assert ingester.ingest([file], amendment=Amendment.of(organisation="提燈航運")).unchanged == [ID]
    assert revision(home) == before
    assert ingester.ingest([file], amendment=Amendment.of(title=None)).updated == [ID]
    assert (stored(home).title, stored(home).overridden) == ("提燈碼頭啟用", ("organisation",))


def test_what_was_given_stays_in_a_new_version_and_in_a_rebuild(
    encoder: SentenceEncoder, file: Path, home: Path
) -> None:
    ingester = Ingester(home, encoder)
    ingester.ingest([file], amendment=Amendment.of(**GIVEN, headings=("工程與造價", "泊位安排")))
    assert ingester.ingest([file]).unchanged == [ID]

    def assert_given(headings: tuple[str, ...]) -> None:
        release = stored(home)
        assert {name: getattr(release, name) for name in GIVEN} == GIVEN
        assert release.headings == headings
        assert release.overridden == OVERRIDABLE
        assert {heading for heading, _ in cut(home)} == {"", *headings}

    file.write_text(TEXT.replace("泊位安排", "六個泊位").replace("27 班", "31 班"), encoding="utf-8")
    assert ingester.ingest([file]).updated == [ID]
    assert "31 班" in stored(home).text
    assert_given(("工程與造價",))
    told: list[Progress] = []
    report = Ingester(home, encoder, 100).rebuild(on_progress=told.append)
    assert report.updated == [ID]
    assert_given(("工程與造價",))
    assert [(event.stage, event.done, event.total) for event in told] == [
        ("recognised", 0, 1),
        ("embedded", 1, 1),
        ("indexed", 1, 1),
    ]


def test_where_no_given_heading_is_left_the_recognised_ones_stand_again(
    encoder: SentenceEncoder, file: Path, home: Path
) -> None:
    ingester = Ingester(home, encoder)
    ingester.ingest([file], amendment=Amendment.of(headings=("工程與造價",), url="https://lantern.example/pier"))
    file.write_text(TEXT.replace("工程與造價", "碼頭的工程"), encoding="utf-8")
    ingester.ingest([file])
    assert stored(home).headings == ("碼頭的工程", *HEADINGS[1:])
    assert stored(home).overridden == ("url",)
    # That there are none is something else.
    ingester.amend(ID, Amendment.of(headings=()))
    file.write_text(TEXT, encoding="utf-8")
    ingester.ingest([file])
    assert (stored(home).headings, stored(home).overridden) == ((), ("url", "headings"))


def test_what_cannot_stand_changes_nothing(encoder: SentenceEncoder, file: Path, home: Path) -> None:
    ingester = Ingester(home, encoder)
    ingester.ingest([file])
    before = revision(home)
    wrong = Amendment.of(headings=("工程與造價", "並無此行"), title="提燈碼頭今天啟用")
    with pytest.raises(BadOverride, match="headings: '並無此行'"):
        ingester.amend(ID, wrong)
    with pytest.raises(BadOverride):
        ingester.ingest([file], amendment=wrong)
    with pytest.raises(UnknownRelease):
        ingester.amend("nowhere", Amendment.of(title="x"))
    assert (revision(home), stored(home).overridden) == (before, ())


def test_answers_use_what_was_given(encoder: SentenceEncoder, file: Path, home: Path) -> None:
    desk = Desk(Settings(home=home), encoder)
    desk.ingester.ingest([file, CORPUS / "2025-09-08-tidal-building.zh-Hant.txt"])
    question = "提燈碼頭每日有多少班渡輪？"
    assert desk.answer(question).citations[0].title == "提燈碼頭啟用"
    desk.ingester.amend(ID, Amendment.of(title="提燈碼頭今天啟用", date=datetime.date(2026, 4, 3)))
    answer = desk.answer(question)
    assert "27 班" in answer.text
    (citation, *_) = answer.citations
    assert (citation.title, citation.date) == ("提燈碼頭今天啟用", datetime.date(2026, 4, 3))
    assert TEXT[citation.start : citation.end] == citation.quote


def test_a_preview_shows_what_an_ingest_would_do_and_does_nothing(
    encoder: SentenceEncoder, file: Path, home: Path
) -> None:
    ingester = Ingester(home, encoder)
    first = ingester.preview(file, TEXT.encode(), amendment=Amendment.of(title="提燈碼頭今天啟用"))
    assert not home.exists()
    assert (first.replaces, first.missing, first.release.title) == (None, [], "提燈碼頭今天啟用")
    assert [line.text for line in first.lines if line.is_heading] == list(HEADINGS)
    assert "方詠詩" in [line.text for line in first.lines]
    report = ingester.ingest([file], amendment=Amendment.of(title="提燈碼頭今天啟用"))
    assert (len(first.passages), first.sentences) == (report.passages, report.sentences)
    assert stored(home) == first.release
    before = revision(home)
    second = ingester.preview(file, TEXT.replace("泊位安排", "六個泊位").encode("big5hkscs"))
    assert (second.replaces, second.release.id, second.release.overridden) == (ID, ID, ("title",))
    assert "六個泊位" in second.release.headings
    assert revision(home) == before
    assert "六個泊位" not in stored(home).text
    with pytest.raises(SourceEmpty):
        ingester.preview(file, b"\n")
    bare = ingester.preview(home / "bare.txt", "只有一段文字，沒有標題，也沒有日期。".encode())
    assert bare.missing == ["title", "date", "organisation", "contact"]
    filled = ingester.preview(home / "bare.txt", "只有一段文字，沒有標題。".encode(), amendment=Amendment.of(**GIVEN))
    assert filled.missing == []


def test_one_writer_at_a_time_and_a_preview_beside_it(encoder: SentenceEncoder, file: Path, home: Path) -> None:
    ingester = Ingester(home, encoder)
    ingester.ingest([file])
    with FileLock(home / "ingest.lock"):
        assert ingester.preview(file, TEXT.encode()).replaces == ID
        for work in (lambda: ingester.amend(ID, Amendment.of(title="x")), ingester.rebuild):
            with pytest.raises(IndexBusy):
                work()
    assert stored(home).overridden == ()


def test_a_database_without_overrides_is_opened_and_gets_them(encoder: SentenceEncoder, file: Path, home: Path) -> None:
    ingester = Ingester(home, encoder)
    ingester.ingest([file])
    passages = cut(home)
    made_older(home, 2)
    assert "27 班" in Desk(Settings(home=home), encoder).answer("提燈碼頭每日有多少班渡輪？").text
    assert ingester.ingest([file]).unchanged == [ID]
    assert (stored(home).overridden, cut(home)) == ((), passages)
    ingester.amend(ID, Amendment.of(organisation="提燈航運"))
    assert stored(home).organisation == "提燈航運"


@cache
def _small_chunker() -> Chunker:
    """Twenty tokens of four characters: everything has to be cut."""
    return Chunker(lambda text: (len(text) + 3) // 4, 20)


_BLOCKS = st.sampled_from([*TEXT.split("\n\n"), "| 範疇 | 數目 |\n| --- | ---: |\n| 新材料 | 88 |", "# 標題\n## 小標題", "\f", "第 3 頁", "ＧＭＰ 潔淨室\u200b落成", "無標點的長文字" * 40])  # fmt: skip
_TEXTS = st.one_of(st.lists(_BLOCKS, max_size=8).map("\n\n".join), st.text(max_size=300))


@settings(max_examples=300, deadline=None)
@given(_TEXTS, st.booleans(), st.data())
def test_offsets_fit_whatever_lines_are_headings(text: str, markdown: bool, data: st.DataObject) -> None:
    structure = structure_of("r.md" if markdown else "r.txt", text)
    read = read_lines(text, structure)
    lines = sorted(read.texts)
    choice = st.lists(st.sampled_from(lines), max_size=6, unique=True) if lines else st.just([])
    title = data.draw(st.one_of(st.none(), st.just("一個標題"), *([st.sampled_from(lines)] if lines else [])))
    given = Overrides(title=title, headings=tuple(data.draw(choice)))
    release, repaired, parts = recognise("r", "r.txt", text, structure, given)
    assert release.text == text
    assert set(release.headings) == set(given.headings or ())
    assert not any(part.heading and part.heading not in release.headings for part in parts)
    covered = {i for part in parts for i in range(part.start, part.end)}
    for line in read.lines:
        if line.table is not None or line.text not in release.headings:
            assert set(range(line.start, line.end)) <= covered
    end = 0
    for passage in _small_chunker().passages(release, repaired, parts):
        assert end <= passage.start < passage.end <= len(text)
        end = passage.end
        for sentence in passage.sentences:
            assert passage.start <= sentence.start < sentence.end <= passage.end
            quote = text[sentence.start : sentence.end]
            first, last = repaired.position(sentence.start), repaired.position(sentence.end - 1)
            # The quote begins and ends with the characters that were read there.
            assert repaired.span(first, last + 1) == (sentence.start, sentence.start + len(quote))


@given(_TEXTS, st.lists(st.text(max_size=8), max_size=4), st.booleans())
def test_headings_of_another_text_are_left_out(text: str, headings: list[str], markdown: bool) -> None:
    lines = read_lines(text, structure_of("r.md" if markdown else "r.txt", text)).texts
    fitted = Amendment.of().applied(Overrides(title="x", headings=tuple(headings)), lines)
    assert fitted.title == "x"
    left = [heading for heading in headings if heading in lines]
    assert list(fitted.headings or ()) == left
    assert (fitted.headings is None) == (bool(headings) and not left)
    assert NO_OVERRIDES.fitted(lines) == NO_OVERRIDES
