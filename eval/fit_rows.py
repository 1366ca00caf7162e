"""What the calibration is fitted on: questions with every sentence found for them, and whether it holds the answer.

Answerable questions are asked as they are. Unanswerable ones are the project's own, and CMRC questions whose paragraph
is taken out of what may be found while the others stay. Of CMRC only the paragraphs that the reader was not trained on
count (`train_data.py`): of the others it knows the answers.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import opencc

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.store import Store
from pressdesk.rag.calibration import Calibration, Chances, Logistic
from pressdesk.rag.filters import NO_FILTERS, Filters
from pressdesk.rag.question import read_question
from pressdesk.rag.read import read_first
from pressdesk.rag.reader_weights import load_reader
from pressdesk.rag.rerank import SecondStage
from pressdesk.rag.retriever import DEPTH, PassageRetriever
from pressdesk.rag.sentences import Candidate, answerable_names, candidates, names_of

from .datasets import ROOT, Asked, corpus_questions
from .halves import OWN, converter, paragraphs
from .indexes import CACHE, index_folder, index_texts
from .train_data import is_held_out

CORPUS_WEIGHT = 20.0
"""A question of the corpus counts as much as twenty of CMRC: it is what releases are asked, in other words than theirs,
and there are few. Fifths left out in turn, at the default threshold: with ten, 31 % of the corpus' own answerable
questions were refused and 16 % of CMRC's unanswerable ones answered, with thirty 20 % and 24 %."""


CMRC_EVERY = 2
"""Every so many-th of a held-out paragraph's own questions is asked, in either script."""


class Row(NamedTuple):
    """A question: whether it is answerable, its candidates with whether each holds the answer, its weight."""

    answerable: bool
    found: list[tuple[Candidate, bool]]
    weight: float


def _unit(names: tuple[str, ...]) -> Logistic:
    """A model that only adds the scores of passage and sentence, for the time before there is one."""
    weights = tuple(float(name in ("passage", "dense")) for name in names)
    return Logistic(names=names, means=(0,) * len(names), deviations=(1,) * len(names), weights=weights, intercept=0)


def _start(*, read: bool) -> Chances:
    return Chances(sentence=_unit(names_of(read=read)), answerable=_unit(answerable_names(read=read)))


START = Calibration(
    own=_start(read=False), crossing=_start(read=False), own_read=_start(read=True), crossing_read=_start(read=True)
)


class Rows:
    """Gathers the rows, over the default encoder with its reader or without one."""

    def __init__(self, encoder: SentenceEncoder, seed: int, *, read: bool) -> None:
        self._encoder = encoder
        self._reader = load_reader(encoder) if read else None
        self._rng = random.Random(seed)

    def all(self) -> list[Row]:
        """Those of CMRC in both scripts and those of the sample corpus."""
        return [*self._cmrc("zh-Hant"), *self._cmrc("zh-Hans"), *self._corpus()]

    def _cmrc(self, script: str) -> Iterator[Row]:
        convert = converter(script)
        texts = {name: convert(p["context"]) for name, p in zip(_names().values(), paragraphs(), strict=True)}
        index = index_texts(self._encoder, texts, self._reader)
        for asked in [*_of_cmrc(script), *_own(script)]:
            question = asked.question
            if not question.isascii() and self._rng.random() < 0.2:
                # Each script asks the other now and then, as readers do.
                question = opencc.OpenCC("t2s" if script == "zh-Hant" else "s2hk").convert(question)
            yield self._ask(index, Asked(question, asked.gold, asked.answers), NO_FILTERS, 1.0)
            if asked.gold:
                others = Filters(release_ids=frozenset(texts.keys() - {asked.gold}))
                yield self._ask(index, Asked(question, None, ()), others, 1.0)

    def _corpus(self) -> Iterator[Row]:
        """Our questions over all releases, and again over those in the other language alone where they are answered
        there: a corpus in one language must do as well as one in which languages compete."""
        index = index_folder(self._encoder, ROOT / "corpus", CACHE / "eval" / "corpus", self._reader)
        releases = list(index[1].releases)
        every = frozenset(release.id for release in releases)
        for asked in corpus_questions(Path(__file__).parent / "questions" / "fit.jsonl"):
            question = read_question(asked.question)
            far = frozenset(r.id for r in releases if r.language.startswith("zh") != question.is_chinese)
            gold = asked.gold
            if gold is None:
                yield self._ask(index, asked, NO_FILTERS, CORPUS_WEIGHT)
                yield self._ask(index, asked, Filters(release_ids=far), CORPUS_WEIGHT)
                continue
            # The translation of a release answers as well but in other words: it would count as a wrong sentence.
            same = frozenset(r.id for r in releases if _twin(r.source, gold))
            twins = frozenset(r.id for r in releases if _twin(r.source, gold) and Path(r.source).name != gold)
            nothing = Asked(asked.question, None, ())
            yield self._ask(index, asked, Filters(release_ids=every - twins), CORPUS_WEIGHT)
            yield self._ask(index, nothing, Filters(release_ids=every - same), CORPUS_WEIGHT / 2)
            if (same - twins) <= far:
                yield self._ask(index, asked, Filters(release_ids=far - twins), CORPUS_WEIGHT)
                yield self._ask(index, nothing, Filters(release_ids=far - same), CORPUS_WEIGHT / 2)

    def _ask(self, index: tuple[Store, PassageRetriever], asked: Asked, filters: Filters, weight: float) -> Row:
        store, retriever = index
        second = SecondStage(self._reader, store) if self._reader else None
        retrieved = read_first(retriever.retrieve(read_question(asked.question), DEPTH, filters), second)
        found = candidates(retrieved, store, START)
        return Row(asked.gold is not None, [(c, _holds_answer(c, asked)) for c in found], weight)


