"""Which sentence of the passages answers: every sentence scored by what can be measured of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pressdesk.ingest.groups import language_group
from pressdesk.ingest.release import PartKind
from pressdesk.ingest.store import Store, StoredSentence

from .calibration import Calibration
from .evidence import Evidence, Judged
from .kinds import OUTRIGHT, asks_for_contact, holds
from .pinned import Pins
from .question import AnswerType
from .rerank import context_of
from .retriever import Retrieved, ScoredPassage


@dataclass(frozen=True)
class Candidate:
    """A sentence that may answer. `logit`: log odds that it holds the answer, by its evidence. `span`: what of its
    reading answers, where the reader has read it and takes it for an answer."""

    sentence: StoredSentence
    scored: ScoredPassage
    evidence: Evidence
    crossing: bool
    logit: float
    span: tuple[int, int] | None = None


def candidates(retrieved: Retrieved, store: Store, calibration: Calibration) -> list[Candidate]:
    """The sentences of the retrieved passages, the likeliest answer first."""
    sentences = store.sentences(scored.passage.id for scored in retrieved.passages)
    surest = max((odds for j in retrieved.judgements.values() for odds in j.sentences.values()), default=None)
    best = max((scored.fused for scored in retrieved.passages), default=0.0)
    found: list[Candidate] = []
    for scored in retrieved.passages:
        owned = sentences.get(scored.passage.id, [])
        if owned:
            found += _of_passage(retrieved, scored, owned, best, calibration, surest)
    return sorted(found, key=lambda candidate: -candidate.logit)


def _of_passage(
    retrieved: Retrieved,
    scored: ScoredPassage,
    owned: list[StoredSentence],
    best: float,
    calibration: Calibration,
    surest: float | None,
) -> list[Candidate]:
    space = next(s for s in retrieved.spaces.values() if scored.passage.id in s.group.owners)
    dense = space.sentences.standard_scores(space.group.sentences.vectors([s.id for s in owned]))
    asks = retrieved.question.asks - OUTRIGHT
    crossing = space.passages.crossing
    words = retrieved.bridged if crossing else retrieved.lexical
    around = words.said(f"{scored.release.title}\n{scored.passage.reading}")
    judgement = retrieved.judgements.get(scored.passage.id)
    chinese = language_group(scored.release.language) == "zh"
    contact = scored.passage.kind is PartKind.CONTACT and asks_for_contact(retrieved.question.text)
    if contact:
        # A contact block has no sentence for the reader, which says no to each of them: it is judged unread.
        surest = None
    model = calibration.chances(crossing=crossing, read=surest is not None).sentence
    found = []
    for sentence, score in zip(owned, dense, strict=True):
        # A contact's name stands alone, without a title that would tell it from other words.
        hit = (contact and AnswerType.PERSON in asks) or any(holds(kind, sentence.reading) for kind in asks)
        evidence = Evidence(
            behind=best - scored.fused,
            passage=scored.fused,
            dense=float(score),
            said=1.0 if contact else words.said(sentence.reading),
            said_around=1.0 if contact else around,
            kind_found=float(bool(asks) and hit),
            kind_missing=float(bool(asks) and not hit),
            chinese=chinese,
            reader=None if surest is None else Judged.of(judgement, sentence.id, surest),
        )
        span = judgement.span_of(sentence.id) if judgement else None
        found.append(Candidate(sentence, scored, evidence, crossing, model.logit(evidence.values()), span))
    return found


BESIDE = ("best", "rival", "contrary")
"""Names of what the confidence of an answer is judged by: the best sentence's logit, that of the best sentence of
another passage, whether the best one is of another year or edition than the question; the best sentence's evidence
goes with them."""

_NO_RIVAL = 5.0
"""How far behind a rival is taken to be where there is none."""


def is_contrary(candidate: Candidate, pins: Pins) -> bool:
    """Whether a candidate is of another year or edition than the question."""
    passage, release = candidate.scored.passage, candidate.scored.release
    around = f"{context_of(passage, release)}\n{passage.reading}"
    return pins.contrary(candidate.sentence.reading, around, release.date)


def answerable_values(found: Sequence[Candidate], pins: Pins) -> tuple[float, ...]:
    """The features of `BESIDE` and the evidence of the best, for candidates in order, one at least, and what the
    question is pinned to."""
    best = found[0]
    rival = next((c.logit for c in found if c.scored.passage.id != best.scored.passage.id), best.logit - _NO_RIVAL)
    return (best.logit, rival, float(is_contrary(best, pins)), *best.evidence.values())


def confidence(found: Sequence[Candidate], calibration: Calibration, pins: Pins) -> float:
    """Probability, 0 to 1, that the releases answer, for candidates in order, one at least, and what the question is
    pinned to."""
    best = found[0]
    model = calibration.chances(crossing=best.crossing, read=best.evidence.reader is not None).answerable
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, model.logit(answerable_values(found, pins))))))
