"""Weights that were trained over the encoder's layers, as the package carries them: of use over that encoder alone,
whose fingerprint they bear."""

import copy
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load, save_file
from torch import nn

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.packed_layers import plain_layers

from .tokens import LOWER_LAYERS

_ENCODER = "__encoder__"


def encoder_layers(encoder: SentenceEncoder, first: int = 0) -> nn.ModuleList:
    """A copy of the encoder's layers from the `first` on in float32, to be changed."""
    return copy.deepcopy(plain_layers(encoder.network.encoder.layer[first:])).float()


def upper_layers(encoder: SentenceEncoder) -> nn.ModuleList:
    """Of these the upper ones."""
    return encoder_layers(encoder, LOWER_LAYERS)


def read_weights(file: str, encoder: SentenceEncoder) -> dict[str, NDArray] | None:
    """What a file of the package has; None where it was trained over another encoder."""
    kept = load(resources.files(__package__ or "pressdesk.rag").joinpath(file).read_bytes())
    return kept if kept.pop(_ENCODER).tobytes().decode() == encoder.fingerprint else None


def write_weights(kept: Mapping[str, NDArray], encoder: SentenceEncoder, path: Path) -> None:
    """Write them with the encoder's fingerprint."""
    save_file({_ENCODER: np.frombuffer(encoder.fingerprint.encode(), dtype=np.uint8), **kept}, path)
