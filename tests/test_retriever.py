"""Retrieval on a real index: both scripts, both languages, filters, and what is not there."""

import datetime
from pathlib import Path

import pytest

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.errors import BadQuestion
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.release import ReleaseType
from pressdesk.rag.chain import Ask, ReleaseRetriever
from pressdesk.rag.corrections import Corrections
from pressdesk.rag.explain import explained
from pressdesk.rag.filters import Filters
from pressdesk.rag.kinds import holds
from pressdesk.rag.question import AnswerType, read_question
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [("潮汐大樓的造價是多少？", "潮汐大楼的造价是多少？"), ("灣畔居的月租由多少元起？", "湾畔居的月租由多少元起？")],
)
def test_both_scripts_find_the_same_passages(desk: Desk, traditional: str, simplified: str) -> None:
    one, other = ([(hit.release_id, hit.start) for hit in desk.search(q).hits] for q in (traditional, simplified))
    assert one[0] in other[:3]
    assert other[0] in one[:3]


def test_a_question_finds_passages_in_the_other_language(desk: Desk) -> None:
    english = desk.search("How many GMP clean rooms will Egret Isle have?", filters=Filters(language="zh"))
    assert english.hits[0].release_id == "2026-01-28-egret-isle.zh-Hant"
    chinese = desk.search("綠色基金最多資助每間公司多少港元？", filters=Filters(language="en"))
    assert chinese.hits[0].release_id == "2026-03-25-carbon.en"


def test_hits_are_stretches_of_their_releases(desk: Desk) -> None:
    for hit in desk.search("人工智能", k=100).hits:
        assert desk.release(hit.release_id).text[hit.start : hit.end] == hit.text


def test_fewer_are_found_than_asked_for_where_there_are_not_so_many(encoder: SentenceEncoder, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.txt").write_text("創新港今日公布一項計劃，共有十間公司參加。", encoding="utf-8")
    Ingester(tmp_path / "home", encoder).ingest([tmp_path / "in"])
    desk = Desk(Settings(home=tmp_path / "home"), encoder)
    for question in ("有多少間公司參加？", "How many companies take part?", "12345"):
        assert [hit.release_id for hit in desk.search(question, k=20).hits] == ["one"]


def test_an_empty_index_refuses(encoder: SentenceEncoder, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("創新港今日公布一項計劃，共有十間公司參加。", encoding="utf-8")
    ingester = Ingester(tmp_path / "home", encoder)
    ingester.ingest([tmp_path / "one.txt"])
    ingester.remove("one")
    answer = Desk(Settings(home=tmp_path / "home"), encoder).answer("有多少間公司參加？")
    assert answer.refused
    assert answer.passages == ()
    for question in ("上個月的新聞稿", "2025 年有多少間？"):
        for filters in (Filters(), Filters(type=ReleaseType.SPEECH)):
            found = Desk(Settings(home=tmp_path / "home"), encoder).search(question, filters=filters)
            assert found.hits == found.notices == ()


def test_filters_hold_for_every_hit(desk: Desk) -> None:
    day = datetime.date(2026, 1, 14)
    for hit in desk.search("有多少間企業？", k=100, filters=Filters(date_from=day, date_to=day)).hits:
        assert hit.date == day
    only = Filters(release_ids=frozenset({"2026-03-25-carbon.en"}))
    assert {hit.release_id for hit in desk.search("有多少間企業？", k=100, filters=only).hits} == {
        "2026-03-25-carbon.en"
    }


def test_the_chain_and_the_retriever_are_langchains(desk: Desk) -> None:
    chain = desk._current().chain
    ask = Ask("潮汐大樓的造價是多少？", 3)
    snapshots = list(chain.stream(ask))
    assert snapshots[-1].complete
    assert chain.invoke(ask).text == snapshots[-1].text == chain.batch([ask])[0].text
    retriever = desk._current().retriever
    assert isinstance(retriever, ReleaseRetriever)
    documents = retriever.invoke("潮汐大樓的造價是多少？")
    assert [d.page_content for d in documents] == [hit.text for hit in desk.search("潮汐大樓的造價是多少？").hits]
    assert documents[0].metadata["release_id"] == "2025-09-08-tidal-building.zh-Hant"


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("潮汐大樓的造價是多少？", AnswerType.AMOUNT),
        ("有多少間企業？", AnswerType.NUMBER),
        ("什么时候截止申请？", AnswerType.DATE),
        ("新任行政總裁是誰？", AnswerType.PERSON),
        ("开放日在哪里举行？", AnswerType.PLACE),
        ("How much does it cost?", AnswerType.AMOUNT),
        ("What is the phone number?", AnswerType.PHONE),
        ("What percentage was let?", AnswerType.PERCENT),
        ("Who should I email?", AnswerType.EMAIL),
        ("開放日幾點開始？", AnswerType.TIME),
        ("At what time does the shuttle stop?", AnswerType.TIME),
        ("抄表員今年多大年紀？", AnswerType.AGE),
        ("How old is the director?", AnswerType.AGE),
    ],
)
def test_what_a_question_asks_for(question: str, asks: AnswerType) -> None:
    assert asks in read_question(question).asks


