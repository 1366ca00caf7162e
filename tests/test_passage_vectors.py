"""A short passage is embedded as one text; a long one's vector is the mean of its sentences', and says the same."""

from pathlib import Path

import numpy as np
import pytest

from pressdesk.ingest.chunk import Chunker
from pressdesk.ingest.embed import SentenceEncoder, centred
from pressdesk.ingest.overrides import NO_OVERRIDES
from pressdesk.ingest.passage_vectors import FEW, embedded
from pressdesk.ingest.prepare import prepare
from pressdesk.ingest.read import source_of
from pressdesk.ingest.release import Passage
from pressdesk.ingest.report import Progress
from pressdesk.ingest.weights import PASSAGE_TOKENS

CORPUS = Path(__file__).parent.parent / "corpus"

LONG = (
    "首批 420 個單位於九月一日開放申請。租戶可續租三年。月租由 5,200 元起。單位面積由 180 至 310 平方呎不等。"
    "申請人須年滿十八歲。抽籤結果於十月中公布。租約於翌年一月生效。"
)


@pytest.fixture(scope="module")
def chunker(encoder: SentenceEncoder) -> Chunker:
    return Chunker(encoder.count_tokens, PASSAGE_TOKENS)


@pytest.fixture(scope="module")
def passages(chunker: Chunker) -> list[Passage]:
    """Those of the sample corpus in its three languages, each text once."""
    found = [
        passage for path in sorted(CORPUS.glob("20*")) for passage in _passages(chunker, path.name, path.read_bytes())
    ]
    return list({passage.reading: passage for passage in found}.values())


def _passages(chunker: Chunker, name: str, data: bytes) -> list[Passage]:
    return prepare(chunker, source_of(Path(name), data), name, Path(name).stem, NO_OVERRIDES).passages


def _long(chunker: Chunker, heading: str = "") -> Passage:
    text = f"# 灣畔居開放申請\n\n{heading and f'## {heading}'}\n\n{LONG}"
    (found,) = [p for p in _passages(chunker, "one.md", text.encode()) if len(p.sentences) > FEW]
    return found


def test_a_passage_of_few_sentences_is_embedded_as_one_text(encoder: SentenceEncoder, passages: list[Passage]) -> None:
    short = [passage for passage in passages if len(passage.sentences) <= FEW]
    assert len(short) > 0.9 * len(passages)
    vectors, _ = embedded(encoder, short)
    as_one_text = encoder.encode_passages([passage.reading for passage in short])
    assert (vectors * as_one_text).sum(axis=1).min() > 0.9999


def test_a_longer_one_is_nearest_to_what_the_model_makes_of_it_as_one_text(
    encoder: SentenceEncoder, chunker: Chunker
) -> None:
    long: list[Passage] = []
    for path in sorted(CORPUS.glob("20*")):
        title, _, body = path.read_text(encoding="utf-8").partition("\n")
        in_one_line = f"{title}\n\n{' '.join(body.split())}"
        long += [p for p in _passages(chunker, path.name, in_one_line.encode()) if len(p.sentences) > FEW]
    assert len(long) > 30
    vectors, _ = embedded(encoder, long)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    as_one_text = encoder.encode_passages([passage.reading for passage in long])
    # The model's vectors all point much the same way: what tells them apart is what their mean leaves.
    cosines = centred(vectors, vectors.mean(axis=0)) @ centred(as_one_text, as_one_text.mean(axis=0)).T
    assert (cosines.argmax(axis=1) == np.arange(len(long))).mean() > 0.95
    assert (cosines.argmax(axis=0) == np.arange(len(long))).mean() > 0.95


def test_sentences_have_their_own_vectors_in_order(
    encoder: SentenceEncoder, chunker: Chunker, passages: list[Passage]
) -> None:
    some = [*passages[:6], _long(chunker, "月租安排"), *passages[6:12]]
    vectors, sentences = embedded(encoder, some)
    alone = encoder.encode_passages([sentence.reading for passage in some for sentence in passage.sentences])
    assert len(vectors) == len(some)
    assert (sentences * alone).sum(axis=1).min() > 0.9999


def test_a_heading_counts_towards_the_long_passage_under_it(encoder: SentenceEncoder, chunker: Chunker) -> None:
    headed, bare = _long(chunker, "月租安排"), _long(chunker)
    assert (headed.heading, bare.heading) == ("月租安排", "")
    vectors, _ = embedded(encoder, [headed, bare])
    heading = encoder.encode_passages([headed.heading])[0]
    assert vectors[0] @ heading > vectors[1] @ heading


def test_a_long_passage_has_no_pass_of_its_own(encoder: SentenceEncoder, chunker: Chunker) -> None:
    told: list[Progress] = []
    short = _passages(chunker, "one.txt", "灣畔居開放申請\n\n首批 420 個單位於九月一日開放申請。".encode())
    passages = [*short, _long(chunker, "月租安排"), _long(chunker)]
    embedded(encoder, passages, told.append)
    sentences = sum(len(passage.sentences) for passage in passages)
    assert told[-1] == Progress("embedded", sentences + len(short) + 1, sentences + len(short) + 1)
    assert [step.done for step in told] == sorted(step.done for step in told)


def test_nothing_to_embed_has_no_vectors(encoder: SentenceEncoder) -> None:
    vectors, sentences = embedded(encoder, [])
    assert vectors.shape == sentences.shape == (0, encoder.dimension)
