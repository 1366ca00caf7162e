"""A question or passage in the encoder's tokens: half-way states, places, and which tokens each term is in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.fold import Folded, fold, placed_words
from pressdesk.ingest.terms import placed_terms

from .remembered import Remembered

if TYPE_CHECKING:
    import torch
    from torch import nn

LOWER_LAYERS = 6
"""Of the encoder's twelve: as many as question and passage go through apart. With eight apart a reader is a third
faster and found less (docs/decisions.md)."""

PADDED_TO = 16
"""Texts are padded to multiples of so many tokens: torch makes its code for a product anew for each length, which takes
3 ms for six layers."""

_LONGEST = 512
"""What E5 was trained to read."""

REMEMBERED = 64
"""Questions whose states and vectors are kept, some 20 KB each."""

_QUESTION_PROMPT = "query: "
_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class TokenText:
    """`states` (tokens, width), float16: behind the encoder's lower layers. `offsets` (tokens, 2): each token's place
    in `text`, below zero for the prompt's."""

    text: str
    states: NDArray[np.float16]
    offsets: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.states)

    def tokens_of(self, start: int, end: int) -> NDArray[np.int64]:
        """Numbers of the tokens that `text[start:end]` has a part in."""
        first, after = self.offsets[:, 0], self.offsets[:, 1]
        return np.flatnonzero((after > start) & (first < end) & (after > first) & (first >= 0))

    @cached_property
    def terms(self) -> dict[str, NDArray[np.int64]]:
        """For each term of the text the tokens that it is in."""
        token_at = np.full(len(self.text) + 1, -1, dtype=np.int64)
        for number, (start, end) in enumerate(self.offsets):
            if 0 <= start < end:
                token_at[start:end] = number
        found: dict[str, list[int]] = {}
        for term, start, end in placed_terms(self.text):
            found.setdefault(term, []).extend(int(token) for token in token_at[start:end] if token >= 0)
        return {term: np.unique(tokens) for term, tokens in found.items() if tokens}

    @cached_property
    def _folded(self) -> Folded:
        return fold(self.text)

    @cached_property
    def _words(self) -> dict[str, Sequence[int]]:
        """The first place of each folded word."""
        return dict(reversed(placed_words(self.text)))

    def tokens_of_word(self, word: str) -> NDArray[np.int64]:
        """Those of the first place where a folded word stands; none where it does not."""
        bare = fold(word).text
        place = self._words.get(bare)
        if place is None:
            at = self._folded.text.find(bare)
            place = self._folded.origins[at : at + len(bare)] if at >= 0 and bare else None
        return self.tokens_of(place[0], place[-1] + 1) if place else _NONE


class LowerLayers:
    """The lower layers, which a question and a passage go through apart from each other: the encoder's, or `layers`
    that were trained in their place. Safe to share between threads."""

    def __init__(self, encoder: SentenceEncoder, layers: "Iterable[nn.Module] | None" = None) -> None:
        self.encoder = encoder
        self._layers = list(encoder.network.encoder.layer[:LOWER_LAYERS] if layers is None else layers)
        self._asked: Remembered[str, TokenText] = Remembered(REMEMBERED)

    def count_tokens(self, question: str) -> int:
        """How many a question has with prompt and special tokens."""
        return len(
            self.encoder.tokenizer(_QUESTION_PROMPT + question, truncation=True, max_length=_LONGEST)["input_ids"]
        )

    def question(self, text: str) -> TokenText:
        """A question's tokens and states."""
        return self.questions([text])[0]

    def questions(self, texts: Sequence[str]) -> list[TokenText]:
        """Those of questions; of lately asked ones from memory: a question is embedded first and then read."""
        return self._asked.of(texts, lambda unread: self.read(unread, _QUESTION_PROMPT))

    def passages(self, texts: Sequence[str]) -> list[TokenText]:
        """Those of passages; of a text that is longer than the encoder reads, its beginning."""
        return self.read(texts, "passage: ")

    def read(self, texts: Sequence[str], prompt: str) -> list[TokenText]:
        """Those of texts under one of E5's prompts, all in one batch."""
        import torch

        with torch.inference_mode():
            given = self.encoder.tokenizer(
                [prompt + text for text in texts],
                padding=True,
                pad_to_multiple_of=PADDED_TO,
                truncation=True,
                max_length=_LONGEST,
                return_tensors="pt",
                return_offsets_mapping=True,
            )
            states = self._through(given["input_ids"], given["attention_mask"])
        counts = given["attention_mask"].sum(dim=1).tolist()
        offsets = given["offset_mapping"].numpy().astype(np.int32) - len(prompt)
        found = zip(texts, states.to(torch.float16).numpy(), offsets, counts, strict=True)
        return [TokenText(text, h[:count].copy(), off[:count].copy()) for text, h, off, count in found]

    def _through(self, tokens: "torch.Tensor", present: "torch.Tensor") -> "torch.Tensor":
        from pressdesk.ingest.packed_layers import through

        return through(self._layers, self.encoder.network.embeddings(input_ids=tokens), present)
