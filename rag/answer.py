"""What a question gets back: hits, citations, sentences, an answer. The field names are the public contract."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Explanation:
    """Why a hit stands where it does.

    `dense` and `sentence`: standard scores of its vector and of its best sentence's (how far above this question's
    usual score among passages of its language). `lexical`: part of the question's words, by rarity, that it has, 0 to
    1; `words`: which ones, or `asked = found` across languages. `components`: what the score is the sum of. `reason`:
    the same in a sentence, in the question's language.
    """

    dense: float
    sentence: float
    lexical: float
    words: tuple[str, ...]
    components: Mapping[str, float]
    reason: str


@dataclass(frozen=True)
class Hit:
    """A passage that was found. `start` and `end` are offsets in the stored original, in Unicode code points, end
    exclusive; `text` is what stands there; `score` orders the hits of one question and means nothing between two."""

    release_id: str
    source: str
    title: str
    date: datetime.date | None
    language: str
    start: int
    end: int
    text: str
    score: float
    url: str | None = None
    heading: str = ""
    kind: str = "body"
    passage_id: int = 0
    explanation: Explanation | None = None


@dataclass(frozen=True)
class TranslatedPlace:
    """Where a release's translation says what is cited: `quote` is the stored original's `text[start:end]`."""

    release_id: str
    title: str
    date: datetime.date | None
    language: str
    start: int
    end: int
    quote: str
    url: str | None = None


@dataclass(frozen=True)
class Citation:
    """The place that says a sentence: `quote` is the stored original's `text[start:end]`; `n` numbers the
    citations of one answer from 1. `translations`: where the release's translations say the same, as far as that is
    sure."""

    n: int
    release_id: str
    source: str
    title: str
    date: datetime.date | None
    start: int
    end: int
    quote: str
    language: str = ""
    url: str | None = None
    translations: tuple[TranslatedPlace, ...] = ()


@dataclass(frozen=True)
class Highlight:
    """A stretch of a sentence's text, in Unicode code points, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer with the numbers of the citations that say it, one at least. `highlights` are the
    stretches of `text` that name what was asked for, where that is known."""

    text: str
    citations: tuple[int, ...]
    highlights: tuple[Highlight, ...] = ()


@dataclass(frozen=True)
class Struck:
    """A sentence that a language model wrote and that no passage proves: it is not part of the answer. `quoted`: the
    sentence of the passage that it meant is shown instead."""

    text: str
    reason: str
    quoted: bool = False


@dataclass(frozen=True)
class Answer:
    """The answer to one question.

    `asked_as`: the full question that was answered where `question` follows upon earlier ones; empty where not.
    `refused`: the releases do not say; then there are no sentences, and `passages` are what came nearest.
    `confidence`: estimated probability, 0 to 1, that the releases answer the question.
    `text`: the sentences with the numbers of their citations in brackets, or the refusal, ready to print.
    `notices`: what the reader should know of how it came about (a language model that failed, say).
    `unknown_citations`: how many times a language model cited what it was not shown; those are left out.
    `complete`: False for the snapshots that a stream yields before the last.
    """

    question: str
    refused: bool
    confidence: float
    text: str
    language: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    passages: tuple[Hit, ...] = ()
    struck: tuple[Struck, ...] = ()
    notices: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    complete: bool = True
    asked_as: str = ""
    unknown_citations: int = 0
