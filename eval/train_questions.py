"""The second part of `make train`: trains the question's side of the encoder (`rag/question_encoder.py`), seeded.

What is minimised, for a question among all texts of its script: the cross-entropy of the text that answers, over dense
scores alone and over dense scores with what the words give, half and half, so that the vectors learn to be right and
to be right where the words are not. Half an hour on two cores.
"""

import math
import random
import time
from collections.abc import Iterator, Mapping, Sequence
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
from .organisations import organisations
from .question_data import Posed, Space, question_data, release_questions
from .training import batches_by_length, linear_schedule, set_dropout

SEED = 20261125
EPOCHS = 2
BATCH = 64
RATE = 2e-4
SCALE = 2.0
_DROPOUT = 0.1
_MEANS_KEPT = 10
"""Steps for which the mean of English questions, which costs as much as a batch, is taken to be what it was."""


Means = dict[str, Tensor]


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


def scored(upper: Upper, means: Means, items: Sequence[Item]) -> Iterator[tuple[list[int], Tensor, Tensor, Tensor]]:
    """By groups of the items: their numbers, dense scores of all texts, scores with words, where a text is right."""
    vectors = upper([item.states for item in items])
    groups: dict[tuple[int, str], list[int]] = {}
    for number, item in enumerate(items):
        groups.setdefault((id(item.space), item.asked.language), []).append(number)
    for (_, language), numbers in groups.items():
        space, crossing = items[numbers[0]].space, items[numbers[0]].asked.crossing
        queries = vectors[numbers]
        if crossing:
            queries = functional.normalize(queries - means.get(language, means["all"]), dim=-1)
        dense = space.dense(queries, crossing=crossing)
        words = torch.stack([items[number].asked.words for number in numbers]).float()
        fused = space.by_text(dense + words)
        right = torch.zeros_like(fused, dtype=torch.bool)
        for row, number in enumerate(numbers):
            right[row, list(items[number].asked.golds)] = True
        yield numbers, space.by_text(dense), fused, right


def mean_questions(upper: Upper, asked: Mapping[str, Sequence[Tensor]]) -> Means:
    """The mean vector of each language's questions, given by their states, and of all, as `rag/bias.py` has them."""
    means = {language: upper(states).mean(dim=0) for language, states in asked.items()}
    return means | {"all": torch.stack(list(means.values())).mean(dim=0)}


def report(upper: Upper, asked: Mapping[str, Sequence[Tensor]], items: Sequence[Item]) -> None:
    """hit@1 and hit@5 by kind of question."""
    upper.eval()
    ranks: dict[str, list[int]] = {}
    with torch.inference_mode():
        means = mean_questions(upper, asked)
        for start in range(0, len(items), 2 * BATCH):
            some = items[start : start + 2 * BATCH]
            for numbers, dense, fused, right in scored(upper, means, some):
                for name, scores in (("dense", dense), ("fused", fused)):
                    best = scores.masked_fill(~right, -torch.inf).max(dim=1, keepdim=True).values
                    above = (scores > best).sum(dim=1).tolist()
                    for number, rank in zip(numbers, above, strict=True):
                        posed = some[number].asked
                        kind = f"{posed.kind}{', from another language' if posed.crossing else ''}"
                        ranks.setdefault(f"{kind}, {name}", []).append(rank)
    upper.train()
    for name, found in sorted(ranks.items()):
        hits = [np.mean([rank < k for rank in found]) for k in (1, 5)]
        print(f"  held out, {name} ({len(found)}): hit@1 {hits[0]:.4f}, hit@5 {hits[1]:.4f}", flush=True)


def fit(
    upper: Upper, asked: Mapping[str, Sequence[Tensor]], train: list[Item], held: Sequence[Item], rng: random.Random
) -> None:
    """AdamW with a linear warm-up and decay."""
    steps = EPOCHS * math.ceil(len(train) / BATCH)
    changed = [parameter for parameter in upper.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(changed, lr=RATE, weight_decay=0.01, betas=(0.9, 0.98))
    schedule = linear_schedule(optimiser, steps)
    step, began = 0, time.time()
    means: Means = {}
    for _ in range(EPOCHS):
        for batch in _batches(train, rng):
            if step % _MEANS_KEPT == 0:
                with torch.no_grad():
                    means = mean_questions(upper, asked)
            losses = [
                (scores.logsumexp(dim=1) - scores.masked_fill(~right, -torch.inf).logsumexp(dim=1)).sum()
                for _, dense, fused, right in scored(upper, means, batch)
                for scores in (dense, fused)
            ]
            (torch.stack(losses).sum() / (2 * len(batch))).backward()
            nn.utils.clip_grad_norm_(changed, 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            step += 1
        print(f"{step} of {steps} steps, {time.time() - began:.0f} s", flush=True)
        report(upper, asked, held)


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
        space, posed = question_data(encoder, named, script)
        items += [Item(a, _states(lower, a.text), space) for a in posed]
    for organisation in organisations():
        items += [Item(a, _states(lower, a.text), space) for space, a in release_questions(encoder, organisation)]
    held = [item for item in items if item.asked.held_out]
    train = [item for item in items if not item.asked.held_out]
    print(f"{len(train)} questions to train on, {len(held)} held out", flush=True)
    upper = Upper(upper_layers(encoder))
    asked = {language: [_states(lower, text) for text in texts] for language, texts in MEAN_QUESTIONS.items()}
    report(upper, asked, held)
    fit(upper, asked, train, held, rng)
    save_question_encoder(upper.changes(), encoder, ROOT / "rag" / WEIGHTS)


def _states(lower: LowerLayers, text: str) -> Tensor:
    return torch.from_numpy(lower.read([text], "query: ")[0].states).float()


if __name__ == "__main__":
    main()
