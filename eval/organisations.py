"""Organisations that do not exist, with their press releases and questions on them, all written by the authors:
`eval/releases/`, a folder each. What the reader is trained on beside CMRC, which has neither releases nor English."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pressdesk.ingest.embed import Encoder
from pressdesk.ingest.store import Store
from pressdesk.rag.question_vectors import Questions
from pressdesk.rag.rerank import Reranker
from pressdesk.rag.retriever import PassageRetriever

from .datasets import ANY, Asked, Place
from .indexes import CACHE, index_folder

FOLDER = Path(__file__).parent / "releases"
Role = Literal["train", "fit", "report"]
_ROLES: dict[str, Role] = {"lantern-museums": "fit", "tsingtin-power": "fit", "greenridge-conservation": "report"}
"""What the calibration is fitted on, and what is reported on; everything else is trained on."""


@dataclass(frozen=True)
class Said:
    """Where a question is answered: the file's name, the sentence as it stands there once, the words in it that do."""

    release: str
    sentence: str
    answer: str


@dataclass(frozen=True)
class OrganisationQuestion:
    """A question and every place that answers it; none where the releases do not say."""

    question: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Organisation:
    """A folder of releases and the questions on them. Nothing is trained on one whose role is not "train"."""

    name: str
    folder: Path
    questions: Sequence[OrganisationQuestion]

    @property
    def role(self) -> Role:
        return _ROLES.get(self.name, "train")

    @property
    def held_out(self) -> bool:
        return self.role != "train"


def organisations() -> list[Organisation]:
    """All of them, by name."""
    return [
        Organisation(folder.name, folder, _questions(folder / "questions.jsonl"))
        for folder in sorted(FOLDER.iterdir())
        if (folder / "questions.jsonl").is_file()
    ]


def index_organisation(
    encoder: Encoder, questions: Questions, organisation: Organisation, reranker: Reranker | None = None
) -> tuple[Store, PassageRetriever]:
    """An index of an organisation's releases alone."""
    home = CACHE / "eval" / "organisations" / organisation.name
    return index_folder(encoder, questions, organisation.folder, home, reranker)


def organisation_questions(organisation: Organisation) -> list[Asked]:
    """The questions with the places that answer, in every release that has the same sentence."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(organisation.folder.glob("*.txt"))}
    found: list[Asked] = []
    for asked in organisation.questions:
        places = {place for said in asked.said for place in _places(said, texts)}
        answers = tuple(dict.fromkeys(said.answer for said in asked.said))
        found.append(Asked(asked.question, ANY if places else None, answers, tuple(sorted(places))))
    return found


def _places(said: Said, texts: Mapping[str, str]) -> Iterator[Place]:
    within = said.sentence.find(said.answer)
    for release, text in texts.items():
        at = text.find(said.sentence)
        if at >= 0:
            yield Place(release, at + within, at + within + len(said.answer))


def _questions(path: Path) -> list[OrganisationQuestion]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        OrganisationQuestion(
            row["question"], tuple(Said(s["release"], s["sentence"], s["answer"]) for s in row["answers"])
        )
        for row in rows
    ]
