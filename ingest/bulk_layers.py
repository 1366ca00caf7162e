"""A `BertLayer` over the tokens of many texts: its products take all at once, its attention texts of one length."""

import math
from typing import Any, cast

import torch
from torch import Tensor, nn

from .packed_layers import PackedLinear
from .passes import Pass


class BulkLayer:
    """A layer for inference, its weights packed."""

    def __init__(self, layer: nn.Module) -> None:
        own = cast(Any, layer)
        self._heads: int = own.attention.self.num_attention_heads
        self._attend = PackedLinear(*_query_key_value(layer))
        self._attended = PackedLinear(own.attention.output.dense.weight, own.attention.output.dense.bias)
        self._widened = PackedLinear(own.intermediate.dense.weight, own.intermediate.dense.bias, "gelu")
        self._narrowed = PackedLinear(own.output.dense.weight, own.output.dense.bias)
        self._norms: tuple[nn.Module, nn.Module] = (own.attention.output.LayerNorm, own.output.LayerNorm)

    def __call__(self, states: Tensor, given: Pass) -> Tensor:
        """States (tokens, width) of a pass behind the layer. Raises `OverflowError` as `attended` does."""
        first, second = self._norms
        states = first(self._attended(attended(self._attend(states), given, self._heads)).add_(states))
        return second(self._narrowed(self._widened(states)).add_(states))


def attended(parts: Tensor, given: Pass, heads: int) -> Tensor:
    """What each token of a pass finds in its own text (tokens, width), by the queries, keys and values of all of them
    (tokens, 3 · width).

    Powers are taken of the scores as they are; taking their largest off first would read all of them twice. Raises
    `OverflowError` for scores that are too large or too small for it.
    """
    tokens, three = parts.shape
    width = three // 3 // heads
    found = parts.new_zeros(tokens, heads * width)
    rows = parts.view(-1, width)
    for group in given.groups:
        query, key, value = rows.index_select(0, group.to_heads).view(3, -1, group.length, width).unbind(0)
        weights = torch.bmm(query, key.transpose(1, 2)).exp2_()
        if group.present is not None:
            weights[:, :, -group.present.shape[-1] :] *= group.present
        sums = weights.sum(-1, keepdim=True)
        least, largest = sums.aminmax()
        if not (least > 0 and largest < torch.inf):
            raise OverflowError
        mixed = torch.bmm(weights, value).div_(sums)
        own = found[group.first : group.after].view(-1, width)
        torch.index_select(mixed.view(-1, width), 0, group.from_heads, out=own)
    return found


def _query_key_value(layer: nn.Module) -> tuple[Tensor, Tensor]:
    """Weight and bias of the three as one product; the query so scaled that powers of 2 are a softmax."""
    attention = cast(Any, layer).attention.self
    scale = math.log2(math.e) / math.sqrt(attention.attention_head_size)
    parts = (attention.query, attention.key, attention.value)
    weights, biases = [part.weight for part in parts], [part.bias for part in parts]
    return torch.cat([weights[0] * scale, *weights[1:]]), torch.cat([biases[0] * scale, *biases[1:]])
