"""Questions with the passages that were found for them as tensors on one device: what the reader's last training draws
its batches from, without touching text again."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import torch
from torch import Tensor

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.rag.marks import WIDTH as MARKS
from pressdesk.rag.reader_network import Batch, Pair
from pressdesk.rag.tokens import PADDED_TO, TokenText

from .train_batches import Item

_RIGHT = 6
_STEPS = 200.0
"""Steps of a mark that are told apart."""


class Asked(NamedTuple):
    """A question: the numbers of its pairs with passages that answer (with the one that it was written over, where none
    does) and with wrong ones, best first; whether anything answers."""

    right: list[int]
    wrong: list[int]
    answered: bool


class Drawn(NamedTuple):
    """A batch of questions with as many passages each, the first of which answers where `answered` (questions,).

    `tokens`, `positions` (pairs, tokens): what the encoder reads; `batch`: all but its states; `fused` (pairs,): fused
    scores; `wanted` (pairs, 1 + sentences): nothing, or the sentences that answer; `edges` (pairs, 2): the answer's
    first and last token, 0 where there is none.
    """

    tokens: Tensor
    positions: Tensor
    batch: Batch
    fused: Tensor
    wanted: Tensor
    edges: Tensor
    answered: Tensor


@dataclass(frozen=True)
class PairTable:
    """All pairs, a row each, and the questions that they are of. `texts`: 0 where the question is, 1 the passage, -1
    neither; `sentences`: each token's, -1 for none."""

    tokens: Tensor
    texts: Tensor
    marks: Tensor
    sentences: Tensor
    wanted: Tensor
    edges: Tensor
    fused: Tensor
    lengths: np.ndarray
    questions: list[Asked]

    @classmethod
    def of(cls, items: Sequence[Item], encoder: SentenceEncoder, device: str) -> Self:
        """The pairs of `items`: right ones, and wrong ones that were found."""
        pairs, fused, answers, questions = [], [], [], []
        for item in items:
            targets = item.targets()
            right = sorted(targets)[:_RIGHT] or [item.example.near]
            numbers = [n for n in (*right, *item.wrong) if n is not None]
            first = len(pairs)
            pairs += [item.pair(number) for number in numbers]
            fused += [item.fused(number) for number in numbers]
            answers += [targets.get(number, []) for number in numbers]
            rows = list(range(first, len(pairs)))
            questions.append(Asked(rows[: len(right)], rows[len(right) :], bool(targets)))
        count, longest = len(pairs), max(len(p.question) + len(p.passage) for p in pairs)
        most = max(len(pair.sentences) for pair in pairs)
        tokens, texts = np.zeros((count, longest), np.int32), np.full((count, longest), -1, np.int8)
        marked, sentences = np.zeros((count, longest, MARKS), np.uint8), np.full((count, longest), -1, np.int16)
        wanted, edges = np.zeros((count, 1 + most), bool), np.zeros((count, 2), np.int64)
        ids = _Ids(encoder)
        for row, (pair, found) in enumerate(zip(pairs, answers, strict=True)):
            asked, end = len(pair.question), len(pair.question) + len(pair.passage)
            tokens[row, :end] = ids.of(pair)
            texts[row, :asked], texts[row, asked:end] = 0, 1
            both = np.concatenate([pair.question_marks, pair.passage_marks])
            marked[row, :end] = np.minimum(255, np.rint(both * _STEPS))
            for number, (start, after) in enumerate(pair.sentences):
                sentences[row, asked + start : asked + after] = number
            wanted[row, [1 + target.sentence for target in found] or [0]] = True
            if found:
                edges[row] = asked + found[0].first, asked + found[0].last

        def there(array: np.ndarray) -> Tensor:
            return torch.from_numpy(array).to(device)

        return cls(
            there(tokens),
            there(texts),
            there(marked),
            there(sentences),
            there(wanted),
            there(edges),
            there(np.array(fused, np.float32)),
            (texts >= 0).sum(axis=1),
            questions,
        )

    def drawn(self, asked: Sequence[Asked], wrong: int, rng: random.Random) -> Drawn:
        """A batch: of each question a right pair and `wrong` others, the first found twice as often as the second and
        so on."""
        rows = [row for each in asked for row in (rng.choice(each.right), *_some(each, wrong, rng))]
        longest = int(self.lengths[rows].max())
        longest = min(longest + -longest % PADDED_TO, self.tokens.shape[1])
        at = torch.tensor(rows, device=self.tokens.device)
        texts, sentences = self.texts[at, :longest].long(), self.sentences[at, :longest].long()
        most = self.wanted.shape[1] - 1
        within = sentences[:, None, :] == torch.arange(most, device=at.device)[None, :, None]
        counts = within.sum(dim=2)
        # The passage's positions begin anew, as it is read apart from the question.
        places = torch.arange(longest, device=at.device)[None]
        positions = torch.where(texts == 1, places - (texts == 0).sum(dim=1, keepdim=True), places)
        batch = Batch(
            states=torch.empty(0),
            segments=(texts == 1).long(),
            present=(texts >= 0).float(),
            marks=self.marks[at, :longest].float() / _STEPS,
            pooling=within / counts.clamp(min=1)[..., None],
            sentences=counts > 0,
        )
        answered = torch.tensor([each.answered for each in asked], device=at.device)
        return Drawn(
            self.tokens[at, :longest].long(),
            positions,
            batch,
            self.fused[at],
            self.wanted[at],
            self.edges[at],
            answered,
        )


class _Ids:
    """Tokens of texts, each cut once."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._tokenizer = encoder.tokenizer
        self._known: dict[tuple[str, str], list[int]] = {}

    def of(self, pair: Pair) -> list[int]:
        return self._cut("query: ", pair.question) + self._cut("passage: ", pair.passage)

    def _cut(self, prompt: str, text: TokenText) -> list[int]:
        known = self._known.get((prompt, text.text))
        if known is None:
            known = self._tokenizer(prompt + text.text, truncation=True, max_length=512)["input_ids"]
            self._known[prompt, text.text] = known
        return known


def _some(asked: Asked, count: int, rng: random.Random) -> list[int]:
    weights = [1 / (rank + 1) for rank in range(len(asked.wrong))]
    found: list[int] = []
    while len(found) < count:
        row = rng.choices(asked.wrong or asked.right, weights or None)[0]
        if row not in found or len(found) >= len(asked.wrong):
            found.append(row)
    return found
