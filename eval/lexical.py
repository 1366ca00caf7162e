"""`python -m eval.lexical`: what the lexical index should count, and how it should weigh it, by measurement.

Needs no encoder. The questions are CMRC's in both scripts, over paragraphs, and those of `questions/fit.jsonl` in the
language of the release that answers them, over the paragraphs of `corpus/`: the sets that choices are made on. The
`dev` extra has the segmenters and tantivy.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import bm25s
import jieba
import numpy as np
import rjieba
import tantivy
from opencc import OpenCC
from rich.console import Console
from rich.table import Table

from pressdesk.ingest.lexical import K1, B
from pressdesk.ingest.quantity import quantities
from pressdesk.ingest.recognise import recognise
from pressdesk.ingest.terms import Split, quantity_terms, terms, word_terms

from .datasets import ROOT, fit_folder, squad

Read = Callable[[str], list[str]]
"""From a text or question to its terms."""

Search = Callable[[Sequence[str]], Sequence[int]]
"""From a question's terms to the rows of the ten best texts."""

Engine = Callable[[Sequence[Sequence[str]]], Search]
"""From each text's terms to its search."""

_FOUND = 10


@dataclass(frozen=True)
class Task:
    """Texts, and questions each with the rows of the texts that answer it."""

    name: str
    texts: Sequence[str]
    questions: Sequence[tuple[str, frozenset[int]]]


def tasks() -> Iterator[Task]:
    """CMRC in each script and across them, then our own questions over the sample corpus."""
    cmrc = squad("CMRC", fit_folder() / "cmrc2018_dev.json")
    row = {key: n for n, key in enumerate(cmrc.texts)}
    gold = [frozenset({row[asked.gold]}) for asked in cmrc.questions if asked.gold]
    traditional = OpenCC("s2hk").convert
    asked = {"Hans": [q.question for q in cmrc.questions], "Hant": [traditional(q.question) for q in cmrc.questions]}
    texts = {"Hans": list(cmrc.texts.values()), "Hant": [traditional(text) for text in cmrc.texts.values()]}
    for q in asked:
        for t in texts:
            yield Task(f"CMRC {q} on {t}", texts[t], list(zip(asked[q], gold, strict=True)))
    yield from _corpus_tasks()


def _corpus_tasks() -> Iterator[Task]:
    places: list[tuple[str, str]] = []
    for path in sorted((ROOT / "corpus").glob("20*")):
        release, repaired, parts = recognise(path.name, path.name, path.read_text(encoding="utf-8"))
        readings = (f"{release.title}\n{p.heading}\n{repaired.text[p.start : p.end]}" for p in parts)
        places += [(path.name, reading) for reading in readings]
    rows = [json.loads(line) for line in (ROOT / "eval/questions/fit.jsonl").read_text("utf-8").splitlines()]
    for group in ("zh", "en"):
        questions = []
        for asked in rows:
            name = asked["release"]
            if name and asked["question_language"][:2] == group and f".{group}" in name:
                gold = {n for n, (file, text) in enumerate(places) if file == name and _says(text, asked)}
                questions.append((asked["question"], frozenset(gold)))
        yield Task(f"corpus, {group}", [text for _, text in places], questions)


def _says(text: str, asked: dict[str, str]) -> bool:
    return asked["evidence"] in text or any(answer in text for answer in asked["answer"])


def _pairs(run: str) -> list[str]:
    return list(map("".join, pairwise(run))) or [run]


def _characters_and(split: Split) -> Split:
    return lambda run: [*run, *(term for term in split(run) if len(term) > 1)]


SPLITS: dict[str, Split] = {
    "pairs": _pairs,
    "characters and words (rjieba)": _characters_and(rjieba.cut),
    "words (jieba)": jieba.lcut,
    "words (jieba, search)": jieba.lcut_for_search,
    "words (rjieba)": rjieba.cut,
    "words (rjieba, search)": rjieba.cut_for_search,
    "pairs and words (rjieba)": lambda run: [*_pairs(run), *(word for word in rjieba.cut(run) if len(word) != 2)],
}


