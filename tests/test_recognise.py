"""What a release is made of, seen in the sample corpus, in the real release, and in odd texts."""

import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pressdesk.ingest.dates import date_in_name, read_date
from pressdesk.ingest.language import detect_language
from pressdesk.ingest.read import structure_of
from pressdesk.ingest.recognise import recognise
from pressdesk.ingest.release import Part, PartKind, PressContact, Release, ReleaseType
from pressdesk.ingest.release_type import recognise_type

from .conftest import CORPUS


def _recognise(path: Path) -> tuple[Release, list[Part]]:
    text = path.read_text(encoding="utf-8")
    release, _, parts = recognise(path.stem, str(path), text, structure_of(path.name, text))
    assert release.text == text
    return release, parts


@pytest.mark.parametrize("path", sorted(CORPUS.glob("20*")), ids=lambda path: path.name)
def test_sample_releases(path: Path) -> None:
    """The file's name says date and language; every sample has all its parts."""
    release, parts = _recognise(path)
    assert str(release.date) == path.name[:10]
    assert release.language == path.name.split(".")[1]
    assert release.place.lower() in ("香港", "深圳", "hong kong")
    assert release.organisation in ("嵐灣創新港管理局", "岚湾创新港管理局", "Lanwan Innovation Harbour Authority")
    assert release.contact.name in ("曾可盈", "麥子軒", "麦子轩", "Tsang Ho-ying", "Mak Tsz-hin")
    assert release.contact.phone in ("+852 5550 0142", "+852 5550 0187")
    assert release.contact.email.endswith("@lanwan.example")
    assert release.is_correction == ("correction" in path.name)
    assert release.title in path.read_text(encoding="utf-8").replace("\u3000", " ")
    assert 4 <= len(release.headings) <= 9
    kinds = [part.kind for part in parts]
    assert kinds[0] is PartKind.NOTICE
    assert kinds.count(PartKind.TITLE) == 1
    assert kinds.count(PartKind.CONTACT) == 1
    assert PartKind.ABOUT in kinds
    assert (PartKind.TABLE in kinds) == (path.suffix == ".md")


def test_the_real_release(real_releases: Path) -> None:
    release, parts = _recognise(real_releases / "2026-02-25-hkstp-budget.zh-Hant.txt")
    assert release.date == datetime.date(2026, 2, 25)
    assert release.place == "香港"
    assert release.organisation == "香港科技園公司"
    assert release.title.startswith("香港科技園公司歡迎預算案")
    assert release.contact == PressContact("郭穎詩", "+852 2629 6850", "cecilia.kwok@hkstp.org")
    assert len(release.headings) == 7
    assert sum(part.kind is PartKind.ABOUT for part in parts) == 5


@pytest.mark.parametrize(
    ("title", "type"),
    [
        ("創新港公布 2025 年度財務報表", ReleaseType.PRESS_RELEASE),
        ("Harbour publishes its financial statement", ReleaseType.PRESS_RELEASE),
        ("行政總裁發表演說，談未來五年", ReleaseType.PRESS_RELEASE),
        ("Chief Executive's speech draws 300 guests", ReleaseType.PRESS_RELEASE),
        ("行政總裁在創科論壇的演辭（附圖）", ReleaseType.SPEECH),
        ("主席在开幕典礼的致辞全文", ReleaseType.SPEECH),
        ("董事长年会演讲", ReleaseType.SPEECH),
        ("Speech by the Chairman at the opening ceremony", ReleaseType.SPEECH),
        ("Opening remarks by the Chief Executive", ReleaseType.SPEECH),
        ("創新港就網上謠言的嚴正聲明", ReleaseType.STATEMENT),
        ("关于网上谣言的声明", ReleaseType.STATEMENT),
        ("Statement on the closure of the pilot plant", ReleaseType.STATEMENT),
        ("採訪邀請：夏日開放日", ReleaseType.MEDIA_INVITATION),
        ("傳媒邀請：潮汐大樓開幕", ReleaseType.MEDIA_INVITATION),
        ("媒体邀请：人才周", ReleaseType.MEDIA_INVITATION),
        ("Media invitation: speech by the Chief Executive", ReleaseType.MEDIA_INVITATION),
        ("更正啟事：2025 年度概覽", ReleaseType.CORRECTION),
        ("勘误：年度概览", ReleaseType.CORRECTION),
        ("Correction: figures of the annual overview", ReleaseType.CORRECTION),
        ("公告：共享實驗室暫停開放", ReleaseType.NOTICE),
        ("关于暂停开放的通知", ReleaseType.NOTICE),
        ("Notice of closure", ReleaseType.NOTICE),
    ],
)
def test_the_type_is_what_the_title_says(title: str, type: ReleaseType) -> None:
    release, _, _ = recognise("x", "x.txt", f"新聞稿\n\n{title}\n\n（香港，2026年1月2日）創新港今日公布多項安排。\n")
    assert release.title == title
    assert release.type is type


