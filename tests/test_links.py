"""What releases are to one another, and what answers and pages make of it. The releases here are made up."""

import shutil
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import httpx
import pytest

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.errors import UnknownRelease
from pressdesk.ingest.links.link import Link, LinkKind
from pressdesk.ingest.links.linking import current_links, link
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.release import Release
from pressdesk.ingest.store import Store
from pressdesk.rag.filters import Filters
from pressdesk.ui.conversations.still_said import still_said
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings

from .conftest import CORPUS, serving

CONTACT = "傳媒查詢\n{name}\n電郵：{mail}\n"
CHINESE = f"""# 提燈碼頭啟用　每日開出 27 班渡輪

（香港，2026年4月2日）提燈碼頭今日啟用，每日開出 27 班渡輪，可載客 5,400 人次。

碼頭造價 3,870 萬元，工程歷時 19 個月，由程樂民工程師設計。候船大堂設有 120 個座位和一間哺乳室。

首 30 日乘客可免費乘搭，其後成人票價為 14.5 元，長者半價。

{CONTACT.format(name="高靜儀", mail="press@lanternpier.example")}"""
ENGLISH = """# Lantern Pier opens with 27 ferries a day

(Hong Kong, 2 April 2026) Lantern Pier opened today. It has 27 ferries a day, which can carry 5,400 passengers.

The pier cost HK$38.7 million, took 19 months to build and was designed by the engineer Ching Lok-man. Its waiting hall
has 120 seats and a nursing room.

Passages are free for the first 30 days; after that adults pay HK$14.50 and the elderly half of it.

Media enquiries
Ko Ching-yee
Email: press@lanternpier.example
"""
SAME_DAY = f"""# 提燈碼頭招聘 42 名船員

（香港，2026年4月2日）提燈碼頭公司今日展開招聘，共有 42 個船員職位，月薪 18,600 元起，六月底截止申請。

新人須受訓 11 星期，並考取本地船員證書，公司資助考試費 2,300 元。

{CONTACT.format(name="高靜儀", mail="press@lanternpier.example")}"""
SIMPLIFIED_PDF = """提灯码头启用　每日开出 27 班渡轮

（香港，2026年4月2日）提灯码头今日启用，每日开出 27 班渡
轮，可载客 5,400 人次。

码头造价 3,870 万元，工程历时 19 个月，由程乐民工程师设计。候船大堂
设有 120 个座位和一间哺乳室。

首 30 日乘客可免费乘搭，其后成人票价为 14.5 元，长者半价。

传媒查询
高静仪
电邮：press@lanternpier.example
"""
UPDATED = CHINESE.replace("# 提燈碼頭啟用", "# （更新）提燈碼頭啟用").replace("14.5 元", "12.8 元")
CORRECTION = f"""# 更正：提燈碼頭票價

（香港，2026年4月9日）本公司於 2026 年 4 月 2 日發出的新聞稿有誤，成人票價應為 13.5 元，特此更正。

{CONTACT.format(name="高靜儀", mail="press@lanternpier.example")}"""
OTHERS = CHINESE.replace("press@lanternpier.example", "press@elsewhere.example")

FILES = {
    "pier.zh.md": CHINESE,
    "pier.en.md": ENGLISH,
    "jobs.md": SAME_DAY,
    "pier-scan.txt": SIMPLIFIED_PDF,
    "pier-new.md": UPDATED,
    "correction.md": CORRECTION,
    "others.md": OTHERS,
}
EXPECTED = {
    Link("pier.zh", LinkKind.TRANSLATION, "pier.en"),
    Link("pier-scan", LinkKind.TRANSLATION, "pier.en"),
    Link("pier.zh", LinkKind.DUPLICATE, "pier-scan"),
    Link("pier-new", LinkKind.REPLACES, "pier.zh"),
    Link("pier-new", LinkKind.REPLACES, "pier-scan"),
    Link("correction", LinkKind.CORRECTS, "pier.zh"),
    Link("correction", LinkKind.CORRECTS, "pier.en"),
    Link("correction", LinkKind.CORRECTS, "pier-scan"),
    Link("correction", LinkKind.CORRECTS, "pier-new"),
    Link("correction", LinkKind.CORRECTS, "jobs"),
}


