"""`python -m eval.written`: what a small language model writes, and what of it reaches the reader.

Gemma 3 270M, a base model, is not fit to answer anything: that is the point. Every question over the sample corpus
is asked; what it writes is counted, and what was let through is held to its quotations once more by a check that
shares nothing with the verifier: every run of digits must stand among them, digit for digit.
"""

import re
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pressdesk.rag.answer import Answer
from pressdesk.rag.question_vectors import PlainQuestions
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings

from .datasets import ROOT, corpus_questions
from .indexes import CACHE, default_encoder, index_folder
from .model_server import gemma_server

_DIGITS = re.compile(r"\d+")


def main() -> None:
    """Ask, count, print; list whatever was let through with a figure that no quotation has."""
    console = Console()
    encoder = default_encoder()
    home = CACHE / "eval" / "corpus"
    index_folder(encoder, PlainQuestions(encoder), ROOT / "corpus", home)
    asked = corpus_questions(Path(__file__).parent / "questions" / "corpus.jsonl")
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    let_through: list[str] = []
    with tempfile.TemporaryDirectory() as scratch, gemma_server(Path(scratch)) as (url, _):
        settings = Settings(home=home, llm="openai:gemma", llm_base_url=url, llm_timeout=120, llm_context=1500)
        desk = Desk(settings, encoder)
        for question in asked:
            answer = desk.answer(question.question)
            counts["questions"] += 1
            counts["refused on the evidence"] += answer.refused
            quoted = bool(answer.notices) and any(s.text in c.quote for s in answer.sentences for c in answer.citations)
            counts["fell back to quoting"] += quoted
            counts["sentences struck"] += len(answer.struck)
            counts["sentences let through"] += 0 if answer.refused or quoted else len(answer.sentences)
            reasons.update(struck.reason for struck in answer.struck)
            let_through += [f"{question.question}: {text}" for text in _unbacked(answer)]
    counts["let through with a figure that its quotation lacks"] = len(let_through)
    table = Table("what", "count", title="A small model's answers")
    for what, count in counts.items():
        table.add_row(what, str(count))
    console.print(table)
    for reason, count in reasons.most_common(10):
        console.print(f"{count:4} {reason}", markup=False)
    for line in let_through:
        console.print(line, markup=False)


def _unbacked(answer: Answer) -> list[str]:
    """Sentences with a run of digits that stands in no quotation that they cite, nor in its release's date."""
    cited = {citation.n: citation for citation in answer.citations}
    found: list[str] = []
    for sentence in answer.sentences:
        backing = " ".join(f"{cited[n].quote} {cited[n].date}" for n in sentence.citations)
        there = set(_DIGITS.findall(unicodedata.normalize("NFKC", backing)))
        if not set(_DIGITS.findall(unicodedata.normalize("NFKC", sentence.text))) <= there:
            found.append(sentence.text)
    return found


if __name__ == "__main__":
    main()
