"""Batches for the reader: a question with its right passage and with wrong ones that retrieval put high."""

import random
from collections.abc import Sequence
from typing import NamedTuple

from pressdesk.rag.marks import marks
from pressdesk.rag.reader_network import Pair

from .train_data import Example, Text

WRONG = 2
"""Wrong passages a question."""

_AMONG = 8
"""They are drawn from so many of the highest, the first twice as often as the second and so on."""


class Item(NamedTuple):
    """An example among its texts, and whether they come with titles."""

    example: Example
    texts: Sequence[Text]
    titled: bool

    def pair(self, number: int) -> Pair:
        """The question with one of the texts."""
        text, example = self.texts[number], self.example
        passage, sentences = (text.titled, text.titled_sentences) if self.titled else (text.plain, text.plain_sentences)
        shared = marks(example.asked, passage, example.said, crossing=text.language != example.language)
        return Pair(example.asked, passage, *shared, sentences)

    def targets(self) -> dict[int, list["Target"]]:
        """By the number of each text that answers: the sentences that do, with the answer's first and last token in the
        text. An answer that the encoder does not read is left out."""
        found: dict[int, list[Target]] = {}
        for answer in self.example.answers:
            text = self.texts[answer.text]
            passage, spans = (text.titled, text.titled_spans) if self.titled else (text.plain, text.plain_spans)
            within = spans[answer.sentence or 0] if spans else (0, 0)
            start = passage.text.find(answer.words, within[0])
            tokens = passage.tokens_of(start, start + len(answer.words))
            sentence = next((k for k, (a, b) in enumerate(spans) if a <= start < b), None)
            if start >= 0 and sentence is not None and len(tokens):
                found.setdefault(answer.text, []).append(Target(sentence, int(tokens[0]), int(tokens[-1])))
        return found

    @property
    def wrong(self) -> list[int]:
        """Texts that were found and do not answer, best first."""
        right = {answer.text for answer in self.example.answers} or {self.example.near}
        return [number for number, _ in self.example.candidates if number not in right][:_AMONG]

    def fused(self, number: int) -> float:
        """The fused score of a text; of one that was not found the lowest."""
        scores = dict(self.example.candidates)
        return scores.get(number, min(scores.values(), default=0.0))


class Target(NamedTuple):
    """What a pair should give: a sentence, and the answer's first and last token."""

    sentence: int
    first: int
    last: int


class Drawn(NamedTuple):
    """A batch: pairs, what each should give (nothing, or any of some sentences), its fused score, and which of them are
    of one question, the right one first."""

    pairs: list[Pair]
    targets: list[list[Target]]
    fused: list[float]
    questions: list[list[int]]


def drawn(items: Sequence[Item], rng: random.Random) -> Drawn:
    """Draw the passages of a batch's questions: one that answers, where any does, and wrong ones."""
    batch = Drawn([], [], [], [])
    for item in items:
        right = item.targets()
        first = rng.choice(sorted(right)) if right else item.example.near
        numbers = ([] if first is None else [first]) + _draw(item.wrong, rng)
        batch.questions.append(list(range(len(batch.pairs), len(batch.pairs) + len(numbers))))
        asked = len(item.example.asked)
        for number in numbers:
            batch.pairs.append(item.pair(number))
            batch.fused.append(item.fused(number))
            batch.targets.append([Target(s, asked + a, asked + b) for s, a, b in right.get(number, [])])
    return batch


def _draw(wrong: Sequence[int], rng: random.Random) -> list[int]:
    weights = [1 / (rank + 1) for rank in range(len(wrong))]
    found: list[int] = []
    while len(found) < min(WRONG, len(wrong)):
        number = rng.choices(wrong, weights)[0]
        if number not in found:
            found.append(number)
    return found
