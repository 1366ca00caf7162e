"""Passages and sentences are exact stretches of the original, whatever the original is."""

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressdesk.ingest.chunk import Chunker
from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.read import structure_of
from pressdesk.ingest.recognise import recognise
from pressdesk.ingest.release import PartKind, Passage
from pressdesk.ingest.repair import close_up
from pressdesk.ingest.sentence import split_sentences

from .conftest import CORPUS

_BLOCKS = st.sampled_from(
    [
        "潮汐大樓啟用 嵐灣添科研空間",
        "（香港，2025年9月8日）創新港今日公布，大樓樓高 20 層。造價為 14.6 億元！可容納 120 間企業？",
        "主席說：「第一句。第二句很長很長，長得要分開來看，才看得出它到底說了甚麼。第三句！」他又說：「好。」",
        "Dr. Ho said HK$1.2 million was spent. “It is done. We are glad.” No. 5 is next.",
        "[按此](#) 下載新聞圖片",
        "第 3 頁",
        "\f",
        "| 範疇 | 數目 |\n| --- | ---: |\n| 新材料 | 88 |\n| 微電子 | 72 |",
        "關於嵐灣創新港管理局",
        "傳媒查詢\n麥子軒\n電話：+852 5550 0187",
        "需時\n\n\n約 14 個月，然後",
        "無標點的長文字" * 40,
        "word " * 300,
        "😀👨‍👩‍👧‍👦 emoji 與𠮷字。",
    ]
)  # fmt: skip
_TEXTS = st.one_of(st.lists(_BLOCKS, max_size=8).map("\n\n".join), st.text(max_size=300))


@cache
def _small_chunker() -> Chunker:
    """Twenty tokens of four characters: everything has to be cut."""
    return Chunker(lambda text: (len(text) + 3) // 4, 20)


def _passages(chunker: Chunker, text: str, *, markdown: bool = False) -> list[Passage]:
    return chunker.passages(*recognise("r", "r.txt", text, structure_of("r.md" if markdown else "r.txt", text)))


@settings(max_examples=300, deadline=None)
@given(_TEXTS, st.booleans())
def test_offsets_are_exact_and_in_order(text: str, markdown: bool) -> None:
    passages = _passages(_small_chunker(), text, markdown=markdown)
    for before, after in pairwise(passages):
        assert before.end <= after.start
    for passage in passages:
        assert 0 <= passage.start < passage.end <= len(text)
        assert passage.sentences
        for sentence in passage.sentences:
            assert passage.start <= sentence.start < sentence.end <= passage.end
            if passage.kind not in (PartKind.TABLE, PartKind.CONTACT):
                # What is embedded for a sentence is what the original has there, but for repairs.
                bare = "".join(close_up(text[sentence.start : sentence.end]).split())
                assert len(bare) >= len("".join(sentence.reading.split())) - 8


@settings(max_examples=200, deadline=None)
@given(_TEXTS)
def test_passages_keep_to_the_limit(text: str) -> None:
    for passage in _passages(_small_chunker(), text):
        assert (len(passage.reading) + 3) // 4 <= 20 + 1  # the line end between heading and text


def test_no_word_of_a_body_is_lost(encoder: SentenceEncoder) -> None:
    chunker = Chunker(encoder.count_tokens, 384)
    for path in sorted(CORPUS.glob("20*")):
        text = path.read_text(encoding="utf-8")
        release, repaired, parts = recognise("r", str(path), text, structure_of(path.name, text))
        passages = chunker.passages(release, repaired, parts)
        covered = {i for passage in passages for i in range(passage.start, passage.end)}
        for part in parts:
            if part.kind in (PartKind.BODY, PartKind.ABOUT, PartKind.TABLE, PartKind.CONTACT):
                start, end = repaired.span(part.start, part.end)
                assert set(range(start, end)) <= covered, (path.name, text[start:end])


def test_passages_fit_the_model(encoder: SentenceEncoder) -> None:
    chunker = Chunker(encoder.count_tokens, encoder.max_tokens)
    long = "（香港，2026年1月1日）" + "創新港會繼續與各界攜手，推動產業升級，" * 400 + "完。"
    passages = _passages(chunker, long)
    assert len(passages) > 5
    assert all(encoder.count_tokens(passage.reading) <= encoder.max_tokens for passage in passages)


def test_a_table_row_is_read_with_its_column_names() -> None:
    text = (CORPUS / "2025-12-04-annual-figures.zh-Hant.md").read_text(encoding="utf-8")
    chunker = Chunker(len, 1000)
    table = next(p for p in _passages(chunker, text, markdown=True) if p.kind is PartKind.TABLE)
    assert [s.reading for s in table.sentences][3] == "範疇: 微電子; 企業數目（間）: 72; 從業員人數（名）: 1,530"
    assert text[table.sentences[3].start : table.sentences[3].end] == "| 微電子 | 72 | 1,530 |"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("第一句。第二句！第三句？", ["第一句。", "第二句！", "第三句？"]),
        ("六成屬研發崗位。35 歲以下佔 46%。", ["六成屬研發崗位。", "35 歲以下佔 46%。"]),
        ("他說：「好。」然後離開。", ["他說：「好。」", "然後離開。"]),
        ("Dr. Ho paid HK$1.2 million. It opened at 5 p.m. on 3 May.", ["Dr. Ho paid HK$1.2 million.", "It opened at 5 p.m. on 3 May."]),
        ("He said: “Good. Very good.” Then he left.", ["He said: “Good. Very good.”", "Then he left."]),
        ("上一行\n下一行", ["上一行", "下一行"]),
        ("", []),
        ("……", ["……"]),
    ],
)  # fmt: skip
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in split_sentences(text)] == sentences


def test_a_long_quotation_is_split_inside() -> None:
    text = "行政總裁陸敏儀表示：「" + "這是頗長的第一句，說了一些事情，又說了另一些事情。" * 3 + "最後一句是這樣的。」"
    found = [text[a:b] for a, b in split_sentences(text)]
    assert len(found) == 4
    assert found[0].startswith("行政總裁")
    assert found[-1] == "最後一句是這樣的。」"


@given(_TEXTS)
def test_sentences_keep_every_word(text: str) -> None:
    spans = split_sentences(text)
    assert all(a < b for a, b in spans)
    assert all(x[1] <= y[0] for x, y in pairwise(spans))
    kept = {i for a, b in spans for i in range(a, b)}
    assert all(c.isspace() or i in kept for i, c in enumerate(text))


def test_the_real_release_is_cut_where_it_says_something(real_releases: Path, encoder: SentenceEncoder) -> None:
    path = real_releases / "2026-02-25-hkstp-budget.zh-Hant.txt"
    passages = _passages(Chunker(encoder.count_tokens, 384), path.read_text(encoding="utf-8"))
    assert 12 <= len(passages) <= 16
    contact = next(p for p in passages if p.kind is PartKind.CONTACT)
    assert "郭穎詩" in contact.reading
    assert "+852 2629 6850" in contact.reading
