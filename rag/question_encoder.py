"""The question's side of the encoder: its upper layers, trained to put a question beside what answers it.

Passages keep the vectors that the encoder gives them, so that an index need not be made again and a question is all
that is trained on (query-side fine-tuning: Lee et al. 2021, "Learning Dense Representations of Phrases at Scale"). What
training changed is of low rank (Hu et al. 2022, "LoRA: Low-Rank Adaptation of Large Language Models", §4.1). Trained by
`eval/train_questions.py`; what on and with what result is in `docs/model-card-questions.md`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from pressdesk.ingest.embed import SentenceEncoder, Vectors
from pressdesk.ingest.packed_layers import packed_layers, through

from .question_vectors import QuestionVectors
from .remembered import Remembered
from .tokens import PADDED_TO, REMEMBERED, LowerLayers
from .trained_weights import read_weights, upper_layers, write_weights

RANK = 16
WEIGHTS = "question_encoder.safetensors"
_OWN, _ACROSS = 0.5, 0.75
"""Parts of what training changed that are taken for passages in the question's language and in another. Between a model
and what it was trained into lies one that is as good on what it was trained on and better elsewhere (Wortsman et al.
2022, "Robust Fine-Tuning of Zero-Shot Models"); the figures by part are in docs/model-card-questions.md."""


class QuestionEncoder:
    """`Questions` over an encoder's lower layers, through upper ones trained for passages in a question's language and
    through others for those in another. Safe to share between threads."""

    def __init__(self, lower: LowerLayers, own: nn.ModuleList, across: nn.ModuleList) -> None:
        self._lower = lower
        self._own = own.eval()
        self._across = across.eval()
        self._known: Remembered[tuple[str, bool], QuestionVectors] = Remembered(REMEMBERED)

    def vectors(self, text: str, *, crossing: bool) -> QuestionVectors:
        """The states of the lower layers are computed once, for both and for the reader."""
        return self._known.of([(text, crossing)], self._computed)[0]

    def prepare(self, texts: Sequence[str], *, crossing: bool) -> None:
        """Those of one padded length together, which a processor does in less than half the time and to the same last
        bit (`tests/test_question_encoder.py`)."""
        lengths = [-(-count // PADDED_TO) for count in map(self._lower.count_tokens, texts)]
        for length in sorted(set(lengths)):
            alike = [text for text, its in zip(texts, lengths, strict=True) if its == length]
            self._known.of([(text, crossing) for text in alike], self._computed)

    def _computed(self, keys: Sequence[tuple[str, bool]]) -> list[QuestionVectors]:
        texts = [text for text, _ in keys]
        own = self._through(self._own, texts)
        across = self._through(self._across, texts) if keys[0][1] else own
        return [QuestionVectors(*pair) for pair in zip(own, across, strict=True)]

    def across(self, texts: Sequence[str]) -> Vectors:
        return self._through(self._across, texts)

    def _through(self, upper: nn.ModuleList, texts: Sequence[str]) -> Vectors:
        kind = next(upper.parameters()).dtype
        with torch.inference_mode():
            states, present = padded([torch.from_numpy(asked.states) for asked in self._lower.questions(texts)])
            return question_vectors(through(upper, states.to(kind), present), present).numpy()


def padded(texts: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """States (tokens, width) of texts in one tensor (texts, tokens, width), and where a token is (texts, tokens)."""
    states = nn.utils.rnn.pad_sequence(list(texts), batch_first=True)
    states = functional.pad(states, (0, 0, 0, -states.shape[1] % PADDED_TO))
    counts = torch.tensor([len(one) for one in texts])
    return states, torch.arange(states.shape[1])[None, :] < counts[:, None]


def question_vectors(states: torch.Tensor, present: torch.Tensor) -> torch.Tensor:
    """E5's vectors (texts, width): the mean of the last states (texts, tokens, width) where a token is, brought to
    length 1."""
    there = present[..., None].float()
    return functional.normalize((states.float() * there).sum(1) / there.sum(1), dim=-1)


def load_question_encoder(lower: LowerLayers) -> QuestionEncoder | None:
    """The trained side over its encoder's lower layers; None over any other's, for which it was not trained."""
    encoder = lower.encoder
    kept = read_weights(WEIGHTS, encoder)
    if kept is None:
        return None
    return QuestionEncoder(lower, _changed(encoder, kept, _OWN), _changed(encoder, kept, _ACROSS))


def _changed(encoder: SentenceEncoder, kept: Mapping[str, NDArray], share: float) -> nn.ModuleList:
    upper = upper_layers(encoder)
    for name, module in upper.named_modules():
        if f"{name}.up" in kept:
            changed = kept[f"{name}.up"].astype(np.float32) @ kept[f"{name}.down"].astype(np.float32)
            module.get_parameter("weight").data += share * torch.from_numpy(changed)
    return packed_layers(upper.to(next(encoder.network.parameters()).dtype))


def save_question_encoder(
    changes: Mapping[str, tuple[torch.Tensor, torch.Tensor]], encoder: SentenceEncoder, path: Path
) -> None:
    """Write what training changed: by a linear layer's name among the upper layers, the two factors of its change,
    (out, rank) and (rank, in)."""
    kept: dict[str, NDArray] = {}
    for name, (up, down) in changes.items():
        kept[f"{name}.up"], kept[f"{name}.down"] = (t.detach().numpy().astype(np.float16) for t in (up, down))
    write_weights(kept, encoder, path)
