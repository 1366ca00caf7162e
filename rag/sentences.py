"""Which sentence of the passages answers: every sentence scored by what can be measured of it."""

from dataclasses import astuple, dataclass, fields

from pressdesk.ingest.store import Store, StoredSentence

from .calibration import Calibration
from .kinds import holds
from .retriever import Retrieved, ScoredPassage


@dataclass(frozen=True)
class Evidence:
    """What speaks for a sentence as an answer.

    `behind`: how far its passage's score is behind the best passage's. `passage`: that score. `dense`: standard
    score of its vector among its language's sentences. `said`: part of the question's words, by rarity, that the
    sentence has (in its own language: `bridge.py`); `said_around`: that it or its passage, heading or title has.
    `kind_found`, `kind_missing`: 1 where the question asks for a kind of thing (a date, an amount) and the sentence
    has it, or has it not.
    """

    behind: float
    passage: float
    dense: float
    said: float
    said_around: float
    kind_found: float
    kind_missing: float

    def values(self) -> tuple[float, ...]:
        """The features in the order of `NAMES`."""
        return astuple(self)


NAMES = tuple(f.name for f in fields(Evidence))


@dataclass(frozen=True)
class Candidate:
    """A sentence that may answer; `logit` its score: the larger, the likelier that it holds the answer. `span`: what
    of its reading answers, where the reader has read it and takes it for an answer."""

    sentence: StoredSentence
    scored: ScoredPassage
    evidence: Evidence
    crossing: bool
    logit: float
    span: tuple[int, int] | None = None


def candidates(retrieved: Retrieved, store: Store, calibration: Calibration) -> list[Candidate]:
    """The sentences of the retrieved passages, the likeliest answer first."""
    sentences = store.sentences(scored.passage.id for scored in retrieved.passages)
    best = max((scored.fused for scored in retrieved.passages), default=0.0)
    found: list[Candidate] = []
    for scored in retrieved.passages:
        owned = sentences.get(scored.passage.id, [])
        if owned:
            found += _of_passage(retrieved, scored, owned, best, calibration)
    return sorted(found, key=lambda candidate: -candidate.logit)


def _of_passage(
    retrieved: Retrieved, scored: ScoredPassage, owned: list[StoredSentence], best: float, calibration: Calibration
) -> list[Candidate]:
    space = next(s for s in retrieved.spaces.values() if scored.passage.id in s.group.owners)
    dense = space.sentences.standard_scores(space.group.sentences.vectors([s.id for s in owned]))
    asks = retrieved.question.asks
    crossing = space.passages.crossing
    words = retrieved.bridged if crossing else retrieved.lexical
    around = words.said(f"{scored.release.title}\n{scored.passage.reading}")
    judgement = retrieved.judgements.get(scored.passage.id)
    found = []
    for sentence, score in zip(owned, dense, strict=True):
        hit = any(holds(kind, sentence.reading) for kind in asks)
        evidence = Evidence(
            behind=best - scored.fused,
            passage=scored.fused,
            dense=float(score),
            said=words.said(sentence.reading),
            said_around=around,
            kind_found=float(bool(asks) and hit),
            kind_missing=float(bool(asks) and not hit),
        )
        logit = calibration.sentence_logit(evidence.values(), crossing=crossing)
        span = judgement.span_of(sentence.id) if judgement else None
        found.append(Candidate(sentence, scored, evidence, crossing, logit, span))
    return found


ANSWERABLE = ("best", "rival", *NAMES)
"""Names of what the confidence of an answer is judged by: the best sentence's logit, that of the best sentence of
another passage, and the best sentence's evidence."""


def answerable_values(found: list[Candidate]) -> tuple[float, ...]:
    """The features of `ANSWERABLE` for candidates in order, one at least."""
    best = found[0]
    rival = next((c.logit for c in found if c.scored.passage.id != best.scored.passage.id), best.logit - 5.0)
    return (best.logit, rival, *best.evidence.values())