@pytest.mark.parametrize(
    ("kind", "has", "has_not"),
    [
        (AnswerType.AMOUNT, "造價 14.6 億元", "樓高 20 層"),
        (AnswerType.AMOUNT, "It cost HK$1.46 billion", "It has 20 storeys"),
        (AnswerType.DATE, "由 5 月 4 日起", "共享實驗室延長開放"),
        (AnswerType.DATE, "on 8 September 2025", "the building opened"),
        (AnswerType.TIME, "開放至晚上十一時", "每 20 分鐘一班"),
        (AnswerType.AGE, "現年 45 歲", "抄表 22 年"),
        (AnswerType.AGE, "a 45-year-old nurse", "for 22 years"),
        (AnswerType.TIME, "from 9 am to 9 pm", "it takes 12 minutes"),
        (AnswerType.NUMBER, "首批九間公司", "多間公司"),
        (AnswerType.PERCENT, "出租率已達 97%", "出租率甚高"),
        (AnswerType.PERCENT, "提高至九成", "大幅提高"),
        (AnswerType.PHONE, "電話：+852 5550 0142", "電話查詢"),
        (AnswerType.EMAIL, "電郵：a@lanwan.example", "電郵通知"),
    ],
)
def test_whether_a_sentence_has_it(kind: AnswerType, has: str, has_not: str) -> None:
    assert holds(kind, has)
    assert not holds(kind, has_not)


@pytest.mark.parametrize("raw", ["", "  ", "？！", "🙂", "\x00\x01", "x" * 2001])
def test_what_is_no_question(raw: str) -> None:
    with pytest.raises(BadQuestion) as raised:
        read_question(raw)
    assert raised.value.remedy


def test_a_correction_is_told_of_the_release_that_it_names_and_no_other(desk: Desk) -> None:
    corrections = Corrections(desk.releases(), desk.links())
    corrected = desk.answer("2025 年度整個園區合共申請了幾多項專利？")
    assert {citation.release_id for citation in corrected.citations} >= {"2025-12-04-annual-figures.zh-Hant"}
    assert sum("2025-12-11" in notice for notice in corrected.notices) == 1
    other = desk.answer("潮汐大樓的造價是多少？")
    assert corrections.noted(other) == other


@pytest.mark.parametrize(
    ("query", "words", "reason"),
    [
        ("潮汐大樓的造價是多少？", {"潮汐大樓", "造價"}, "有這些字詞：潮汐大樓、造價"),
        ("潮汐大楼的造价是多少？", {"潮汐大楼", "造价"}, "有这些字词：潮汐大楼、造价"),
        ("How much did the Tidal Building cost to build?", {"tidal", "building", "cost"}, "has these words: "),
    ],
)
def test_each_hit_is_explained(desk: Desk, query: str, words: set[str], reason: str) -> None:
    retrieved = desk.search(query, 8)
    hits = explained(retrieved)
    assert [hit.passage_id for hit in hits] == [hit.passage_id for hit in retrieved.hits]
    for hit in hits:
        why = hit.explanation
        assert why
        assert sum(why.components.values()) == pytest.approx(hit.score, abs=0.01)
        assert why.components["passage"] == why.dense
        assert why.components["sentence"] == why.sentence
        assert (why.lexical > 0) == bool(why.components["words"])
    own = next(hit.explanation for hit in hits if hit.release_id.startswith("2025-09-08-tidal-building"))
    assert own
    assert words <= {word.split(" = ")[0] for word in own.words}
    assert reason in own.reason


def test_a_word_found_by_its_translation_is_shown_with_it(desk: Desk) -> None:
    hits = explained(desk.search("How high is the Tidal Building?", 20))
    chinese = next(hit for hit in hits if hit.release_id == "2025-09-08-tidal-building.zh-Hant")
    assert chinese.explanation
    assert "building = 潮汐大樓" in chinese.explanation.words
