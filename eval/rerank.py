"""`python -m eval.rerank`: what the second stage gives at which weight, margin and depth, and how much it reads.

On questions of CMRC's halves that the reader was not trained on, in both scripts and in English, and on the fit
questions over the sample corpus, in which the languages compete.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.store import Store
from pressdesk.rag.marks import sought
from pressdesk.rag.question import read_question
from pressdesk.rag.question_vectors import Questions
from pressdesk.rag.reader import PassageReader
from pressdesk.rag.rerank import AT_MOST, MARGIN, SecondStage
from pressdesk.rag.retriever import PassageRetriever

from .datasets import ROOT, Asked, corpus_questions
from .halves import Part, halves, halves_in_english, parts
from .indexes import CACHE, default_encoder, index_folder, index_texts, trained_parts
from .retrieval import version_of
from .train_data import is_held_out

_DEEPEST = 8
_WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
_MARGINS = (1.0, 1.5, 2.0, 3.0, 4.0, 8.0)
_DEPTHS = (2, 3, 5, 8)


@dataclass(frozen=True)
class Judged:
    """Of one question the first passages: fused scores, relevances, whether each is right."""

    scores: np.ndarray
    relevance: np.ndarray
    right: np.ndarray

    def read(self, margin: float, depth: int) -> int:
        """How many passages are read."""
        count = int(np.sum(self.scores[:depth] >= self.scores[0] - margin))
        return count if count > 1 else 0

    def hit(self, weight: float, margin: float, depth: int) -> bool:
        """Whether the first passage is right after reading."""
        count = self.read(margin, depth)
        scores = self.scores.copy()
        if count:
            scores[:count] += weight * (self.relevance[:count] - self.relevance[:count].min())
        return bool(self.right[int(scores.argmax())])


def judged(
    store: Store,
    retriever: PassageRetriever,
    reader: PassageReader,
    asked: Sequence[Asked],
    name_of: Callable[[str], str],
) -> list[Judged]:
    """Ask every question of the first stage and read the first passages."""
    second = SecondStage(reader, store)
    found: list[Judged] = []
    for question in asked:
        retrieved = retriever.retrieve(read_question(question.question), 20)
        first = retrieved.passages[:_DEEPEST]
        releases = {scored.passage.id: scored.release for scored in first}
        read = second.judge(retrieved.question, sought(retrieved.lexical, retrieved.bridged), releases)
        right = [name_of(scored.release.source) == question.gold for scored in first]
        found.append(
            Judged(
                np.array([scored.score for scored in first]),
                np.array([read[scored.passage.id].relevance for scored in first]),
                np.array(right),
            )
        )
    return found


def main() -> None:
    """Tables by weight, by margin and by depth; the values of now are marked."""
    console = Console()
    encoder = default_encoder()
    questions, reader = trained_parts(encoder)
    sets = _sets(encoder, questions, reader, console)
    _table(console, sets, "W", [(w, MARGIN, AT_MOST) for w in _WEIGHTS], 0)
    _table(console, sets, "margin", [(reader.weight, margin, AT_MOST) for margin in _MARGINS], 1)
    _table(console, sets, "at most", [(reader.weight, MARGIN, depth) for depth in _DEPTHS], 2)


def _table(
    console: Console, sets: dict[str, list[Judged]], what: str, rows: Sequence[tuple[float, float, int]], at: int
) -> None:
    table = Table(what, *(f"{name} ({len(found)})" for name, found in sets.items()), title="hit@1 / passages read")
    for row in rows:
        cells = [
            f"{np.mean([j.hit(*row) for j in found]):.4f} / {np.mean([j.read(*row[1:]) for j in found]):.1f}"
            for found in sets.values()
        ]
        table.add_row(f"{row[at]:g}", *cells)
    console.print(table)


def _sets(
    encoder: SentenceEncoder, questions: Questions, reader: PassageReader, console: Console
) -> dict[str, list[Judged]]:
    sets: dict[str, list[Judged]] = {}
    try:
        named = parts()
        for script in ("zh-Hant", "zh-Hans"):
            task = halves(named, script)
            index = index_texts(encoder, questions, task.texts)
            for label, asked in ((script, task), (f"en to {script}", halves_in_english(named, script))):
                held = _held_out(asked.questions, named)
                sets[label] = judged(*index, reader, held, lambda source: Path(source).stem)
                console.print(f"{label}: {len(held)} questions")
    except FileNotFoundError as error:
        console.print(f"Left out: {error}", markup=False)
    index = index_folder(encoder, questions, ROOT / "corpus", CACHE / "eval" / "corpus")
    asked = corpus_questions(Path(__file__).parent / "questions" / "fit.jsonl")
    own = [Asked(q.question, version_of(q.gold), ()) for q in asked if q.gold]
    sets["corpus"] = judged(*index, reader, own, version_of)
    return sets


def _held_out(asked: Sequence[Asked], named: dict[str, Part]) -> list[Asked]:
    return [question for question in asked if question.gold and is_held_out(named[question.gold].paragraph)]


if __name__ == "__main__":
    main()
