"""What the reader is trained on first: CMRC 2018 dev cut into halves, in both scripts, with questions in Chinese and
English; and the authors' own articles with questions in English.

A question comes with the passages that retrieval finds for it, so that the reader learns to tell what it will have to
tell. A seventh of the paragraphs is held out, by a hash of their ids: weights over the reader's judgements are fitted
on their questions (`make fit`), and `make train` reports on them.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.groups import language_group
from pressdesk.ingest.store import Store, StoredSentence
from pressdesk.rag.judgement import Readable, composed
from pressdesk.rag.marks import Sought, sought
from pressdesk.rag.question import read_question
from pressdesk.rag.question_encoder import load_question_encoder
from pressdesk.rag.question_vectors import PlainQuestions
from pressdesk.rag.reader import sentence_tokens
from pressdesk.rag.retriever import PassageRetriever
from pressdesk.rag.tokens import LowerLayers, TokenText

from .articles import Article, articles
from .datasets import QuestionSet
from .halves import OWN, Part, converter, halves, paragraphs, parts, parts_of
from .indexes import index_texts

_HELD_OUT_OF = 7
_CANDIDATES = 20
_BATCH = 32


def is_held_out(paragraph: str) -> bool:
    """Whether the questions on a CMRC paragraph, or on an article, are kept from training."""
    return zlib.crc32(paragraph.encode()) % _HELD_OUT_OF == 0


@dataclass(frozen=True)
class Text:
    """A passage in tokens, without and with its article's title before it, and its sentences' tokens and places."""

    plain: TokenText
    titled: TokenText
    plain_sentences: list[tuple[int, int]]
    titled_sentences: list[tuple[int, int]]
    plain_spans: list[tuple[int, int]]
    titled_spans: list[tuple[int, int]]
    language: str = "zh"


class Answer(NamedTuple):
    """A text that answers, by its number: the words, and the number of their sentence where it is known."""

    text: int
    words: str
    sentence: int | None = None


@dataclass(frozen=True)
class Example:
    """A question with what was found for it: texts of `texts` by number with their fused scores, best first.

    `answers`: every text that answers; `near`: of a question without an answer the text that it was written over, which
    must be told from an answer; `language`: the question's, "zh" or another.
    """

    asked: TokenText
    said: Sought
    language: str
    own: bool
    held_out: bool
    candidates: list[tuple[int, float]]
    answers: tuple[Answer, ...]
    near: int | None


@dataclass(frozen=True)
class Asking:
    """A question over texts by name: the one that answers, the words that do; the one that a question without an answer
    was written over; whether the authors wrote it; the paragraph of CMRC, or the article, that it is over."""

    question: str
    gold: str | None
    answer: str
    near: str | None
    own: bool
    paragraph: str


def training_data(encoder: SentenceEncoder, script: str, every: int = 1) -> tuple[list[Text], list[Example]]:
    """Texts and examples of one script, `zh-Hans` or `zh-Hant`, with every `every`th of CMRC's own questions and all of
    the authors'. Raises `FileNotFoundError` where CMRC is missing."""
    named = parts()
    task = halves(named, script)
    convert = converter(script)
    titles = {p["id"]: convert(p["title"]) for p in paragraphs()}
    texts = {name: (titles[part.paragraph], task.texts[name]) for name, part in named.items()}
    return _read(encoder, texts, [*cmrc_questions(named, task)[::every], *own_questions(named, script)])


def article_data(encoder: SentenceEncoder, script: str) -> tuple[list[Text], list[Example]]:
    """The authors' articles in a script, and their questions, all of them in English."""
    found = [article.inscribed(script) for article in articles()]
    texts = {name: (article.title, text) for article in found for name, text in article.named_passages.items()}
    return _read(encoder, texts, [asking for article in found for asking in _askings(article)])


