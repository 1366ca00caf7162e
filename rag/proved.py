"""A drafted question is suggested only where the desk is seen to answer it from the sentence that it was made from."""

from collections.abc import Callable
from dataclasses import dataclass

from pressdesk.ingest.fold import fold
from pressdesk.ingest.quantity import quantities
from pressdesk.ingest.release import Release
from pressdesk.ingest.terms import term_set

from .answer import Answer, Citation
from .draft import Draft, Kind

Prove = Callable[[str], Answer]
"""Answers a question as whoever takes the suggestion up will have it answered."""

LEAST_CONFIDENCE = 0.6
"""Well above the confidence below which an answer is refused (0.4 unless set otherwise)."""

_SAME = 0.5
"""Least part of the shorter sentence's terms that another release's sentence shares where it says the same."""


@dataclass(frozen=True)
class Suggestion:
    """A proved question: its kind, and what its answer cites first."""

    question: str
    kind: Kind
    cited: Citation


def proved(draft: Draft, release: Release, prove: Prove) -> Suggestion | None:
    """The suggestion, where the answer is sure and its first citation is the sentence that the question was made from,
    or one of another release that says the same."""
    answer = prove(draft.question)
    if answer.refused or answer.confidence < LEAST_CONFIDENCE or not answer.citations:
        return None
    first = answer.citations[0]
    if draft.kind == "contact":
        # Every release has a contact, and an answer cites them all.
        first = next((cited for cited in answer.citations if draft.answer in cited.quote), None)
        return Suggestion(draft.question, draft.kind, first) if first else None
    if first.release_id == draft.release_id:
        right = first.start < draft.end and draft.start < first.end
    else:
        right = _says_the_same(first.quote, release.text[draft.start : draft.end], draft.answer)
    return Suggestion(draft.question, draft.kind, first) if right else None


def _says_the_same(quote: str, source: str, answer: str) -> bool:
    values = _figures(answer)
    if not (values <= _figures(quote) if values else fold(answer).text in fold(quote).text):
        return False
    one, other = term_set(quote), term_set(source)
    return len(one & other) >= _SAME * min(len(one), len(other))


def _figures(text: str) -> set[str]:
    return {quantity.value for quantity in quantities(text)}
