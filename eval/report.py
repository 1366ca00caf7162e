"""`make eval`: retrieval and answers on the question sets, beside LangChain's recipes in the same run; a table on the
terminal, the figures as JSON under `eval/results/`."""

import datetime
import json
import subprocess
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pressdesk.rag.rerank import SecondStage
from pressdesk.rag.retriever import Retrieved

from .answers import AnswerFigures, Outcomes, answer_figures
from .datasets import ROOT, QuestionSet, corpus_questions, plain_questions
from .indexes import CACHE, default_encoder, index_folder, index_texts, trained_parts
from .organisations import index_organisation, organisation_questions, organisations
from .peers import peers
from .picture import draw
from .retrieval import (
    RetrievalFigures,
    by_version,
    corpus_task,
    evaluation_tasks,
    organisation_task,
    pressdesk,
    retrieval_figures,
)


def main() -> None:
    """Run everything that is there, say what is missing."""
    console = Console()
    encoder = default_encoder()
    questions, reader = trained_parts(encoder)
    retrieval: list[RetrievalFigures] = []
    answers: list[AnswerFigures] = []
    outcomes: dict[str, Outcomes] = {}
    for task in evaluation_tasks(console):
        store, retriever = index_texts(encoder, questions, task.texts, reader)
        found: dict[str, Retrieved] = {}
        for name, rank in {"Pressdesk": pressdesk(retriever, found), **peers(encoder, task.texts)}.items():
            retrieval.append(retrieval_figures(task, name, rank))
            console.print(retrieval[-1])
        if task.answered:
            figures, outcomes[task.name] = answer_figures(task, store, retriever, found, SecondStage(reader, store))
            answers.append(figures)
            console.print(figures)
    asked = corpus_questions(Path(__file__).parent / "questions" / "corpus.jsonl")
    corpus = index_folder(encoder, questions, ROOT / "corpus", CACHE / "eval" / "corpus", reader)
    own = [
        QuestionSet("sample corpus", {}, asked, leaving_out=False),
        QuestionSet("sample corpus, plain questions", {}, plain_questions(fitted=False), leaving_out=False),
    ]
    folders = [(corpus, corpus_task(), own)]
    for organisation in (one for one in organisations() if one.role == "report"):
        task = organisation_task(organisation)
        own = [QuestionSet(task.name, {}, organisation_questions(organisation))]
        folders.append((index_organisation(encoder, questions, organisation, reader), task, own))
    for (store, retriever), task, own in folders:
        for name, rank in {"Pressdesk": pressdesk(retriever), **peers(encoder, task.texts)}.items():
            retrieval.append(retrieval_figures(task, name, by_version(rank)))
        for answered in own:
            figures, outcomes[answered.name] = answer_figures(
                answered, store, retriever, {}, SecondStage(reader, store)
            )
            answers.append(figures)
    _print(console, retrieval, answers)
    draw(outcomes, _keep(retrieval, answers).with_suffix(".png"))


def _print(console: Console, retrieval: list[RetrievalFigures], answers: list[AnswerFigures]) -> None:
    for title, rows in (("Retrieval", retrieval), ("Answers, quoted", answers)):
        if rows:
            table = Table(*asdict(rows[0]), title=title)
            for row in rows:
                table.add_row(
                    *(f"{v:.3f}" if isinstance(v, float) and v <= 1 else str(v) for v in asdict(row).values())
                )
            console.print(table)


def _keep(retrieval: list[RetrievalFigures], answers: list[AnswerFigures]) -> Path:
    """Write the JSON and give its path."""
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
    path = folder / f"{day}-{commit or 'uncommitted'}.json"
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