def test_the_type_is_what_a_label_above_the_title_says() -> None:
    for label, kind in (("演辭", ReleaseType.SPEECH), ("MEDIA INVITATION", ReleaseType.MEDIA_INVITATION)):
        assert recognise_type("嵐灣的下一個十年", f"{label}\n\n# 嵐灣的下一個十年\n\n各位來賓：") is kind
    assert recognise_type("嵐灣的下一個十年", "嵐灣的下一個十年\n\n演辭") is ReleaseType.PRESS_RELEASE


def test_front_matter_of_markdown_counts() -> None:
    text = "---\ntitle: Its own title\ndate: 2026-01-02\nurl: https://lanwan.example/1\n---\n\n# Heading\n\nBody text here.\n"
    release, _, parts = recognise("r", "r.md", text, structure_of("r.md", text))
    assert (release.title, release.date, release.url) == (
        "Its own title",
        datetime.date(2026, 1, 2),
        "https://lanwan.example/1",
    )
    assert [part.kind for part in parts] == [PartKind.TITLE, PartKind.BODY]


def test_a_text_that_is_no_release_is_one_body() -> None:
    release, _, parts = recognise("r", "notes.txt", "只有一段文字，沒有標題，也沒有日期。")
    assert (release.title, release.date, release.contact) == ("notes", None, PressContact())
    assert [part.kind for part in parts] == [PartKind.BODY]


@given(st.text(max_size=400), st.booleans())
@example("#", True)
@example("# \n\nBody.", True)
def test_any_text_is_recognised_as_something(text: str, markdown: bool) -> None:
    release, repaired, parts = recognise("r", "r.txt", text, structure_of("r.md" if markdown else "r.txt", text))
    assert release.text == text
    assert all(0 <= part.start < part.end <= len(repaired.text) for part in parts)
    assert all(a.end <= b.start for a, b in pairwise(parts))


@pytest.mark.parametrize(
    "written",
    ["2026年2月25日", "2026 年 2 月 25 日", "二〇二六年二月二十五日", "二零二六年二月廿五日", "25 February 2026", "February 25, 2026", "25th Feb 2026", "2026-02-25"],
)  # fmt: skip
def test_dates_as_releases_write_them(written: str) -> None:
    assert read_date(f"（香港，{written}）今日公布") == datetime.date(2026, 2, 25)


@pytest.mark.parametrize(
    ("text", "found"), [("2026 年內", None), ("二月", None), ("31 February 2026", None), ("", None)]
)
def test_what_is_no_date(text: str, found: None) -> None:
    assert read_date(text) is found


@pytest.mark.parametrize(
    ("name", "found"),
    [("a/2026-02-25-x.txt", datetime.date(2026, 2, 25)), ("20260225.txt", datetime.date(2026, 2, 25)), ("2026-13-45.txt", None), ("x.txt", None)],
)  # fmt: skip
def test_dates_in_names(name: str, found: datetime.date | None) -> None:
    assert date_in_name(name) == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("潮汐大樓的造價是多少？", "zh-Hant"),
        ("岚湾人才周提供多少个职位？", "zh-Hans"),
        ("How many companies are there?", "en"),
        ("INNOPOLE 是甚麼？", "zh-Hant"),
        ("公司 CEO", "zh-Hant"),
        ("Bayside Residence rent", "en"),
        ("企業は何社ありますか", "ja"),
        ("회사는 몇 개입니까", "ko"),
        ("Combien d'entreprises y a-t-il dans le parc ?", "fr"),
        ("12 + 3 = ?", "und"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_a_press_contact_in_a_table() -> None:
    text = (
        "# 提燈碼頭啟用\n\n（香港，2026年3月2日）提燈碼頭今日啟用，每日有 27 班渡輪，往來市區更方便。\n\n"
        "## 傳媒查詢\n\n| 聯絡人 | 程樂民 |\n| --- | --- |\n| 電話 | 2345 6789 |\n| 電郵 | press@lantern.example |\n"
    )
    release, _, parts = recognise("r", "r.md", text, structure_of("r.md", text))
    assert (release.contact.phone, release.contact.email) == ("2345 6789", "press@lantern.example")
    assert "程樂民" in release.contact.name
    assert [part.kind for part in parts][-1] is PartKind.CONTACT
