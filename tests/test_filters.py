"""Which releases are looked in and which come first: filters, what the question says of time, title and organisation,
corrections and ties, through the real retriever."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.errors import BadFilter
from pressdesk.ingest.links.corrected import corrected_by
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.release import Release, ReleaseType
from pressdesk.rag.corrections import Corrections
from pressdesk.rag.filters import Filters
from pressdesk.rag.precedence import CORRECTION_REACH, precedence
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings

JUNE = date(2026, 6, 30)
ANNUAL, CORRECTION = "2025-12-04-annual-figures.zh-Hant", "2025-12-11-correction-annual-figures.zh-Hant"
BODY = "今日公布一項培訓計劃，共有十間公司參加，為期兩年，每間公司獲資助五十萬元。"


@pytest.fixture(scope="module")
def june(encoder: SentenceEncoder, corpus_home: Path) -> Desk:
    """The sample corpus, asked at the end of June 2026."""
    return Desk(Settings(home=corpus_home), encoder, clock=lambda: JUNE)


def desk_of(folder: Path, encoder: SentenceEncoder, texts: Mapping[str, str], today: date = JUNE) -> Desk:
    (folder / "in").mkdir()
    for name, text in texts.items():
        (folder / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    Ingester(folder / "home", encoder).ingest([folder / "in"])
    return Desk(Settings(home=folder / "home"), encoder, clock=lambda: today)


def found(desk: Desk, question: str, filters: Filters | None = None) -> list[str]:
    """Ids of the releases of all passages found, in the order of the first of each."""
    hits = desk.search(question, 100, filters or Filters()).hits
    return list(dict.fromkeys(hit.release_id for hit in hits))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(date_from=date(2026, 6, 18)), {"2026-06-18-open-day.zh-Hant"}),
        (Filters(date_to=date(2025, 9, 8)), {"2025-09-08-tidal-building.en", "2025-09-08-tidal-building.zh-Hant"}),
        (Filters(type=ReleaseType.CORRECTION), {CORRECTION}),
        (Filters(language="zh-hans"), {"2025-11-20-penghai-mou.zh-Hans", "2026-03-12-talent-week.zh-Hans"}),
        (Filters(language="zh-CN"), {"2025-11-20-penghai-mou.zh-Hans", "2026-03-12-talent-week.zh-Hans"}),
        (Filters(date(2026, 6, 9), date(2026, 6, 9), "en"), {"2026-06-09-chief-executive.en"}),
        (Filters(date_from=date(2026, 6, 1), organisation="岚湾创新港"), {"2026-06-09-chief-executive.zh-Hant", "2026-06-18-open-day.zh-Hant"}),
        (Filters(date_from=date(2026, 6, 1), organisation="INNOVATION"), {"2026-06-09-chief-executive.en"}),
    ],
)  # fmt: skip
def test_every_hit_passes_the_filters(june: Desk, filters: Filters, expected: set[str]) -> None:
    assert set(found(june, "有多少間企業？", filters)) == expected


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"date_from": date(2026, 2, 2), "date_to": date(2026, 2, 1)}, "from"),
        ({"language": "Chinese!"}, "language"),
        ({"language": "zh-Latn"}, "language"),
    ],
)
def test_bad_filters_name_their_field(values: dict[str, date | str], field: str) -> None:
    with pytest.raises(BadFilter, match=f"^{field}: ") as raised:
        Filters(**values)  # type: ignore[arg-type]
    assert raised.value.field == field
    assert raised.value.remedy


@pytest.mark.parametrize(
    ("question", "expected", "says"),
    [
        ("上個月發布的新聞稿說了甚麼？", {"2026-05-07", "2026-05-21"}, "只查找了日期在 2026-05-01 至 2026-05-31 的新聞稿"),
        ("3 月 12 日的新聞稿說了甚麼？", {"2026-03-12"}, "只查找了日期在 2026-03-12 的新聞稿"),
        ("2025年10月之前的新闻稿说了什么？", {"2025-09-08"}, "2025-09-30 或以前"),
        ("What was announced in December 2025?", {"2025-12-04", "2025-12-11"}, "Only releases dated 2025-12-01 to 2025-12-31"),
        ("press releases since 10 June 2026", {"2026-06-18"}, "2026-06-10 or later"),
    ],
)  # fmt: skip
def test_a_question_for_releases_of_certain_days_gets_those(
    june: Desk, question: str, expected: set[str], says: str
) -> None:
    retrieved = june.search(question, 100)
    assert {str(hit.date) for hit in retrieved.hits} == expected
    assert says in retrieved.notices[0]
    assert june.answer(question).notices[0] == retrieved.notices[0]


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("2024 年 2 月的新聞稿有沒有談及潮汐大樓？", "沒有日期在 2024-02-01 至 2024-02-29 的新聞稿"),
        (
            "What did the releases of last week say of the Tidal Building?",
            "No release is dated 2026-06-22 to 2026-06-28",
        ),
    ],
)
def test_days_without_a_release_are_told_and_not_held_to(june: Desk, question: str, says: str) -> None:
    retrieved = june.search(question, 8)
    assert len(retrieved.hits) == 8
    assert says in retrieved.notices[0]


def test_filters_that_are_set_come_before_the_days_of_the_question(june: Desk) -> None:
    retrieved = june.search("上個月發布的新聞稿", 100, Filters(date_to=date(2025, 9, 30)))
    assert {str(hit.date) for hit in retrieved.hits} == {"2025-09-08"}
    assert retrieved.notices == ()
    nothing = june.search("上個月發布的新聞稿", 100, Filters(date_from=date(2030, 1, 1)))
    assert nothing.hits == ()
    assert nothing.notices == ("沒有新聞稿符合所設的篩選條件。",)


def test_a_day_that_the_text_may_speak_of_leaves_no_release_out(june: Desk) -> None:
    retrieved = june.search("How many patents were applied for in 2024?", 100)
    assert retrieved.notices == ()
    assert len({hit.date for hit in retrieved.hits}) > 10


def test_it_is_a_preference(encoder: SentenceEncoder, tmp_path: Path) -> None:
    desk = desk_of(tmp_path, encoder, {"2024-03-01-a": BODY, "2026-03-01-b": BODY})
    assert found(desk, "培訓計劃有多少間公司參加？")[0] == "2026-03-01-b"
    assert found(desk, "2024 年的培訓計劃有多少間公司參加？")[0] == "2024-03-01-a"
    assert set(found(desk, "2024 年的培訓計劃有多少間公司參加？")) == {"2024-03-01-a", "2026-03-01-b"}


def test_a_release_that_is_named_comes_first(encoder: SentenceEncoder, tmp_path: Path) -> None:
    titled = "{title}\n\n（香港，{day}）{body}\n"
    desk = desk_of(
        tmp_path,
        encoder,
        {
            "a": titled.format(title="創新港與鄰近五所中學合辦夏季科學培訓", day="2025年3月1日", body=BODY),
            "b": titled.format(title="創新港與本地十間企業合辦青年就業培訓", day="2026年3月1日", body=BODY),
        },
    )
    assert found(desk, "《創新港與鄰近五所中學合辦夏季科學培訓》一文，每間公司獲資助多少？")[0] == "a"
    assert found(desk, "《創新港與本地十間企業合辦青年就業培訓》一文，每間公司獲資助多少？")[0] == "b"


@pytest.mark.parametrize(
    ("named", "first"),
    [("東海科學園", "east"), ("東海园", "east"), ("ESP", "east"), ("西山城", "west"), ("WTC", "west")],
)
def test_the_organisation_that_is_named_comes_first(
    encoder: SentenceEncoder, tmp_path: Path, named: str, first: str
) -> None:
    text = (
        "{name}推出培訓計劃\n\n（香港，{day}）{name}（{short}）"
        + BODY
        + "\n\n傳媒查詢\n\n{name}\n\n電郵：press@{domain}\n"
    )
    east = {"name": "東海科學園", "short": "「東海園」；ESP", "domain": "east.example", "day": "2025年3月1日"}
    west = {"name": "西山科技城", "short": "「西山城」；WTC", "domain": "west.example", "day": "2026年3月1日"}
    desk = desk_of(tmp_path, encoder, {"east": text.format(**east), "west": text.format(**west)})
    assert found(desk, f"{named} 的培訓計劃有多少間公司參加？")[0] == first


def test_of_equal_passages_the_newest_comes_first_and_the_order_stays(encoder: SentenceEncoder, tmp_path: Path) -> None:
    dated = {f"2026-0{month}-01-{name}": BODY for name, month in (("x", 2), ("y", 5), ("z", 1))}
    # Those of no day may be of the day of any of the others: they are the same release once more.
    desk = desk_of(tmp_path, encoder, dated | {"undated-a": BODY, "undated-b": BODY})
    order = ["2026-05-01-y", "2026-02-01-x", "2026-01-01-z"]
    hits = desk.search("有多少間公司參加？", 100).hits
    assert [hit.release_id for hit in hits] == order
    assert [found(desk, "有多少間公司參加？") for _ in range(3)] == [order] * 3


@pytest.mark.parametrize(
    "question",
    [
        "2025 年度概覽的企業總數是多少？",
        "2025年度概览的企业总数是多少？",
        "園區合共有多少間企業？",
        "生命健康企業有多少間？",
        "How many companies are in the park in total according to the 2025 annual figures?",
    ],
)
def test_a_correction_comes_before_what_it_corrects(june: Desk, question: str) -> None:
    order = found(june, question)
    assert order.index(CORRECTION) < order.index(ANNUAL)


def test_a_correction_of_something_else_is_not_pulled_in(june: Desk) -> None:
    assert found(june, "園區企業最難填補的職位是甚麼？")[0] == ANNUAL
    assert found(june, "潮汐大樓的造價是多少？")[0].startswith("2025-09-08-tidal-building")


def test_which_release_a_correction_names() -> None:
    def release(name: str, day: date, title: str = "") -> Release:
        return Release(name, name, title or name, "", "zh-Hant", day, organisation="創新港")

    releases = [
        release("named", date(2025, 12, 4)),
        release("event", date(2025, 12, 8)),
        release("year-before", date(2024, 12, 4)),
        release("titled", date(2025, 11, 1), title="創新港公布全年訪客數字"),
        replace(
            release("correction", date(2025, 12, 11)),
            text="於 12 月 4 日發表的新聞稿有誤。12 月 8 日下午被發現。《創新港公布全年訪客數字》亦須更正。",
            type=ReleaseType.CORRECTION,
        ),
    ]
    assert set(corrected_by(releases[-1], releases)) == {"named", "titled"}


@dataclass(frozen=True)
class _Found:
    passage_id: int
    score: float
    share: float


@pytest.mark.parametrize(
    ("behind", "share", "overtakes"),
    [
        (1.0, 0.5, True),
        (CORRECTION_REACH + 0.1, 0.5, False),
        (1.0, 0.24, False),
        (1.0, 0.31, True),
        (0.0, 0.5, True),
        (-1.0, 0.5, False),
    ],
)
def test_a_correction_overtakes_within_reach_and_on_the_matter_alone(
    desk: Desk, behind: float, share: float, overtakes: bool
) -> None:
    releases = desk.releases()
    by_passage = {1: next(r for r in releases if r.id == ANNUAL), 2: next(r for r in releases if r.id == CORRECTION)}
    older, correction = _Found(1, 10.0, 0.5), _Found(2, 10.0 - behind, share)
    added = precedence([older, correction], by_passage.get, Corrections(releases, desk.links()))
    assert (2 in added) == overtakes
    if overtakes:
        assert correction.score + added[2] > older.score
