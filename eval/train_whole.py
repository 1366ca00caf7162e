"""The fourth part of `make train`: all of the reader's layers, seeded; twice four minutes on a GPU, half a day on two
cores.

What went before trained the upper six layers, over states that the encoder's own lower ones gave. Here the lower six
are trained too, on everything at once: CMRC's questions, the authors' over the same paragraphs, and releases. What is
kept is the mean of two runs (Wortsman et al. 2022, "Model soups: averaging weights of multiple fine-tuned models
improves accuracy without increasing inference time"), each of them the running mean of its steps (Polyak and Juditsky
1992, "Acceleration of Stochastic Approximation by Averaging"), with `KEPT` of what they began with: the mean alone is
too sure that nothing answers (docs/decisions.md).
"""

import copy
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.packed_layers import barring
from pressdesk.rag.reader_network import Logits, ReaderNetwork
from pressdesk.rag.reader_weights import WEIGHTS, reader_network, save_reader
from pressdesk.rag.tokens import LOWER_LAYERS

from .datasets import ROOT
from .indexes import default_encoder
from .organisations import organisations
from .pair_table import Asked, Drawn, PairTable
from .reader_training import FUSED, SPAN, adamw
from .release_data import release_data
from .train import items_on_cmrc
from .train_batches import Item
from .training import batches_by_length, linear_schedule, set_dropout

STEPS = 5000
BATCH = 16
WRONG = 3
RATE = 1e-4
DROPOUT = 0.1
_MEAN = 0.999


class Run(NamedTuple):
    """`lower`: rate of the lower layers beside that of the upper ones; `unmarked`: part of the pairs whose marks are
    taken off, so that they are not all that is looked at."""

    seed: int
    lower: float
    unmarked: float


RUNS = (Run(1, 0.3, 0.0), Run(3, 0.5, 0.05))

KEPT = 0.25

SHARES = {"CMRC": 0.5, "our questions in English": 0.5, "our questions in Chinese": 1.0, "releases": 2.0}
"""How often an epoch has a question: half of the time what is there in both scripts, twice what there is little of."""


class WholeReader(nn.Module):
    """The reader from tokens on. With a rate of 2e-4 for all layers alike it learned nothing of where answers begin."""

    def __init__(self, encoder: SentenceEncoder, network: ReaderNetwork) -> None:
        super().__init__()
        self.embeddings = copy.deepcopy(encoder.network.embeddings).float().requires_grad_(False)
        self.network = network
        set_dropout(network, DROPOUT)

    def forward(self, drawn: Drawn) -> Logits:
        hidden = self.embeddings(input_ids=drawn.tokens, position_ids=drawn.positions)
        kinds = drawn.batch.segments * 2 + drawn.batch.present.long()
        apart = barring(kinds[:, None, :, None] == kinds[:, None, None, :], hidden.dtype)
        for layer in self.network.layers[:LOWER_LAYERS]:
            hidden = layer(hidden, attention_mask=apart)
        return self.network(drawn.batch._replace(states=hidden))


def loss(logits: Logits, drawn: Drawn) -> Tensor:
    """Which sentence of a passage answers, if any; which passage does, with the fused score beside; where the answer
    begins and ends: as in `reader_training.py`."""
    choices = functional.log_softmax(torch.cat([logits.nothing[:, None], logits.sentences], dim=1), dim=1)
    sentence = -torch.logsumexp(choices.masked_fill(~drawn.wanted, -torch.inf), dim=1).mean()
    scores = (logits.relevance + FUSED * drawn.fused).view(len(drawn.answered), -1)
    which = functional.log_softmax(scores, dim=1)[:, 0] * drawn.answered
    edges = sum(functional.cross_entropy(logits.spans[..., n], drawn.edges[:, n]) for n in (0, 1))
    return sentence - which.sum() / drawn.answered.sum().clamp(min=1) + SPAN * edges / 2


def kinds_of(encoder: SentenceEncoder, rng: random.Random) -> dict[str, list[Item]]:
    """What is trained on, by kind."""
    found, _ = items_on_cmrc(encoder, rng)
    kinds: dict[str, list[Item]] = {name: [] for name in SHARES}
    for item in found:
        own = f"our questions in {'Chinese' if item.example.language == 'zh' else 'English'}"
        kinds[own if item.example.own else "CMRC"].append(item)
    for organisation in organisations():
        if not organisation.held_out:
            texts, examples = release_data(encoder, organisation)
            items = [Item(example, texts, False) for example in examples]
            kinds["releases"] += [item for item in items if not item.example.answers or item.targets()]
    return kinds


def train(
    encoder: SentenceEncoder, table: PairTable, kinds: Mapping[str, Sequence[Asked]], run: Run, device: str
) -> ReaderNetwork:
    """One run from the weights in the package; the running mean of its weights."""
    torch.manual_seed(run.seed)
    rng = random.Random(run.seed)
    network = reader_network(encoder)
    assert network, "the default model's reader is there"
    whole = WholeReader(encoder, network.to(device)).to(device).train()
    optimiser = adamw(network, RATE, run.lower)
    schedule = linear_schedule(optimiser, STEPS)
    mean = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(_MEAN))
    batches = _batches(table, kinds, rng)
    began = time.time()
    for step in range(1, STEPS + 1):
        drawn = table.drawn(next(batches), WRONG, rng)
        kept = torch.rand(len(drawn.tokens), 1, 1, device=device) >= run.unmarked
        drawn = drawn._replace(batch=drawn.batch._replace(marks=drawn.batch.marks * kept))
        with torch.autocast(device, dtype=torch.bfloat16):
            logits = whole(drawn)
        found = loss(logits, drawn)
        found.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        mean.update_parameters(network)
        if step % 100 == 0:
            print(f"{step} of {STEPS}: {found.item():.3f}, {time.time() - began:.0f} s", flush=True)
    return cast(ReaderNetwork, mean.module.cpu())


def _batches(table: PairTable, kinds: Mapping[str, Sequence[Asked]], rng: random.Random) -> Iterator[list[Asked]]:
    while True:
        epoch: list[Asked] = []
        for name, share in SHARES.items():
            asked = list(kinds[name])
            epoch += asked * int(share) + rng.sample(asked, int(len(asked) * (share % 1)))
        batches = batches_by_length(epoch, rng, BATCH, 16, lambda asked: int(table.lengths[asked.right[0]]))
        yield from (batch for batch in batches if len(batch) == BATCH)


def main() -> None:
    """Train twice from the weights in the package, write the mean."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    encoder = default_encoder()
    kinds = kinds_of(encoder, random.Random(RUNS[0].seed))
    table = PairTable.of([item for items in kinds.values() for item in items], encoder, device)
    questions = iter(table.questions)
    asked = {name: [next(questions) for _ in items] for name, items in kinds.items()}
    print(f"{len(table.questions)} questions, {len(table.lengths)} pairs, on {device}", flush=True)
    network = reader_network(encoder)
    assert network, "the default model's reader is there"
    states = [train(encoder, table, asked, run, device).state_dict() for run in RUNS]
    network.load_state_dict(
        {
            name: torch.lerp(sum((s[name] for s in states), torch.zeros(())) / len(states), before, KEPT)
            for name, before in network.state_dict().items()
        }
    )
    save_reader(network, encoder, ROOT / "rag" / WEIGHTS)


if __name__ == "__main__":
    main()