def in_both_forms(text: str) -> list[str]:
    """Figures as they are written, and in one form where that is another."""
    written = word_terms(text)
    return written + [term for figure in quantities(text) for term in quantity_terms(figure) if term not in written]


def with_bm25s(k1: float, b: float) -> Engine:
    """bm25s as `LexicalIndex` has it, at these constants."""

    def build(counted: Sequence[Sequence[str]]) -> Search:
        index = bm25s.BM25(method="lucene", k1=k1, b=b)
        index.index(counted, show_progress=False)

        def search(asked: Sequence[str]) -> Sequence[int]:
            known = [term for term in asked if term in index.vocab_dict]
            if not known:
                return []
            scores = index.get_scores(known)
            best = np.argsort(-scores, kind="stable")[:_FOUND]
            return [int(row) for row in best if scores[row] > 0]

        return search

    return build


def with_tantivy(counted: Sequence[Sequence[str]]) -> Search:
    """k1 and b are 1.2 and 0.75 there and can't be set."""
    schema = tantivy.SchemaBuilder().add_text_field("terms", tokenizer_name="whitespace")
    schema = schema.add_unsigned_field("row", stored=True).build()
    index = tantivy.Index(schema)
    writer = index.writer(num_threads=1)
    for row, found in enumerate(counted):
        writer.add_document(tantivy.Document(terms=" ".join(found), row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(asked: Sequence[str]) -> Sequence[int]:
        parts = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "terms", term)) for term in asked]
        hits = searcher.search(tantivy.Query.boolean_query(parts), _FOUND).hits
        return [searcher.doc(address)["row"][0] for _, address in hits]

    return search


def measure(task: Task, read: Read, engine: Engine) -> tuple[float, ...]:
    """hit@1, hit@5, MRR@10, milliseconds a question, seconds an index."""
    began = time.process_time()
    search = engine([read(text) for text in task.texts])
    built = time.process_time()
    ranks = [_rank(search(read(question)), gold) for question, gold in task.questions]
    asked = time.process_time()
    n = len(ranks)
    return (
        sum(rank == 1 for rank in ranks) / n,
        sum(0 < rank <= 5 for rank in ranks) / n,
        sum(1 / rank for rank in ranks if rank) / n,
        1000 * (asked - built) / n,
        built - began,
    )


def _rank(found: Sequence[int], gold: frozenset[int]) -> int:
    return next((rank for rank, row in enumerate(found, start=1) if row in gold), 0)


CONSTANTS = [(0.6, 0.4), (0.9, 0.2), (0.9, 0.6), (1.2, 0.4), (1.2, 0.75), (1.5, 0.75)]


def systems() -> Iterator[tuple[str, Read, Engine]]:
    """What is chosen, then each choice against it, one at a time, the rest as it is."""
    engine = with_bm25s(K1, B)
    yield "as chosen", terms, engine
    for name, split in SPLITS.items():
        yield name, partial(terms, split=split), engine
    yield "figures as written", word_terms, engine
    yield "figures in both forms", in_both_forms, engine
    for k1, b in CONSTANTS:
        yield f"k1 = {k1}, b = {b}", terms, with_bm25s(k1, b)
    yield "tantivy", terms, with_tantivy


def main() -> None:
    """A table for each task."""
    jieba.setLogLevel("WARNING")
    console = Console()
    for task in tasks():
        table = Table("", "hit@1", "hit@5", "MRR@10", "ms", "index s", title=f"{task.name}: {len(task.questions)}")
        for name, read, engine in systems():
            *shares, ms, seconds = measure(task, read, engine)
            table.add_row(name, *(f"{share:.3f}" for share in shares), f"{ms:.2f}", f"{seconds:.2f}")
        console.print(table)


if __name__ == "__main__":
    main()
