"""The second part of `make train`: the reader's first training, on CMRC, seeded; an hour on two cores."""

import random
import time

import torch

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.rag.reader_weights import WEIGHTS, new_network, save_reader

from .datasets import ROOT
from .indexes import default_encoder
from .reader_training import BATCH, fit, print_reports
from .train_batches import Item
from .train_data import training_data
from .training import set_dropout

SEED = 20261125
EPOCHS = 3
STOP = 1600
"""Steps of the 1,946 that are taken: the rate has come down to a sixth by then, and what follows goes on from there."""

RATE = 2e-4
DROPOUT = 0.05
TITLED = 0.4
"""Part of the questions whose passages come with a title before them."""

_SHARE_OF_CMRC = 0.5
"""Part of CMRC's own questions that an epoch has: each is there twice, once a script."""


def items_on_cmrc(
    encoder: SentenceEncoder, rng: random.Random, every: int = 1
) -> tuple[list[Item], dict[str, list[Item]]]:
    """What is trained on and what is held out, by kind: in both scripts every `every`th of CMRC's own questions and all
    of the authors'. Raises `FileNotFoundError` where CMRC is missing."""
    items: list[Item] = []
    for script in ("zh-Hant", "zh-Hans"):
        texts, examples = training_data(encoder, script, every)
        items += [Item(example, texts, rng.random() < TITLED) for example in examples]
    usable = [item for item in items if not item.example.answers or item.targets()]
    held = [item for item in usable if item.example.held_out]
    return [item for item in usable if not item.example.held_out], {
        "CMRC's questions": [item for item in held if not item.example.own],
        "our English questions on CMRC": [i for i in held if i.example.own and i.example.language != "zh"],
    }


def main() -> None:
    """Train, write the weights, report on the held-out seventh."""
    began = time.time()
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    encoder = default_encoder()
    train, held = items_on_cmrc(encoder, rng)
    print(f"{len(train)} questions to train on; {time.time() - began:.0f} s", flush=True)
    network = new_network(encoder)
    set_dropout(network, DROPOUT)
    cmrc = [item for item in train if not item.example.own]
    own = [item for item in train if item.example.own]
    taken = int(len(cmrc) * _SHARE_OF_CMRC)
    steps = EPOCHS * (taken + len(own)) // BATCH
    fit(network, lambda: [*rng.sample(cmrc, taken), *own], steps, STOP, RATE, held, rng)
    save_reader(network, encoder, ROOT / "rag" / WEIGHTS)
    print_reports("held out", network, held)


if __name__ == "__main__":
    main()
