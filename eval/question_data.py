"""What the question's side of the encoder is trained on: CMRC's halves as an index has them, and the questions.

The passages' and sentences' vectors stay as they are, and so do the scores that words give, which are computed once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.groups import Statistics, language_group
from pressdesk.ingest.vectors import VectorIndex
from pressdesk.rag.dense import shrunk_variance
from pressdesk.rag.fuse import bridged_part, lexical_part
from pressdesk.rag.question import read_question
from pressdesk.rag.question_vectors import PlainQuestions
from pressdesk.rag.retriever import PassageRetriever

from .halves import Part, halves
from .indexes import index_texts
from .train_data import Asking, cmrc_questions, is_held_out, own_questions

_LANGUAGE = "zh"
_NOWHERE = -1e4


class Posed(NamedTuple):
    """A question: `words` (passages,) is what its words give each passage, `gold` the number of the text that
    answers."""

    text: str
    crossing: bool
    gold: int
    words: Tensor
    held_out: bool
    own: bool


@dataclass(frozen=True)
class Space:
    """The Chinese passages of one script, as `rag/dense.py` sees them, for many questions at once.

    `vectors` (passages or sentences, dimension) of passages and of sentences with their `statistics`; `owners`
    (sentences,): each one's passage; `texts` (passages,): each one's text.
    """

    vectors: tuple[Tensor, Tensor]
    statistics: tuple[Statistics, Statistics]
    owners: Tensor
    texts: Tensor

    def dense(self, queries: Tensor, *, crossing: bool) -> Tensor:
        """z(passage) + z(best sentence), (questions, passages)."""
        whole, sentences = (
            self._standard(queries, vectors, statistics, crossing)
            for vectors, statistics in zip(self.vectors, self.statistics, strict=True)
        )
        return whole + _largest(sentences, self.owners, len(self.texts))

    def by_text(self, scores: Tensor) -> Tensor:
        """The best passage's score of each text, (questions, texts)."""
        return _largest(scores, self.texts, int(self.texts.max()) + 1)

    def _standard(self, queries: Tensor, vectors: Tensor, statistics: Statistics, crossing: bool) -> Tensor:
        mean, covariance = torch.from_numpy(statistics.mean), torch.from_numpy(statistics.covariance)
        variance = ((queries @ covariance) * queries).sum(dim=1)
        off = vectors - mean
        if crossing:
            off, variance = functional.normalize(off, dim=-1), variance / covariance.trace()
        spread = torch.sqrt(shrunk_variance(variance, statistics.count, crossing=crossing))
        return queries @ off.T / spread[:, None]


def _largest(values: Tensor, owners: Tensor, count: int) -> Tensor:
    """The largest of each row's values by owner, (rows, `count`)."""
    start = torch.full((len(values), count), _NOWHERE)
    return start.scatter_reduce(1, owners[None].expand(len(values), -1), values, "amax")


def question_data(encoder: SentenceEncoder, named: dict[str, Part], script: str) -> tuple[Space, list[Posed]]:
    """The halves in one script, with every question that they answer, CMRC's in that script and the authors' in any.
    Raises `FileNotFoundError` where CMRC is missing."""
    task = halves(named, script)
    store, retriever = index_texts(encoder, PlainQuestions(encoder), task.texts)
    group = retriever.index.groups[_LANGUAGE]
    sources = {release.id: int(Path(release.source).stem[1:]) for release in store.releases()}
    release_of = store.release_ids()
    passages = sorted(group.owners)
    sentences = [sentence for passage in passages for sentence in group.owners[passage]]
    space = Space(
        (_vectors(group.passages, passages), _vectors(group.sentences, sentences)),
        (group.passage_statistics, group.sentence_statistics),
        torch.tensor([number for number, passage in enumerate(passages) for _ in group.owners[passage]]),
        torch.tensor([sources[release_of[passage]] for passage in passages]),
    )
    there = set(space.texts.tolist())
    asked = cmrc_questions(named, task)
    asked += [own for either in ("zh-Hant", "zh-Hans") for own in own_questions(named, either)]
    # A text that was taken for another language has no passage among the Chinese ones.
    return space, [_posed(retriever, passages, a) for a in asked if a.gold and int(a.gold[1:]) in there]


def _vectors(index: VectorIndex, ids: list[int]) -> Tensor:
    return torch.from_numpy(np.asarray(index.vectors(ids), dtype=np.float32))


def _posed(retriever: PassageRetriever, passages: Sequence[int], asking: Asking) -> Posed:
    question = read_question(asking.question)
    found = retriever.retrieve(question, 1)
    crossing = language_group(question.language) != _LANGUAGE
    shares = (found.bridged if crossing else found.lexical).of(list(passages))
    words = [
        bridged_part(share, _LANGUAGE) if crossing else lexical_part(share, found.lexical.top)
        for share in shares.values()
    ]
    return Posed(
        question.text,
        crossing,
        int((asking.gold or "")[1:]),
        torch.tensor(words, dtype=torch.float16),
        is_held_out(asking.paragraph),
        asking.own,
    )
