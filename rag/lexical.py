"""How much of a question's own words each passage has."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pressdesk.ingest.lexical import LexicalIndex
from pressdesk.ingest.terms import term_set, terms

from .bridge import BridgedWord
from .question import Question


@dataclass(frozen=True)
class LexicalEvidence:
    """A question in the lexical index.

    `shares[row]`: BM25 of a passage for the whole question over the idf of the question's content: what part of what
    it says, weighted by rarity, the passage says too. Words that only ask add to a passage, which may have them next to
    the answer (哪一年: 一年, 年), and take nothing from one that lacks them. Comparable between questions, as BM25
    itself is not; 0 where no word is shared. `top` is the largest of them, `proposed` are the passages with most. `idf`
    weighs each term of the content, `rarity` each of the whole question, 1 being what one passage has.
    """

    ids: NDArray[np.int64]
    shares: NDArray[np.float32]
    top: float
    idf: dict[str, float]
    rarity: dict[str, float]
    proposed: frozenset[int]

    def said(self, text: str) -> float:
        """Part of the question's idf whose terms `text` has, 0 to 1."""
        total = sum(self.idf.values())
        present = term_set(text)
        return sum(idf for term, idf in self.idf.items() if term in present) / total if total else 0.0

    def of(self, passage_ids: list[int]) -> dict[int, float]:
        """The share of each of these passages."""
        return _shares_of(self.ids, self.shares, passage_ids)


_LEAST_CONTENT = 0.5
"""Least part of a question's idf that its content counts for: of 「園區合共有多少間企業？」 two words are left."""


def lexical_evidence(index: LexicalIndex, question: Question, k: int) -> LexicalEvidence:
    """Look a question up in the lexical index, and propose the `k` passages with the largest shares."""
    asked = terms(question.core)
    content = terms(question.content) or asked
    total = max(sum(map(index.idf, content)), _LEAST_CONTENT * sum(map(index.idf, asked)))
    shares = index.scores(asked) / total if total else np.zeros(index.rows, dtype=np.float32)
    idf = {term: index.idf(term) for term in set(content)}
    rarity = {term: index.rarity(term) for term in set(asked)}
    return LexicalEvidence(index.ids, shares, float(shares.max(initial=0)), idf, rarity, _best(index.ids, shares, k))


def _shares_of(ids: NDArray[np.int64], shares: NDArray[np.float32], passage_ids: list[int]) -> dict[int, float]:
    return {i: float(shares[row]) for i, row in zip(passage_ids, np.searchsorted(ids, passage_ids), strict=True)}


def _best(ids: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> frozenset[int]:
    """Ids of the `k` passages with the largest scores above zero."""
    k = min(k, len(scores))
    rows = np.argpartition(-scores, k - 1)[:k] if k else np.zeros(0, dtype=np.int64)
    return frozenset(int(ids[row]) for row in rows if scores[row] > 0)


@dataclass(frozen=True)
class BridgedEvidence:
    """A question's words as another language's texts would have them.

    `weights`: for each word its alternatives that some passage has, and its rarity, 1 being that of what one passage
    has. `shares[row]`: part of the whole weight whose words a passage has in its own language, 0 to 1. `proposed` are
    the passages with most. `asked` are the words.
    """

    ids: NDArray[np.int64]
    shares: NDArray[np.float32]
    weights: tuple[tuple[tuple[frozenset[str], ...], float], ...]
    proposed: frozenset[int]
    asked: tuple[BridgedWord, ...]

    def said(self, text: str) -> float:
        """The same part for any text."""
        total = sum(weight for _, weight in self.weights)
        present = term_set(text)
        found = sum(weight for alternatives, weight in self.weights if any(a <= present for a in alternatives))
        return found / total if total else 0.0

    def of(self, passage_ids: list[int]) -> dict[int, float]:
        """The share of each of these passages."""
        return _shares_of(self.ids, self.shares, passage_ids)


_UNKNOWN = 0.5
"""Weight of a word that no passage has in any of its forms, against that of the rarest word: it may be a name that
the other language writes in its own way, or the very thing that no release says."""


def bridged_evidence(
    index: LexicalIndex, words: list[BridgedWord], k: int, among: NDArray[np.bool_]
) -> BridgedEvidence:
    """Weigh the words by the rarity of their alternatives, and propose the `k` passages with the largest shares.

    Only the rows `among` count: those of the other languages.

    A passage has a Chinese alternative where it has all its pairs of characters; apart from each other they make it
    differ from a search of the text for one word in twenty of the fit questions, and no hit rate by it.
    """
    shares = np.zeros(index.rows, dtype=np.float32)
    weights: list[tuple[tuple[frozenset[str], ...], float]] = []
    for word in words:
        found = {frozenset(a): index.rows_with(a) for a in word.alternatives}
        met = {a: there for a, rows in found.items() if len(there := rows[among[rows]])}
        rarity = index.rarity_of(min(sum(map(len, met.values())), index.rows))
        if met:
            # However many of its alternatives a passage has, numpy adds to a row once.
            shares[np.concatenate(list(met.values()))] += rarity
        weights.append((tuple(met), rarity if met else _UNKNOWN * rarity))
    total = sum(weight for _, weight in weights)
    if total:
        shares /= total
    return BridgedEvidence(index.ids, shares, tuple(weights), _best(index.ids, shares, k), tuple(words))


def shared_terms(one: str, other: str) -> float:
    """Part of the terms of `one` that `other` has, 0 to 1."""
    asked = term_set(one)
    return len(asked & term_set(other)) / len(asked) if asked else 0.0
