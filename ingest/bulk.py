"""Many texts embedded at once: the network that embeds questions, laid out for throughput.

Texts go through in passes of many tokens without padding (`passes.py`), by layers in the network's own kind of numbers
(`bulk_layers.py`). docs/decisions.md has what each is worth, and what whole numbers of 8 bits gave.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from .bulk_layers import BulkLayer
from .packed_layers import plain_layers, through
from .passes import Pass, passes

Ids = Sequence[Sequence[int]]
"""Texts as the ids of their tokens, special tokens among them."""

_LEAST_COSINE = 0.999
"""Between a text's vector by the layers as they are and by those for throughput; 0.9999 is what bfloat16 leaves."""

_TRIED = 24
"""Tokens of the longer text that both are tried on."""


class BulkNetwork:
    """A `BertModel` whose texts' vectors are the means of their tokens' states."""

    def __init__(self, network: Any) -> None:
        self._network = network
        self._layers = [BulkLayer(layer) for layer in plain_layers(network.encoder.layer)]

    def vectors(self, ids: Ids) -> NDArray[np.float32]:
        """Vectors of length 1 (texts, dimension), not numbers where a text's scores, or those of one that it went
        through with, were too large for the layers. As many passes are under way as torch has threads here."""
        config = self._network.config
        made = np.empty((len(ids), config.hidden_size), dtype=np.float32)

        def fill(given: Pass) -> None:
            try:
                made[given.texts] = self._means(given).numpy()
            except OverflowError:
                made[given.texts] = np.nan

        threads = torch.get_num_threads()
        cut = passes(ids, config.num_attention_heads, self._network.dtype, threads)
        if threads == 1:
            for given in cut:
                fill(given)
            return made
        # A pass a thread: with all threads in each product they wait for each other a thousand times a second, and
        # where something else runs on a core that takes many times as long.
        try:
            with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
                list(pool.map(fill, cut))
        finally:
            torch.set_num_threads(threads)
        return made

    @torch.inference_mode()
    def _means(self, given: Pass) -> Tensor:
        states = _embedded(self._network, given.ids, given.positions)
        for layer in self._layers:
            states = layer(states, given)
        own = states[: len(given.owner)].float()
        sums = own.new_zeros(len(given.texts), own.shape[1]).index_add_(0, given.owner, own)
        return functional.normalize(sums, dim=-1)


def bulk_network(network: Any) -> BulkNetwork | None:
    """A network laid out for throughput; None where it is not a `BertModel` as usual, or where this processor or this
    torch cannot, or comes to something else."""
    config = network.config
    as_usual = getattr(config, "model_type", "") == "bert" and config.hidden_act == "gelu" and not config.is_decoder
    if not as_usual or not torch.backends.mkldnn.is_available():
        return None
    tried = torch.arange(_TRIED).mul(config.vocab_size // _TRIED).tolist()
    try:
        with torch.inference_mode():
            made = BulkNetwork(network)
            cosines = (made.vectors([tried, tried[::3]]) * _as_they_are(network, [tried, tried[::3]])).sum(axis=1)
    except (AttributeError, NotImplementedError, RuntimeError):
        return None  # Another torch may lack the operations, and the network itself embeds as well.
    return made if cosines.min() > _LEAST_COSINE else None


def _as_they_are(network: Any, texts: Ids) -> NDArray[np.float32]:
    """The texts' vectors by the layers as they are."""
    layers: Sequence[nn.Module] = list(plain_layers(network.encoder.layer))
    made = []
    for text in texts:
        ids = torch.tensor([list(text)])
        states = through(layers, _embedded(network, ids, torch.arange(len(text))), torch.ones_like(ids))
        made.append(functional.normalize(states[0].float().mean(0), dim=-1).numpy())
    return np.stack(made)


def _embedded(network: Any, ids: Tensor, positions: Tensor) -> Tensor:
    """States before the first layer, of tokens with these ids at these places of their texts."""
    own = network.embeddings
    places = own.position_embeddings(positions) + own.token_type_embeddings.weight[0]
    return own.LayerNorm(own.word_embeddings(ids) + places)
