"""The second stage: the passages that fusion puts first, read again by a model that sees question and passage together.

    relevance = W · (judged - least judged)

for each passage that is read, so that reading lifts a passage and never sinks one below what was not read. W is the
reranker's own `weight`.

Reading costs some thirteen milliseconds a passage where it was not read lately, so only passages whose order is open
are read: those within `MARGIN` of the first, `AT_MOST` of them. hit@1 on questions that the reader was not trained on
(`python -m eval.rerank`; CMRC's halves in Traditional and in Simplified, 517 questions each; our English questions over
either, 248; the fit questions over the sample corpus, 240) with W = 0.5, before the question's side was trained across
languages (`question_encoder.py`) and rarities were softened (`marks.py`):

    not read                  0.888, 0.890, 0.633, 0.637, 0.821
    two within 1              0.909, 0.909, 0.690, 0.690, 0.833
    two within 2              0.915, 0.913, 0.706, 0.714, 0.842
    two within 4              0.915, 0.917, 0.714, 0.714, 0.842
    eight within 2            0.915, 0.915, 0.718, 0.718, 0.838

That was with the reader's upper layers trained alone. With all of them, two and five within 4 over as many passages:
CMRC's halves in English 0.706, 0.726, the fit questions over the sample corpus in English 0.705, 0.738, in Chinese
0.880, 0.913, over other organisations 0.756, 0.814 to 0.759, 0.782 (docs/decisions.md).

Beyond a gap of 2 reading changes the order of one question in a hundred, all of them across languages; beyond 4 of
none of 164.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from pressdesk.ingest.groups import language_group
from pressdesk.ingest.release import Release, own_title
from pressdesk.ingest.store import Store, StoredPassage, StoredSentence

from .fuse import Components
from .judgement import Judgement, Readable
from .marks import Sought
from .question import Question

AT_MOST = 5
MARGIN = 4.0
"""In units of the fused score."""


class Reranker(Protocol):
    """Whatever can judge passages for a question."""

    weight: float

    def judge(self, question: str, said: Sought, passages: Sequence[Readable]) -> list[Judgement]:
        """One judgement a passage, in order; its `sentences` may be empty."""
        ...


class SecondStage:
    """A reranker over the passages of one store."""

    def __init__(self, reranker: Reranker, store: Store) -> None:
        self._reranker = reranker
        self._store = store

    @property
    def weight(self) -> float:
        return self._reranker.weight

    def judge(self, question: Question, said: Sought, releases: Mapping[int, Release]) -> dict[int, Judgement]:
        """Judge passages, given by id with their releases; one that is gone is left out."""
        passages = self._store.passages(releases)
        sentences = self._store.sentences(passages)
        asked_in = language_group(question.language)
        read = [
            readable(passage, releases[i], sentences.get(i, []), asked_in) for i, passage in sorted(passages.items())
        ]
        judged = self._reranker.judge(question.core, said, read)
        return {passage.passage_id: judgement for passage, judgement in zip(read, judged, strict=True)}


def context_of(passage: StoredPassage, release: Release) -> str:
    """What stands over a passage: its release's title, unless that is the file's name, and its heading."""
    return "\n".join(filter(None, (own_title(release.title, release.source), passage.heading)))


def readable(
    passage: StoredPassage, release: Release, sentences: Sequence[StoredSentence], asked_in: str = ""
) -> Readable:
    """A passage as it is read, under its context. `asked_in`: the question's language group."""
    crossing = language_group(release.language) != asked_in
    return Readable(passage.id, context_of(passage, release), release.language, sentences, crossing)


def open_to_reading(found: Sequence[Components]) -> list[int]:
    """Which of the passages are read, given in order of their scores; none where the first has no rival.

    One whose best sentence is that of another, as its equal score in the question's space tells, is a copy: what it
    says on the question is the same, and reading it would change nothing.
    """
    chosen: dict[float, int] = {}
    for number, components in enumerate(found):
        if len(chosen) == AT_MOST or components.score < found[0].score - MARGIN:
            break
        chosen.setdefault(round(components.sentence, 4), number)
    return list(chosen.values()) if len(chosen) > 1 else []


def relevances(judgements: Mapping[int, Judgement], weight: float) -> dict[int, float]:
    """The component of each passage that was read, by id."""
    least = min((judgement.relevance for judgement in judgements.values()), default=0.0)
    return {i: weight * (judgement.relevance - least) for i, judgement in judgements.items()}
