"""The second stage: half-way states, marks, judgements, and cross-encoders from elsewhere."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.errors import ModelUnavailable
from pressdesk.ingest.packed_layers import plain_layers
from pressdesk.ingest.store import StoredSentence
from pressdesk.ingest.terms import placed_terms, terms
from pressdesk.ingest.weights import packed_q4, unpacked_q4
from pressdesk.rag.fuse import Components
from pressdesk.rag.judgement import Readable, composed
from pressdesk.rag.lexical import lexical_evidence
from pressdesk.rag.marks import Sought, SoughtWord, marks
from pressdesk.rag.question import read_question
from pressdesk.rag.reader import PassageReader
from pressdesk.rag.reader_weights import load_reader
from pressdesk.rag.rerank import AT_MOST, MARGIN, open_to_reading
from pressdesk.rag.tokens import LOWER_LAYERS, LowerLayers, TokenText
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings


@pytest.fixture(scope="module")
def lower(encoder: SentenceEncoder) -> LowerLayers:
    return LowerLayers(encoder)


@pytest.fixture(scope="module")
def reader(encoder: SentenceEncoder) -> PassageReader:
    found = load_reader(encoder)
    assert found
    return found


@settings(deadline=None)
@given(st.one_of(st.text(max_size=120), st.text("二億2.2萬元㍿½年月日 Aa's,創新", max_size=40)))
def test_terms_know_their_places(text: str) -> None:
    placed = placed_terms(text)
    assert Counter(term for term, _, _ in placed) == Counter(terms(text))
    for term, start, end in placed:
        assert 0 <= start < end <= len(text)
        assert set(terms(text[start:end])) & {term} or any(c.isdecimal() or c in term for c in text[start:end])


def test_half_way_states_are_those_of_the_encoder(encoder: SentenceEncoder, lower: LowerLayers) -> None:
    text = "潮汐大樓造價 14.6 億元，樓高 20 層。"
    states = encoder.network.embeddings(encoder.tokenizer("passage: " + text, return_tensors="pt")["input_ids"])
    for layer in plain_layers(encoder.network.encoder.layer[:LOWER_LAYERS]):
        states = layer(states)
    whole = states[0].float().detach().numpy()
    longer = "樓面面積達 38,000 平方米，" * 6
    for found in (lower.passages([text])[0], lower.passages([longer, text])[1]):
        cosines = np.sum(found.states * whole, axis=1) / np.linalg.norm(found.states.astype(float), axis=1)
        assert np.all(cosines / np.linalg.norm(whole, axis=1) > 0.995)


def _marked(lower: LowerLayers, question: str, passage: str, said: Sought, *, crossing: bool) -> tuple[set[str], ...]:
    """The marked words of the question and of the passage."""
    asked, read = lower.question(question), lower.passages([passage])[0]
    of_question, of_passage = marks(asked, read, said, crossing=crossing)

    def words(text: TokenText, marked: np.ndarray) -> set[str]:
        return {text.text[a:b].strip() for (a, b), row in zip(text.offsets, marked, strict=True) if row[0] > 0}

    return words(asked, of_question), words(read, of_passage)


def test_what_question_and_passage_share_is_marked_in_either_script(lower: LowerLayers) -> None:
    rarity = dict.fromkeys(terms("潮汐大楼的造价是多少？"), 0.5)
    asked, read = _marked(
        lower, "潮汐大楼的造价是多少？", "潮汐大樓樓高 20 層，造價 14.6 億元。", Sought(rarity, ()), crossing=False
    )
    assert "".join(sorted("".join(asked))) == "".join(sorted("潮汐大楼造价"))
    assert set("".join(read)) == set("潮汐大樓造價")


def test_what_stands_in_another_language_is_marked_by_the_bridge(lower: LowerLayers) -> None:
    said = Sought(
        {}, (SoughtWord("building", (frozenset({"大楼"}),), 0.7), SoughtWord("cost", (frozenset({"成本"}),), 0.4))
    )
    asked, read = _marked(lower, "How much did the Building cost?", "潮汐大樓造價 14.6 億元。", said, crossing=True)
    assert (asked, set("".join(read))) == ({"Building"}, set("大樓"))


def _readable(number: int, *sentences: str, language: str = "zh-Hant", crossing: bool = False) -> Readable:
    stored = [StoredSentence(10 * number + k, 0, 0, sentence) for k, sentence in enumerate(sentences)]
    return Readable(number, "", language, stored, crossing)


PASSAGES = (
    ("灣畔居提供 420 個單位。", "月租由 6,000 元起。", "申請期至四月底。"),
    ("園區設有三間餐廳。", "餐廳逢星期一休息。"),
    ("今日的典禮有 300 人出席。",),
)


@pytest.mark.parametrize(
    ("question", "passage", "sentence"),
    [("灣畔居的月租由多少元起？", 0, 1), ("湾畔居提供多少个单位？", 0, 0), ("餐廳哪一天休息？", 1, 1)],
)
def test_the_reader_tells_which_passage_and_which_sentence_answers(
    reader: PassageReader, question: str, passage: int, sentence: int
) -> None:
    said = Sought(dict.fromkeys(terms(question), 0.6), ())
    judged = reader.judge(question, said, [_readable(n, *p) for n, p in enumerate(PASSAGES)])
    assert max(range(3), key=lambda n: judged[n].relevance) == passage
    odds = judged[passage].sentences
    assert max(odds, key=lambda i: odds[i]) == 10 * passage + sentence


def test_a_judgement_does_not_depend_on_what_is_judged_beside_it(reader: PassageReader) -> None:
    question = "灣畔居的月租由多少元起？"
    said = Sought(dict.fromkeys(terms(question), 0.6), ())
    together = reader.judge(question, said, [_readable(n, *p) for n, p in enumerate(PASSAGES)])
    for number, passage in enumerate(PASSAGES):
        (alone,) = reader.judge(question, said, [_readable(number, *passage)])
        assert alone.relevance == pytest.approx(together[number].relevance, abs=0.15)


def test_a_passage_of_more_than_the_encoder_reads_is_judged_by_its_beginning(reader: PassageReader) -> None:
    question = "灣畔居的月租由多少元起？"
    (judged,) = reader.judge(question, Sought({}, ()), [_readable(1, *(["餐廳逢星期一休息。"] * 120))])
    assert len(judged.sentences) == 120
    assert min(judged.sentences.values()) < -1000


def test_the_reader_is_for_its_own_encoder_alone(encoder: SentenceEncoder) -> None:
    other = SentenceEncoder(encoder.name, encoder._model, "another")
    assert load_reader(other) is None


def test_context_is_read_before_the_sentences() -> None:
    read = Readable(
        1, "標題\n小標題", "zh-Hant", [StoredSentence(1, 0, 4, "第一句。"), StoredSentence(2, 4, 8, "第二句。")], False
    )
    text, spans = composed(read)
    assert text == "標題\n小標題\n第一句。第二句。"
    assert [text[a:b] for a, b in spans] == ["第一句。", "第二句。"]


@given(st.lists(st.floats(-1, 1, width=32), min_size=32, max_size=32))
def test_four_bits_keep_a_number_to_within_a_step(numbers: list[float]) -> None:
    given_ = np.array(numbers, dtype=np.float32)
    kept = unpacked_q4(*packed_q4(given_))
    step = np.abs(given_).max() / 8
    assert np.all(np.abs(kept - given_) <= step * 1.01 + 1e-6)


def _scored(passage: float, sentence: float) -> Components:
    return Components(passage, sentence, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("scores", "read"),
    [
        ([(9, 3), (8, 2), (7, 1)], [0, 1, 2]),
        ([(9, 3), (8, 2.5), (8, 2.4), (7, 2), (7, 1), (6, 0.5)], [0, 1, 2, 3, 4]),
        ([(9, 3), (8, 2), (1, 1)], [0, 1]),
        ([(9, 3), (5.9, 2)], []),
        ([(9, 3), (8, 3), (8, 2.5)], [0, 2]),
        ([(9, 3), (8, 3), (5.9, 2)], []),
        ([(9, 3)], []),
        ([], []),
    ],
)
def test_rivals_are_read_and_copies_are_not(scores: list[tuple[float, float]], read: list[int]) -> None:
    assert (AT_MOST, MARGIN) == (5, 4)
    assert open_to_reading([_scored(*pair) for pair in scores]) == read


def test_reading_lifts_and_sinks_nothing(desk: Desk) -> None:
    retrieved = desk.search("潮汐大樓的造價是多少？", 20)
    read = [scored for scored in retrieved.passages if scored.passage.id in retrieved.judgements]
    assert len(read) <= AT_MOST
    for scored in retrieved.passages:
        assert scored.components.relevance >= 0
        assert scored in read or scored.components.relevance == 0


def test_without_a_second_stage_nothing_is_read(encoder: SentenceEncoder, corpus_home: Path) -> None:
    desk = Desk(Settings(home=corpus_home, reranker="none"), encoder)
    retrieved = desk.search("潮汐大樓的造價是多少？", 20)
    assert retrieved.judgements == {}
    assert not any(scored.components.relevance for scored in retrieved.passages)
    answer = desk.answer("潮汐大樓的造價是多少？")
    assert "14.6 億元" in answer.text


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory, encoder: SentenceEncoder) -> Path:
    """A real cross-encoder, as small as can be and untrained: what it finds is chance, but always the same."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification

    folder = tmp_path_factory.mktemp("cross-encoder")
    torch.manual_seed(1)
    size = len(encoder.tokenizer)
    small = BertConfig(
        vocab_size=size, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        initializer_range=1.0,
    )  # fmt: skip
    small.num_labels = 1
    BertForSequenceClassification(small).save_pretrained(folder)
    encoder.tokenizer.save_pretrained(folder)
    CrossEncoder(str(folder), device="cpu").save_pretrained(str(folder))
    return folder


