"""Releases that give different figures for one thing: the newest is given first, both are cited, and it is said.

Two sentences of different releases conflict where they have different figures of one kind for the same thing, and

- the newer one has the older figure too and says that it changed ("from 420 to 436 flats", 原定的 7 月延至 10 月), or
- both have nearly all that the question says, and nearly the same words around their figures.

Only the figure that is asked for counts: one of the kind that the question asks for, in the clause that has most of the
question's words, and not in the question itself.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pressdesk.ingest.groups import language_group
from pressdesk.ingest.links.organisations import organisation_key
from pressdesk.ingest.release import PartKind, Release
from pressdesk.ingest.store import Store, StoredSentence

from .answer import Answer
from .cite import Place, with_first
from .lexical import shared_terms
from .measures import Figure, counted_in, figures
from .phrases import differing
from .phrases import newer as newer_notice
from .question import AnswerType, Question
from .retriever import Retrieved, ScoredPassage

_CHANGED = re.compile(
    r"由.{0,12}[增減减改延提縮缩升降]|[增減减改延提縮缩升降][加少至到為为高短]|原[定稿為为本先訂订]|應為|应为|誤植|误植|取代|更正"
    r"|\b(?:rather than|instead of|should (?:be|read|have been)|not \S+ as|previously|originally|up from|down from"
    r"|(?:increased?|rais(?:e|ed)|cut|reduced?|postponed|delayed|extended|revised|corrected|brought forward) (?:\S+ ){0,3}(?:from|to|by)"
    r"|from .{1,30} to)\b",
    re.IGNORECASE,
)
_TOLD = (PartKind.TITLE, PartKind.BODY, PartKind.TABLE)
"""Parts whose figures count: a boilerplate's are of the day that it was last looked at."""

_KINDS = {
    AnswerType.AMOUNT: ("money",),
    AnswerType.PERCENT: ("percent",),
    AnswerType.DATE: ("date",),
    AnswerType.NUMBER: ("number",),
}
_ON_IT = 0.5
_NEARLY_ALL = 0.6
_SAME_WORDS = 0.6
"""Least part of the best clause's words of the question that an asked figure's clause has, of the question's words that
each of two sentences has with its title, and of one clause's terms that the other has."""

_WITHIN_REACH = 40
"""Passages, best first, whose sentences are compared: as many as are retrieved as a rule."""

_TELLS = 14
"""Characters before the first of two figures in which the word for the change may stand."""

_LEAST_SAID = 0.1
_PIECE = re.compile(r"(?:[^;；。.]|\.(?=\S))+")


@dataclass(frozen=True)
class _Claim:
    """A figure that a sentence of a release has: where it stands, and what part of the question its clause says."""

    figure: Figure
    release: Release
    start: int
    end: int
    reading: str
    said: float
    said_around: float

    @property
    def place(self) -> Place:
        return Place(self.release, self.start, self.end)


@dataclass(frozen=True)
class _Conflict:
    older: _Claim
    newer: _Claim


class Conflicts:
    """Finds what conflicts with the sentences that an answer cites."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def noted(self, answer: Answer, retrieved: Retrieved) -> Answer:
        """The complete answer with the newest figure's sentence first, the older one's cited too, and a notice that
        says so; as it is where nothing conflicts."""
        if answer.refused or not answer.citations or not answer.complete:
            return answer
        conflict = self._first(answer, retrieved)
        if conflict is None:
            return answer
        older, newer = conflict.older, conflict.newer
        assert older.release.date and newer.release.date
        told = differing(
            answer.language,
            (older.release.date, older.figure.written),
            (newer.release.date, newer.figure.written),
        )
        # What the general notice hints at is said here.
        others = [notice for notice in answer.notices if notice != newer_notice(answer.language, newer.release)]
        return replace(with_first(answer, newer.place, older.place), notices=(*others, told))

    def _first(self, answer: Answer, retrieved: Retrieved) -> _Conflict | None:
        kinds = {kind for asked in retrieved.question.asks for kind in _KINDS.get(asked, ())}
        passages = [p for p in retrieved.passages[:_WITHIN_REACH] if p.passage.kind in _TOLD] if kinds else []
        owned = self._store.sentences(p.passage.id for p in passages)
        told = [(p, sentence) for p in passages for sentence in owned.get(p.passage.id, [])]
        for cited in answer.citations:
            theirs = [
                claim
                for p, s in told
                if p.release.id == cited.release_id and cited.start <= s.start and s.end <= cited.end
                for claim in _claims(retrieved, p, s)
                if claim.figure.kind in kinds
            ]
            for claim in _asked_for(theirs, retrieved.question):
                found = [
                    conflict
                    for p, s in told
                    if _is_rival(claim.release, p.release)
                    for other in _claims(retrieved, p, s, claim.figure)
                    if (conflict := _conflict(claim, other))
                ]
                if found:
                    return max(found, key=lambda conflict: (conflict.newer.release.date, conflict.newer.said))
        return None


def _is_rival(a: Release, b: Release) -> bool:
    """Whether two releases can conflict: of one organisation, in one language, of different days."""
    return bool(
        a.date
        and b.date
        and a.date != b.date
        and language_group(a.language) == language_group(b.language)
        and organisation_key(a) == organisation_key(b)
    )


def _claims(
    retrieved: Retrieved, scored: ScoredPassage, sentence: StoredSentence, beside: Figure | None = None
) -> Iterator[_Claim]:
    """The claims of a sentence; those alone whose figure can be held against `beside` and is another."""
    said = _said_in(retrieved, scored)
    for figure in figures(sentence.reading):
        if beside is None or (_comparable(figure, beside) and not _same(figure, beside)):
            around = said(f"{scored.release.title}\n{sentence.reading}")
            yield _Claim(
                figure, scored.release, sentence.start, sentence.end, sentence.reading, said(figure.clause), around
            )


def _said_in(retrieved: Retrieved, scored: ScoredPassage) -> Callable[[str], float]:
    """What part of the question a text of this passage's language says."""
    space = next(s for s in retrieved.spaces.values() if scored.passage.id in s.group.owners)
    return retrieved.bridged.said if space.passages.crossing else retrieved.lexical.said


