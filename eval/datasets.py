"""The question sets that figures are fitted on and reported on, as they lie outside the project and in it."""

import json
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent

ANY = "*"
"""In place of a release's name where whichever release says it counts."""


class Place(NamedTuple):
    """`release.text[start:end]`, of the release with this id."""

    release: str
    start: int
    end: int


@dataclass(frozen=True)
class Asked:
    """A question with the paragraph or release that answers it (None: nothing does) and the words that do; or, where
    releases say it more than once, `ANY` and every place that does."""

    question: str
    gold: str | None
    answers: tuple[str, ...]
    places: tuple[Place, ...] = ()

    @property
    def answered_in(self) -> frozenset[str]:
        """Ids of the texts that answer, as far as they are known."""
        if self.places:
            return frozenset(place.release for place in self.places)
        return frozenset() if self.gold in (None, ANY) else frozenset({self.gold})


@dataclass(frozen=True)
class QuestionSet:
    """Texts by id, and the questions over them. `answered`: answers are measured too, not retrieval alone;
    `leaving_out`: questions are also asked with what answers them left out."""

    name: str
    texts: dict[str, str]
    questions: list[Asked]
    answered: bool = True
    leaving_out: bool = True


def evaluation_folder() -> Path:
    """`PRESSDESK_EVAL_DIR`, or `../shared/eval` beside the project."""
    return Path(os.environ.get("PRESSDESK_EVAL_DIR") or ROOT.parent / "shared" / "eval")


def fit_folder() -> Path:
    """`PRESSDESK_FIT_DIR`, or `../shared/fit` beside the project."""
    return Path(os.environ.get("PRESSDESK_FIT_DIR") or ROOT.parent / "shared" / "fit")


def squad(name: str, path: Path) -> QuestionSet:
    """A file in the layout of SQuAD, a text a paragraph. Raises `FileNotFoundError` with what to do."""
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is missing: set PRESSDESK_EVAL_DIR (PRESSDESK_FIT_DIR) to the folder that has it."
        )
    texts: dict[str, str] = {}
    questions: list[Asked] = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            key = f"p{len(texts):05d}"
            texts[key] = paragraph["context"]
            for asked in paragraph["qas"]:
                answers = tuple(dict.fromkeys(answer["text"] for answer in asked["answers"]))
                questions.append(Asked(asked["question"], key, answers))
    return QuestionSet(name, texts, questions)


def crossed(name: str, questions: QuestionSet, texts: QuestionSet) -> QuestionSet:
    """The questions of one set over the texts of its translation, paragraph for paragraph and answer for answer."""
    pairs = zip(questions.questions, texts.questions, strict=True)
    return QuestionSet(name, texts.texts, [Asked(q.question, t.gold, t.answers) for q, t in pairs])


def corpus_questions(path: Path) -> list[Asked]:
    """Our own questions over `corpus/`, a JSON object a line; `release` names the file, null where none answers."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Asked(row["question"], row["release"], tuple(row["answer"])) for row in rows]


def plain_questions(*, fitted: bool) -> list[Asked]:
    """What anyone asks of an organisation, in plain words, of `eval/questions/plain.jsonl`: the half that the
    calibration is fitted on, or the other. What asks the same in other words is in the same half."""
    path = Path(__file__).parent / "questions" / "plain.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Asked(row["question"], ANY if row["answer"] else None, tuple(row["answer"]))
        for row in rows
        if (zlib.crc32("".join(row["answer"] or row["question"]).encode()) % 2 == 0) == fitted
    ]
