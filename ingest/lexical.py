"""The lexical index: BM25 over `terms`, built once an ingest and kept. `bm25s` stores a score for each posting."""

import math
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from sys import intern

import bm25s
import numpy as np
from numpy.typing import NDArray

from .fold import is_han
from .terms import terms

K1, B = 0.9, 0.4
"""BM25's constants as Anserini sets them for passages (Yang, Fang and Lin 2017); on Chinese ahead of the textbook's 1.2
and 0.75 by little (`python -m eval.lexical`)."""

_IDS = "ids.npy"
_NO_ROWS = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True)
class LexicalIndex:
    """`ids[row]` is the passage whose scores are in that row. Empty where nothing is indexed: `bm25` is None."""

    ids: NDArray[np.int64]
    bm25: "bm25s.BM25 | None"

    @property
    def rows(self) -> int:
        return len(self.ids)

    @cached_property
    def followers(self) -> Mapping[str, AbstractSet[str]]:
        """Of each Chinese character those that some passage has right behind it."""
        behind: dict[str, set[str]] = {}
        for term in self.bm25.vocab_dict if self.bm25 is not None else ():
            if len(term) == 2 and is_han(term):
                behind.setdefault(term[0], set()).add(intern(term[1]))
        return behind

    def scores(self, question_terms: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of every passage for these terms, by row; zeros for terms that no passage has."""
        known = [term for term in question_terms if self.document_frequency(term)]
        if self.bm25 is None or not known:
            return np.zeros(self.rows, dtype=np.float32)
        return self.bm25.get_scores(known)

    def idf(self, term: str) -> float:
        """ln(1 + (N - n + 0.5) / (n + 0.5)), n of N passages having the term (Robertson and Zaragoza 2009, §3)."""
        return self.idf_of(self.document_frequency(term))

    def idf_of(self, n: int) -> float:
        """The same for a term that `n` passages have."""
        return math.log(1 + (self.rows - n + 0.5) / (n + 0.5))

    def rarity(self, term: str) -> float:
        """Its idf in units of that of what one passage has."""
        return self.rarity_of(self.document_frequency(term))

    def rarity_of(self, n: int) -> float:
        """The same for a term that `n` passages have; 0 where nothing is indexed."""
        return self.idf_of(n) / self.idf_of(1) if self.rows else 0.0

    def document_frequency(self, term: str) -> int:
        """Number of passages that have a term."""
        return len(self._postings(term))

    def rows_with(self, all_of: Collection[str]) -> NDArray[np.int32]:
        """Rows of the passages that have all of these terms, in order."""
        postings = sorted((self._postings(term) for term in all_of), key=len)
        if not postings:
            return _NO_ROWS
        rows = postings[0]
        for others in postings[1:]:
            if not len(rows):
                break
            at = np.searchsorted(others, rows)
            rows = rows[others[np.minimum(at, len(others) - 1)] == rows]
        return rows

    def _postings(self, term: str) -> NDArray[np.int32]:
        if self.bm25 is None or term not in self.bm25.vocab_dict:
            return _NO_ROWS
        column = self.bm25.vocab_dict[term]
        first, after = self.bm25.scores["indptr"][column : column + 2]
        return self.bm25.scores["indices"][first:after]

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / _IDS, self.ids)
        if self.bm25 is not None:
            self.bm25.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        ids = np.load(folder / _IDS)
        return cls(ids, bm25s.BM25.load(folder, show_progress=False) if len(ids) else None)

    @classmethod
    def build(cls, ids: Sequence[int], readings: Sequence[str]) -> "LexicalIndex":
        """Index the words of passages: `readings[i]` those of passage `ids[i]`."""
        counted = [terms(reading) for reading in readings]
        if not any(counted):
            return cls(np.asarray(ids[:0], dtype=np.int64), None)
        bm25 = bm25s.BM25(method="lucene", k1=K1, b=B)
        bm25.index(counted, show_progress=False)
        return cls(np.asarray(ids, dtype=np.int64), bm25)
