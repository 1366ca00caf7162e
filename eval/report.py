"""`make eval`: retrieval and answers on the question sets, beside LangChain's recipes in the same run; a table on the
terminal, the figures as JSON under `eval/results/`."""

import datetime
import json
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pressdesk.ingest.store import Store
from pressdesk.rag.calibration import load_calibration
from pressdesk.rag.filters import NO_FILTERS, Filters
from pressdesk.rag.question import read_question
from pressdesk.rag.quote import QuotingAnswerer
from pressdesk.rag.retriever import PassageRetriever
from pressdesk.ui.settings import Settings

from .datasets import ROOT, Asked, QuestionSet, corpus_questions
from .indexes import CACHE, default_encoder, index_folder, index_texts
from .peers import peers
from .retrieval import RetrievalFigures, by_version, corpus_task, evaluation_tasks, pressdesk, retrieval_figures

UNANSWERABLE_EVERY = 4
"""Every fourth question is asked again with its text left out: enough to read a rate off, in a quarter of the time."""


@dataclass(frozen=True)
class AnswerFigures:
    """Of all answerable questions: the first sentence, or any, holds a gold answer and is from its text; refused.
    Of unanswerable ones: answered."""

    task: str
    answerable: int
    first_right: float
    any_right: float
    refused: float
    unanswerable: int
    answered_though_not: float


def main() -> None:
    """Run everything that is there, say what is missing."""
    console = Console()
    encoder = default_encoder()
    retrieval: list[RetrievalFigures] = []
    answers: list[AnswerFigures] = []
    for task in evaluation_tasks(console):
        store, retriever = index_texts(encoder, task.texts)
        for name, rank in {"Pressdesk": pressdesk(retriever), **peers(encoder, task.texts)}.items():
            retrieval.append(retrieval_figures(task, name, rank))
            console.print(retrieval[-1])
        answers.append(_answers(task, store, retriever))
        console.print(answers[-1])
    store, retriever = index_folder(encoder, ROOT / "corpus", CACHE / "eval" / "corpus")
    task = corpus_task()
    for name, rank in {"Pressdesk": pressdesk(retriever), **peers(encoder, task.texts)}.items():
        retrieval.append(retrieval_figures(task, name, by_version(rank)))
    asked = corpus_questions(Path(__file__).parent / "questions" / "corpus.jsonl")
    answers.append(_answers(QuestionSet("sample corpus", {}, asked), store, retriever))
    _print(console, retrieval, answers)
    _keep(retrieval, answers)


def _answers(task: QuestionSet, store: Store, retriever: PassageRetriever) -> AnswerFigures:
    answerer = QuotingAnswerer(store, load_calibration(), Settings.model_fields["refuse_below"].default)
    every = frozenset(release.id for release in retriever.releases)
    first = some = refused = answered = unanswerable = answerable = 0
    for number, asked in enumerate(task.questions):
        question = read_question(asked.question)
        if asked.gold is not None:
            answerable += 1
            *_, answer = answerer.answers(retriever.retrieve(question, 8))
            cited = {citation.n: citation for citation in answer.citations}
            right = [
                any(_says(cited[n].source, cited[n].quote, asked) for n in sentence.citations)
                for sentence in answer.sentences
            ]
            first += bool(right) and right[0]
            some += any(right)
            refused += answer.refused
        if asked.gold is None or (task.texts and number % UNANSWERABLE_EVERY == 0):
            unanswerable += 1
            filters = Filters(release_ids=every - {asked.gold}) if asked.gold else NO_FILTERS
            *_, answer = answerer.answers(retriever.retrieve(question, 8, filters))
            answered += not answer.refused
    return AnswerFigures(
        task.name,
        answerable,
        round(first / answerable, 4),
        round(some / answerable, 4),
        round(refused / answerable, 4),
        unanswerable,
        round(answered / unanswerable, 4),
    )


def _says(source: str, quote: str, asked: Asked) -> bool:
    """Whether a citation is from the gold text and holds a gold answer."""
    name = Path(source).name
    if asked.gold in (name, Path(source).stem):
        return any(answer in quote for answer in asked.answers)
    return False


def _print(console: Console, retrieval: list[RetrievalFigures], answers: list[AnswerFigures]) -> None:
    for title, rows in (("Retrieval", retrieval), ("Answers, quoted", answers)):
        if rows:
            table = Table(*asdict(rows[0]), title=title)
            for row in rows:
                table.add_row(
                    *(f"{v:.3f}" if isinstance(v, float) and v <= 1 else str(v) for v in asdict(row).values())
                )
            console.print(table)


def _keep(retrieval: list[RetrievalFigures], answers: list[AnswerFigures]) -> None:
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    day = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d")
    folder = Path(__file__).parent / "results"
    folder.mkdir(exist_ok=True)
    kept = {
        "date": day,
        "commit": commit,
        "retrieval": [asdict(r) for r in retrieval],
        "answers": [asdict(a) for a in answers],
    }
    (folder / f"{day}-{commit or 'uncommitted'}.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
