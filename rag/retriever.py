"""From a question to the passages that may answer it. Search and answers both come this way."""

import datetime
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from pressdesk.ingest.groups import language_group
from pressdesk.ingest.index import Index
from pressdesk.ingest.links.linking import current_links
from pressdesk.ingest.release import Release
from pressdesk.ingest.store import Store, StoredPassage

from .answer import Hit
from .bias import QuestionMeans
from .bridge import Bridge
from .corrections import Corrections
from .dense import QuestionInGroup
from .filters import NO_FILTERS, Filters, scope_of
from .fuse import OWN_LANGUAGE, RECENCY_WEIGHT, Components, bridged_part, lexical_part
from .judgement import Judgement
from .lexical import BridgedEvidence, LexicalEvidence, bridged_evidence, lexical_evidence
from .listing import hit_of
from .marks import Sought, sought
from .pinned import Pins
from .precedence import precedence
from .prefer import Preferences
from .question import Question
from .question_vectors import Questions
from .rerank import SecondStage, open_to_reading, relevances
from .translated import Translated
from .twins import Twins
from .when import read_times

_CANDIDATES = 100
"""Passages that each part may propose: on CMRC the right one was among the first 20 of some part for every question."""

DEPTH = 20
"""Passages that an answer is looked for in. Of the fit questions in English on Chinese releases 0.69 had theirs among
the first 8 and 0.87 among the first 20; within Chinese 0.93 and 0.97."""


@dataclass(frozen=True)
class ScoredPassage:
    """A passage with the components of its fused score, and the part of the question's words that it has, 0 to 1."""

    passage: StoredPassage
    release: Release
    components: Components
    share: float

    @property
    def score(self) -> float:
        return self.components.score

    @property
    def fused(self) -> float:
        """The score without what reading added, which is there for some passages only."""
        return self.components.score - self.components.relevance

    def hit(self) -> Hit:
        """The public form."""
        return hit_of(self.passage, self.release, round(self.score, 4))


