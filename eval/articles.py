"""Encyclopaedic articles in Chinese of a few passages each, with questions on them in English, all written by the
authors: `eval/articles/`, a line an article. What the reader learns to read across languages from, beside CMRC.

An article's passages share its subject and its names, so that what is nearest to the right one is about the same thing,
as in a release. They train reading and are no source of facts.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import opencc

FOLDER = Path(__file__).parent / "articles"


@dataclass(frozen=True)
class ArticleQuestion:
    """`passage`: number of the one that answers or, where `answer` is None and none does, that it is nearest to;
    `answer`: words of that passage."""

    question: str
    passage: int
    answer: str | None


@dataclass(frozen=True)
class Article:
    """`name`: its file and line; `script` of title, passages and answers: `zh-Hant` or `zh-Hans`."""

    name: str
    title: str
    script: str
    passages: tuple[str, ...]
    questions: tuple[ArticleQuestion, ...]

    def passage_name(self, number: int) -> str:
        """The name of a passage, under which it is in an index."""
        return f"{self.name}-{number}"

    @property
    def named_passages(self) -> dict[str, str]:
        """The passages by name."""
        return {self.passage_name(number): text for number, text in enumerate(self.passages)}

    def inscribed(self, script: str) -> "Article":
        """The article in a script."""
        if script == self.script:
            return self
        convert = _converter(script).convert
        questions = (replace(asked, answer=asked.answer and convert(asked.answer)) for asked in self.questions)
        return Article(self.name, convert(self.title), script, tuple(map(convert, self.passages)), tuple(questions))


def articles() -> Iterator[Article]:
    """All of them, by file and line, in the script that they were written in."""
    for path in sorted(FOLDER.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            yield _article(f"{path.stem}-{number:03d}", json.loads(line))


@cache
def _converter(script: str) -> opencc.OpenCC:
    return opencc.OpenCC("s2hk" if script == "zh-Hant" else "t2s")


def _article(name: str, row: dict[str, Any]) -> Article:
    questions = tuple(ArticleQuestion(**asked) for asked in row["questions"])
    return Article(name, row["title"], row["script"], tuple(row["passages"]), questions)
