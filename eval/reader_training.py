"""How the reader (`rag/reader_network.py`) is trained.

What is minimised, for a question with a passage that answers and two wrong ones drawn from those that retrieval put
highest: which sentence of a passage answers, if any (cross-entropy over its sentences and "nothing"; where several do,
of any of them: Clark and Gardner 2018, "Simple and Effective Multi-Paragraph Reading Comprehension", §3.2); which of
the passages does (cross-entropy over their relevance with the fused score beside it, as it will stand beside it); where
the answer begins and ends.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional

from pressdesk.rag.reader_network import Logits, ReaderNetwork, batch_of
from pressdesk.rag.tokens import LOWER_LAYERS

from .train_batches import Drawn, Item, drawn
from .training import batches_by_length, linear_schedule

BATCH = 8
SPAN = 0.5
FUSED = 0.5
_NEW = 5.0
"""How much larger the rate of what starts from nothing is."""

_REPORT_EVERY = 400


def losses(logits: Logits, batch: Drawn) -> tuple[Tensor, ...]:
    """The three parts of what is minimised: sentence or nothing, which passage, where the answer is."""
    choices = functional.log_softmax(torch.cat([logits.nothing[:, None], logits.sentences], dim=1), dim=1)
    wanted = torch.full_like(choices, -torch.inf)
    for number, targets in enumerate(batch.targets):
        wanted[number, [1 + target.sentence for target in targets] or [0]] = 0
    scores = logits.relevance + FUSED * torch.tensor(batch.fused)
    answered = [group for group in batch.questions if group and batch.targets[group[0]]]
    which = [functional.cross_entropy(scores[group][None], torch.tensor([0])) for group in answered]
    edges = [(targets[0].first, targets[0].last) if targets else (0, 0) for targets in batch.targets]
    first = functional.cross_entropy(logits.spans[..., 0], torch.tensor([first for first, _ in edges]))
    last = functional.cross_entropy(logits.spans[..., 1], torch.tensor([last for _, last in edges]))
    return (
        -torch.logsumexp(choices + wanted, dim=1).mean(),
        torch.stack(which).mean() if which else torch.zeros(()),
        (first + last) / 2,
    )


def report(network: ReaderNetwork, items: Sequence[Item], depth: int = 5) -> dict[str, float]:
    """Over questions of which a right text is among the first `depth`: part with one first by the fused score, by the
    reader alone and by both; part with a right sentence first in it; AUROC of the right text against the reader's best
    other, questions without an answer among the others."""
    network.eval()
    first: dict[str, list[bool]] = {"fused": [], "reader": [], "both": [], "sentence": []}
    right, other = [], []
    for item in items:
        numbers = [number for number, _ in item.example.candidates[:depth]]
        targets = item.targets()
        if len(numbers) < 2 or (targets and not set(numbers) & set(targets)):
            continue
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            logits = network(batch_of([item.pair(number) for number in numbers]))
        relevance = logits.relevance.numpy()
        fused = np.array([item.fused(number) for number in numbers])
        answers = np.array([number in targets for number in numbers])
        other += [relevance[~answers].max()] if not answers.all() else []
        if targets:
            best = int(np.where(answers, relevance, -np.inf).argmax())
            first["fused"].append(bool(answers[fused.argmax()]))
            first["reader"].append(bool(answers[relevance.argmax()]))
            first["both"].append(bool(answers[(relevance + FUSED * fused).argmax()]))
            wanted = {target.sentence for target in targets[numbers[best]]}
            first["sentence"].append(int(logits.sentences[best].argmax()) in wanted)
            right.append(relevance[best])
    network.train()
    figures = {name: float(np.mean(values)) for name, values in first.items()}
    figures["auroc"] = float(roc_auc_score([1] * len(right) + [0] * len(other), right + other))
    return {name: round(value, 4) for name, value in figures.items()} | {"questions": len(right)}


def print_reports(when: str, network: ReaderNetwork, held: Mapping[str, Sequence[Item]]) -> None:
    """A line a kind of question."""
    for name, items in held.items():
        print(f"{when}, {name}: {report(network, items)}", flush=True)


def fit(
    network: ReaderNetwork,
    epoch: Callable[[], list[Item]],
    steps: int,
    stop: int,
    rate: float,
    held: Mapping[str, Sequence[Item]],
    rng: random.Random,
) -> None:
    """AdamW with a linear warm-up and decay over `steps`, of which `stop` are taken; the rate of what starts from
    nothing is larger. `epoch` gives the questions of another epoch; `held` what is reported on as it goes."""
    optimiser = adamw(network, rate)
    schedule = linear_schedule(optimiser, steps)
    batches = _batches(epoch, rng)
    network.train()
    began, seen = time.time(), []
    for step in range(1, min(steps, stop) + 1):
        batch = drawn(next(batches), rng)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = network(batch_of(batch.pairs))
        parts = losses(logits, batch)
        (parts[0] + parts[1] + SPAN * parts[2]).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        seen.append([part.item() for part in parts])
        if step % 50 == 0:
            means = np.round(np.mean(seen[-50:], axis=0), 3)
            print(f"{step} of {steps}: {means}, {time.time() - began:.0f} s", flush=True)
        if step % _REPORT_EVERY == 0:
            print_reports("  held out", network, held)


def _batches(epoch: Callable[[], list[Item]], rng: random.Random) -> Iterator[list[Item]]:
    while True:
        queue = [item for batch in batches_by_length(epoch(), rng, BATCH, 16, _length) for item in batch]
        while len(queue) >= BATCH:
            yield [queue.pop() for _ in range(BATCH)]


def adamw(network: ReaderNetwork, rate: float, lower: float = 1.0) -> torch.optim.Optimizer:
    """The rate of what starts from nothing is larger, that of the lower layers `lower` times the others'. Biases, norms
    and what starts from nothing do not decay."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        part, _, rest = name.partition(".")
        is_new = part in ("match", "density")
        is_lower = part == "layers" and int(rest.split(".")[0]) < LOWER_LAYERS
        own_rate = rate * (_NEW if is_new else lower if is_lower else 1.0)
        decay = 0.01 if parameter.ndim == 2 and not is_new else 0.0
        groups.setdefault((own_rate, decay), []).append(parameter)
    return torch.optim.AdamW(
        [{"params": of, "lr": own_rate, "weight_decay": decay} for (own_rate, decay), of in groups.items()],
        lr=rate,
        betas=(0.9, 0.98),
    )


def _length(item: Item) -> int:
    number = item.example.answers[0].text if item.example.answers else item.example.near
    return len(item.texts[number or 0].plain)