def _read(
    encoder: SentenceEncoder, named: dict[str, tuple[str, str]], asked: Sequence[Asking]
) -> tuple[list[Text], list[Example]]:
    """Titles and texts by name, in tokens; the questions with what is found for them in an index of those texts."""
    lower = LowerLayers(encoder)
    questions = load_question_encoder(lower) or PlainQuestions(encoder)
    store, retriever = index_texts(encoder, questions, {name: text for name, (_, text) in named.items()})
    numbers = {name: number for number, name in enumerate(named)}
    sentences = _sentences(store)
    texts = _texts(lower, [(title, sentences[name]) for name, (title, _) in named.items()])
    tokens = in_batches(lower, [read_question(a.question).text for a in asked], "query: ")
    return texts, [_example(retriever, numbers, a, token) for a, token in zip(asked, tokens, strict=True)]


def _askings(article: Article) -> Iterator[Asking]:
    for asked in article.questions:
        name = article.passage_name(asked.passage)
        answered = asked.answer is not None
        yield Asking(
            asked.question,
            name if answered else None,
            asked.answer or "",
            None if answered else name,
            True,
            article.name,
        )


def cmrc_questions(named: dict[str, Part], task: QuestionSet) -> list[Asking]:
    """CMRC's own questions of a script."""
    return [
        Asking(a.question, a.gold, a.answers[0], None, False, named[a.gold or ""].paragraph) for a in task.questions
    ]


def own_questions(named: dict[str, Part], script: str) -> Iterator[Asking]:
    """The authors' questions: English ones in either script, Chinese ones in one, two of three in Traditional."""
    convert = converter(script)
    by_paragraph = parts_of(named)
    for number, row in enumerate(map(json.loads, OWN.read_text(encoding="utf-8").splitlines())):
        if not row["question"].isascii() and (number % 3 > 0) != (script == "zh-Hant"):
            continue
        own = by_paragraph[row["paragraph"]]
        if row["answer"] is None:
            yield Asking(row["question"], None, "", own[0][0], True, row["paragraph"])
            continue
        start, length = row["answer"]
        name = next((name for name, part in own if part.holds(start, length)), None)
        if name:
            answer = named[name].text[start - named[name].start :][:length]
            yield Asking(row["question"], name, convert(answer), None, True, row["paragraph"])


def _sentences(store: Store) -> dict[str, list[StoredSentence]]:
    """The sentences of each text, however many passages ingest made of it."""
    found: dict[str, list[StoredSentence]] = {}
    owned = store.sentences(store.release_ids())
    for passage, release in sorted(store.release_ids().items()):
        found.setdefault(release, []).extend(owned.get(passage, []))
    return found


def _texts(lower: LowerLayers, passages: Sequence[tuple[str, list[StoredSentence]]]) -> list[Text]:
    plain = [composed(Readable(0, "", "zh", sentences, False)) for _, sentences in passages]
    titled = [composed(Readable(0, title, "zh", sentences, False)) for title, sentences in passages]
    read_plain = in_batches(lower, [text for text, _ in plain], "passage: ")
    read_titled = in_batches(lower, [text for text, _ in titled], "passage: ")
    return [
        Text(p, t, sentence_tokens(p, ps), sentence_tokens(t, ts), ps, ts)
        for p, t, (_, ps), (_, ts) in zip(read_plain, read_titled, plain, titled, strict=True)
    ]


def in_batches(lower: LowerLayers, texts: Sequence[str], prompt: str) -> list[TokenText]:
    """Texts in tokens, read in batches of texts of about the same length."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    found: dict[int, TokenText] = {}
    for start in range(0, len(order), _BATCH):
        numbers = order[start : start + _BATCH]
        found.update(zip(numbers, lower.read([texts[i] for i in numbers], prompt), strict=True))
    return [found[i] for i in range(len(texts))]


def _example(retriever: PassageRetriever, numbers: dict[str, int], asking: Asking, tokens: TokenText) -> Example:
    question = read_question(asking.question)
    found = retriever.retrieve(question, _CANDIDATES)
    candidates: dict[int, float] = {}
    for scored in found.passages:
        candidates.setdefault(numbers[Path(scored.release.source).stem], scored.score)
    return Example(
        asked=tokens,
        said=sought(found.lexical, found.bridged),
        language=language_group(question.language),
        own=asking.own,
        held_out=is_held_out(asking.paragraph),
        candidates=list(candidates.items()),
        answers=(Answer(numbers[asking.gold], asking.answer),) if asking.gold else (),
        near=numbers[asking.near] if asking.near else None,
    )
