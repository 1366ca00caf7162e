"""What the question's side of the encoder is trained on: CMRC's halves and press releases as an index has them, and the
questions.

The passages' and sentences' vectors stay as they are, and so do the scores that words give, which are computed once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.groups import LanguageGroup, Statistics, language_group
from pressdesk.ingest.vectors import VectorIndex
from pressdesk.rag.dense import shrunk_variance
from pressdesk.rag.fuse import bridged_part, lexical_part
from pressdesk.rag.question import read_question
from pressdesk.rag.question_vectors import PlainQuestions
from pressdesk.rag.retriever import PassageRetriever

from .halves import Part, halves
from .indexes import index_texts
from .organisations import Organisation, index_organisation
from .release_data import answers, own_passages
from .train_data import cmrc_questions, is_held_out, own_questions

_NOWHERE = -1e4


class Posed(NamedTuple):
    """A question: `words` (passages,) is what its words give each passage, `golds` the numbers of the texts that
    answer, `kind` of what it is reported as."""

    text: str
    language: str
    crossing: bool
    golds: tuple[int, ...]
    words: Tensor
    held_out: bool
    kind: str


@dataclass(frozen=True)
class Space:
    """The passages of one language in an index, as `rag/dense.py` sees them, for many questions at once.

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
    sources = {release.id: int(Path(release.source).stem[1:]) for release in store.releases()}
    release_of = store.release_ids()
    group = retriever.index.groups["zh"]
    space = _space(group, {passage: sources[release_of[passage]] for passage in group.owners})
    there = set(space.texts.tolist())
    asked = [(a, "CMRC") for a in cmrc_questions(named, task)]
    own = [*own_questions(named, "zh-Hant")]
    own += [a for a in own_questions(named, "zh-Hans") if not a.question.isascii()]
    asked += [(a, "our English" if a.question.isascii() else "our Chinese") for a in own]
    # A text that was taken for another language has no passage among the Chinese ones.
    return space, [
        _posed(retriever, group, a.question, (int(a.gold[1:]),), is_held_out(a.paragraph), kind)
        for a, kind in asked
        if a.gold and int(a.gold[1:]) in there
    ]


def release_questions(encoder: SentenceEncoder, organisation: Organisation) -> Iterator[tuple[Space, Posed]]:
    """An organisation's questions, each among its passages in Chinese and among those in English, where those
    answer."""
    store, retriever = index_organisation(encoder, PlainQuestions(encoder), organisation)
    passages = own_passages(store)
    answering = [
        {passages[a.text].read.passage_id for a in answers(passages, asked)} for asked in organisation.questions
    ]
    for language, group in sorted(retriever.index.groups.items()):
        numbers = {passage: number for number, passage in enumerate(sorted(group.owners))}
        space = _space(group, numbers)
        kind = f"releases in {'Chinese' if language == 'zh' else 'English'}"
        for asked, right in zip(organisation.questions, answering, strict=True):
            golds = tuple(sorted(numbers[passage] for passage in right if passage in numbers))
            if golds:
                yield space, _posed(retriever, group, asked.question, golds, organisation.held_out, kind)


def _space(group: LanguageGroup, texts: Mapping[int, int]) -> Space:
    """The passages of a group; `texts`: the number of each one's text."""
    passages = sorted(group.owners)
    sentences = [sentence for passage in passages for sentence in group.owners[passage]]
    return Space(
        (_vectors(group.passages, passages), _vectors(group.sentences, sentences)),
        (group.passage_statistics, group.sentence_statistics),
        torch.tensor([number for number, passage in enumerate(passages) for _ in group.owners[passage]]),
        torch.tensor([texts[passage] for passage in passages]),
    )


def _vectors(index: VectorIndex, ids: list[int]) -> Tensor:
    return torch.from_numpy(np.asarray(index.vectors(ids), dtype=np.float32))


def _posed(
    retriever: PassageRetriever, group: LanguageGroup, text: str, golds: tuple[int, ...], held_out: bool, kind: str
) -> Posed:
    question = read_question(text)
    found = retriever.retrieve(question, 1)
    asked_in = language_group(question.language)
    crossing = asked_in != group.language
    shares = (found.bridged if crossing else found.lexical).of(sorted(group.owners))
    words = [
        bridged_part(share, group.language) if crossing else lexical_part(share, found.lexical.top)
        for share in shares.values()
    ]
    return Posed(question.text, asked_in, crossing, golds, torch.tensor(words, dtype=torch.float16), held_out, kind)
