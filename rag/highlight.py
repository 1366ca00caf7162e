"""What in a quoted sentence answers: the stretch that names who, when, where, how many or how much."""

from collections.abc import Collection, Iterable, Iterator

from .answer import Highlight
from .kinds import holds
from .question import AnswerType
from .sentences import Candidate

_NAMES = frozenset({AnswerType.PERSON, AnswerType.PLACE})
"""Kinds that no pattern tells for sure: the reader is taken at its word."""

_EDGES = " \t\n　，、。；：,;:！？!?「」『』“”\"'（）()"


def highlights(text: str, quoted: Iterable[Candidate], asks: Collection[AnswerType]) -> tuple[Highlight, ...]:
    """Stretches of `text`, made of these sentences, that are of a kind that the question `asks` for, in order; none
    where it asks for none, or where no reader has read them."""
    return tuple(sorted(set(_found(text, quoted, asks)), key=lambda stretch: stretch.start)) if asks else ()


def _found(text: str, quoted: Iterable[Candidate], asks: Collection[AnswerType]) -> Iterator[Highlight]:
    for candidate in quoted:
        if candidate.span is None:
            continue
        start, end = candidate.span
        piece = candidate.sentence.reading[start:end].strip(_EDGES)
        at = text.find(piece) if piece else -1
        if at >= 0 and (_NAMES & set(asks) or any(holds(kind, piece) for kind in asks)):
            yield Highlight(at, at + len(piece))
