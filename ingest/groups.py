"""The passages and sentences of one language: where they are near a vector, and what is usual among them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from .embed import Vectors
from .vectors import VectorIndex


def language_group(tag: str) -> str:
    """The group that a language tag belongs to: the encoder puts both scripts of Chinese in one place."""
    return tag.split("-")[0]


@dataclass(frozen=True)
class Statistics:
    """What is usual among the vectors of one language, for telling an unusual score from a usual one.

    `mean` has shape (dimension,), `covariance` (dimension, dimension); the scores of a question vector q against
    those vectors have mean q·mean and variance q·covariance·q.
    """

    count: int
    mean: Vectors
    covariance: Vectors

    @classmethod
    def of(cls, vectors: Vectors) -> "Statistics":
        mean = vectors.mean(axis=0)
        off = vectors - mean
        return cls(len(vectors), mean, off.T @ off / len(vectors))


@dataclass(frozen=True)
class LanguageGroup:
    """The passages and sentences of the releases in one language (`zh`, `en`), in inner product search.

    Scores are cosines, the vectors being of length 1; ids are the database's. `owners` gives each passage's
    sentences.
    """

    language: str
    passages: VectorIndex
    sentences: VectorIndex
    owners: Mapping[int, tuple[int, ...]]
    passage_statistics: Statistics
    sentence_statistics: Statistics

    @cached_property
    def _owner(self) -> dict[int, int]:
        return {sentence: passage for passage, owned in self.owners.items() for sentence in owned}

    def owner_of(self, sentence_id: int) -> int:
        """Id of the passage that a sentence is in."""
        return self._owner[sentence_id]

    def nearest_sentences(self, vector: Vectors, k: int, among: Collection[int] | None = None) -> list[int]:
        """Ids of the `k` sentences with the largest inner product with one vector, largest first; of the sentences
        of the passages `among` where given."""
        owned = None if among is None else [sentence for passage in among for sentence in self.owners[passage]]
        return self.sentences.nearest(vector, k, owned)
