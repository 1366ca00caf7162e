"""Answers by quotation, without a language model: the fewest sentences that answer, verbatim, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pressdesk.ingest.fold import letters
from pressdesk.ingest.release import PartKind
from pressdesk.ingest.repair import close_up
from pressdesk.ingest.store import Store

from .answer import Answer, Sentence
from .calibration import Calibration
from .cite import Citations, printed
from .closely import read_closely
from .gist import NAMED, leads
from .highlight import highlights
from .instructions import asks_for_instructions, instructions
from .newer import newer_release
from .phrases import language_notice, newer, not_said
from .pinned import Pins
from .rerank import SecondStage
from .retriever import Retrieved
from .sentences import Candidate, candidates, confidence, is_contrary

MAX_SENTENCES = 3
"""A reporter reads three sentences; more is a search result."""

_CLOSE, _CLOSE_ACROSS = 4.0, 3.0
"""How far, in log odds, a further sentence may be behind the best one to stand beside it, where that is in the
question's language and where it is in another. On questions that the calibration is fitted on (`eval/fit_rows.py`,
fifths left out in turn; CMRC's paragraphs whole and in halves, the corpus and other organisations in Chinese; CMRC's
whole and the corpus in English) one of those within 2 answers 0.958, 0.928, 0.920, 0.873; 0.845, 0.818 (on average 1.3
sentences, 1.2, 1.5, 1.8; 2.0, 2.0), within 3 0.958, 0.934, 0.940, 0.873; 0.854, 0.828 (1.5, 1.4, 1.7, 2.0; 2.3, 2.4),
within 4 0.963, 0.940, 0.940, 0.873; 0.860, 0.828 (1.8, 1.5, 2.1, 2.2; 2.6, 2.6). Leaving out what is unlikely in itself
saved few sentences and lost answers."""


@dataclass(frozen=True)
class Judged:
    """The candidates of a question and whether they are taken for an answer."""

    found: list[Candidate]
    confidence: float
    refused: bool


class QuotingAnswerer:
    """Quotes the sentences that answer, or refuses below `refuse_below`. `second` reads the first passages before."""

    def __init__(
        self, store: Store, calibration: Calibration, refuse_below: float, second: SecondStage | None = None
    ) -> None:
        self._store = store
        self._second = second
        self._calibration = calibration
        self._refuse_below = refuse_below

    def judge(self, retrieved: Retrieved) -> Judged:
        """Score the sentences of the retrieved passages and decide whether the releases answer."""
        lead = [candidate for candidate in leads(retrieved, self._store) if not _instructs(candidate)]
        if lead:
            return Judged(lead, NAMED, refused=False)
        found = candidates(read_closely(retrieved, self._second), self._store, self._calibration)
        if not asks_for_instructions(retrieved.question.text):
            found = [candidate for candidate in found if not _instructs(candidate)]
        if not found:
            return Judged([], 0.0, refused=True)
        sure = confidence(found, self._calibration, retrieved.pins)
        return Judged(found, round(sure, 4), refused=sure < self._refuse_below)

    def answers(self, retrieved: Retrieved) -> Iterator[Answer]:
        """Growing snapshots of the answer, a sentence more in each; the last is complete."""
        judged = self.judge(retrieved)
        if judged.refused:
            yield refusal(retrieved, judged.confidence)
        else:
            yield from self.quoted(retrieved, judged)

    def quoted(self, retrieved: Retrieved, judged: Judged, notices: tuple[str, ...] = ()) -> Iterator[Answer]:
        """The same for candidates that were judged before and not refused; `notices` go into the answer."""
        fresher = newer_release(judged.found)
        if fresher is not None:
            notices = (*notices, newer(retrieved.question.language, fresher))
        base = begun(retrieved, judged.confidence, notices)
        citations = Citations()
        sentences: list[Sentence] = []
        for group in _chosen(judged.found, retrieved.pins):
            sentence = _sentence(group, judged.found, citations)
            marked = highlights(sentence.text, group, retrieved.question.asks)
            sentences.append(replace(sentence, highlights=marked))
            text = printed(sentences, citations.all, base.language)
            base = replace(base, sentences=tuple(sentences), citations=citations.all, text=text)
            yield base
        yield replace(base, complete=True)


def begun(retrieved: Retrieved, confidence: float, notices: tuple[str, ...] = ()) -> Answer:
    """An answer without sentences yet."""
    language = retrieved.question.language
    notice = language_notice(language)
    return Answer(
        question=retrieved.question.text,
        refused=False,
        confidence=confidence,
        text="",
        language=language,
        passages=retrieved.hits,
        notices=retrieved.notices + notices + ((notice,) if notice else ()),
        complete=False,
    )


def refusal(retrieved: Retrieved, confidence: float) -> Answer:
    """The answer that says that the releases do not say."""
    text = not_said(retrieved.question.language, nearest=bool(retrieved.passages))
    return replace(begun(retrieved, confidence), refused=True, text=text, complete=True)


def _instructs(candidate: Candidate) -> bool:
    passage, sentence = candidate.scored.passage, candidate.sentence
    at = sentence.start - passage.start
    return any(start <= at < end for start, end in instructions(passage.text))


def _chosen(found: list[Candidate], pins: Pins) -> list[list[Candidate]]:
    """The sentences to quote, in runs of neighbours: the best run first, each run in the order of its text. None of
    another year or edition than the question's stands beside one that is not."""
    chosen: list[Candidate] = []
    least = found[0].logit - (_CLOSE_ACROSS if found[0].crossing else _CLOSE)
    of_another = is_contrary(found[0], pins)
    for candidate in found:
        if len(chosen) == MAX_SENTENCES or candidate.logit < least:
            break
        if not of_another and is_contrary(candidate, pins):
            continue
        if not any(_same_words(candidate, other) for other in chosen):
            chosen.append(candidate)
    runs: list[list[Candidate]] = []
    for candidate in chosen:
        run = next((run for run in runs if any(_are_neighbours(candidate, other) for other in run)), None)
        if run is None:
            runs.append([candidate])
        else:
            run.append(candidate)
    return [sorted(run, key=lambda c: c.sentence.start) for run in runs]


