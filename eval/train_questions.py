"""The first half of `make train`: trains the question's side of the encoder (`rag/question_encoder.py`), seeded.

What is minimised, for a question among all texts of its script: the cross-entropy of the text that answers, over dense
scores alone and over dense scores with what the words give, half and half, so that the vectors learn to be right and
to be right where the words are not. Five minutes on two cores.
"""

import math
import random
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from pressdesk.ingest.packed_layers import through
from pressdesk.rag.bias import MEAN_QUESTIONS
from pressdesk.rag.question_encoder import RANK, WEIGHTS, padded, question_vectors, save_question_encoder
from pressdesk.rag.tokens import LowerLayers
from pressdesk.rag.trained_weights import upper_layers

from .datasets import ROOT
from .halves import parts
from .indexes import default_encoder
from .question_data import Posed, Space, question_data
from .training import batches_by_length, linear_schedule, set_dropout

SEED = 20261125
EPOCHS = 2
BATCH = 64
RATE = 2e-4
SCALE = 2.0
_DROPOUT = 0.1
_MEANS_KEPT = 10
"""Steps for which the mean of English questions, which costs as much as a batch, is taken to be what it was."""


class Item(NamedTuple):
    """A question, its states behind the lower layers, and the texts that it is asked of."""

    asked: Posed
    states: Tensor
    space: Space


class LowRankLinear(nn.Module):
    """A linear layer with a change of rank `RANK`, nothing at first (Hu et al. 2022, §4.1)."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(RANK, linear.in_features) / math.sqrt(linear.in_features))
        self.up = nn.Parameter(torch.zeros(linear.out_features, RANK))

    def forward(self, states: Tensor) -> Tensor:
        return self.linear(states) + SCALE * ((states @ self.down.T) @ self.up.T)


class Upper(nn.Module):
    """The upper layers with what may change of them."""

    def __init__(self, layers: nn.ModuleList) -> None:
        super().__init__()
        self.layers = layers.requires_grad_(False)
        for name, module in list(layers.named_modules()):
            if isinstance(module, nn.Linear):
                parent, _, own = name.rpartition(".")
                setattr(layers.get_submodule(parent), own, LowRankLinear(module))
        set_dropout(layers, _DROPOUT)

    def forward(self, states: Sequence[Tensor]) -> Tensor:
        """Vectors (questions, width) of questions' states."""
        hidden, present = padded(states)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = through(self.layers, hidden, present)
        return question_vectors(hidden, present)

    def changes(self) -> dict[str, tuple[Tensor, Tensor]]:
        """What was changed, by the layer's name: the factors with the scale in them."""
        return {
            name: (SCALE * module.up, module.down)
            for name, module in self.layers.named_modules()
            if isinstance(module, LowRankLinear)
        }


def scored(upper: Upper, mean: Tensor, items: Sequence[Item]) -> Iterator[tuple[list[int], Tensor, Tensor, Tensor]]:
    """By groups of the items: their numbers, dense scores of all texts, scores with words, the right texts."""
    vectors = upper([item.states for item in items])
    groups: dict[tuple[int, bool], list[int]] = {}
    for number, item in enumerate(items):
        groups.setdefault((id(item.space), item.asked.crossing), []).append(number)
    for (_, crossing), numbers in groups.items():
        space = items[numbers[0]].space
        queries = vectors[numbers]
        dense = space.dense(functional.normalize(queries - mean, dim=-1) if crossing else queries, crossing=crossing)
        words = torch.stack([items[number].asked.words for number in numbers]).float()
        gold = torch.tensor([items[number].asked.gold for number in numbers])
        yield numbers, space.by_text(dense), space.by_text(dense + words), gold


def report(upper: Upper, means: Sequence[Tensor], items: Sequence[Item]) -> None:
    """hit@1 and hit@5 by kind of question."""
    upper.eval()
    ranks: dict[str, list[int]] = {}
    with torch.inference_mode():
        mean = upper(means).mean(dim=0)
        for start in range(0, len(items), 2 * BATCH):
            some = items[start : start + 2 * BATCH]
            for numbers, dense, fused, gold in scored(upper, mean, some):
                for name, scores in (("dense", dense), ("fused", fused)):
                    above = (scores > scores.gather(1, gold[:, None])).sum(dim=1).tolist()
                    for number, rank in zip(numbers, above, strict=True):
                        asked = some[number].asked
                        kind = "English" if asked.crossing else "our Chinese" if asked.own else "CMRC"
                        ranks.setdefault(f"{kind}, {name}", []).append(rank)
    upper.train()
    for name, found in sorted(ranks.items()):
        hits = [np.mean([rank < k for rank in found]) for k in (1, 5)]
        print(f"  held out, {name} ({len(found)}): hit@1 {hits[0]:.4f}, hit@5 {hits[1]:.4f}", flush=True)


def fit(upper: Upper, means: Sequence[Tensor], train: list[Item], held: Sequence[Item], rng: random.Random) -> None:
    """AdamW with a linear warm-up and decay."""
    steps = EPOCHS * math.ceil(len(train) / BATCH)
    changed = [parameter for parameter in upper.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(changed, lr=RATE, weight_decay=0.01, betas=(0.9, 0.98))
    schedule = linear_schedule(optimiser, steps)
    step, began = 0, time.time()
    mean = torch.zeros(())
    for _ in range(EPOCHS):
        for batch in _batches(train, rng):
            if step % _MEANS_KEPT == 0:
                with torch.no_grad():
                    mean = upper(means).mean(dim=0)
            losses = [
                functional.cross_entropy(scores, gold, reduction="sum")
                for _, dense, fused, gold in scored(upper, mean, batch)
                for scores in (dense, fused)
            ]
            (torch.stack(losses).sum() / (2 * len(batch))).backward()
            nn.utils.clip_grad_norm_(changed, 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            step += 1
        print(f"{step} of {steps} steps, {time.time() - began:.0f} s", flush=True)
        report(upper, means, held)


def _batches(items: list[Item], rng: random.Random) -> list[list[Item]]:
    """Of questions of about the same length."""
    return batches_by_length(items, rng, BATCH, 8, lambda item: len(item.states))


def main() -> None:
    """Train, report on the held-out seventh, write the weights."""
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    encoder = default_encoder()
    lower = LowerLayers(encoder)
    named = parts()
    items: list[Item] = []
    for script in ("zh-Hant", "zh-Hans"):
        space, asked = question_data(encoder, named, script)
        items += [Item(a, _states(lower, a.text), space) for a in asked]
    held = [item for item in items if item.asked.held_out]
    train = [item for item in items if not item.asked.held_out]
    print(f"{len(train)} questions to train on, {len(held)} held out", flush=True)
    upper = Upper(upper_layers(encoder))
    means = [_states(lower, text) for text in MEAN_QUESTIONS["en"]]
    report(upper, means, held)
    fit(upper, means, train, held, rng)
    save_question_encoder(upper.changes(), encoder, ROOT / "rag" / WEIGHTS)


def _states(lower: LowerLayers, text: str) -> Tensor:
    return torch.from_numpy(lower.read([text], "query: ")[0].states).float()


if __name__ == "__main__":
    main()
