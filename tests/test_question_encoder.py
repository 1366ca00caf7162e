"""The question's own vectors: trained ones, for its language and across languages."""

import json
from pathlib import Path

import numpy as np
import pytest

from pressdesk.ingest.embed import SentenceEncoder, Vectors, centred
from pressdesk.rag.question_encoder import QuestionEncoder, load_question_encoder
from pressdesk.rag.question_vectors import PlainQuestions
from pressdesk.rag.tokens import LowerLayers

FIT = Path(__file__).parent.parent / "eval" / "questions" / "fit.jsonl"
"""The authors' questions over the sample corpus; the vectors were not trained on them."""

ASKED = [
    "潮汐大樓的造價是多少？",
    "How much did the Tidal Building cost?",
    "潮汐大楼由哪一年开始兴建，历时多久，首批有多少间企业进驻？",
    "?",
]


@pytest.fixture(scope="module")
def questions(encoder: SentenceEncoder) -> QuestionEncoder:
    found = load_question_encoder(LowerLayers(encoder))
    assert found
    return found


def test_a_question_has_one_vector_where_all_passages_are_in_its_language(
    encoder: SentenceEncoder, questions: QuestionEncoder
) -> None:
    plain = encoder.encode_questions(ASKED)
    for text, vector in zip(ASKED, plain, strict=True):
        own, across = questions.vectors(text, crossing=False)
        assert np.linalg.norm(own) == pytest.approx(1, abs=1e-3)
        assert 0.8 < own @ vector < 0.9995
        assert np.array_equal(own, across)


def test_across_languages_it_has_another_alone_or_beside_others(questions: QuestionEncoder) -> None:
    together = questions.across(ASKED)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-3)
    for text, vector in zip(ASKED, together, strict=True):
        own, across = questions.vectors(text, crossing=True)
        assert across @ vector > 0.998
        assert own @ across < 0.9995
        assert np.array_equal(own, questions.vectors(text, crossing=False).own)


def test_english_questions_come_nearer_to_the_chinese_sentences_that_answer(
    encoder: SentenceEncoder, questions: QuestionEncoder
) -> None:
    rows = [json.loads(line) for line in FIT.read_text(encoding="utf-8").splitlines()]
    asked = {
        row["question"]: row["evidence"]
        for row in rows
        if row["question_language"] == "en" and row["release"] and ".zh-" in row["release"]
    }
    sentences = encoder.encode_passages(list(asked.values()))
    sentences = centred(sentences, sentences.mean(axis=0))

    def mean_reciprocal_rank(vectors: Vectors) -> float:
        scores = centred(vectors, vectors.mean(axis=0)) @ sentences.T
        ranks = (scores >= np.diag(scores)[:, None]).sum(axis=1)
        return float(np.mean(1 / ranks))

    trained, plain = questions.across(list(asked)), encoder.encode_questions(list(asked))
    assert len(asked) > 80
    assert mean_reciprocal_rank(trained) > mean_reciprocal_rank(plain)


def test_it_is_for_its_own_encoder_alone(encoder: SentenceEncoder) -> None:
    other = SentenceEncoder(encoder.name, encoder._model, "another")
    assert load_question_encoder(LowerLayers(other)) is None


def test_any_other_encoder_gives_one_vector_for_all_languages(encoder: SentenceEncoder) -> None:
    plain = PlainQuestions(encoder)
    own, across = plain.vectors(ASKED[0], crossing=True)
    assert np.array_equal(own, across)
    assert np.array_equal(plain.across(ASKED[:1])[0], own)
