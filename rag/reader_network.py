"""The reader's network: the encoder's layers, trained to see a question and a passage together.

Question and passage go through the lower layers apart and through the upper ones together (DeFormer: Cao et al. 2020,
"DeFormer: Decomposing Pre-trained Transformers for Faster Question Answering", §3), so that what is below need not be
computed again for each pair. Three heads: a log odds for each sentence to hold the answer, one for none of them, and
where the answer begins and ends (Devlin et al. 2019, "BERT", §4.2 and §4.3).
"""

from collections.abc import Sequence
from typing import NamedTuple, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from pressdesk.ingest.packed_layers import through

from .marks import WIDTH as MARKS
from .marks import Marks
from .tokens import LOWER_LAYERS, PADDED_TO, TokenText


class Pair(NamedTuple):
    """A question and a passage: their tokens, their marks, and for each of the passage's sentences its first token
    and the one after its last."""

    question: TokenText
    passage: TokenText
    question_marks: Marks
    passage_marks: Marks
    sentences: Sequence[tuple[int, int]]


class Batch(NamedTuple):
    """Pairs of one batch, the question's tokens before the passage's, padded.

    `states` (pairs, tokens, width); `segments` (pairs, tokens), 0 for the question and 1 for the passage; `present`
    (pairs, tokens), 0 where there is no token; `marks` (pairs, tokens, 2); `pooling` (pairs, sentences, tokens), rows
    that sum to 1 over a sentence's tokens; `sentences` (pairs, sentences), whether there is such a sentence.
    """

    states: Tensor
    segments: Tensor
    present: Tensor
    marks: Tensor
    pooling: Tensor
    sentences: Tensor


class Logits(NamedTuple):
    """`sentences` (pairs, sentences); `nothing` (pairs,); `spans` (pairs, tokens, 2), for an answer to begin and to
    end at a token, the first token standing for no answer. All float32; what is no sentence, or no token of the
    passage, has -10000."""

    sentences: Tensor
    nothing: Tensor
    spans: Tensor

    @property
    def relevance(self) -> Tensor:
        """(pairs,): the log odds of some sentence to hold the answer against none."""
        return torch.logsumexp(self.sentences, dim=1) - self.nothing


_BARRED = -1e4


def batch_of(pairs: Sequence[Pair]) -> Batch:
    """Pad pairs into one batch."""
    count = len(pairs)
    width = pairs[0].question.states.shape[1]
    longest = max(len(pair.question) + len(pair.passage) for pair in pairs)
    longest += -longest % PADDED_TO
    most = max(1, *(len(pair.sentences) for pair in pairs))
    states = np.zeros((count, longest, width), dtype=np.float32)
    segments = np.zeros((count, longest), dtype=np.int64)
    present = np.zeros((count, longest), dtype=np.float32)
    marked = np.zeros((count, longest, MARKS), dtype=np.float32)
    pooling = np.zeros((count, most, longest), dtype=np.float32)
    there = np.zeros((count, most), dtype=bool)
    for i, pair in enumerate(pairs):
        asked = len(pair.question)
        end = asked + len(pair.passage)
        states[i, :asked], states[i, asked:end] = pair.question.states, pair.passage.states
        marked[i, :asked], marked[i, asked:end] = pair.question_marks, pair.passage_marks
        segments[i, asked:end] = 1
        present[i, :end] = 1
        for k, (first, after) in enumerate(pair.sentences):
            if after > first:
                pooling[i, k, asked + first : asked + after] = 1 / (after - first)
                there[i, k] = True
    arrays: list[NDArray] = [states, segments, present, marked, pooling, there]
    return Batch(*map(torch.from_numpy, arrays))


class ReaderNetwork(nn.Module):
    """`layers` are the encoder's, `width` is that of its states. What it is called with has been through the lower ones
    (`tokens.LowerLayers`)."""

    def __init__(self, layers: nn.ModuleList, width: int) -> None:
        super().__init__()
        self.layers = layers
        self.segment = nn.Embedding(2, width)
        self.match = nn.Linear(MARKS, width, bias=False)
        self.density = nn.Linear(MARKS, 1, bias=False)
        self.dense = nn.Linear(width, width)
        self.sentence = nn.Linear(width, 1)
        self.nothing = nn.Linear(width, 1)
        self.span = nn.Linear(width, 2)
        nn.init.normal_(self.segment.weight, std=0.02)
        nn.init.normal_(self.match.weight, std=0.1)
        nn.init.zeros_(self.density.weight)

    @property
    def dtype(self) -> torch.dtype:
        return self.dense.weight.dtype

    def forward(self, batch: Batch) -> Logits:
        kind = self.dtype
        hidden = batch.states.to(kind) + self.segment(batch.segments) + self.match(batch.marks.to(kind))
        hidden = through(self.layers[LOWER_LAYERS:], hidden, batch.present)
        pooling = batch.pooling.to(kind)
        pooled = torch.tanh(self.dense(torch.bmm(pooling, hidden)))
        # How much of the question stands in the sentence itself: its mean mark.
        density = self.density(torch.bmm(pooling, batch.marks.to(kind)))[..., 0].float() * 4
        sentences = self.sentence(pooled)[..., 0].float() + density
        first = torch.tanh(self.dense(hidden[:, 0]))
        answering = batch.present.bool() & (batch.segments == 1)
        answering[:, 0] = True
        return Logits(
            cast(Tensor, sentences.masked_fill(~batch.sentences, _BARRED)),
            self.nothing(first)[..., 0].float(),
            self.span(hidden).float().masked_fill(~answering[..., None], _BARRED),
        )
