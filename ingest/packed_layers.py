"""The encoder's layers laid out as the processor reads them fastest, for inference alone.

Their weights are reordered once, where torch does it anew at each product; query, key and value are one product, and
GELU is part of the one before it. A question takes 5 ms in place of 9, of passages there are 1.3 as many a second
(docs/decisions.md). The operations are torch's own, those that its compiler makes of a linear layer on a CPU.
"""

from collections.abc import Iterable
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

_BARRED = -1e4
"""Added to a score it leaves none of it."""

_LEAST_COSINE = 0.999
"""Between a layer's states and its packed form's, on random states; 0.9998 is what bfloat16 leaves."""


def barring(present: Tensor, kind: torch.dtype) -> Tensor:
    """What is added to the scores of tokens so that none is looked at where there is none; `present` of any shape."""
    return (1.0 - present.to(kind)) * _BARRED


class PackedLinear:
    """A linear layer with its weight as the processor reads it fastest, and what follows it."""

    def __init__(self, weight: Tensor, bias: Tensor, activation: str = "none") -> None:
        self._weight = torch.ops.mkldnn._reorder_linear_weight(weight.contiguous(), None)
        self._bias = bias.contiguous()
        self._activation = activation

    def __call__(self, states: Tensor) -> Tensor:
        return torch.ops.mkldnn._linear_pointwise(states, self._weight, self._bias, self._activation, [], "none")


class PackedLayer(nn.Module):
    """A `BertLayer` for inference; `plain` is the layer itself, for whoever trains it."""

    def __init__(self, plain: nn.Module) -> None:
        super().__init__()
        self.plain = plain
        layer = cast(Any, plain)
        attention = layer.attention.self
        self._heads: int = attention.num_attention_heads
        self._width: int = attention.attention_head_size
        scale = self._width**-0.5
        parts = (attention.query, attention.key, attention.value)
        weights = [part.weight for part in parts]
        biases = [part.bias for part in parts]
        self._attend = PackedLinear(
            torch.cat([weights[0] * scale, *weights[1:]]), torch.cat([biases[0] * scale, *biases[1:]])
        )
        attended, widened, narrowed = layer.attention.output, layer.intermediate.dense, layer.output
        self._attended = PackedLinear(attended.dense.weight, attended.dense.bias)
        self._widened = PackedLinear(widened.weight, widened.bias, "gelu")
        self._narrowed = PackedLinear(narrowed.dense.weight, narrowed.dense.bias)
        self._norms: tuple[nn.Module, nn.Module] = (attended.LayerNorm, narrowed.LayerNorm)

    def forward(self, hidden: Tensor, attention_mask: Tensor | None = None, *_: object, **__: object) -> Tensor:
        """`hidden` (texts, tokens, width); `attention_mask` as `BertModel` gives it, (texts, 1, tokens or 1, tokens):
        true where a token is, or what is added to its scores."""
        texts, tokens, width = hidden.shape
        parts = self._attend(hidden).view(texts, tokens, 3, self._heads, self._width).permute(2, 0, 3, 1, 4)
        query, key, value = parts.reshape(3, texts * self._heads, tokens, self._width).unbind(0)
        if attention_mask is None:
            scores = torch.bmm(query, key.transpose(1, 2))
        else:
            scores = torch.baddbmm(self._added(attention_mask, hidden), query, key.transpose(1, 2))
        found = torch.bmm(functional.softmax(scores, dim=-1), value).view(texts, self._heads, tokens, self._width)
        first, second = self._norms
        hidden = first(self._attended(found.transpose(1, 2).reshape(texts, tokens, width)) + hidden)
        return second(self._narrowed(self._widened(hidden)) + hidden)

    def _added(self, mask: Tensor, hidden: Tensor) -> Tensor:
        """What is added to each score, (texts · heads, 1, tokens): every token of a text sees the same tokens."""
        row = mask[:, :, :1]
        if row.dtype == torch.bool:
            row = barring(row, hidden.dtype)
        return row.to(hidden.dtype).expand(-1, self._heads, -1, -1).flatten(0, 1)


def through(layers: Iterable[nn.Module], states: Tensor, present: Tensor) -> Tensor:
    """States (texts, tokens, width) behind layers in a row; `present` (texts, tokens) is where a token is."""
    barred = barring(present[:, None, None, :], states.dtype)
    for layer in layers:
        states = layer(states, attention_mask=barred)
    return states


def pack_encoder(network: Any) -> None:
    """Pack the layers of a `BertModel` in place; any other network is left as it is."""
    config = network.config
    if getattr(config, "model_type", "") == "bert" and config.hidden_act == "gelu" and not config.is_decoder:
        network.encoder.layer = packed_layers(network.encoder.layer)


def packed_layers(layers: Iterable[nn.Module]) -> nn.ModuleList:
    """The layers packed; as they are where this processor or this torch cannot, or where it comes to something else."""
    plain = list(layers)
    weight = next(plain[0].parameters())
    if weight.dtype != torch.bfloat16 or not torch.backends.mkldnn.is_available():
        return nn.ModuleList(plain)
    try:
        with torch.inference_mode():
            packed = [PackedLayer(layer) for layer in plain]
            states = torch.randn(1, 8, weight.shape[1], generator=torch.Generator().manual_seed(0)).to(weight.dtype)
            pairs = [(one(states).float(), other(states).float()) for one, other in zip(plain, packed, strict=True)]
            nearest = min(float(functional.cosine_similarity(*pair, dim=-1).min()) for pair in pairs)
    except (AttributeError, NotImplementedError, RuntimeError):
        return nn.ModuleList(plain)
    return nn.ModuleList(packed if nearest > _LEAST_COSINE else plain)


def plain_layers(layers: Iterable[nn.Module]) -> nn.ModuleList:
    """The layers as they were before they were packed."""
    return nn.ModuleList(layer.plain if isinstance(layer, PackedLayer) else layer for layer in layers)
