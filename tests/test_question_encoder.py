"""The question's own vectors: the encoder's for its language, trained ones across languages."""

import numpy as np
import pytest

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.rag.question_encoder import QuestionEncoder, load_question_encoder
from pressdesk.rag.question_vectors import PlainQuestions
from pressdesk.rag.tokens import LowerLayers

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


def test_in_its_own_language_a_question_has_the_encoders_vector(
    encoder: SentenceEncoder, questions: QuestionEncoder
) -> None:
    plain = encoder.encode_questions(ASKED)
    for text, vector in zip(ASKED, plain, strict=True):
        own, across = questions.vectors(text, crossing=False)
        assert own @ vector > 0.998
        assert np.array_equal(own, across)


def test_across_languages_it_has_another_alone_or_beside_others(questions: QuestionEncoder) -> None:
    together = questions.across(ASKED)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-3)
    for text, vector in zip(ASKED, together, strict=True):
        own, across = questions.vectors(text, crossing=True)
        assert across @ vector > 0.998
        assert own @ across < 0.998


def test_an_english_question_comes_nearer_to_the_chinese_sentence_that_answers(
    encoder: SentenceEncoder, questions: QuestionEncoder
) -> None:
    asked = {
        "When do the repairs to the pier finish?": "碼頭的維修工程將於明年三月完成。",
        "Who may hire the hall?": "居民團體和學校均可租用禮堂。",
        "How many trees were planted on the hill?": "義工在山坡上種了四百棵樹。",
        "Why was the concert called off?": "由於颱風逼近，音樂會取消。",
        "What does a day ticket cost?": "日票每張售價三十五元。",
        "Which bridge will be closed to lorries?": "南橋即日起禁止貨車駛入。",
    }
    sentences = encoder.encode_passages(list(asked.values()))
    middle = sentences.mean(axis=0)

    def margin(vectors: np.ndarray) -> float:
        scores = (vectors - vectors.mean(axis=0)) @ (sentences - middle).T
        right = np.diag(scores)
        return float(np.mean(right - (scores.sum(axis=1) - right) / (len(asked) - 1)) / scores.std())

    assert margin(questions.across(list(asked))) > margin(encoder.encode_questions(list(asked)))


def test_it_is_for_its_own_encoder_alone(encoder: SentenceEncoder) -> None:
    other = SentenceEncoder(encoder.name, encoder._model, "another")
    assert load_question_encoder(LowerLayers(other)) is None


def test_any_other_encoder_gives_one_vector_for_all_languages(encoder: SentenceEncoder) -> None:
    plain = PlainQuestions(encoder)
    own, across = plain.vectors(ASKED[0], crossing=True)
    assert np.array_equal(own, across)
    assert np.array_equal(plain.across(ASKED[:1])[0], own)
