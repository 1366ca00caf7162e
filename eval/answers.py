"""How good answers by quotation are: the sentence, the span, and when to answer at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from pressdesk.ingest.store import Store
from pressdesk.rag.answer import Answer
from pressdesk.rag.calibration import load_calibration
from pressdesk.rag.filters import NO_FILTERS, Filters
from pressdesk.rag.question import read_question
from pressdesk.rag.quote import QuotingAnswerer
from pressdesk.rag.rerank import SecondStage
from pressdesk.rag.retriever import PassageRetriever, Retrieved
from pressdesk.ui.settings import Settings

from .datasets import ANY, Asked, QuestionSet
from .spans import exact_match, f1

UNANSWERABLE_EVERY = 4
"""Every fourth question is asked again with its text left out: enough to read a rate off, in a quarter of the time."""

_RISK = 0.05


@dataclass(frozen=True)
class AnswerFigures:
    """Of all answerable questions: the first sentence, or any, holds a gold answer and is from its text; the same as if
    nothing were refused; refused; exact match and F1 of the best sentence's span. Of all citations of answered ones:
    those that hold a gold answer. Of unanswerable ones: answered. `auroc`: of the confidence, answerable against not;
    `coverage_at_5`: part of the answerable that is answered where the threshold lets 5 % of the unanswerable
    through."""

    task: str
    answerable: int
    first_right: float
    any_right: float
    first_unrefused: float
    any_unrefused: float
    refused: float
    citation_precision: float
    span_em: float
    span_f1: float
    unanswerable: int
    answered_though_not: float
    auroc: float
    coverage_at_5: float


@dataclass
class Outcomes:
    """What came of each question: confidence and whether the first sentence is right, of answerable ones and of
    unanswerable ones (never right)."""

    answerable: list[tuple[float, bool]] = field(default_factory=list)
    unanswerable: list[tuple[float, bool]] = field(default_factory=list)

    def auroc(self) -> float:
        """Of the confidence, answerable against not."""
        labels = [1] * len(self.answerable) + [0] * len(self.unanswerable)
        return float(roc_auc_score(labels, [c for c, _ in self.answerable + self.unanswerable]))

    def coverage(self, risk: float = _RISK) -> float:
        """Part of the answerable above the threshold that lets `risk` of the unanswerable through."""
        threshold = np.quantile([c for c, _ in self.unanswerable], 1 - risk)
        return float(np.mean([c > threshold for c, _ in self.answerable]))

    def curve(self) -> tuple[list[float], list[float]]:
        """Coverage (answered of all questions) and risk (of the answered, wrong or not to be answered), as the
        threshold falls (El-Yaniv and Wiener 2010, "On the Foundations of Noise-free Selective Classification", §2)."""
        ordered = sorted(self.answerable + self.unanswerable, key=lambda outcome: -outcome[0])
        wrong = np.cumsum([not right for _, right in ordered])
        answered = np.arange(1, len(ordered) + 1)
        return (answered / len(ordered)).tolist(), (wrong / answered).tolist()


def answer_figures(
    task: QuestionSet,
    store: Store,
    retriever: PassageRetriever,
    found_for: Mapping[str, Retrieved],
    second: SecondStage | None = None,
) -> tuple[AnswerFigures, Outcomes]:
    """Ask everything, and every `UNANSWERABLE_EVERY`th question again without its text. `found_for`: what retrieval
    found for questions that it was asked before; `second` reads for answers."""
    threshold = Settings.model_fields["refuse_below"].default
    answerer = QuotingAnswerer(store, load_calibration(), threshold, second)
    every = frozenset(release.id for release in retriever.releases)
    outcomes = Outcomes()
    first: list[bool] = []
    some: list[bool] = []
    some_unrefused: list[bool] = []
    refused: list[bool] = []
    answered: list[bool] = []
    precision: list[float] = []
    spans: list[tuple[float, float]] = []
    for number, asked in enumerate(task.questions):
        question = read_question(asked.question)
        if asked.gold is not None:
            retrieved = found_for.get(asked.question) or retriever.retrieve(question, 8)
            judged = answerer.judge(retrieved)
            *_, answer = answerer.quoted(retrieved, judged) if judged.found else answerer.answers(retrieved)
            right, cited = _right(answer, asked)
            best = judged.found[0] if judged.found else None
            span = best.sentence.reading[slice(*best.span)] if best and best.span else ""
            spans.append((exact_match(span, asked.answers), f1(span, asked.answers)))
            outcomes.answerable.append((judged.confidence, bool(right) and right[0]))
            first.append(not judged.refused and bool(right) and right[0])
            some.append(not judged.refused and any(right))
            some_unrefused.append(any(right))
            refused.append(judged.refused)
            if not judged.refused:
                precision.append(float(np.mean(cited)))
        if asked.gold is None or (task.leaving_out and asked.answered_in and not number % UNANSWERABLE_EVERY):
            filters = Filters(release_ids=every - asked.answered_in) if asked.gold else NO_FILTERS
            judged = answerer.judge(retriever.retrieve(question, 8, filters))
            outcomes.unanswerable.append((judged.confidence, False))
            answered.append(not judged.refused)
    figures = AnswerFigures(
        task=task.name,
        answerable=len(first),
        first_right=_mean(first),
        any_right=_mean(some),
        first_unrefused=_mean([right for _, right in outcomes.answerable]),
        any_unrefused=_mean(some_unrefused),
        refused=_mean(refused),
        citation_precision=_mean(precision),
        span_em=_mean([em for em, _ in spans]),
        span_f1=_mean([score for _, score in spans]),
        unanswerable=len(answered),
        answered_though_not=_mean(answered),
        auroc=round(outcomes.auroc(), 4),
        coverage_at_5=round(outcomes.coverage(), 4),
    )
    return figures, outcomes


def _right(answer: Answer, asked: Asked) -> tuple[list[bool], list[bool]]:
    """Whether each sentence, and each citation, is from the gold text and holds a gold answer."""
    held = {citation.n: says(asked, citation.source, citation.start, citation.quote) for citation in answer.citations}
    return [any(held[n] for n in sentence.citations) for sentence in answer.sentences], list(held.values())


def says(asked: Asked, source: str, start: int, quote: str) -> bool:
    """Whether the `quote` that begins at `start` of a source is from a text that answers, and answers."""
    if asked.places:
        release, end = Path(source).stem, start + len(quote)
        return any(p.release == release and start <= p.start and p.end <= end for p in asked.places)
    if asked.gold not in (Path(source).name, Path(source).stem, ANY):
        return False
    return any(answer in quote for answer in asked.answers)


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 4) if values else 0.0
