"""What a question is among vectors: one for the passages of its own language, one for those in another."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from pressdesk.ingest.embed import Encoder, Vectors


class QuestionVectors(NamedTuple):
    """Both of shape (dimension,) and of length 1."""

    own: Vectors
    across: Vectors


class Questions(Protocol):
    """Whatever gives questions their vectors."""

    def vectors(self, text: str, *, crossing: bool) -> QuestionVectors:
        """Those of one question; `across` is `own` where nothing is `crossing`."""
        ...

    def across(self, texts: Sequence[str]) -> Vectors:
        """Those for passages in another language, a row each."""
        ...

    def prepare(self, texts: Sequence[str], *, crossing: bool) -> None:
        """Compute the vectors of questions that will be asked for next, together where that gives the same ones."""
        ...


class PlainQuestions:
    """An encoder's own question vectors, for passages in any language."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def vectors(self, text: str, *, crossing: bool) -> QuestionVectors:  # noqa: ARG002 - the protocol has it
        vector = self._encoder.encode_questions([text])[0]
        return QuestionVectors(vector, vector)

    def across(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_questions(texts)

    def prepare(self, texts: Sequence[str], *, crossing: bool) -> None:
        """Nothing: beside others a question's vector would differ in its last bits, and answers with the load."""
