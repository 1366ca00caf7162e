"""Many texts embedded at once: the network that embeds questions, laid out for throughput.

Texts go through in passes without padding (`passes.py`), by layers in whole numbers of 8 bits where the processor
multiplies those (`eight_bit.py`), else in bfloat16. docs/decisions.md has what each is worth.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from .bulk_layers import BulkLayer, PlainLayer, Ranges, WholeLayer
from .eight_bit import Range
from .packed_layers import plain_layers, through
from .passes import Pass, passes
from .usual_texts import USUAL_TEXTS

Ids = Sequence[Sequence[int]]
"""Texts as the ids of their tokens, special tokens among them."""

_LEAST_COSINE = 0.998
"""Between a text's vector by the plain layers and by those for throughput, of `USUAL_TEXTS`; 0.9994 is usual."""

_WHOLE = ("avx512_vnni", "avx_vnni", "amx_int8")
"""What a processor multiplies whole numbers of 8 bits by without an overflow on the way, by torch's names."""


class BulkNetwork:
    """A `BertModel` whose texts' vectors are the means of their tokens' states."""

    def __init__(self, network: Any, layers: Sequence[BulkLayer], kind: torch.dtype) -> None:
        """`kind` is what `layers` take states in."""
        self._network = network
        self._layers = layers
        self._kind = kind

    @torch.inference_mode()
    def vectors(self, ids: Ids) -> NDArray[np.float32]:
        """Vectors of length 1 (texts, dimension), not numbers where a text's scores, or those of one that it went
        through with, were too large for the layers."""
        config = self._network.config
        made = np.empty((len(ids), config.hidden_size), dtype=np.float32)
        for given in passes(ids, config.num_attention_heads, self._network.dtype):
            try:
                made[given.texts] = self._means(given).numpy()
            except OverflowError:
                made[given.texts] = np.nan
        return made

    def _means(self, given: Pass) -> Tensor:
        states = _embedded(self._network, given.ids, given.positions).to(self._kind)
        for layer in self._layers:
            states = layer(states, given)
        own = states[: len(given.owner)].float()
        sums = own.new_zeros(len(given.texts), own.shape[1]).index_add_(0, given.owner, own)
        return functional.normalize(sums, dim=-1)


def bulk_network(network: Any, ids_of: Callable[[Sequence[str]], Ids]) -> BulkNetwork | None:
    """A network laid out for throughput; None where it is not a `BertModel` as usual, or where this processor or this
    torch cannot, or comes to something else. `ids_of` gives texts' tokens."""
    config = network.config
    as_usual = getattr(config, "model_type", "") == "bert" and config.hidden_act == "gelu" and not config.is_decoder
    if not as_usual or not torch.backends.mkldnn.is_available():
        return None
    layers = list(plain_layers(network.encoder.layer))
    texts = ids_of(USUAL_TEXTS)
    capable = torch.cpu.get_capabilities()
    try:
        with torch.inference_mode():
            seen, vectors = _seen(network, layers, texts)
            if any(capable.get(name) for name in _WHOLE):
                whole = [WholeLayer(*pair) for pair in zip(layers, seen, strict=True)]
                made = BulkNetwork(network, whole, torch.float32)
                if _agree(made.vectors(texts), vectors):
                    return made
            if network.dtype == torch.bfloat16:
                made = BulkNetwork(network, [PlainLayer(layer) for layer in layers], torch.bfloat16)
                if _agree(made.vectors(texts), vectors):
                    return made
    except (AttributeError, NotImplementedError, RuntimeError):
        pass  # Another torch may lack the operations, and the network itself embeds as well.
    return None


def _agree(some: NDArray[np.float32], others: NDArray[np.float32]) -> bool:
    return bool((some * others).sum(axis=1).min() > _LEAST_COSINE)


def _embedded(network: Any, ids: Tensor, positions: Tensor) -> Tensor:
    """States before the first layer, of tokens with these ids at these places of their texts."""
    own = network.embeddings
    places = own.position_embeddings(positions) + own.token_type_embeddings.weight[0]
    return own.LayerNorm(own.word_embeddings(ids) + places)


def _seen(network: Any, layers: Sequence[nn.Module], texts: Ids) -> tuple[list[Ranges], NDArray[np.float32]]:
    """What each layer's products are given for these texts, and the texts' vectors, by the layers as they are."""
    seen: dict[nn.Module, Range] = {}

    def watch(module: nn.Module, given: tuple[Tensor, ...]) -> None:
        states = given[0].float().flatten(0, -2)
        known = seen.get(module, Range(states.amin(0), states.amax(0)))
        seen[module] = known.over(states)

    products = [_products(layer) for layer in layers]
    hooks = [module.register_forward_pre_hook(watch) for own in products for module in own]
    vectors = []
    try:
        for text in texts:
            ids = torch.tensor([list(text)])
            states = through(layers, _embedded(network, ids, torch.arange(len(text))), torch.ones_like(ids))
            vectors.append(functional.normalize(states[0].float().mean(0), dim=-1).numpy())
    finally:
        for hook in hooks:
            hook.remove()
    return [Ranges(*(seen[module] for module in own)) for own in products], np.stack(vectors)


def _products(layer: Any) -> list[nn.Module]:
    return [layer.attention.self.query, layer.attention.output.dense, layer.intermediate.dense, layer.output.dense]