def test_a_cross_encoder_takes_the_readers_place(
    encoder: SentenceEncoder, corpus_home: Path, cross_encoder: Path
) -> None:
    from sentence_transformers import CrossEncoder
    from torch.nn import Identity

    question = "潮汐大樓的造價是多少？"
    desk = Desk(Settings(home=corpus_home, reranker=str(cross_encoder)), encoder)
    read = [s for s in desk.search(question, 20).passages if s.passage.id in desk.search(question, 20).judgements]
    assert len(read) > 1
    texts = [
        (question, f"{s.release.title}\n{'' if not s.passage.heading else s.passage.heading + chr(10)}") for s in read
    ]
    judged = desk.search(question, 20).judgements
    model = CrossEncoder(str(cross_encoder), device="cpu")
    least = min(judged[s.passage.id].relevance for s in read)
    for scored, (asked, context) in zip(read, texts, strict=True):
        owned = desk._current().store.sentences([scored.passage.id])[scored.passage.id]
        between = "" if scored.release.language.startswith("zh") else " "
        text = context + between.join(sentence.reading for sentence in owned)
        number = float(model.predict([(asked, text)], activation_fn=Identity(), show_progress_bar=False)[0])
        assert judged[scored.passage.id].relevance == pytest.approx(number, abs=1e-3)
        assert scored.components.relevance == pytest.approx(number - least, abs=1e-3)
    assert "14.6 億元" in desk.answer(question).text


@pytest.mark.parametrize("name", ["./no-such-folder/at-all", "no-such-owner/no-such-model"])
def test_a_reranker_that_is_not_there_is_named(
    name: str, encoder: SentenceEncoder, corpus_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelUnavailable, match=name.split("/")[-1]):
        Desk(Settings(home=corpus_home, reranker=name), encoder)


def test_a_question_of_words_that_no_release_has_is_read_too(desk: Desk) -> None:
    retrieved = desk.search("xyzzy?", 5)
    assert lexical_evidence(desk._current().index.lexical, read_question("xyzzy?"), 5).top == 0
    assert len(retrieved.hits) == 5
