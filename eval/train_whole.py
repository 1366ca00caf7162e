"""The fourth part of `make train`: all of the reader's layers, seeded; 15 minutes on a GPU, a day on two cores.

What went before trained the upper six layers, over states that the encoder's own lower ones gave. Here the lower six
are trained too, on everything at once: CMRC's questions, the authors' over the same paragraphs and over articles, and
releases. What is kept of a pass is the mean of its runs (Wortsman et al. 2022, "Model soups: averaging weights of
multiple fine-tuned models improves accuracy without increasing inference time"), each of them the running mean of its
steps (Polyak and Juditsky 1992, "Acceleration of Stochastic Approximation by Averaging"), of the first pass with a part
of what it began with: the mean alone was too sure that nothing answers (docs/decisions.md).
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
from .train import TITLED, items_on_cmrc
from .train_batches import Item
from .train_data import article_data
from .training import batches_by_length, linear_schedule, set_dropout

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


class Pass(NamedTuple):
    """Runs that begin with the same weights, their mean, and the part of what they began with that is kept beside."""

    steps: int
    runs: tuple[Run, ...]
    kept: float


PASSES = (
    Pass(5000, (Run(1, 0.3, 0.0), Run(3, 0.5, 0.05)), 0.25),
    Pass(1600, (Run(11, 0.3, 0.0), Run(12, 0.5, 0.05), Run(13, 0.5, 0.0), Run(14, 0.3, 0.05)), 0.0),
)

SHARES = {
    "CMRC": 0.5,
    "our questions in English": 0.5,
    "our questions in Chinese": 1.0,
    "articles": 1.0,
    "releases": 2.0,
}
"""How often an epoch has a question: half of the time what is there in both scripts, twice what there is little of."""


class WholeReader(nn.Module):
    """The reader from tokens on. With a rate of 2e-4 for all layers alike it learned nothing of where answers begin."""

    def __init__(self, embeddings: nn.Module, network: ReaderNetwork) -> None:
        super().__init__()
        self.embeddings = copy.deepcopy(embeddings).float().requires_grad_(False)
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
    for script in ("zh-Hant", "zh-Hans"):
        texts, examples = article_data(encoder, script)
        items = [Item(e, texts, rng.random() < TITLED) for e in examples if not e.held_out]
        kinds["articles"] += [item for item in items if not item.example.answers or item.targets()]
    for organisation in organisations():
        if not organisation.held_out:
            texts, examples = release_data(encoder, organisation)
            items = [Item(example, texts, False) for example in examples]
            kinds["releases"] += [item for item in items if not item.example.answers or item.targets()]
    return kinds


def train(
    whole: WholeReader,
    table: PairTable,
    kinds: Mapping[str, Sequence[Asked]],
    run: Run,
    steps: int,
    device: str,
) -> ReaderNetwork:
    """One run from a network that is changed by it; the running mean of its weights."""
    torch.manual_seed(run.seed)
    rng = random.Random(run.seed)
    whole.to(device).train()
    network = whole.network
    optimiser = adamw(network, RATE, run.lower)
    schedule = linear_schedule(optimiser, steps)
    mean = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(_MEAN))
    batches = _batches(table, kinds, rng)
    began = time.time()
    for step in range(1, steps + 1):
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
            print(f"{step} of {steps}: {found.item():.3f}, {time.time() - began:.0f} s", flush=True)
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
    """Train from the weights in the package, write what comes of it."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    encoder = default_encoder()
    kinds = kinds_of(encoder, random.Random(PASSES[0].runs[0].seed))
    table = PairTable.of([item for items in kinds.values() for item in items], encoder, device)
    questions = iter(table.questions)
    asked = {name: [next(questions) for _ in items] for name, items in kinds.items()}
    print(f"{len(table.questions)} questions, {len(table.lengths)} pairs, on {device}", flush=True)
    network = reader_network(encoder)
    assert network, "the default model's reader is there"
    for steps, runs, kept in PASSES:
        starts = (WholeReader(encoder.network.embeddings, copy.deepcopy(network)) for _ in runs)
        ends = [train(start, table, asked, run, steps, device) for start, run in zip(starts, runs, strict=True)]
        states = [end.state_dict() for end in ends]
        network.load_state_dict(
            {
                name: torch.lerp(sum((s[name] for s in states), torch.zeros(())) / len(states), before, kept)
                for name, before in network.state_dict().items()
            }
        )
    save_reader(network, encoder, ROOT / "rag" / WEIGHTS)


if __name__ == "__main__":
    main()