def _asked_for(claims: Sequence[_Claim], question: Question) -> list[_Claim]:
    """Those of a quote's claims whose figure may be what is asked for: in what counts it, in the clause with most of
    the question's words, and not said by the question itself."""
    given = {(f.kind, f.value) for f in figures(question.text)}
    wanted = counted_in(question.text)
    best = max((claim.said for claim in claims), default=0.0)
    return [
        claim
        for claim in claims
        if claim.said >= _ON_IT * best
        and (claim.figure.kind, claim.figure.value) not in given
        and not (wanted and claim.figure.measure and claim.figure.measure not in wanted)
    ]


def _conflict(one: _Claim, other: _Claim) -> _Conflict | None:
    """The two as a conflict, or None where they are none."""
    assert one.release.date and other.release.date
    older, newer = (one, other) if one.release.date < other.release.date else (other, one)
    return _Conflict(older, newer) if _replaces(newer, older) or _is_same_matter(older, newer) else None


def _replaces(newer: _Claim, older: _Claim) -> bool:
    """Whether the newer sentence has the older figure beside its own, and says that one became the other."""
    mine = newer.figure.quantity
    for piece in _PIECE.finditer(newer.reading):
        if not piece.start() <= mine.start < piece.end():
            continue
        found = [f for f in figures(newer.reading) if piece.start() <= f.quantity.start < piece.end()]
        found = [f for f in found if _comparable(f, newer.figure)]
        at = next(i for i, f in enumerate(found) if f.quantity.start == mine.start)
        for beside in found[max(0, at - 1) : at] + found[at + 1 : at + 2]:
            first, last = sorted((beside.quantity, mine), key=lambda quantity: quantity.start)
            told = newer.reading[max(piece.start(), first.start - _TELLS) : last.end + 2]
            if _same(beside, older.figure) and _CHANGED.search(told):
                return max(newer.said, older.said) >= _LEAST_SAID
    return False


def _is_same_matter(older: _Claim, newer: _Claim) -> bool:
    if min(older.said_around, newer.said_around) < _NEARLY_ALL or not _exact(older.figure, newer.figure):
        return False
    a, b = _without_figures(older.figure.clause), _without_figures(newer.figure.clause)
    return bool(a and b) and min(shared_terms(a, b), shared_terms(b, a)) >= _SAME_WORDS


def _without_figures(clause: str) -> str:
    for figure in figures(clause):
        clause = clause.replace(figure.written, " ")
    return clause


def _comparable(a: Figure, b: Figure) -> bool:
    # A cell of a table has a number alone: what it counts stands above it.
    if a.kind == b.kind == "number" and any(not (f.measure or f.nouns) for f in (a, b)):
        return True
    return a.counts_as(b)


def _exact(a: Figure, b: Figure) -> bool:
    return a.kind != "number" or a.is_exactly(b)


def _same(a: Figure, b: Figure) -> bool:
    """Whether two figures are one: of dates, what both of them say."""
    if a.kind != "date":
        return a.value == b.value
    return a.value.endswith(b.value.lstrip("-")) or b.value.endswith(a.value.lstrip("-"))
