"""What can be measured of a sentence as an answer."""

from dataclasses import dataclass, replace

from .judgement import Judgement

_LEAST, _MOST = -6.0, 12.0
"""Log odds below and above which nothing more is said: of releases the reader says "no" to much that answers."""

_LEAST_SPAN, _MOST_SPAN = -8.0, 16.0
"""The same of where an answer begins and ends."""

_MEASURED = ("behind", "passage", "dense", "said", "said_around", "kind_found", "kind_missing")
_JUDGED = ("judged", "judged_behind", "judged_passage", "spanned")


@dataclass(frozen=True)
class Judged:
    """What the reader says of a sentence. `judged`: its log odds that the sentence answers, the least for one of a
    passage that it has not read; `judged_behind`: how far behind the largest of all sentences they are;
    `judged_passage`: the log odds that some sentence of the passage answers. All within `_LEAST` and `_MOST`.
    `spanned`: log odds that the likeliest stretch of the sentence is an answer from beginning to end, within
    `_LEAST_SPAN` and `_MOST_SPAN`: another head's opinion beside the first (Zhang, Yang and Zhao 2021, "Retrospective
    Reader for Machine Reading Comprehension", "rear verification")."""

    judged: float
    judged_behind: float
    judged_passage: float
    spanned: float

    @classmethod
    def of(cls, judgement: Judgement | None, sentence_id: int, surest: float) -> "Judged":
        """By the judgement of the sentence's passage (None: not read) and the largest log odds of any sentence."""
        if judgement is None:
            return cls(_LEAST, _within(surest) - _LEAST, _LEAST, _LEAST_SPAN)
        odds, span = _within(judgement.sentences.get(sentence_id, _LEAST)), judgement.spans.get(sentence_id)
        spanned = max(_LEAST_SPAN, min(_MOST_SPAN, span.odds)) if span else _LEAST_SPAN
        return cls(odds, _within(surest) - odds, _within(judgement.relevance), spanned)


def _within(odds: float) -> float:
    return max(_LEAST, min(_MOST, odds))


@dataclass(frozen=True)
class Evidence:
    """What speaks for a sentence as an answer.

    `behind`: how far its passage's score is behind the best passage's. `passage`: that score. `dense`: standard
    score of its vector among its language's sentences. `said`: part of the question's words, by rarity, that the
    sentence has (in its own language: `bridge.py`); `said_around`: that it or its passage, heading or title has.
    `kind_found`, `kind_missing`: 1 where the question asks for a kind of thing (a date, an amount) and the sentence
    has it, or has it not. `chinese`: whether it is. `reader`: what the reader says of it, None where it has read
    nothing.
    """

    behind: float
    passage: float
    dense: float
    said: float
    said_around: float
    kind_found: float
    kind_missing: float
    chinese: bool
    reader: Judged | None = None

    def without_reader(self) -> "Evidence":
        """The same as if nothing had been read."""
        return replace(self, reader=None)

    def values(self) -> tuple[float, ...]:
        """The features in the order of `NAMES`, or of `READ_NAMES` where the reader has judged: each as it is, and once
        more for Chinese sentences alone, so that a language's own weights are learned beside those that all share
        (Daumé 2007, "Frustratingly Easy Domain Adaptation", §3.1)."""
        found = [getattr(self, name) for name in _MEASURED]
        if self.reader:
            found += [getattr(self.reader, name) for name in _JUDGED]
        return (*found, float(self.chinese), *(value * self.chinese for value in found))


def _names(measured: tuple[str, ...]) -> tuple[str, ...]:
    return (*measured, "chinese", *(f"{name}_chinese" for name in measured))


NAMES = _names(_MEASURED)
READ_NAMES = _names(_MEASURED + _JUDGED)
