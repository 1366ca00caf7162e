"""The vectors of one kind and language in FAISS: exact search where that is fastest, an inverted file beyond.

Either gives vectors back by id, so that what is proposed is always scored exactly.
"""

import math
from collections.abc import Collection, Sequence
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from .embed import Vectors

_HALF = faiss.ScalarQuantizer.QT_fp16
_INNER_PRODUCT = faiss.METRIC_INNER_PRODUCT

EXACT_UP_TO = 100_000
"""Vectors that are searched one by one, which takes 20 ms on one core; beyond, an inverted file takes a fifth of it."""

_LISTS_PER_ROOT = 4
"""Lists of an inverted file, times the root of the number of vectors: what FAISS' "Guidelines to choose an index"
advises at least."""

_PROBED = 1 / 8
"""Part of the lists that are searched (docs/decisions.md has what it finds of the exact hundred nearest)."""


class VectorIndex:
    """Inner product search over vectors of length 1, by ids of the database.

    Vectors are held as the database has them, in half precision: nothing is lost, and half the memory is read.
    """

    def __init__(self, index: faiss.Index, ids: NDArray[np.int64]) -> None:
        self._index = index
        self.ids = ids

    @classmethod
    def build(cls, ids: Sequence[int], vectors: Vectors, exact_up_to: int = EXACT_UP_TO) -> "VectorIndex":
        """`vectors` has a row for each of `ids`, one at least."""
        numbers = np.asarray(ids, dtype=np.int64)
        count, dimension = vectors.shape
        if count <= exact_up_to:
            index: faiss.Index = faiss.IndexIDMap2(faiss.IndexScalarQuantizer(dimension, _HALF, _INNER_PRODUCT))
        else:
            index = _inverted_file(count, dimension)
            index.train(vectors)
        index.add_with_ids(vectors, numbers)
        return cls(index, numbers)

    def __len__(self) -> int:
        return len(self.ids)

    def nearest(self, vector: Vectors, k: int, among: Collection[int] | None = None) -> list[int]:
        """Ids of the `k` vectors with the largest inner product with one of shape (dimension,), largest first; of
        those `among` where given."""
        selector = None
        if among is not None:
            selector = faiss.IDSelectorBatch(np.fromiter(among, dtype=np.int64, count=len(among)))
        _, ids = self._index.search(vector.reshape(1, -1), min(k, len(self)), params=self._parameters(selector))
        return [int(i) for i in ids[0] if i >= 0]

    def _parameters(self, selector: faiss.IDSelector | None) -> faiss.SearchParameters | None:
        if selector is None:
            return None
        if isinstance(self._index, faiss.IndexIVF):
            # Few may be let through, and those in none of the probed lists: every list is looked at.
            return faiss.SearchParametersIVF(sel=selector, nprobe=self._index.nlist)  # pyright: ignore[reportCallIssue]
        return faiss.SearchParameters(sel=selector)  # pyright: ignore[reportCallIssue]

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of these ids, a row each."""
        return self._index.reconstruct_batch(np.asarray(ids, dtype=np.int64))

    def dump(self) -> bytes:
        """The index as FAISS serialises it."""
        return faiss.serialize_index(self._index).tobytes()

    @classmethod
    def load(cls, stored: NDArray[np.uint8]) -> "VectorIndex":
        """What `dump` gave. Raises `RuntimeError` where it is not that."""
        index = faiss.deserialize_index(stored)
        return cls(index, _ids_of(index))


def _inverted_file(count: int, dimension: int) -> faiss.IndexIVF:
    lists = round(_LISTS_PER_ROOT * math.sqrt(count))
    centres = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFScalarQuantizer(centres, dimension, lists, _HALF, _INNER_PRODUCT, False)
    index.nprobe = max(1, round(lists * _PROBED))
    index.set_direct_map_type(faiss.DirectMap.Hashtable)  # pyright: ignore[reportAttributeAccessIssue]
    return index


def _ids_of(index: faiss.Index) -> NDArray[np.int64]:
    if not isinstance(index, faiss.IndexIVF):
        return faiss.vector_to_array(index.id_map)  # pyright: ignore[reportAttributeAccessIssue]
    lists: Any = index.invlists
    return np.concatenate([faiss.rev_swig_ptr(lists.get_ids(i), lists.list_size(i)) for i in range(index.nlist)])
