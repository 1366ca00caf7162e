"""The third part of `make train`: the reader is trained further, on press releases beside CMRC, seeded; half an hour on
two cores.

It begins with the weights in the package, which `eval.train` wrote, and takes the rate down to nothing.
"""

import random
import time

import torch

from pressdesk.rag.reader_weights import reader_network, save_reader

from .datasets import ROOT
from .indexes import default_encoder
from .organisations import organisations
from .reader_training import BATCH, fit, report
from .release_data import release_data
from .train import DROPOUT, TITLED, cmrc_items
from .train_batches import Item
from .train_data import training_data
from .training import set_dropout

SEED = 20261126
EPOCHS = 3
RATE = 1e-4
_EVERY = 4
"""Of CMRC's own questions every fourth is there, in each script."""

_OTHERS = 1.5
"""How many questions on CMRC, its own and the authors', there are in an epoch for one on releases."""


def main() -> None:
    """Train, write the weights, report on what is held out."""
    began = time.time()
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    encoder = default_encoder()
    others: list[Item] = []
    for script in ("zh-Hant", "zh-Hans"):
        texts, examples = training_data(encoder, script, _EVERY)
        others += [Item(example, texts, rng.random() < TITLED) for example in examples]
    others, held = cmrc_items(others)
    releases: list[Item] = []
    held["releases"] = []
    for organisation in organisations():
        texts, examples = release_data(encoder, organisation)
        (held["releases"] if organisation.held_out else releases).extend(Item(e, texts, False) for e in examples)
    print(f"{len(releases)} on releases, {len(others)} others; {time.time() - began:.0f} s", flush=True)
    network = reader_network(encoder)
    assert network, "the default model's reader is there"
    set_dropout(network, DROPOUT)
    taken = min(len(others), int(_OTHERS * len(releases)))
    steps = EPOCHS * (taken + len(releases)) // BATCH
    for name, some in held.items():
        print(f"before, {name}: {report(network, some)}", flush=True)
    fit(network, lambda: [*rng.sample(others, taken), *releases], steps, steps, RATE, held, rng)
    save_reader(network, encoder, ROOT / "rag" / "reader.safetensors")
    for name, some in held.items():
        print(f"held out, {name}: {report(network, some)}", flush=True)


if __name__ == "__main__":
    main()
