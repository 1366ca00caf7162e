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
    has it, or has it not. `judged`: what the reader says of it, log odds; None where its passage was not read.
    """

    behind: float
    passage: float
    dense: float
    said: float
    said_around: float
    kind_found: float
    kind_missing: float
    judged: float | None = None

    @property
    def read(self) -> bool:
        return self.judged is not None

    def values(self) -> tuple[float, ...]:
        """The features in the order of `names_of`."""
        return astuple(self) if self.read else astuple(self)[:-1]


def names_of(*, read: bool) -> tuple[str, ...]:
    """The names of the evidence for a sentence that was read, or was not."""
    names = tuple(f.name for f in fields(Evidence))
    return names if read else names[:-1]


@dataclass(frozen=True)
class Candidate:
    """A sentence that may answer; `logit` its score: the larger, the likelier that it holds the answer. `span`: what
    of its reading would answer, as the reader has it."""

    sentence: StoredSentence
    scored: ScoredPassage
    evidence: Evidence
    crossing: bool
    logit: float
    span: tuple[int, int] | None = None


def candidates(retrieved: Retrieved, store: Store, calibration: Calibration) -> list[Candidate]:
    """The sentences of the retrieved passages, the likeliest answer first."""
    sentences = store.sentences(scored.passage.id for scored in retrieved.passages)
    best = max((scored.score for scored in retrieved.passages), default=0.0)
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
    judged = judgement.sentences if judgement else {}
    spans = judgement.spans if judgement else {}
    found = []
    for sentence, score in zip(owned, dense, strict=True):
        hit = any(holds(kind, sentence.reading) for kind in asks)
        evidence = Evidence(
            behind=best - scored.score,
            passage=scored.score,
            dense=float(score),
            said=words.said(sentence.reading),
            said_around=around,
            kind_found=float(bool(asks) and hit),
            kind_missing=float(bool(asks) and not hit),
            judged=judged.get(sentence.id),
        )
        logit = calibration.sentence_logit(evidence.values(), crossing=crossing, read=evidence.read)
        found.append(Candidate(sentence, scored, evidence, crossing, logit, spans.get(sentence.id)))
    return found


def answerable_names(*, read: bool) -> tuple[str, ...]:
    """Names of what the confidence of an answer is judged by: the best sentence's logit, that of the best sentence of
    another passage, and the best sentence's evidence."""
    return ("best", "rival", *names_of(read=read))


def answerable_values(found: list[Candidate]) -> tuple[float, ...]:
    """The features of `answerable_names` for candidates in order, one at least."""
    best = found[0]
    rival = next((c.logit for c in found if c.scored.passage.id != best.scored.passage.id), best.logit - 5.0)
    return (best.logit, rival, *best.evidence.values())
