"""`python -m eval.halves`: what the weights of `rag/fuse.py` do on CMRC 2018 dev with its paragraphs cut into halves.

Cut so that a paragraph competes with the rest of itself, as the passages of a release do: whole, nearly every question
finds its paragraph, and no weight can be told from another. In both scripts; and in English by the questions of
`eval/questions/cmrc.jsonl`, which the authors wrote and which point at CMRC's paragraphs by id, start and length.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import opencc
from rich.console import Console
from rich.table import Table

from pressdesk.rag.fuse import LEVEL, SPREAD, TRUST, lexical_part
from pressdesk.rag.question import read_question
from pressdesk.rag.retriever import PassageRetriever, Retrieved

from .datasets import Asked, QuestionSet, fit_folder
from .indexes import default_encoder, index_texts, trained_parts

SEED = 20261125
_LONG = 600
"""Characters from which a paragraph is cut into three."""

_LEAST = 60
_END = re.compile(r"[。！？]”?")
OWN = Path(__file__).parent / "questions" / "cmrc.jsonl"
"""Our own questions: paragraph by id, answer by start and length, null where there is none."""

_SPREADS = (8.0, 12.0, 16.0, 20.0, 28.0)
_TRUSTS = (0.25, 0.4, 0.55)


@dataclass(frozen=True)
class Part:
    """Part of a CMRC paragraph: `text` is its `[start:end]`."""

    paragraph: str
    start: int
    end: int
    text: str

    def holds(self, start: int, length: int) -> bool:
        """Whether a stretch of the paragraph lies in this part."""
        return self.start <= start and start + length <= self.end


def parts() -> dict[str, Part]:
    """The parts by name, in order. Raises `FileNotFoundError`."""
    rng = random.Random(SEED)
    found = (part for paragraph in paragraphs() for part in _cut(paragraph["id"], paragraph["context"], rng))
    return {f"p{number:05d}": part for number, part in enumerate(found)}


def halves(named: dict[str, Part], script: str) -> QuestionSet:
    """CMRC's own questions whose answers all lie in one part; `script` is `zh-Hans`, as it is, or `zh-Hant`."""
    convert = converter(script)
    by_paragraph = parts_of(named)
    asked: list[Asked] = []
    for paragraph in paragraphs():
        for question in paragraph["qas"]:
            answers = [(answer["answer_start"], answer["text"]) for answer in question["answers"]]
            context = paragraph["context"]
            within = {
                name
                for start, text in answers
                for name, part in by_paragraph[paragraph["id"]]
                if context[start : start + len(text)] == text and part.holds(start, len(text))
            }
            if len(within) == 1:
                texts = tuple(dict.fromkeys(convert(text) for _, text in answers))
                asked.append(Asked(convert(question["question"]), within.pop(), texts))
    return QuestionSet(f"CMRC halves, {script}", {name: convert(p.text) for name, p in named.items()}, asked)


def halves_in_english(named: dict[str, Part], script: str) -> QuestionSet:
    """Our own English questions over the same parts."""
    convert = converter(script)
    by_paragraph = parts_of(named)
    asked: list[Asked] = []
    for row in map(json.loads, OWN.read_text(encoding="utf-8").splitlines()):
        if row["answer"] and row["question"].isascii():
            start, length = row["answer"]
            name = next((n for n, part in by_paragraph[row["paragraph"]] if part.holds(start, length)), None)
            if name:
                text = named[name].text[start - named[name].start :][:length]
                asked.append(Asked(row["question"], name, (convert(text),)))
    texts = {name: convert(part.text) for name, part in named.items()}
    return QuestionSet(f"CMRC halves, en to {script}", texts, asked)


def paragraphs() -> list[dict[str, Any]]:
    """CMRC's paragraphs with their articles' titles. Raises `FileNotFoundError`."""
    path = fit_folder() / "cmrc2018_dev.json"
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: set PRESSDESK_FIT_DIR to the folder that has it.")
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    return [p | {"title": article["title"]} for article in articles for p in article["paragraphs"]]


def _cut(paragraph: str, text: str, rng: random.Random) -> Iterator[Part]:
    """At the ends of sentences nearest to a half, or to the thirds, give or take a seventh of a part."""
    ends = [match.end() for match in _END.finditer(text)]
    count = 2 if len(text) < _LONG else 3
    cuts: set[int] = set()
    for number in range(1, count):
        aim = len(text) * (number + rng.uniform(-0.15, 0.15)) / count
        near = min(ends, key=lambda end: abs(end - aim), default=0)
        if _LEAST < near < len(text) - _LEAST:
            cuts.add(near)
    edges = [0, *sorted(cuts), len(text)]
    for start, end in pairwise(edges):
        yield Part(paragraph, start, end, text[start:end])


def parts_of(named: dict[str, Part]) -> dict[str, list[tuple[str, Part]]]:
    """The parts of each paragraph with their names, in order."""
    found: dict[str, list[tuple[str, Part]]] = {}
    for name, part in named.items():
        found.setdefault(part.paragraph, []).append((name, part))
    return found


def converter(script: str) -> Callable[[str], str]:
    """From CMRC's Simplified characters to a script."""
    return opencc.OpenCC("s2hk").convert if script == "zh-Hant" else str


def main() -> None:
    """One table a set: hit@1 by W and T, with the weights of now marked."""
    console = Console()
    try:
        named = parts()
    except FileNotFoundError as error:
        console.print(f"Left out: {error}", markup=False)
        return
    encoder = default_encoder()
    questions, _ = trained_parts(encoder)
    for script in ("zh-Hant", "zh-Hans"):
        task = halves(named, script)
        _, retriever = index_texts(encoder, questions, task.texts)
        found = _retrieve(retriever, task.questions)
        table = Table("W", *(f"T = {trust}" for trust in _TRUSTS), title=f"{task.name}, {len(found)} questions: hit@1")
        for spread in _SPREADS:
            hits = [_hit_1(found, task.questions, spread, trust) for trust in _TRUSTS]
            marks = ["*" if (spread, trust) == (SPREAD, TRUST) else "" for trust in _TRUSTS]
            table.add_row(f"{spread:g}", *(f"{hit:.4f}{mark}" for hit, mark in zip(hits, marks, strict=True)))
        console.print(table)
        crossed = halves_in_english(named, script)
        hit = _hit_1(_retrieve(retriever, crossed.questions), crossed.questions, SPREAD, TRUST)
        console.print(f"{crossed.name}, {len(crossed.questions)} questions: hit@1 {hit:.4f}")


def _retrieve(retriever: PassageRetriever, asked: Sequence[Asked]) -> list[Retrieved]:
    return [retriever.retrieve(read_question(question.question), 30) for question in asked]


def _hit_1(found: Sequence[Retrieved], asked: Sequence[Asked], spread: float, trust: float) -> float:
    """As if the weights had been these. Level matters between languages alone."""
    right = 0
    for retrieved, question in zip(found, asked, strict=True):
        top = retrieved.lexical.top

        def score(number: int, retrieved: Retrieved = retrieved, top: float = top) -> float:
            scored = retrieved.passages[number]
            if not scored.components.language:
                return scored.score
            words = lexical_part(scored.share, top, spread=spread, level=LEVEL, trust=trust)
            return scored.score - scored.components.words + words

        best = max(range(len(retrieved.passages)), key=score)
        right += Path(retrieved.passages[best].release.source).stem == question.gold
    return right / len(asked)


if __name__ == "__main__":
    main()
