"""The desk: model, index and chain, built once from the settings; whatever asks, asks here."""

import datetime
import logging
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial

from pressdesk.ingest.embed import Encoder, load_encoder
from pressdesk.ingest.errors import BadCitation, BadQuestion, HomeError
from pressdesk.ingest.history import Version
from pressdesk.ingest.links.link import LinkKind, Links
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.release import Release
from pressdesk.ingest.safekeeping.recovery import is_sound
from pressdesk.rag.answer import Answer, Hit
from pressdesk.rag.chain import Ask
from pressdesk.rag.filters import NO_FILTERS, Filters
from pressdesk.rag.follow_up import Turn
from pressdesk.rag.listing import passage_by_id, passages_let_through
from pressdesk.rag.partners import linked
from pressdesk.rag.question import read_question
from pressdesk.rag.retriever import Retrieved
from pressdesk.rag.said import Cited, cited_place
from pressdesk.rag.suggest import Suggestions
from pressdesk.rag.verdict import Verdict
from pressdesk.rag.verify import verify_text

from .bounds import MAX_PASSAGES
from .opening import Models, Opened
from .settings import Settings

_log = logging.getLogger(__name__)

_NAMED = 10
"""Releases that a line of the log names."""


class Desk:
    """Answers, searches and shows releases. Safe to call from many threads; follows the index as it changes."""

    def __init__(
        self, settings: Settings, encoder: Encoder, clock: Callable[[], datetime.date] = datetime.date.today
    ) -> None:
        """`clock` tells what day it is: what a question says of time counts from it. Raises `ModelUnavailable` where
        the settings name a reranker that is not there."""
        self.settings = settings
        self._clock = clock
        self.encoder = encoder
        self._models = Models(settings, encoder)
        self._opened: Opened | None = None
        self._lock = threading.Lock()

    @classmethod
    def open(cls, settings: Settings) -> "Desk":
        """Load the model that the settings name. Raises `ModelUnavailable`."""
        return cls(settings, load_encoder(settings.model, settings.cache))

    @property
    def ingester(self) -> Ingester:
        """Writes the index that this desk reads."""
        return Ingester(self.settings.home, self.encoder, self.settings.passage_tokens)

    @property
    def today(self) -> datetime.date:
        """The day that what is said of time counts from."""
        return self._clock()

    def asked(
        self, question: str, k: int | None = None, filters: Filters = NO_FILTERS, history: Sequence[Turn] = ()
    ) -> Ask:
        """A question after those of `history`, as it is asked today. Raises `BadQuestion`."""
        k = self.settings.passages if k is None else k
        if not 1 <= k <= MAX_PASSAGES:
            raise BadQuestion(f"k is {k}; it can be 1 to {MAX_PASSAGES}.", "Ask for fewer passages.")
        return Ask(read_question(question).text, k, filters, self._clock(), tuple(history))

    def answer(
        self, question: str, k: int | None = None, filters: Filters = NO_FILTERS, history: Sequence[Turn] = ()
    ) -> Answer:
        """The answer to a question after those of `history`. Raises `BadQuestion`, `NoIndex`, `IndexMismatch`."""
        *_, last = self.snapshots(self.asked(question, k, filters, history))
        return last

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        k: int | None = None,
        filters: Filters = NO_FILTERS,
    ) -> Iterator[Answer]:
        """The same in growing snapshots, the last complete."""
        yield from self.snapshots(self.asked(question, k, filters, history))

    def snapshots(self, ask: Ask) -> Iterator[Answer]:
        """The same for what was made of the question. A quoting answer is remembered until the index changes."""
        opened = self._current()
        remembered = opened.answers.known(ask)
        if remembered is not None:
            yield from remembered
            return
        given: list[Answer] = []
        for answer in opened.chain.stream(ask):
            if answer.complete and answer.refused and not opened.current:
                # The passages that it was looked for in were replaced meanwhile, and are there under other ids.
                yield from self.snapshots(ask)
                return
            given.append(answer)
            yield answer
        if not self._models.writes:
            opened.answers.put(ask, tuple(replace(answer, timings_ms={"remembered": 0.0}) for answer in given))

    def known(self, ask: Ask) -> tuple[Answer, ...] | None:
        """The snapshots of an answer that was given before to the same question, by the index as it is now; None where
        there is none, or where the index has to be opened first. Takes no time."""
        opened = self._opened
        return opened.answers.known(ask) if opened is not None and opened.current else None

    def prepare(self, questions: Sequence[str]) -> None:
        """Embed questions that are asked next, together."""
        opened = self._opened
        if opened is not None:
            self._models.questions.prepare(questions, crossing=len(opened.index.groups) > 1)

    def search(self, question: str, k: int | None = None, filters: Filters = NO_FILTERS) -> Retrieved:
        """The passages that an answer would be looked for in: the same retrieval as `answer`'s."""
        return self._current().retriever.retrieved(self.asked(question, k, filters))

    def verify(
        self, text: str, release_ids: Sequence[str] = (), citations: Sequence[tuple[str, int, int]] = ()
    ) -> list[Verdict]:
        """Hold each sentence of `text` to whole releases and to places in them, each a release's id, start and end.
        Raises `BadText`, `BadCitation`, `UnknownRelease`, `NoIndex`."""
        current = self._current()
        releases = {release: current.store.release(release) for release in [*release_ids, *(c[0] for c in citations)]}
        cited = [Cited(releases[release].text, releases[release]) for release in release_ids]
        cited += [cited_place(releases[release], start, end) for release, start, end in citations]
        if not cited:
            raise BadCitation("The text is held to nothing.", "Name a release or a place in one.")
        return verify_text(text, cited, current.index.glossary, self._models.dictionary)

    def release(self, release_id: str) -> Release:
        """Raises `UnknownRelease`, `NoIndex`."""
        return self._current().store.release(release_id)

    def releases(self, filters: Filters = NO_FILTERS) -> list[Release]:
        """All releases that the filters let through, the newest first. Raises `NoIndex`."""
        return self._let_through(self._current(), filters)

    def links(self) -> Links:
        """The links among all releases. Raises `NoIndex`."""
        return self._current().retriever.passages.links

    def linked(self, release_id: str) -> list[tuple[LinkKind, Release]]:
        """What a release is to which others, by kind; nothing where there is no such release. Raises `NoIndex`."""
        passages = self._current().retriever.passages
        return linked(release_id, passages.links, passages.by_id)

    def versions(self, release_id: str) -> list[Version]:
        """The former versions of a release, the last one first. Raises `NoIndex`."""
        return self._current().store.history.of(release_id)

    def version(self, release_id: str, sha256: str) -> Version:
        """A former version of a release. Raises `UnknownVersion`, `UnknownRelease`, `NoIndex`."""
        store = self._current().store
        store.release(release_id)
        return store.history.version(release_id, sha256)

    def passage(self, passage_id: int) -> Hit:
        """One passage. Raises `UnknownPassage`, `NoIndex`."""
        return passage_by_id(self._current().store, passage_id)

    def passages(self, filters: Filters, offset: int, most: int) -> tuple[list[Hit], int]:
        """A page of all passages that the filters let through, of the newest release first, and their number."""
        current = self._current()
        return passages_let_through(current.store, self._let_through(current, filters), offset, most)

    @staticmethod
    def _let_through(opened: Opened, filters: Filters) -> list[Release]:
        return [release for release in opened.retriever.passages.releases if filters.let_through(release)]

    def counts(self) -> tuple[int, int]:
        """Numbers of releases and passages."""
        manifest = self._current().index.manifest
        return manifest.releases, manifest.passages

    def example_questions(self, language: str = "") -> list[str]:
        """Questions that the newest releases answer, four at most, for a reader who has none yet: on releases in
        `language` (zh-Hant, zh-Hans or en), or on any where there are none. Raises `NoIndex`."""
        current = self._current()
        examples = current.examples.get(language)
        if examples is None:
            examples = current.examples.setdefault(language, self._suggestions(current).examples(language))
        return examples

    def follow_ups(self, answer: Answer, asked: Collection[str] = ()) -> list[str]:
        """Questions to go on with, three at most: the releases that the answer cites answer them with other sentences
        than those cited. None of `asked`, what the conversation has asked before. Raises `NoIndex`."""
        return self._suggestions(self._current()).follow_ups(answer, asked)

    def _suggestions(self, opened: Opened) -> Suggestions:
        if opened.suggestions is None:
            passages = opened.retriever.passages
            opened.suggestions = Suggestions(
                passages.releases, passages.links, opened.store, partial(self._quoted, opened)
            )
        return opened.suggestions

    def _quoted(self, opened: Opened, question: str) -> Answer:
        """The answer by quotation, remembered where it is what whoever asks gets."""
        ask = self.asked(question)
        remembered = opened.answers.known(ask)
        given = remembered or tuple(opened.quoting.stream(ask))
        if remembered is None and not self._models.writes:
            opened.answers.put(ask, tuple(replace(answer, timings_ms={"remembered": 0.0}) for answer in given))
        return given[-1]

    def _make_whole(self) -> None:
        """Before anything is answered: what the database has lost or changed is made again from the originals."""
        if is_sound(self.settings.home, thorough=True):
            return
        try:
            report = self.ingester.recover()
        except HomeError as error:
            _log.error("The index is damaged and could not be made again: %s", error)
            return
        if report.recovered:
            _log.warning("%d releases made again from their originals: %s", *_numbered(report.recovered))
        if report.lost:
            _log.error("%d releases lost, and in no answer: %s", *_numbered(report.lost))

    def _current(self) -> Opened:
        opened = self._opened
        if opened is not None and opened.current:
            return opened
        with self._lock:
            opened = self._opened
            if opened is None:
                self._make_whole()
            if opened is None or not opened.current:
                self._opened = opened = self._models.open(self.ingester.manifest)
        return opened


def _numbered(release_ids: Sequence[str]) -> tuple[int, str]:
    """How many there are, and the first of them."""
    more = " …" if len(release_ids) > _NAMED else ""
    return len(release_ids), ", ".join(release_ids[:_NAMED]) + more
