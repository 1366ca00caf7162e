"""What a reranker is given, and what it gives: a passage to be read, and a judgement of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pressdesk.ingest.store import StoredSentence


@dataclass(frozen=True)
class Readable:
    """A passage to be read: `context` (title and heading), its sentences in order, whether the question is in
    another language."""

    passage_id: int
    context: str
    language: str
    sentences: Sequence[StoredSentence]
    crossing: bool

    @property
    def text(self) -> str:
        """What is read: the context, then the sentences' readings."""
        return composed(self)[0]


class Span(NamedTuple):
    """What of a sentence's reading answers, if it does, as offsets in it. `odds`: log odds of an answer to begin there
    against there being none, and of one to end there, their mean."""

    start: int
    end: int
    odds: float


@dataclass(frozen=True)
class Judgement:
    """`relevance`: log odds that a sentence of the passage answers. By a sentence's id, `sentences`: the same of each
    sentence; `spans`: what of each would answer."""

    relevance: float
    sentences: dict[int, float]
    spans: dict[int, Span]

    def span_of(self, sentence_id: int) -> tuple[int, int] | None:
        """What of a sentence answers; None where it is likelier that nothing does."""
        span = self.spans.get(sentence_id)
        return (span.start, span.end) if span and self.sentences.get(sentence_id, -1.0) > 0 else None


def composed(readable: Readable) -> tuple[str, list[tuple[int, int]]]:
    """The text that is read, and where each sentence is in it: context, then the sentences' readings."""
    between = "" if readable.language.startswith("zh") else " "
    text = f"{readable.context}\n" if readable.context else ""
    spans: list[tuple[int, int]] = []
    for sentence in readable.sentences:
        start = len(text) + (len(between) if spans else 0)
        text = f"{text}{between if spans else ''}{sentence.reading}"
        spans.append((start, len(text)))
    return text, spans
