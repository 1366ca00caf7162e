"""How well each system finds the text that answers: the tasks, and the figures."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import opencc
from rich.console import Console

from pressdesk.rag.question import read_question
from pressdesk.rag.retriever import PassageRetriever, Retrieved

from .datasets import ROOT, Asked, QuestionSet, corpus_questions, crossed, evaluation_folder, squad
from .organisations import Organisation, organisation_questions
from .peers import Ranker

_CUT = 10
"""Ranks that count for MRR and nDCG."""


@dataclass(frozen=True)
class RetrievalFigures:
    """Shares of the questions whose text is first, among the first five; mean reciprocal rank and normalised discounted
    cumulative gain (one right text a question) to ten; milliseconds a question, embedding included."""

    task: str
    system: str
    questions: int
    hit_1: float
    hit_5: float
    mrr_10: float
    ndcg_10: float
    ms: float


def evaluation_tasks(console: Console) -> list[QuestionSet]:
    """The question sets outside the project; none, with the reason said, where they are missing."""
    folder = evaluation_folder()
    try:
        chinese, english = squad("XQuAD zh", folder / "xquad.zh.json"), squad("XQuAD en", folder / "xquad.en.json")
        drcd = squad("DRCD dev", folder / "drcd_dev.json")
    except FileNotFoundError as error:
        console.print(f"Left out: {error}", markup=False)
        return []
    return [
        drcd,
        _asked_in(drcd, "DRCD dev, Simplified questions", "t2s"),
        QuestionSet("XQuAD zh to zh", chinese.texts, chinese.questions),
        _asked_in(chinese, "XQuAD zh-Hant to zh-Hans", "s2hk"),
        crossed("XQuAD en to zh", english, chinese),
    ]


def _asked_in(task: QuestionSet, name: str, conversion: str) -> QuestionSet:
    convert = opencc.OpenCC(conversion).convert
    asked = [replace(asked, question=convert(asked.question)) for asked in task.questions]
    return QuestionSet(name, task.texts, asked, answered=False)


def corpus_task() -> QuestionSet:
    """Our own questions over the sample corpus. A release and its translation say the same, so either counts."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus").glob("20*"))}
    asked = corpus_questions(Path(__file__).parent / "questions" / "corpus.jsonl")
    return QuestionSet("sample corpus", texts, [Asked(q.question, version_of(q.gold), ()) for q in asked if q.gold])


def organisation_task(organisation: Organisation) -> QuestionSet:
    """The questions on another organisation's releases that one of them answers, in whatever language."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(organisation.folder.glob("*.txt"))}
    asked = [
        Asked(question.question, version_of(min(question.answered_in)), ())
        for question in organisation_questions(organisation)
        if len({version_of(release) for release in question.answered_in}) == 1
    ]
    return QuestionSet(f"releases of {organisation.name}", texts, asked)


def version_of(name: str) -> str:
    """What a release and its translations share: `2025-09-08-tidal-building` of `2025-09-08-tidal-building.en.txt`."""
    return Path(name).name.split(".")[0]


def by_version(rank: Ranker) -> Ranker:
    """The same ranking with a release and its translations as one."""
    return lambda question: list(dict.fromkeys(version_of(name) for name in rank(question)))


def pressdesk(retriever: PassageRetriever, found_for: dict[str, Retrieved] | None = None) -> Ranker:
    """Ours: the sources of the passages found, without their endings. What was found is kept in `found_for`, by
    question: what is answered from it need not be found again."""

    def rank(question: str) -> Sequence[str]:
        found = retriever.retrieve(read_question(question), 20)
        if found_for is not None:
            found_for[question] = found
        return list(dict.fromkeys(Path(scored.release.source).stem for scored in found.passages))

    return rank


def retrieval_figures(task: QuestionSet, system: str, rank: Ranker) -> RetrievalFigures:
    """Ask everything, one after the other."""
    ranks: list[int] = []
    began = time.perf_counter()
    for asked in task.questions:
        found = list(rank(asked.question))[:_CUT]
        ranks.append(found.index(asked.gold) + 1 if asked.gold in found else 0)
    seconds = time.perf_counter() - began
    n = len(ranks)
    return RetrievalFigures(
        task.name,
        system,
        n,
        round(sum(rank == 1 for rank in ranks) / n, 4),
        round(sum(0 < rank <= 5 for rank in ranks) / n, 4),
        round(sum(1 / rank for rank in ranks if rank) / n, 4),
        round(sum(1 / math.log2(1 + rank) for rank in ranks if rank) / n, 4),
        round(1000 * seconds / n, 1),
    )
