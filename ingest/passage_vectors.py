"""The vectors of passages and of their sentences, with a pass through the network for each text that needs one.

Each sentence is embedded by itself. A passage of few sentences is embedded as one text too, under its heading; nearly
all of a press release's are such. The vector of a longer one is the mean of its heading's and its sentences': a pass of
its own would cost as much as all its sentences together, and finds no more (docs/decisions.md, "Many texts at once").
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from .embed import Encoder, Vectors
from .prepare import BATCH
from .release import Passage
from .report import Progress, silent

FEW = 6
"""Most sentences of a passage that is embedded as one text: as many as leave all of an ingest three times as fast as
the stock recipe on long paragraphs, DRCD's, of eight sentences. By what is found of fit questions 4 to 7 are alike."""


def embedded(
    encoder: Encoder, passages: Sequence[Passage], on_progress: Callable[[Progress], None] = silent
) -> tuple[Vectors, Vectors]:
    """Vectors of length 1 of the passages, and of all their sentences in order."""
    given = [[*_own_texts(passage), *(s.reading for s in passage.sentences)] for passage in passages]
    vectors = _vectors(encoder, [text for texts in given for text in texts], on_progress)
    whole, sentences = [vectors[:0]], [vectors[:0]]
    ends = np.cumsum([len(texts) for texts in given]).tolist()
    for passage, texts, (start, end) in zip(passages, given, pairwise([0, *ends]), strict=True):
        made = vectors[start:end]
        whole.append(made[:1] if _is_short(passage) else _mean(texts, made))
        sentences.append(made[len(made) - len(passage.sentences) :])
    return np.concatenate(whole), np.concatenate(sentences)


def _is_short(passage: Passage) -> bool:
    return len(passage.sentences) <= FEW


def _own_texts(passage: Passage) -> list[str]:
    """What is embedded of a passage besides its sentences."""
    if _is_short(passage):
        return [passage.reading]
    return [passage.heading] if passage.heading else []


def _mean(texts: Sequence[str], vectors: Vectors) -> Vectors:
    """Their mean by their lengths in characters, of shape (1, dimension), brought to length 1."""
    mean = np.array([[len(text) for text in texts]], dtype=np.float32) @ vectors
    return (mean / np.linalg.norm(mean)).astype(np.float32)


def _vectors(encoder: Encoder, texts: Sequence[str], on_progress: Callable[[Progress], None]) -> Vectors:
    on_progress(Progress("recognised", 0, len(texts)))
    made = [encoder.encode_passages([])]
    for start in range(0, len(texts), BATCH):
        made.append(encoder.encode_passages(texts[start : start + BATCH]))
        on_progress(Progress("embedded", min(start + BATCH, len(texts)), len(texts)))
    return np.concatenate(made)
