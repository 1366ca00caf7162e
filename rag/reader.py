"""The reader: the second stage, which reads a question and a passage together and says how surely it answers.

Its network is trained by `make train` over the default encoder's upper layers; what it was trained on and what it
reaches is in `docs/model-card-reader.md`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .judgement import Judgement, Readable, Span, composed
from .marks import Sought, marks
from .reader_network import Pair, ReaderNetwork, batch_of
from .remembered import Remembered
from .tokens import LowerLayers, TokenText

_LONGEST = 32
"""Most tokens of an answer: longer ones are sentences."""

_REMEMBERED = 1000
"""Passages whose half-way states are kept: some 150 KB each, 150 MB in all."""


def sentence_tokens(passage: TokenText, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first token of each sentence and the one after its last; (0, 0) for one that was cut off."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        tokens = passage.tokens_of(start, end)
        found.append((int(tokens[0]), int(tokens[-1]) + 1) if len(tokens) else (0, 0))
    return found


def _spans(
    passage: Readable, pair: Pair, edges: NDArray[np.float32], places: Sequence[tuple[int, int]]
) -> dict[int, Span]:
    """Of each sentence the likeliest stretch: the pair of first and last token with the largest sum of logits `edges`
    (tokens, 2), of which the first token, one of the question's, has those of no answer."""
    nothing, edges = edges[0].sum(), edges[len(pair.question) :]
    found: dict[int, Span] = {}
    for sentence, (first, after), (start, end) in zip(passage.sentences, pair.sentences, places, strict=True):
        if after > first:
            sums = edges[first:after, 0][:, None] + edges[first:after, 1][None, :]
            far = np.arange(after - first)[None, :] - np.arange(after - first)[:, None]
            sums[(far < 0) | (far >= _LONGEST)] = -np.inf
            begin, last = np.unravel_index(int(sums.argmax()), sums.shape)
            offsets = pair.passage.offsets
            found[sentence.id] = Span(
                max(0, int(offsets[first + begin, 0]) - start),
                min(end - start, int(offsets[first + last, 1]) - start),
                float(sums[begin, last] - nothing) / 2,
            )
    return found


class PassageReader:
    """Judges passages for a question. Safe to share between threads."""

    weight = 0.5
    """How much a unit of its log odds counts for beside the fused score. Of 0.5, 1, 1.5, 2 and 3 best, or within 0.002
    of it, on every set of `rerank.py`; the others lose up to 0.01 across languages."""

    def __init__(self, lower: LowerLayers, network: ReaderNetwork) -> None:
        self._lower = lower
        self._network = network.eval()
        self._known: Remembered[tuple[int, str], TokenText] = Remembered(_REMEMBERED)

    def judge(self, question: str, said: Sought, passages: Sequence[Readable]) -> list[Judgement]:
        """One judgement a passage, in order."""
        import torch

        if not passages:
            return []
        asked = self._lower.question(question)
        read = [composed(passage) for passage in passages]
        tokens = self._tokens([(p.passage_id, text) for p, (text, _) in zip(passages, read, strict=True)])
        pairs = [
            Pair(asked, t, *marks(asked, t, said, crossing=p.crossing), sentence_tokens(t, spans))
            for p, t, (_, spans) in zip(passages, tokens, read, strict=True)
        ]
        with torch.inference_mode():
            logits = self._network(batch_of(pairs))
        against = (logits.sentences - logits.nothing[:, None]).tolist()
        return [
            Judgement(
                relevance,
                {s.id: odds[k] for k, s in enumerate(passage.sentences)},
                _spans(passage, pair, edges, spans),
            )
            for passage, pair, relevance, odds, edges, (_, spans) in zip(
                passages, pairs, logits.relevance.tolist(), against, logits.spans.numpy(), read, strict=True
            )
        ]

    def _tokens(self, keys: list[tuple[int, str]]) -> list[TokenText]:
        """Passages in tokens, those that were read lately from memory."""
        # One by one: beside others a text is padded, and its states would depend on what was read before.
        return self._known.of(keys, lambda unread: [self._lower.passages([text])[0] for _, text in unread])
