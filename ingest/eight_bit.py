"""Products of whole numbers of 8 bits, twice as fast as those in bfloat16.

Each row of a weight has a step of its own; what it is multiplied with has one step for all. A few columns of that are
many times as wide as the rest, so columns are brought around zero and nearer to one width, and the weight's columns the
other way (SmoothQuant, Xiao and others 2023; Outlier Suppression+, Wei and others 2023). Behind GELU that cannot be
done, but there one column stands out alone: it is multiplied apart. The operations are torch's own, those that its
compiler makes of a quantised layer on a CPU.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

_SMOOTHED = 0.65
"""Part of the columns' difference in width that the weight takes over; 0.5 is as good."""

_ROOM = 1.5
"""With 1.25 vectors are as near, with 1 what goes beyond is cut off and they are twice as far from those in fp32."""

_ZERO = 128
_MOST = 127


@dataclass(frozen=True)
class Range:
    """The least and the largest number that a product was seen to be given in each column (columns,)."""

    least: Tensor
    largest: Tensor

    @property
    def middle(self) -> Tensor:
        return (self.least + self.largest) / 2

    @property
    def width(self) -> Tensor:
        """How far it goes from the middle, with room for what was not seen."""
        return (self.largest - self.least) / 2 * _ROOM

    def over(self, states: Tensor) -> "Range":
        """What it is when it has been given `states` (rows, columns), too."""
        return Range(torch.minimum(self.least, states.amin(0)), torch.maximum(self.largest, states.amax(0)))


class _Weight:
    """A weight (out, in) and a bias in fp32, as oneDNN takes them; what it is given has `step` and `zero`."""

    def __init__(self, weight: Tensor, bias: Tensor, step: float, zero: int) -> None:
        steps = weight.abs().amax(1).clamp(min=1e-12) / _MOST
        whole = (weight / steps[:, None]).round().to(torch.int8)
        zeros = torch.zeros(len(steps), dtype=torch.int64)
        self._weight = (torch.ops.onednn.qlinear_prepack(whole, None), steps, zeros)
        self._bias = bias.contiguous()
        self._given = (step, zero)

    def __call__(self, numbers: Tensor, kind: torch.dtype) -> Tensor:
        return torch.ops.onednn.qlinear_pointwise(
            numbers, *self._given, *self._weight, self._bias, 1.0, 0, kind, "none", [], "none"
        )

    def gelu(self, numbers: Tensor, step: float, zero: int) -> Tensor:
        """GELU of the product, in whole numbers of this step."""
        return torch.ops.onednn.qlinear_pointwise(
            numbers, *self._given, *self._weight, self._bias, step, zero, torch.uint8, "gelu", [], "none"
        )

    def added(self, numbers: Tensor, states: Tensor) -> Tensor:
        """The product with `states` in fp32 added."""
        return torch.ops.onednn.qlinear_pointwise.binary(
            numbers, *self._given, *self._weight, states, self._bias, 1.0, 0, torch.float32,
            1.0, 0, "add", 1.0, "none", [], "none",
        )  # fmt: skip


class WholeLinear:
    """A linear layer whose product is of whole numbers: weight (out, in), bias (out,), and what it is given."""

    def __init__(self, weight: Tensor, bias: Tensor, seen: Range) -> None:
        weight = weight.float()
        widest = weight.abs().amax(0)
        smooth = seen.width.clamp(min=1e-4) ** _SMOOTHED / widest.clamp(min=1e-4) ** (1 - _SMOOTHED)
        step = float((seen.width / smooth).max()) / _MOST
        self._factors = 1 / (smooth * step)
        self._shift = -seen.middle * self._factors
        self.weight = _Weight(weight * smooth, bias.float() + weight @ seen.middle, step, _ZERO)

    def whole(self, states: Tensor) -> Tensor:
        """States (rows, in) as the whole numbers that are multiplied."""
        # To signed numbers and over, since torch has no fast way from fp32 to unsigned ones.
        signed = torch.addcmul(self._shift, states, self._factors).round_().clamp_(-_ZERO, _MOST).to(torch.int8)
        return signed.view(torch.uint8).bitwise_xor_(_ZERO)

    def __call__(self, states: Tensor, kind: torch.dtype) -> Tensor:
        return self.weight(self.whole(states), kind)

    def added(self, states: Tensor, others: Tensor) -> Tensor:
        """The layer's product with `others` (rows, out) in fp32 added."""
        return self.weight.added(self.whole(states), others)


class WholeFeedForward:
    """Two linear layers with GELU between them, and their input added: `seen` is what either is given."""

    def __init__(self, widen: tuple[Tensor, Tensor], narrow: tuple[Tensor, Tensor], seen: tuple[Range, Range]) -> None:
        weight, bias = narrow[0].float(), narrow[1].float()
        self._widen = WholeLinear(*widen, seen[0])
        lone = int(seen[1].largest.argmax())
        self._lone = (widen[0][lone].float(), widen[1][lone].float(), weight[:, lone].clone())
        others = torch.arange(weight.shape[1]) != lone
        least, largest = float(seen[1].least[others].min()), float(seen[1].largest[others].max())
        step = (largest - least) / (_ZERO + _MOST)
        self._between = (step, round(-least / step))
        self._narrow = _Weight(weight * others, bias, *self._between)

    def __call__(self, states: Tensor) -> Tensor:
        wide = self._widen.weight.gelu(self._widen.whole(states), *self._between)
        into, bias, out = self._lone
        alone = functional.gelu(torch.mv(states, into).add_(bias))
        return self._narrow.added(wide, torch.addcmul(states, alone[:, None], out))
