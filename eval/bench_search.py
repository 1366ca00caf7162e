"""Milliseconds of a search among 10,000 passages, beside LangChain's recipes over the same texts in the same run.

The releases are made of sentences of the sample corpus, drawn at random (seeded). Embedding them would take an hour on
two cores and say nothing of a search, so each sentence is embedded once and a longer text gets the mean of its
sentences' vectors: right for times, wrong for finding. Questions are embedded as ever, and that is in the figures.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from pressdesk.ingest.embed import Encoder, Vectors
from pressdesk.ingest.sentence import split_sentences
from pressdesk.rag.question import read_question

from .datasets import ROOT, corpus_questions
from .indexes import default_encoder, index_folder, trained_parts
from .peers import ensemble, lexical_alone, split, stock_recipe

PASSAGES = 11_500
"""Paragraphs written, of which some short ones are joined: ten thousand passages come of them."""

SEED = 20261125
QUESTIONS = 120
_PASSAGES_A_RELEASE = 25
_SENTENCES_A_PASSAGE = 3
_WARM = 10


class SentenceMeans:
    """An encoder whose passages have the mean of their sentences' vectors, each sentence embedded once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}
        self.name = encoder.name
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension
        self.max_tokens = encoder.max_tokens

    def count_tokens(self, text: str) -> int:
        return self._encoder.count_tokens(text)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_questions(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        pieces = [[text[start:end] for start, end in split_sentences(text)] or [text] for text in texts]
        new = sorted({piece for own in pieces for piece in own} - self._known.keys())
        self._known.update(zip(new, self._encoder.encode_passages(new), strict=True))
        means = np.array([np.mean([self._known[piece] for piece in own], axis=0) for own in pieces])
        return (means / np.linalg.norm(means, axis=1, keepdims=True)).astype(np.float32)


def releases(passages: int = PASSAGES) -> dict[str, str]:
    """Releases by file name, in the corpus' languages by turns, of `passages` paragraphs in all."""
    rng = random.Random(SEED)
    drawn: dict[str, list[str]] = {"zh-Hant": [], "zh-Hans": [], "en": []}
    for path in sorted((ROOT / "corpus").glob("20*")):
        text = path.read_text(encoding="utf-8")
        language = path.name.split(".")[1]
        drawn[language] += [text[a:b] for a, b in split_sentences(text) if b - a > _SENTENCES_A_PASSAGE * 5]
    made: dict[str, str] = {}
    for number in range(passages // _PASSAGES_A_RELEASE):
        language = ("zh-Hant", "zh-Hant", "zh-Hans", "en")[number % 4]
        between = " " if language == "en" else ""
        paragraphs = [
            between.join(rng.choices(drawn[language], k=_SENTENCES_A_PASSAGE)) for _ in range(_PASSAGES_A_RELEASE)
        ]
        made[f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}-{number:04d}.{language}.txt"] = "\n\n".join(paragraphs)
    return made


def milliseconds(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Time of each question, after a few that are not counted."""
    for question in questions[:_WARM]:
        ask(question)
    times: list[float] = []
    for question in questions:
        began = time.perf_counter()
        ask(question)
        times.append(1000 * (time.perf_counter() - began))
    return times


def search_table(passages: int = PASSAGES) -> Table:
    """Median and 95th percentile of each system over the same questions, half of them in either language."""
    model = default_encoder()
    encoder = SentenceMeans(model)
    trained, reader = trained_parts(model)
    texts = releases(passages)
    asked = corpus_questions(Path(__file__).parent / "questions" / "corpus.jsonl")[:QUESTIONS]
    questions = [question.question for question in asked]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "releases"
        folder.mkdir()
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        _, retriever = index_folder(encoder, trained, folder, Path(scratch) / "home", reader)
        _, one_stage = index_folder(encoder, trained, folder, Path(scratch) / "home")
        pieces = split(texts)
        vectors = encoder.encode_passages([piece for piece, _ in pieces])
        systems: dict[str, tuple[int, Callable[[str], object]]] = {
            "Pressdesk": (retriever.passages, lambda q: retriever.retrieve(read_question(q), 8)),
            "Pressdesk, one stage": (one_stage.passages, lambda q: one_stage.retrieve(read_question(q), 8)),
            "embedding the question alone": (0, lambda q: model.encode_questions([q])),
            "LangChain stock": (len(pieces), stock_recipe(encoder, pieces, vectors)),
            "LangChain ensemble": (len(pieces), ensemble(encoder, pieces, vectors)),
            "BM25 alone": (len(pieces), lexical_alone({str(n): piece for n, (piece, _) in enumerate(pieces)})),
        }
        table = Table(
            "system", "passages", "median ms", "95th percentile", title=f"A search, {len(questions)} questions"
        )
        for name, (count, ask) in systems.items():
            times = milliseconds(ask, questions)
            tail = statistics.quantiles(times, n=20)[-1]
            table.add_row(name, f"{count:,}", f"{statistics.median(times):.1f}", f"{tail:.1f}")
    return table


if __name__ == "__main__":
    Console().print(search_table())