def _of_cmrc(script: str) -> Iterator[Asked]:
    convert = converter(script)
    names = _names()
    for paragraph in paragraphs():
        if is_held_out(paragraph["id"]):
            for asked in paragraph["qas"][::CMRC_EVERY]:
                answers = tuple(dict.fromkeys(convert(answer["text"]) for answer in asked["answers"]))
                yield Asked(convert(asked["question"]), names[paragraph["id"]], answers)


def _names() -> dict[str, str]:
    """What the paragraphs are called in the index, by their ids: as `squad` calls them, so that one index serves."""
    return {paragraph["id"]: f"p{number:05d}" for number, paragraph in enumerate(paragraphs())}


def _own(script: str) -> Iterator[Asked]:
    """Our own questions over CMRC: half of them over either script."""
    convert = converter(script)
    contexts = {p["id"]: p["context"] for p in paragraphs()}
    names = _names()
    for number, row in enumerate(map(json.loads, OWN.read_text(encoding="utf-8").splitlines())):
        if is_held_out(row["paragraph"]) and (number % 2 == 0) == (script == "zh-Hant"):
            if row["answer"] is None:
                yield Asked(row["question"], None, ())
            else:
                start, length = row["answer"]
                answer = convert(contexts[row["paragraph"]][start:][:length])
                yield Asked(row["question"], names[row["paragraph"]], (answer,))


def _twin(source: str, gold: str) -> bool:
    """Whether a source is the release `gold` or its translation: `2025-09-08-tidal-building.en.txt`."""
    return Path(source).name.split(".")[0] == gold.split(".")[0]


def _holds_answer(candidate: Candidate, asked: Asked) -> bool:
    release = candidate.scored.release
    if asked.gold is None or asked.gold not in (release.id, Path(release.source).name):
        return False
    text = release.text[candidate.sentence.start : candidate.sentence.end]
    return any(answer in text for answer in asked.answers)


def ranked(rows: Sequence[Row], calibration: Calibration) -> list[Row]:
    """The rows with their candidates in the order that a calibration gives them."""
    found: list[Row] = []
    for row in rows:
        scored = [(_scored(candidate, calibration), right) for candidate, right in row.found]
        found.append(row._replace(found=sorted(scored, key=lambda pair: -pair[0].logit)))
    return found


def _scored(candidate: Candidate, calibration: Calibration) -> Candidate:
    evidence = candidate.evidence
    logit = calibration.sentence_logit(evidence.values(), crossing=candidate.crossing, read=evidence.read)
    return replace(candidate, logit=logit)