def written(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text(FILES[name], encoding="utf-8")
    return [folder / name for name in names]


def linked(home: Path) -> set[Link]:
    """The links as they are stored, each once, as the release that it begins with has it."""
    store = Store.open(home)
    try:
        assert store.links.unlinked() == []
        links = set(store.links.all())
    finally:
        store.close()
    assert {link.inverse for link in links} == links
    reverse = (LinkKind.CORRECTED_BY, LinkKind.REPLACED_BY)
    return {link for link in links if link.kind not in reverse}


def both(links: set[Link]) -> set[Link]:
    symmetric = {link.inverse for link in links if link.kind in (LinkKind.TRANSLATION, LinkKind.DUPLICATE)}
    return links | symmetric


@pytest.fixture(scope="module")
def pier_home(encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of all the releases here; tests only read it."""
    folder = tmp_path_factory.mktemp("pier")
    report = Ingester(folder / "home", encoder).ingest(written(folder / "files", *FILES))
    assert not report.failed
    return folder / "home"


@pytest.fixture(scope="module")
def pier(pier_home: Path, encoder: SentenceEncoder) -> Desk:
    return Desk(Settings(home=pier_home), encoder)


@pytest.fixture(scope="module")
def pier_url(pier_home: Path) -> Iterator[str]:
    with serving(pier_home) as url:
        yield url


def test_releases_are_linked_with_what_they_translate_repeat_correct_and_replace(pier_home: Path) -> None:
    found = linked(pier_home)
    # A translation of what was given out anew is one of the new version too, or not: both are right.
    new_version = {Link("pier-new", LinkKind.TRANSLATION, "pier.en"), Link("pier.en", LinkKind.TRANSLATION, "pier-new")}
    assert found - new_version == both(EXPECTED)


def test_the_links_are_the_same_in_whatever_order_releases_come_and_go(
    encoder: SentenceEncoder, tmp_path: Path, pier_home: Path
) -> None:
    ingester = Ingester(tmp_path / "home", encoder)
    names = list(FILES)
    for name in reversed(names):
        ingester.ingest(written(tmp_path / "files", name))
    assert linked(tmp_path / "home") == linked(pier_home)
    ingester.remove("pier.zh")
    left = linked(tmp_path / "home")
    assert not any("pier.zh" in (each.release_id, each.other_id) for each in left)
    ingester.ingest(written(tmp_path / "files", "pier.zh.md"))
    assert linked(tmp_path / "home") == linked(pier_home)


@pytest.mark.parametrize("order", list(permutations(["pier.zh.md", "pier.en.md", "jobs.md"])))
def test_a_better_partner_takes_the_place_of_a_worse_one(
    encoder: SentenceEncoder, tmp_path: Path, order: tuple[str, ...]
) -> None:
    ingester = Ingester(tmp_path / "home", encoder)
    for name in order:
        ingester.ingest(written(tmp_path / "files", name))
    assert linked(tmp_path / "home") == both({Link("pier.zh", LinkKind.TRANSLATION, "pier.en")})


def test_an_index_of_an_older_version_is_linked_in_memory_and_stored_with_the_next_ingest(
    pier_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(pier_home, home)
    store = Store.open(home)
    with store.transaction():
        for table in ("links", "bands", "linked"):
            store.connection.execute(f"DELETE FROM {table}")
        store.connection.execute("DELETE FROM meta WHERE key = 'links'")
    before, revision = set(store.links.all()), store.revision
    assert before == set() != set(current_links(store))
    assert store.revision == revision, "reading stores nothing"
    link(store)
    assert set(store.links.all()) == set(current_links(store))
    assert store.revision == revision + 1, "other links are another revision"
    link(store)
    assert store.revision == revision + 1
    store.close()
    assert linked(home) == linked(pier_home)


@pytest.mark.parametrize(
    ("changed", "is_one"),
    [
        (CHINESE.replace("3,870 萬元", "3,780 萬元"), False),
        (CHINESE.replace("2026年4月2日", "2026年4月3日"), False),
        (CHINESE.replace("press@lanternpier", "press@elsewhere"), False),
        (CHINESE.replace("。", "。\n").replace("，", ",\n"), True),
        (CHINESE.replace("3,870 萬元", "三千八百七十萬元"), True),
    ],
)
def test_the_same_text_is_the_same_in_every_figure(
    encoder: SentenceEncoder, tmp_path: Path, changed: str, is_one: bool
) -> None:
    (original,) = written(tmp_path / "files", "pier.zh.md")
    other = original.with_name("other.md")
    other.write_text(changed, encoding="utf-8")
    Ingester(tmp_path / "home", encoder).ingest([original, other])
    duplicates = {each for each in linked(tmp_path / "home") if each.kind is LinkKind.DUPLICATE}
    assert duplicates == (both({Link("pier.zh", LinkKind.DUPLICATE, "other")}) if is_one else set())


def test_what_comes_round_again_replaces_nothing(encoder: SentenceEncoder, tmp_path: Path) -> None:
    (first,) = written(tmp_path / "files", "jobs.md")
    again = first.with_name("again.md")
    again.write_text(SAME_DAY.replace("2026年4月2日", "2026年4月16日").replace("六月底", "七月底").replace("42", "57"))
    monthly = first.with_name("monthly.md")
    figures = {"42": "61", "18,600": "19,200", "11": "12", "2,300": "2,450", "2026年4月2日": "2026年4月23日"}
    text = SAME_DAY
    for old, new in figures.items():
        text = text.replace(old, new)
    monthly.write_text(text)
    Ingester(tmp_path / "home", encoder).ingest([first, again, monthly])
    assert linked(tmp_path / "home") == set()


def test_an_answer_cites_the_place_in_the_translation_too(desk: Desk) -> None:
    cost = {"en": "HK$1.46 billion", "zh-Hant": "14.6 億元"}
    for question in ("潮汐大樓的造價是多少？", "How much did the Tidal Building cost?"):
        answer = desk.answer(question)
        cited = [c for c in answer.citations if "tidal-building" in c.release_id]
        assert cited
        for citation in cited:
            (place,) = citation.translations
            other = desk.release(place.release_id)
            assert (other.language == "en") != (citation.language == "en")
            assert other.text[place.start : place.end] == place.quote
            assert cost[citation.language] in citation.quote
            assert cost[place.language] in place.quote


def test_a_translation_with_another_figure_is_not_cited_for_it(encoder: SentenceEncoder, tmp_path: Path) -> None:
    (chinese, english) = written(tmp_path / "files", "pier.zh.md", "pier.en.md")
    english.write_text(ENGLISH.replace("38.7 million, took 19", "37.8 million, took 91"), encoding="utf-8")
    Ingester(tmp_path / "home", encoder).ingest([chinese, english])
    desk = Desk(Settings(home=tmp_path / "home"), encoder)
    assert [kind for kind, _ in desk.linked("pier.zh")] == [LinkKind.TRANSLATION]
    cost = desk.answer("提燈碼頭的造價是多少？", filters=Filters(language="zh"))
    assert "3,870" in cost.citations[0].quote
    assert cost.citations[0].translations == ()
    fare = desk.answer("提燈碼頭的成人票價是多少？", filters=Filters(language="zh"))
    assert "14.50" in fare.citations[0].translations[0].quote


def test_the_same_text_under_two_files_is_cited_once_in_the_script_of_the_question(pier: Desk) -> None:
    for question, kept in (("提燈碼頭造價多少？", "pier.zh"), ("提灯码头造价多少？", "pier-scan")):
        hits = pier.search(question, 20).hits
        of_one = {"pier.zh": "pier-scan", "pier-scan": "pier.zh"}
        assert kept in {hit.release_id for hit in hits}
        assert of_one[kept] not in {hit.release_id for hit in hits}
        cited = [c.release_id for c in pier.answer(question).citations]
        assert of_one[kept] not in cited
        assert len(cited) == len(set(cited))


def test_a_former_version_is_quoted_with_a_notice(pier: Desk) -> None:
    answer = pier.answer("提燈碼頭的候船大堂有多少個座位？")
    assert {"pier.zh"} <= {c.release_id for c in answer.citations}
    assert any("新版本" in notice and "更新" in notice for notice in answer.notices)


def test_a_translation_that_is_withdrawn_is_gone_from_kept_answers(desk: Desk) -> None:
    answer = desk.answer("潮汐大樓的造價是多少？")
    gone = {place.release_id for citation in answer.citations for place in citation.translations}
    assert gone

    def release_of(release_id: str) -> Release:
        if release_id in gone:
            raise UnknownRelease(release_id)
        return desk.release(release_id)

    left = still_said(answer, release_of)
    assert left.withdrawn == left.changed == 0
    assert left.answer.sentences == answer.sentences
    assert all(citation.translations == () for citation in left.answer.citations)
    assert still_said(answer, desk.release).answer.citations == answer.citations


def test_a_release_tells_its_links_over_http_and_on_its_page(pier_url: str) -> None:
    document = httpx.get(f"{pier_url}/v1/releases/pier.zh").json()
    told = {(each["kind"], each["release_id"]) for each in document["links"]}
    assert told >= {
        ("translation", "pier.en"),
        ("duplicate", "pier-scan"),
        ("corrected-by", "correction"),
        ("replaced-by", "pier-new"),
    }
    listed = httpx.get(f"{pier_url}/v1/releases").json()["releases"]
    assert next(each for each in listed if each["id"] == "pier.zh")["links"] == document["links"]
    for language, words in (
        ("en", ["In English", "The same text", "Corrected by", "New version"]),
        ("zh-Hant", ["英文版", "相同文本", "其後更正", "新版本"]),
        ("zh-Hans", ["英文版", "相同文本", "其后更正", "新版本"]),
    ):
        page = httpx.get(f"{pier_url}/reader/pier.zh", params={"lang": language}).text
        assert all(word in page for word in words)
        assert page.count('href="/reader/pier.en"') == 1
    browse = httpx.get(f"{pier_url}/releases", params={"lang": "en"}).text
    assert "Also in English" in browse
    assert "Corrected" in browse


def test_what_the_corpus_is_known_to_hold_is_linked_and_nothing_else(corpus_home: Path) -> None:
    names = {path.name.split(".")[0] for path in CORPUS.glob("*.en.*")}
    pairs = {(f"{name}.zh-Hant", f"{name}.en") for name in names if (CORPUS / f"{name}.zh-Hant.txt").is_file()}
    expected = {Link(a, LinkKind.TRANSLATION, b) for a, b in pairs}
    expected |= {
        Link("2025-12-11-correction-annual-figures.zh-Hant", LinkKind.CORRECTS, "2025-12-04-annual-figures.zh-Hant")
    }
    assert linked(corpus_home) == both(expected)
