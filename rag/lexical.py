"""How much of a question's own words each passage has."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pressdesk.ingest.lexical import LexicalIndex
from pressdesk.ingest.terms import terms


@dataclass(frozen=True)
class LexicalEvidence:
    """A question in the lexical index.

    `shares[row]`: BM25 of a passage over the question's whole idf: what part of what the question says, weighted
    by rarity, the passage says too. Comparable between questions, as BM25 itself is not; 0 where no word is shared.
    `top` is the largest of them. `idf` weighs each term of the question.
    """

    ids: NDArray[np.int64]
    shares: NDArray[np.float32]
    top: float
    idf: dict[str, float]

    def best(self, k: int) -> set[int]:
        """Ids of the `k` passages with the largest shares above zero."""
        k = min(k, len(self.shares))
        rows = np.argpartition(-self.shares, k - 1)[:k] if k else np.zeros(0, dtype=np.int64)
        return {int(self.ids[row]) for row in rows if self.shares[row] > 0}

    def of(self, passage_ids: list[int]) -> dict[int, float]:
        """The share of each of these passages."""
        rows = np.searchsorted(self.ids, passage_ids)
        return {i: float(self.shares[row]) for i, row in zip(passage_ids, rows, strict=True)}


def lexical_evidence(index: LexicalIndex, question: str) -> LexicalEvidence:
    """Look a question up in the lexical index."""
    asked = terms(question)
    idf = {term: index.idf(term) for term in set(asked)}
    total = sum(idf[term] * count for term, count in Counter(asked).items())
    shares = index.scores(asked) / total if total else np.zeros(index.rows, dtype=np.float32)
    return LexicalEvidence(index.ids, shares, float(shares.max(initial=0)), idf)


def shared_terms(one: str, other: str) -> float:
    """Part of the terms of `one` that `other` has, 0 to 1."""
    asked = set(terms(one))
    return len(asked & set(terms(other))) / len(asked) if asked else 0.0
