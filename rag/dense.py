"""How near a question each passage is in the encoder's space: as a whole, and by its best sentence."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from pressdesk.ingest.embed import Vectors, centred
from pressdesk.ingest.groups import LanguageGroup, Statistics

from .bias import QuestionMeans
from .question_vectors import QuestionVectors

_SENTENCES_PER_PASSAGE = 3
"""Nearest sentences looked at for each passage wanted: the best ones often share a passage."""

_SPREAD = 0.016
_CENTRED_SPREAD = 0.076
_SPREAD_WEIGHT = 20
"""Standard deviation of a question's cosines over the passages of CMRC 2018 dev, as they are and centred, and how
many passages that is worth: a language with a handful of passages has too few scores to measure a spread from."""


@dataclass(frozen=True)
class DenseScore:
    """Standard scores (how many standard deviations above this question's usual score in this language) of a
    passage as a whole and of its best sentence."""

    passage: float
    sentence: float


@dataclass(frozen=True)
class QuestionSpace:
    """One question among the passages or sentences of one language.

    Where the question is in another language both sides are centred (`bias.py`); within one language the vectors
    as they are were better (CMRC: 0.970 against 0.968 by the best sentence; XQuAD: 0.927 against 0.910).
    """

    query: Vectors
    statistics: Statistics
    crossing: bool

    def standard_scores(self, vectors: Vectors) -> Vectors:
        """Standard score of each row of `vectors`."""
        if self.crossing:
            scores = centred(vectors, self.statistics.mean) @ self.query
        else:
            scores = (vectors - self.statistics.mean) @ self.query
        return (scores / self._spread).astype(np.float32)

    @property
    def _spread(self) -> float:
        """Standard deviation of the scores, in closed form from the vectors' covariance, shrunk to the usual one."""
        variance = float(self.query @ self.statistics.covariance @ self.query)
        total = float(np.trace(self.statistics.covariance))
        if self.crossing and total > 0:
            variance /= total
        return math.sqrt(shrunk_variance(variance, self.statistics.count, crossing=self.crossing))


def shrunk_variance(variance: Any, count: int, *, crossing: bool) -> Any:
    """The variance of a question's scores over `count` vectors, a number or an array of them, shrunk to the usual one:
    that of centred vectors where it is `crossing`."""
    usual = _CENTRED_SPREAD if crossing else _SPREAD
    return (count * variance + _SPREAD_WEIGHT * usual**2) / (count + _SPREAD_WEIGHT)


@dataclass(frozen=True)
class QuestionInGroup:
    """One question against one language group: how it scores passages and sentences there."""

    group: LanguageGroup
    passages: QuestionSpace
    sentences: QuestionSpace

    @classmethod
    def of(
        cls, group: LanguageGroup, vectors: QuestionVectors, language: str, means: QuestionMeans
    ) -> "QuestionInGroup":
        """`vectors` are the question's, `language` the group of its own language."""
        crossing = language != group.language
        query = centred(vectors.across, means.of(language)) if crossing else vectors.own
        return cls(
            group,
            QuestionSpace(query, group.passage_statistics, crossing),
            QuestionSpace(query, group.sentence_statistics, crossing),
        )

    def nearest(self, k: int, among: Collection[int] | None = None) -> set[int]:
        """Ids of the passages that are among the `k` nearest or hold one of the nearest sentences; of the passages
        `among` where given."""
        near = self.group.nearest_sentences(self.sentences.query, k * _SENTENCES_PER_PASSAGE, among)
        owners = {self.group.owner_of(sentence) for sentence in near}
        return set(self.group.passages.nearest(self.passages.query, k, among)) | owners

    def scores(self, passage_ids: list[int]) -> dict[int, DenseScore]:
        """Scores of these passages of the group, by id."""
        if not passage_ids:
            return {}
        owned = [self.group.owners[i] for i in passage_ids]
        flat = [sentence for sentences in owned for sentence in sentences]
        firsts = np.cumsum([0, *(len(sentences) for sentences in owned[:-1])])
        whole = self.passages.standard_scores(self.group.passages.vectors(passage_ids))
        best = np.maximum.reduceat(self.sentences.standard_scores(self.group.sentences.vectors(flat)), firsts)
        return {i: DenseScore(float(w), float(b)) for i, w, b in zip(passage_ids, whole, best, strict=True)}
