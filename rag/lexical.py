"""How much of a question's own words each passage has."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pressdesk.ingest.fold import fold, is_han
from pressdesk.ingest.lexical import LexicalIndex
from pressdesk.ingest.terms import terms

from .bridge import BridgedWord


@dataclass(frozen=True)
class LexicalEvidence:
    """A question in the lexical index.

    `shares[row]`: BM25 of a passage over the question's whole idf: what part of what the question says, weighted
    by rarity, the passage says too. Comparable between questions, as BM25 itself is not; 0 where no word is shared.
    `top` is the largest of them. `idf` weighs each term of the question; `proposed` are the passages with most.
    """

    ids: NDArray[np.int64]
    shares: NDArray[np.float32]
    top: float
    idf: dict[str, float]
    proposed: frozenset[int]

    def said(self, text: str) -> float:
        """Part of the question's idf whose terms `text` has, 0 to 1."""
        total = sum(self.idf.values())
        present = set(terms(text))
        return sum(idf for term, idf in self.idf.items() if term in present) / total if total else 0.0

    def of(self, passage_ids: list[int]) -> dict[int, float]:
        """The share of each of these passages."""
        rows = np.searchsorted(self.ids, passage_ids)
        return {i: float(self.shares[row]) for i, row in zip(passage_ids, rows, strict=True)}


def lexical_evidence(index: LexicalIndex, question: str, k: int) -> LexicalEvidence:
    """Look a question up in the lexical index, and propose the `k` passages with the largest shares."""
    asked = terms(question)
    idf = {term: index.idf(term) for term in set(asked)}
    total = sum(idf[term] * count for term, count in Counter(asked).items())
    shares = index.scores(asked) / total if total else np.zeros(index.rows, dtype=np.float32)
    return LexicalEvidence(index.ids, shares, float(shares.max(initial=0)), idf, _best(index.ids, shares, k))


def _best(ids: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> frozenset[int]:
    """Ids of the `k` passages with the largest scores above zero."""
    k = min(k, len(scores))
    rows = np.argpartition(-scores, k - 1)[:k] if k else np.zeros(0, dtype=np.int64)
    return frozenset(int(ids[row]) for row in rows if scores[row] > 0)


@dataclass(frozen=True)
class BridgedEvidence:
    """A question's words as another language's texts would have them, each with the weight of its rarity there."""

    weights: tuple[tuple[BridgedWord, float], ...]
    proposed: frozenset[int]

    def said(self, text: str) -> float:
        """Part of the question's weight whose words `text` has in its own language, 0 to 1."""
        total = sum(weight for _, weight in self.weights)
        if not total:
            return 0.0
        folded, present = fold(text).text, set(terms(text))
        found = sum(weight for word, weight in self.weights if any(_has(folded, present, a) for a in word.alternatives))
        return found / total


_UNKNOWN = 0.5
"""Weight of a word that no passage has in any of its forms, against that of the rarest word: it may be a name that
the other language writes in its own way, or the very thing that no release says."""


def bridged_evidence(index: LexicalIndex, words: list[BridgedWord], k: int) -> BridgedEvidence:
    """Weigh the words by the rarity of their alternatives, and propose the `k` passages with most of them."""
    weights: list[tuple[BridgedWord, float]] = []
    asked: list[str] = []
    for word in words:
        forms = [_terms_in(alternative) for alternative in word.alternatives]
        # A form stands in at most as many passages as its rarest term.
        seen = sum(min(map(index.document_frequency, form), default=0) for form in forms)
        rarity = index.idf_of(min(seen, index.rows))
        weights.append((word, rarity if seen else _UNKNOWN * rarity))
        asked += [term for form in forms for term in form]
    return BridgedEvidence(tuple(weights), _best(index.ids, index.scores(asked), k))


def _terms_in(alternative: str | tuple[str, ...]) -> list[str]:
    return terms(alternative) if isinstance(alternative, str) else list(alternative)


def _has(folded: str, present: set[str], alternative: str | tuple[str, ...]) -> bool:
    if isinstance(alternative, str):
        return alternative in (folded if is_han(alternative) else present)
    return all(stem in present for stem in alternative)


def shared_terms(one: str, other: str) -> float:
    """Part of the terms of `one` that `other` has, 0 to 1."""
    asked = set(terms(one))
    return len(asked & set(terms(other))) / len(asked) if asked else 0.0
