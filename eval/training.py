"""What the training of the reader and that of the question's side have in common."""

import random
from collections.abc import Callable
from typing import TypeVar

from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR

T = TypeVar("T")

_WARM = 0.06
_LEAST_RATE = 0.02


def linear_schedule(optimiser: Optimizer, steps: int) -> LambdaLR:
    """A linear warm-up, then a linear decay over `steps`."""
    return LambdaLR(optimiser, lambda step: min(1.0, (step + 1) / (_WARM * steps)) * max(_LEAST_RATE, 1 - step / steps))


def set_dropout(network: nn.Module, p: float) -> None:
    """`p` everywhere but on attention weights: dropout there rules out torch's fused attention, which is twice as fast
    on a CPU."""
    for name, module in network.named_modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0 if "attention" in name else p


def batches_by_length(
    items: list[T], rng: random.Random, size: int, together: int, length: Callable[[T], int]
) -> list[list[T]]:
    """Shuffled, with items of about the same length in a batch, as padding costs time: `together` batches are sorted at
    a time. Shuffles `items` in place."""
    rng.shuffle(items)
    batches: list[list[T]] = []
    for start in range(0, len(items), together * size):
        chunk = sorted(items[start : start + together * size], key=length)
        batches += [chunk[at : at + size] for at in range(0, len(chunk), size)]
    rng.shuffle(batches)
    return batches