def _are_neighbours(a: Candidate, b: Candidate) -> bool:
    return (
        a.scored.passage.id == b.scored.passage.id
        and abs(a.sentence.id - b.sentence.id) == 1
        and a.scored.passage.kind is not PartKind.TABLE
    )


def _same_words(a: Candidate, b: Candidate) -> bool:
    return letters(a.sentence.reading) == letters(b.sentence.reading)


def _sentence(run: list[Candidate], found: list[Candidate], citations: Citations) -> Sentence:
    """A run of neighbouring sentences as one, citing its place and every other release that says the same."""
    first, last = run[0], run[-1]
    release, passage = first.scored.release, first.scored.passage
    numbers = [citations.cite(release, first.sentence.start, last.sentence.end)]
    if passage.kind is PartKind.TABLE:
        rows_start = min(c.sentence.start for c in found if c.scored.passage.id == passage.id)
        if rows_start > passage.start:
            # The row of column names above the first row: without it the figures of a row say nothing.
            header = passage.text[: rows_start - passage.start].split("\n", 1)[0]
            numbers.append(citations.cite(release, passage.start, passage.start + len(header)))
        return Sentence(first.sentence.reading, tuple(numbers))
    if len(run) == 1:
        said: set[str] = {release.id}
        for other in found:
            if other.scored.release.id not in said and _same_words(other, first):
                said.add(other.scored.release.id)
                numbers.append(citations.cite(other.scored.release, other.sentence.start, other.sentence.end))
    quote = release.text[first.sentence.start : last.sentence.end]
    return Sentence(close_up(quote, lines_stand=passage.kind is PartKind.CONTACT), tuple(numbers))
