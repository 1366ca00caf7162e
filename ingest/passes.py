"""Many texts through a network in passes of about as many tokens each, without padding but in attention."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

TOKENS = 1024
"""Of a pass, about: what a layer makes of them stays in a core's own cache, and there is enough for its products to be
fast. 4,096 take 1.3 times as long a token (docs/decisions.md)."""

_ROUNDED_TO = 64
"""Tokens of a pass are rounded up to a multiple: the code for a product is made anew for each number of rows."""

_LENGTHS = 16
"""Texts whose lengths round up to the same multiple look at their tokens together."""


@dataclass(frozen=True)
class Group:
    """Texts of a pass that attend together, each padded to `length` tokens; theirs are rows `first` to `after`.

    `to_heads` are rows of the pass' queries, keys and values taken as (tokens · 3 · heads, width of a head), in the
    order of queries, keys and values, text, head and token; `from_heads` is the way back, a row for each token and
    head. `present` (texts · heads, 1, 16) is 0 where one of the last places is padding; None where nothing is padded.
    """

    first: int
    after: int
    length: int
    to_heads: Tensor
    from_heads: Tensor
    present: Tensor | None


@dataclass(frozen=True)
class Pass:
    """`texts` are places in what was given. `ids`, `positions` and `owner` have shape (tokens,): the model's ids, the
    place of each token in its text, and the row of `texts` it is of. The last `filler` tokens are nobody's."""

    texts: NDArray[np.int64]
    lengths: Tensor
    ids: Tensor
    positions: Tensor
    owner: Tensor
    filler: int
    groups: tuple[Group, ...]


def passes(ids: Sequence[Sequence[int]], heads: int, kind: torch.dtype, at_once: int = 1) -> Iterator[Pass]:
    """Texts given by their tokens' ids, the longest first, in passes for a network with so many heads. Passes are of
    one size, and `at_once` of them or a multiple, so that no core waits for the last one; fewer where texts
    are fewer."""
    lengths = np.array([len(own) for own in ids], dtype=np.int64)
    order = np.argsort(-lengths, kind="stable")
    together = np.cumsum(lengths[order])
    total = int(lengths.sum())
    count = at_once * math.ceil(total / (at_once * TOKENS))
    cuts = np.searchsorted(together, total * np.arange(1, count + 1) / max(1, count), side="right")
    for first, after in pairwise(np.unique([0, *cuts]).tolist()):
        yield _pass(order[first:after], ids, heads, kind)


def _pass(texts: NDArray[np.int64], ids: Sequence[Sequence[int]], heads: int, kind: torch.dtype) -> Pass:
    lengths = np.array([len(ids[text]) for text in texts], dtype=np.int64)
    tokens = int(lengths.sum())
    filler = -tokens % _ROUNDED_TO
    padded = -(-lengths // _LENGTHS) * _LENGTHS
    cuts = [0, *(np.flatnonzero(np.diff(padded)) + 1).tolist(), len(texts)]
    starts = np.cumsum(lengths) - lengths
    return Pass(
        texts,
        torch.from_numpy(lengths),
        torch.from_numpy(np.concatenate([*(np.asarray(ids[text]) for text in texts), np.zeros(filler, np.int64)])),
        torch.from_numpy(np.concatenate([*(np.arange(length) for length in lengths), np.zeros(filler, np.int64)])),
        torch.from_numpy(np.repeat(np.arange(len(texts)), lengths)),
        filler,
        tuple(_group(lengths[a:b], starts[a:b], int(padded[a]), heads, kind) for a, b in pairwise(cuts)),
    )


def _group(lengths: NDArray[np.int64], starts: NDArray[np.int64], length: int, heads: int, kind: torch.dtype) -> Group:
    texts = len(lengths)
    places = np.arange(length)
    # A padded place repeats the text's last token: numbers of any kind do, since they are made to count for nothing.
    rows = starts[:, None] + np.minimum(places, lengths[:, None] - 1)
    head = np.arange(heads)
    part = np.arange(3)[:, None, None, None]
    to_heads = (rows[None, :, None, :] * 3 + part) * heads + head[:, None]
    owner = np.repeat(np.arange(texts), lengths)
    place = np.concatenate([np.arange(own) for own in lengths])
    from_heads = (owner[:, None] * heads + head) * length + place[:, None]
    present = None
    if (lengths < length).any():
        there = places[-_LENGTHS:] < lengths[:, None]
        present = torch.from_numpy(np.repeat(there, heads, axis=0)[:, None, :]).to(kind)
    return Group(
        int(starts[0]),
        int(starts[-1] + lengths[-1]),
        length,
        torch.from_numpy(to_heads.reshape(-1)),
        torch.from_numpy(from_heads.reshape(-1)),
        present,
    )
