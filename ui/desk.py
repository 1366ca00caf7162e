"""The desk: model, index and chain, built once from the settings; whatever asks, asks here."""

import datetime
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable

from pressdesk.ingest.embed import Encoder, load_encoder
from pressdesk.ingest.errors import BadQuestion, ModelUnavailable
from pressdesk.ingest.index import Index, open_index
from pressdesk.ingest.language import detect_language
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.release import Release
from pressdesk.ingest.store import Store
from pressdesk.rag.answer import Answer
from pressdesk.rag.bias import QuestionMeans
from pressdesk.rag.bridge import Bridge
from pressdesk.rag.calibration import load_calibration
from pressdesk.rag.chain import Answerer, Ask, ReleaseRetriever, build_chain
from pressdesk.rag.conflicts import Conflicts
from pressdesk.rag.dictionary import Dictionary
from pressdesk.rag.filters import NO_FILTERS, Filters
from pressdesk.rag.follow_up import FollowUps, Turn
from pressdesk.rag.topics import Names
from pressdesk.rag.quote import QuotingAnswerer
from pressdesk.rag.retriever import PassageRetriever, Retrieved
from pressdesk.rag.rewrite import ModelRewriter
from pressdesk.rag.write import WritingAnswerer

from .settings import Settings

MAX_PASSAGES = 100


_EXAMPLES_SHOWN = 4
_EXAMPLES: dict[str, tuple[str, ...]] = {
    "zh-Hant": ("{}在哪一年成立？", "傳媒聯絡人是誰？電話是多少？"),
    "zh-Hans": ("传媒联络人是谁？电话是多少？",),
    "en": ("When was the {} founded?", "What is the phone number for media enquiries?"),
}
"""Asked of any organisation's releases, by the language of its name; only those that are answered are shown."""


@dataclass
class _Opened:
    """One revision of the index, ready to be asked."""

    store: Store
    index: Index
    retriever: ReleaseRetriever
    chain: Runnable[Ask, Answer]
    examples: list[str] | None = None


class Desk:
    """Answers, searches and shows releases. Safe to call from many threads; follows the index as it changes."""

    def __init__(
        self, settings: Settings, encoder: Encoder, clock: Callable[[], datetime.date] = datetime.date.today
    ) -> None:
        """`clock` tells what day it is: what a question says of time counts from it."""
        self.settings = settings
        self._clock = clock
        self.encoder = encoder
        self._means = QuestionMeans(encoder)
        self._bridge = Bridge(Dictionary.open(settings.cache))
        self._calibration = load_calibration()
        self._opened: _Opened | None = None
        self._lock = threading.Lock()

    @classmethod
    def open(cls, settings: Settings) -> "Desk":
        """Load the model that the settings name. Raises `ModelUnavailable`."""
        return cls(settings, load_encoder(settings.model, settings.cache))

    @property
    def ingester(self) -> Ingester:
        """Writes the index that this desk reads."""
        return Ingester(self.settings.home, self.encoder, self.settings.passage_tokens)

    def answer(
        self, question: str, k: int | None = None, filters: Filters = NO_FILTERS, history: Sequence[Turn] = ()
    ) -> Answer:
        """The answer to a question after those of `history`. Raises `BadQuestion`, `NoIndex`, `IndexMismatch`."""
        return self._current().chain.invoke(self._ask(question, k, filters, history))

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        k: int | None = None,
        filters: Filters = NO_FILTERS,
    ) -> Iterator[Answer]:
        """The same in growing snapshots, the last complete."""
        yield from self._current().chain.stream(self._ask(question, k, filters, history))

    def search(self, question: str, k: int | None = None, filters: Filters = NO_FILTERS) -> Retrieved:
        """The passages that an answer would be looked for in: the same retrieval as `answer`'s."""
        return self._current().retriever.retrieved(self._ask(question, k, filters))

    def release(self, release_id: str) -> Release:
        """Raises `UnknownRelease`, `NoIndex`."""
        return self._current().store.release(release_id)

    def releases(self) -> list[Release]:
        """All releases, the newest first. Raises `NoIndex`."""
        return self._current().store.releases()

    def counts(self) -> tuple[int, int]:
        """Numbers of releases and passages."""
        manifest = self._current().index.manifest
        return manifest.releases, manifest.passages

    def example_questions(self) -> list[str]:
        """Questions that these releases answer, for a reader who has none yet."""
        current = self._current()
        if current.examples is None:
            organisations = dict.fromkeys(release.organisation for release in current.store.releases())
            forms = {name: _EXAMPLES.get(detect_language(name), ()) for name in organisations if name}
            asked = [form.format(name) for name in forms for form in forms[name]]
            answered = (question for question in asked if not self.answer(question).refused)
            current.examples = list(islice(answered, _EXAMPLES_SHOWN))
        return current.examples

    def _ask(self, question: str, k: int | None, filters: Filters, history: Sequence[Turn] = ()) -> Ask:
        k = self.settings.passages if k is None else k
        if not 1 <= k <= MAX_PASSAGES:
            raise BadQuestion(f"k is {k}; it can be 1 to {MAX_PASSAGES}.", "Ask for fewer passages.")
        return Ask(question, k, filters, self._clock(), tuple(history))

    def _current(self) -> _Opened:
        opened = self._opened
        if opened is not None and opened.store.revision == opened.index.manifest.revision:
            return opened
        with self._lock:
            opened = self._opened
            if opened is None or opened.store.revision != opened.index.manifest.revision:
                self._opened = opened = self._open()
        return opened

    def _open(self) -> _Opened:
        store = Store.open(self.settings.home)
        index = open_index(self.settings.home, store, self.ingester.manifest)
        passages = PassageRetriever(self.encoder, store, index, self._means, self._bridge)
        follow_ups = FollowUps(Names(passages.releases, index.glossary))
        model = self._language_model()
        retriever = ReleaseRetriever(
            passages=passages,
            k=self.settings.passages,
            rewriter=ModelRewriter(model, follow_ups) if model else follow_ups,
        )
        answerer: Answerer = QuotingAnswerer(store, self._calibration, self.settings.refuse_below)
        if model:
            answerer = WritingAnswerer(model, answerer, store)
        return _Opened(store, index, retriever, build_chain(retriever, answerer, Conflicts(store)))

    def _language_model(self) -> BaseChatModel | None:
        """The chat model that the settings name; None where they name none. Raises `ModelUnavailable`."""
        settings = self.settings
        if settings.llm is None:
            return None
        from langchain.chat_models import init_chat_model

        options: dict[str, Any] = {"timeout": settings.llm_timeout, "max_retries": 1, "temperature": 0}
        if settings.llm_base_url:
            options["base_url"] = settings.llm_base_url
        if settings.llm_api_key:
            options["api_key"] = settings.llm_api_key.get_secret_value()
        elif settings.llm_base_url:
            # A server of one's own asks for no key, but OpenAI's client refuses to start without one.
            options["api_key"] = "none"
        try:
            return init_chat_model(settings.llm, **options)
        except (ValueError, ImportError) as error:
            raise ModelUnavailable(
                settings.llm, str(error), "Set PRESSDESK_LLM to provider:model, or leave it out."
            ) from error