@dataclass(frozen=True)
class Retrieved:
    """What retrieval found: passages, best first, and the question's spaces and words, for whoever reads them.

    There are `DEPTH` passages or more, so that an answer is found further down too; `shown` of them were asked for.
    `notices`: what the asker should know of where was looked. `judgements`: what reading the passages said, by their
    ids; of those that were read. `today`: the day that the question was asked, where that is to count.
    """

    question: Question
    passages: tuple[ScoredPassage, ...]
    lexical: LexicalEvidence
    bridged: BridgedEvidence
    spaces: dict[str, QuestionInGroup]
    shown: int
    timings_ms: dict[str, float] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    judgements: Mapping[int, Judgement] = field(default_factory=dict)
    today: datetime.date | None = None

    @cached_property
    def pins(self) -> Pins:
        """What the question is pinned to."""
        return Pins(self.question, self.today)

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The passages that were asked for, in their public form."""
        return tuple(scored.hit() for scored in self.passages[: self.shown])


class _Row(NamedTuple):
    passage_id: int
    components: Components
    share: float

    @property
    def score(self) -> float:
        return self.components.score

    def plus(self, **components: float) -> "_Row":
        # Most rows gain nothing, and there are hundreds.
        if all(getattr(self.components, name) == value for name, value in components.items()):
            return self
        return self._replace(components=self.components._replace(**components))


class PassageRetriever:
    """Retrieves from one generation of an index. Safe to share between threads."""

    def __init__(
        self,
        questions: Questions,
        store: Store,
        index: Index,
        means: QuestionMeans,
        bridge: Bridge,
        second: SecondStage | None = None,
    ) -> None:
        self._questions = questions
        self._second = second
        self._store = store
        self.index = index
        self._means = means
        self._bridge = bridge.over(index.lexical, index.glossary)
        self._rows = {name: np.isin(index.lexical.ids, list(group.owners)) for name, group in index.groups.items()}
        self._releases = {release.id: release for release in store.releases()}
        self._release_of = store.release_ids()
        dates = sorted({release.date for release in self._releases.values() if release.date})
        self.links = current_links(store)
        self.corrections = Corrections(self._releases.values(), self.links)
        self.translated = Translated(store, index, self.links, self._releases)
        self._twins = Twins(store, self.links, self._releases)
        self._preferences = Preferences(self._releases.values())
        self._recency = {date: rank / max(1, len(dates) - 1) for rank, date in enumerate(dates)}

    @property
    def releases(self) -> Iterable[Release]:
        """All releases, the newest first."""
        return self._releases.values()

    @property
    def by_id(self) -> Mapping[str, Release]:
        """The same by their ids."""
        return self._releases

    @property
    def passages(self) -> int:
        """How many there are."""
        return len(self._release_of)

    def retrieve(
        self, question: Question, k: int, filters: Filters = NO_FILTERS, today: datetime.date | None = None
    ) -> Retrieved:
        """The best passages of the releases that `filters` let through, `k` of them to be shown; fewer where there
        are not so many. Without `today` what the question says of time is not read."""
        began = time.perf_counter()
        language = language_group(question.language)
        vectors = self._questions.vectors(question.core, crossing=any(name != language for name in self.index.groups))
        embedded = time.perf_counter()
        wanted = max(_CANDIDATES, k)
        lexical = lexical_evidence(self.index.lexical, question, wanted)
        spaces = {
            name: QuestionInGroup.of(group, vectors, language, self._means) for name, group in self.index.groups.items()
        }
        times = read_times(question.text, today) if today else ()
        scope = scope_of(filters, times, self._releases.values(), question.language)
        allowed = None if scope.release_ids is None else self._passages_of(scope.release_ids)
        crossed = [self._rows[name] for name, space in spaces.items() if space.passages.crossing]
        asked = self._bridge.across(question) if crossed else []
        bridged = bridged_evidence(self.index.lexical, asked, wanted, np.any(crossed, axis=0))
        rows = [row for space in spaces.values() for row in self._scored(space, lexical, bridged, allowed, wanted)]
        rows = self._twins.once(rows, question.language)
        priors = self._preferences.priors(question.text, times)
        rows = [row.plus(prior=priors.get(self._release_of.get(row.passage_id, ""), 0.0)) for row in rows]
        found = time.perf_counter()
        rows = self._preferred(rows, priors)
        judgements = self._read(rows, question, sought(lexical, bridged))
        if judgements:
            rows = self._preferred(self._lifted(rows, judgements), priors)
        read = time.perf_counter()
        first = tuple(self._stored(rows[: max(k, DEPTH)]))
        timings = {
            "embed": round((embedded - began) * 1000, 1),
            "retrieve": round((found - embedded) * 1000, 1),
            "read": round((read - found) * 1000, 1),
        }
        return Retrieved(question, first, lexical, bridged, spaces, k, timings, scope.notices, judgements, today)

    def _scored(
        self,
        space: QuestionInGroup,
        lexical: LexicalEvidence,
        bridged: BridgedEvidence,
        allowed: set[int] | None,
        wanted: int,
    ) -> Iterator[_Row]:
        """The scores of what vectors and words propose among one language's passages."""
        here = space.group.owners.keys()
        among = None if allowed is None else allowed & here
        crossing = space.passages.crossing
        proposed = lexical.proposed | bridged.proposed if crossing else lexical.proposed
        ids = sorted(space.nearest(wanted, among) | (proposed & (here if among is None else among)))
        shared = bridged if crossing else lexical
        shares = shared.of(ids)
        for i, dense in space.scores(ids).items():
            share = shares[i]
            words = bridged_part(share, space.group.language) if crossing else lexical_part(share, lexical.top)
            own = 0.0 if crossing else OWN_LANGUAGE
            components = Components(dense.passage, dense.sentence, words, own, RECENCY_WEIGHT * self._recency_of(i))
            yield _Row(i, components, share)

    def _read(self, rows: list[_Row], question: Question, said: Sought) -> dict[int, Judgement]:
        """Judgements of the first rows, where their order is open: a correction or newer release that was put first is
        not read against what it overtook."""
        if self._second is None or (rows and rows[0].components.precedence > 0):
            return {}
        first = [rows[number].passage_id for number in open_to_reading([row.components for row in rows])]
        releases = {i: release for i in first if (release := self._release(i))}
        return self._second.judge(question, said, releases) if len(releases) > 1 else {}

    def _lifted(self, rows: list[_Row], judgements: Mapping[int, Judgement]) -> list[_Row]:
        lifts = relevances(judgements, self._second.weight) if self._second else {}
        return [row.plus(relevance=lifts.get(row.passage_id, 0.0)) for row in rows]

    def _preferred(self, rows: list[_Row], priors: Mapping[str, float]) -> list[_Row]:
        """The rows with what precedence adds, best first; of equal ones the newest first."""
        ahead = precedence(rows, self._release, self.corrections, priors)
        rows = [row.plus(precedence=ahead.get(row.passage_id, 0.0)) for row in rows]
        return sorted(rows, key=lambda row: (-row.score, -self._recency_of(row.passage_id), row.passage_id))

    def _passages_of(self, release_ids: frozenset[str]) -> set[int]:
        return {passage for passage, release in self._release_of.items() if release in release_ids}

    def _release(self, passage_id: int) -> Release | None:
        return self._releases.get(self._release_of.get(passage_id, ""))

    def _recency_of(self, passage_id: int) -> float:
        """0 for a passage of the oldest release (or one without a date) to 1 for one of the newest."""
        release = self._release(passage_id)
        return self._recency.get(release.date, 0.0) if release and release.date else 0.0

    def _stored(self, rows: list[_Row]) -> Iterator[ScoredPassage]:
        """The rows' passages; one that was removed since the index was opened is left out."""
        passages = self._store.passages(row.passage_id for row in rows)
        for row in rows:
            passage = passages.get(row.passage_id)
            release = self._releases.get(passage.release_id) if passage else None
            if passage and release:
                yield ScoredPassage(passage, release, row.components, row.share)
