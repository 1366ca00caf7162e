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
    """An example among the texts of its script, and whether they come with titles."""

    example: Example
    texts: Sequence[Text]
    titled: bool

    def pair(self, number: int) -> Pair:
        """The question with one of the texts."""
        text, example = self.texts[number], self.example
        passage, sentences = (text.titled, text.titled_sentences) if self.titled else (text.plain, text.plain_sentences)
        shared = marks(example.asked, passage, example.said, crossing=example.crossing)
        return Pair(example.asked, passage, *shared, sentences)

    def answer(self) -> tuple[int, int, int] | None:
        """Of the right text the sentence that holds the answer, and the answer's first and last token."""
        if self.example.gold is None:
            return None
        text = self.texts[self.example.gold]
        passage, spans = (text.titled, text.titled_spans) if self.titled else (text.plain, text.plain_spans)
        start = passage.text.find(self.example.answer, spans[0][0] if spans else 0)
        tokens = passage.tokens_of(start, start + len(self.example.answer))
        sentence = next((k for k, (a, b) in enumerate(spans) if a <= start < b), None)
        if start < 0 or sentence is None or not len(tokens):
            return None
        return sentence, int(tokens[0]), int(tokens[-1])

    @property
    def wrong(self) -> list[int]:
        """Texts that were found and do not answer, best first."""
        right = self.example.near if self.example.gold is None else self.example.gold
        return [number for number, _ in self.example.candidates if number != right][:_AMONG]

    def fused(self, number: int) -> float:
        """The fused score of a text; of one that was not found the lowest."""
        scores = dict(self.example.candidates)
        return scores.get(number, min(scores.values(), default=0.0))


class Target(NamedTuple):
    """What a pair should give: the sentence (None: nothing), and the answer's first and last token in the pair."""

    sentence: int | None
    first: int
    last: int


class Drawn(NamedTuple):
    """A batch: pairs, what each should give, its fused score, and which of them are of one question, the right one
    first."""

    pairs: list[Pair]
    targets: list[Target]
    fused: list[float]
    questions: list[list[int]]


def drawn(items: Sequence[Item], rng: random.Random) -> Drawn:
    """Draw the passages of a batch's questions."""
    batch = Drawn([], [], [], [])
    for item in items:
        answer = item.answer()
        right = item.example.gold if answer else item.example.near
        numbers = ([] if right is None else [right]) + _draw(item.wrong, rng)
        batch.questions.append(list(range(len(batch.pairs), len(batch.pairs) + len(numbers))))
        asked = len(item.example.asked)
        for number in numbers:
            batch.pairs.append(item.pair(number))
            batch.fused.append(item.fused(number))
            if answer and number == item.example.gold:
                sentence, first, last = answer
                batch.targets.append(Target(sentence, asked + first, asked + last))
            else:
                batch.targets.append(Target(None, 0, 0))
    return batch


def _draw(wrong: Sequence[int], rng: random.Random) -> list[int]:
    weights = [1 / (rank + 1) for rank in range(len(wrong))]
    found: list[int] = []
    while len(found) < min(WRONG, len(wrong)):
        number = rng.choices(wrong, weights)[0]
        if number not in found:
            found.append(number)
    return found
