"""Words across languages: by the dictionary, and by what the sample corpus' own translations teach."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from pressdesk.ingest.embed import SentenceEncoder, Vectors, centred
from pressdesk.ingest.glossary import Glossary, learn_terms
from pressdesk.ingest.index import Index, open_index
from pressdesk.ingest.links.aligned import aligned_sentences
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.store import Store
from pressdesk.ingest.terms import terms
from pressdesk.rag.bridge import Alternative, Bridge
from pressdesk.rag.dictionary import Dictionary
from pressdesk.rag.filters import Filters
from pressdesk.rag.lexical import bridged_evidence
from pressdesk.rag.question import read_question
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings

from .conftest import CORPUS

RIGHT = {
    "bayside": {"湾畔居"},
    "bayside residence": {"湾畔居"},
    "board": {"董事局"},
    "chief executive": {"行政总裁"},
    "deputy": {"副行政总裁"},
    "deputy chief executive": {"副行政总裁"},
    "egret": {"鹭洲生命科学园", "鹭洲"},
    "egret isle": {"鹭洲"},
    "egret isle life science park": {"鹭洲生命科学园"},
    "harbour": {"创新港", "岚湾创新港管理局"},
    "hong kong": {"香港"},
    "lam": {"林兆康"},
    "lam siu hong": {"林兆康"},
    "lanwan": {"岚湾"},
    "lanwan innovation harbour authority": {"岚湾创新港管理局", "创新港"},
    "liha": {"岚湾创新港管理局", "创新港"},
    "lighthouse": {"灯塔中试厂"},
    "lighthouse pilot plant": {"灯塔中试厂"},
    "luk": {"陆敏仪"},
    "luk man yee": {"陆敏仪"},
    "set sail": {"起航计划"},
    "set sail programme": {"起航计划"},
    "tidal": {"潮汐大楼"},
    "tidal building": {"潮汐大楼"},
}
"""What the names of the sample corpus are called in Chinese, folded, by reading it."""


def opened(home: Path, encoder: SentenceEncoder) -> tuple[Store, Index]:
    store = Store.open(home)
    return store, open_index(home, store, Ingester(home, encoder).manifest)


@pytest.fixture(scope="module")
def corpus(corpus_home: Path, encoder: SentenceEncoder) -> tuple[Store, Index]:
    return opened(corpus_home, encoder)


def alternatives(bridge: Bridge, question: str) -> dict[str, tuple[Alternative, ...]]:
    return {word.word: word.alternatives for word in bridge.across(read_question(question))}


def terms_of(index: Index) -> dict[str, set[str]]:
    return {term.english: set(term.chinese) for term in index.glossary.terms}


def titles_linked(store: Store, index: Index) -> set[tuple[str, str]]:
    """Of the aligned pairs, those of titles."""

    def vectors(language: str, ids: Sequence[int]) -> Vectors:
        group = index.groups[language]
        return centred(group.sentences.vectors(ids), group.sentence_statistics.mean)

    titles = {release.title for release in store.releases()}
    return {pair for pair in aligned_sentences(store, vectors) if set(pair) <= titles}


def test_the_dictionary_goes_both_ways(dictionary: Dictionary) -> None:
    bridge = Bridge(dictionary)
    english = alternatives(bridge, "How many research institutes in 2026?")
    assert ("研究",) in english["research"]
    assert english["2026"] == (("2026",),)
    chinese = alternatives(bridge, "大樓的造價是多少？")
    assert ("build",) in chinese["大楼"]
    assert ("construct", "cost") in chinese["造价"]


def test_names_of_places_go_by_their_pinyin(dictionary: Dictionary) -> None:
    bridge = Bridge(dictionary)
    assert ("成都",) in alternatives(bridge, "Where in Chengdu?")["chengdu"]
    assert ("chengdu",) in alternatives(bridge, "成都在哪裡？")["成都"]


def test_a_term_of_several_words_stands_for_each_of_them(dictionary: Dictionary) -> None:
    found = alternatives(Bridge(dictionary), "artificial intelligence")
    assert ("人工", "工智", "智能") in found["artificial"]
    assert ("人工", "工智", "智能") in found["intelligence"]


@pytest.mark.parametrize(
    ("british", "american", "headword"),
    [("centre", "center", "中心"), ("organisation", "organization", "组织"), ("colour", "color", "颜色")],
)
def test_both_spellings_of_english(dictionary: Dictionary, british: str, american: str, headword: str) -> None:
    bridge = Bridge(dictionary)
    for spelling in (british, american):
        assert (headword,) in alternatives(bridge, f"the {spelling}")[spelling]
        assert tuple(terms(spelling)) in alternatives(bridge, headword)[headword]


def test_the_dictionary_is_made_once_and_does_without_a_cache(tmp_path: Path) -> None:
    made = Dictionary.open(tmp_path / "cache").glosses(["大楼"])
    (table,) = (tmp_path / "cache").glob("*.db")
    written = table.stat().st_mtime_ns
    assert Dictionary.open(tmp_path / "cache").glosses(["大楼"]) == made
    assert table.stat().st_mtime_ns == written
    table.write_bytes(b"not a database")
    assert Dictionary.open(tmp_path / "cache").glosses(["大楼"]) == made


def test_releases_are_linked_with_their_translations_and_no_others(corpus: tuple[Store, Index]) -> None:
    store, index = corpus
    by_slug: dict[str, dict[str, str]] = {}
    for release in store.releases():
        by_slug.setdefault(Path(release.source).name.split(".")[0], {})[release.language] = release.title
    assert titles_linked(store, index) == {
        (titles["zh-Hant"], titles["en"]) for titles in by_slug.values() if len(titles) == 2
    }


def test_what_the_corpus_teaches_is_right(corpus: tuple[Store, Index]) -> None:
    learned = terms_of(corpus[1])
    assert {name: strings for name, strings in learned.items() if not strings <= RIGHT.get(name, set())} == {}
    assert {"tidal building", "lighthouse pilot plant", "set sail programme", "luk man yee", "liha"} <= learned.keys()


def test_an_acronym_finds_chinese_passages_without_it(corpus: tuple[Store, Index], dictionary: Dictionary) -> None:
    store, index = corpus
    question = read_question("Which year was LIHA founded?")
    founded = [
        i
        for i, reading, language in store.readings()
        if language == "zh-Hant" and "2012" in reading and "成立" in reading and "LIHA" not in reading
    ]
    there = np.isin(index.lexical.ids, list(index.groups["zh"].owners))
    taught = bridged_evidence(
        index.lexical, Bridge(dictionary).over(index.lexical, index.glossary).across(question), 10, there
    )
    untaught = bridged_evidence(index.lexical, Bridge(dictionary).across(question), 10, there)
    assert founded
    for i in founded:
        assert taught.of([i])[i] > untaught.of([i])[i]


def test_names_in_english_are_asked_of_chinese_releases(desk: Desk) -> None:
    approved = desk.search("Did LIHA's board approve the appointment unanimously?", filters=Filters(language="zh"))
    assert "獲一致通過" in approved.hits[0].text
    assert "LIHA" not in approved.hits[0].text
    retired = desk.search("How will Luk Man-yee spend her retirement?", filters=Filters(language="zh")).hits[0]
    assert "郊遊徑" in retired.text


def test_the_share_of_a_passage_is_what_its_words_say(corpus: tuple[Store, Index], dictionary: Dictionary) -> None:
    store, index = corpus
    bridge = Bridge(dictionary).over(index.lexical, index.glossary)
    for question, far in (
        ("How much did the Tidal Building cost?", "zh"),
        ("綠色基金最多資助每間公司多少港元？", "en"),
    ):
        readings = {i: reading for i, reading, language in store.readings() if language.startswith(far)}
        there = np.isin(index.lexical.ids, list(readings))
        evidence = bridged_evidence(index.lexical, bridge.across(read_question(question)), 10, there)
        shares = evidence.of(list(readings))
        assert evidence.proposed <= readings.keys()
        assert max(shares.values()) > 0
        assert shares == pytest.approx({i: evidence.said(reading) for i, reading in readings.items()}, abs=1e-5)
        others = shares.keys() - evidence.proposed
        assert min(shares[i] for i in evidence.proposed) >= max(shares[i] for i in others)


def test_rows_with_all_terms(corpus: tuple[Store, Index]) -> None:
    store, index = corpus
    having = {i: set(terms(reading)) for i, reading, _ in store.readings()}
    for wanted in (["潮汐", "汐大", "大楼"], ["harbour", "tidal"], ["harbour", "潮汐"], ["nowhere"], []):
        rows = index.lexical.rows_with(wanted)
        expected = {i for i, present in having.items() if wanted and set(wanted) <= present}
        assert {int(i) for i in index.lexical.ids[rows]} == expected


def test_one_language_teaches_nothing(encoder: SentenceEncoder, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for path in [*CORPUS.glob("*tidal*.zh-Hant.txt"), *CORPUS.glob("*penghai*")]:
        shutil.copy(path, tmp_path / "in")
    Ingester(tmp_path / "home", encoder).ingest([tmp_path / "in"])
    assert opened(tmp_path / "home", encoder)[1].glossary == Glossary()
    desk = Desk(Settings(home=tmp_path / "home"), encoder)
    assert desk.search("How much did the building cost?", k=1).hits


def test_two_short_releases_teach_nothing_wrong(encoder: SentenceEncoder, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(
        "（香港，2026年3月2日）創新港今日公布一項計劃，共有十間公司參加。", encoding="utf-8"
    )
    (tmp_path / "in" / "b.txt").write_text(
        "(Hong Kong, 2 March 2026) The Harbour announced a programme today. Ten companies take part.", encoding="utf-8"
    )
    Ingester(tmp_path / "home", encoder).ingest([tmp_path / "in"])
    assert opened(tmp_path / "home", encoder)[1].glossary == Glossary()
    desk = Desk(Settings(home=tmp_path / "home"), encoder)
    assert {hit.release_id for hit in desk.search("How many companies take part?", k=9).hits} == {"a", "b"}


def test_unrelated_releases_of_one_day_are_not_linked(encoder: SentenceEncoder, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(CORPUS / "2025-09-08-tidal-building.en.txt", tmp_path / "in")
    same_day = (CORPUS / "2026-04-16-tidal-occupancy.zh-Hant.txt").read_text(encoding="utf-8")
    dated = same_day.replace("2026年4月16日", "2025年9月8日")
    assert dated != same_day
    (tmp_path / "in" / "occupancy.txt").write_text(dated, encoding="utf-8")
    ingester = Ingester(tmp_path / "home", encoder)
    ingester.ingest([tmp_path / "in"])
    store, index = opened(tmp_path / "home", encoder)
    assert len({release.date for release in store.releases()}) == 1
    assert index.glossary == Glossary()
    assert titles_linked(store, index) == set()
    shutil.copy(CORPUS / "2025-09-08-tidal-building.zh-Hant.txt", tmp_path / "in")
    ingester.ingest([tmp_path / "in"])
    store, index = opened(tmp_path / "home", encoder)
    ((chinese, english),) = titles_linked(store, index)
    assert "潮汐大樓正式啟用" in chinese
    assert "Tidal Building opens" in english


def test_a_release_that_goes_takes_its_terms_along(encoder: SentenceEncoder, corpus_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(corpus_home, home)
    before = terms_of(opened(home, encoder)[1])
    Ingester(home, encoder).remove("2026-06-09-chief-executive.en")
    store, index = opened(home, encoder)
    after = terms_of(index)
    assert "luk man yee" in before
    assert "luk man yee" not in after
    assert "tidal building" in after
    (kept,) = (home / "index").glob("*/glossary.json")
    assert Glossary.model_validate_json(kept.read_text(encoding="utf-8")) == index.glossary
    kept.unlink()
    assert open_index(home, store, Ingester(home, encoder).manifest).glossary == index.glossary


def test_short_forms_come_from_parentheses_and_not_from_any() -> None:
    pairs = [
        ("香港科技園公司（科技園公司）今日公布計劃。", "Hong Kong Science Parks Corporation (HKSPC) announced a plan."),
        (
            "香港科技園公司（下稱「科技園公司」）表示歡迎。",
            "We welcome it, said Hong Kong Science Parks Corporation (2026).",
        ),
        ("香港科技園公司（二零二六年）有新大樓。", "A block opens at Hong Kong Science Parks Corporation (new)."),
        ("香港科技園公司招聘員工。", "Staff are wanted by Hong Kong Science Parks Corporation."),
    ]
    learned = {term.english: set(term.chinese) for term in learn_terms(pairs).terms}
    assert learned["hkspc"] == {"香港科技园公司", "科技园公司"}
    assert learned["hong kong science parks corporation"] == {"香港科技园公司", "科技园公司"}
    assert not {"2026", "new"} & learned.keys()
