"""`make eval`: retrieval and answers on the question sets, beside the stock recipe in the same run; a table on the
terminal, the figures as JSON under `eval/results/`."""

import datetime
import json
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import opencc
from rich.console import Console
from rich.table import Table

from pressdesk.ingest.embed import Encoder
from pressdesk.ingest.store import Store
from pressdesk.rag.calibration import load_calibration
from pressdesk.rag.filters import NO_FILTERS, Filters
from pressdesk.rag.question import read_question
from pressdesk.rag.quote import QuotingAnswerer
from pressdesk.rag.retriever import PassageRetriever
from pressdesk.ui.settings import Settings

from .datasets import ROOT, Asked, QuestionSet, corpus_questions, crossed, evaluation_folder, squad
from .indexes import CACHE, default_encoder, index_folder, index_texts
from .peers import lexical_alone, stock_recipe

Ranker = Callable[[str], Sequence[str]]
"""From a question to the ids of the texts it finds, best first, each once."""

UNANSWERABLE_EVERY = 4
"""Every fourth question is asked again with its text left out: enough to read a rate off, in a quarter of the time."""


@dataclass(frozen=True)
class RetrievalFigures:
    """Shares of the questions whose text is first, among the first five; mean reciprocal rank to ten; milliseconds."""

    task: str
    system: str
    questions: int
    hit_1: float
    hit_5: float
    mrr_10: float
    ms: float


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
    for task in _tasks(console):
        store, retriever = index_texts(encoder, task.texts)
        for name, ranker in _rankers(encoder, retriever, task.texts).items():
            retrieval.append(_retrieval(task, name, ranker))
            console.print(retrieval[-1])
        answers.append(_answers(task, store, retriever))
        console.print(answers[-1])
    store, retriever = index_folder(encoder, ROOT / "corpus", CACHE / "eval" / "corpus")
    asked = corpus_questions(Path(__file__).parent / "questions" / "corpus.jsonl")
    answers.append(_answers(QuestionSet("sample corpus", {}, asked), store, retriever))
    _print(console, retrieval, answers)
    _keep(retrieval, answers)


def _tasks(console: Console) -> list[QuestionSet]:
    folder = evaluation_folder()
    try:
        chinese, english = squad("XQuAD zh", folder / "xquad.zh.json"), squad("XQuAD en", folder / "xquad.en.json")
        drcd = squad("DRCD dev", folder / "drcd_dev.json")
    except FileNotFoundError as error:
        console.print(f"Left out: {error}", markup=False)
        return []
    simplify = opencc.OpenCC("t2s").convert
    simplified = [Asked(simplify(q.question), q.gold, q.answers) for q in drcd.questions]
    return [
        drcd,
        QuestionSet("DRCD dev, Simplified questions", drcd.texts, simplified),
        QuestionSet("XQuAD zh to zh", chinese.texts, chinese.questions),
        crossed("XQuAD en to zh", english, chinese),
    ]


def _rankers(encoder: Encoder, retriever: PassageRetriever, texts: dict[str, str]) -> dict[str, Ranker]:
    def pressdesk(question: str) -> Sequence[str]:
        found = retriever.retrieve(read_question(question), 20)
        return list(dict.fromkeys(scored.release.id for scored in found.passages))

    return {"Pressdesk": pressdesk, "LangChain stock": stock_recipe(encoder, texts), "BM25 alone": lexical_alone(texts)}


def _retrieval(task: QuestionSet, system: str, ranker: Ranker) -> RetrievalFigures:
    ranks: list[int] = []
    began = time.perf_counter()
    for asked in task.questions:
        found = list(ranker(asked.question))[:10]
        ranks.append(found.index(asked.gold) + 1 if asked.gold in found else 0)
    seconds = time.perf_counter() - began
    n = len(ranks)
    return RetrievalFigures(
        task.name,
        system,
        n,
        round(sum(rank == 1 for rank in ranks) / n, 4),
        round(sum(0 < rank <= 5 for rank in ranks) / n, 4),
        round(sum(1 / rank for rank in ranks if rank) / n, 4),
        round(1000 * seconds / n, 1),
    )


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
