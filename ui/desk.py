"""The desk: model, index and chain, built once from the settings; whatever asks, asks here."""

import datetime
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable

from pressdesk.ingest.embed import Encoder, SentenceEncoder, load_encoder
from pressdesk.ingest.errors import BadCitation, BadQuestion, ModelUnavailable
from pressdesk.ingest.index import Index, open_index
from pressdesk.ingest.language import detect_language
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.release import Release
from pressdesk.ingest.store import Store
from pressdesk.rag.answer import Answer, Hit
from pressdesk.rag.bias import QuestionMeans
from pressdesk.rag.bridge import Bridge
from pressdesk.rag.calibration import load_calibration
from pressdesk.rag.chain import Answerer, Ask, ReleaseRetriever, build_chain
from pressdesk.rag.conflicts import Conflicts
from pressdesk.rag.dictionary import Dictionary
from pressdesk.rag.filters import NO_FILTERS, Filters
from pressdesk.rag.follow_up import FollowUps, Turn
from pressdesk.rag.listing import passage_by_id, passages_let_through, releases_let_through
from pressdesk.rag.model_stream import ModelStream
from pressdesk.rag.pack import packed
from pressdesk.rag.question_vectors import PlainQuestions, Questions
from pressdesk.rag.quote import QuotingAnswerer
from pressdesk.rag.rerank import Reranker, SecondStage
from pressdesk.rag.retriever import PassageRetriever, Retrieved
from pressdesk.rag.rewrite import ModelRewriter
from pressdesk.rag.said import Cited, cited_place
from pressdesk.rag.tokens import LowerLayers
from pressdesk.rag.topics import Names
from pressdesk.rag.verdict import Verdict
from pressdesk.rag.verify import verify, verify_text
from pressdesk.rag.write import WritingAnswerer

from .settings import Settings

MAX_PASSAGES = 100
MAX_CITED = 50
"""Most releases, and most places, that a text is held to at once."""


_EXAMPLES_SHOWN = 4
_EXAMPLES: dict[str, tuple[str, ...]] = {
    "zh-Hant": ("{}在哪一年成立？", "傳媒聯絡人是誰？電話是多少？"),
    "zh-Hans": ("传媒联络人是谁？电话是多少？",),
    "en": ("When was the {} founded?", "What is the phone number for media enquiries?"),
}
"""Asked of any organisation's releases, by the language of its name; only those that are answered are shown."""


def load_stages(reranker: str, encoder: Encoder) -> tuple[Questions, Reranker | None]:
    """What gives questions their vectors, and the second stage of a setting: `reader`, which is none over another
    encoder than its own; `none`; or a cross-encoder by folder or hub name. Raises `ModelUnavailable`."""
    from pressdesk.rag.question_encoder import load_question_encoder

    lower = LowerLayers(encoder) if isinstance(encoder, SentenceEncoder) else None
    questions = (load_question_encoder(lower) if lower else None) or PlainQuestions(encoder)
    if reranker == "none":
        return questions, None
    if reranker == "reader":
        from pressdesk.rag.reader_weights import load_reader

        return questions, load_reader(lower) if lower else None
    from pressdesk.rag.cross_encoder import CrossEncoderReranker

    return questions, CrossEncoderReranker.load(reranker)


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
        """`clock` tells what day it is: what a question says of time counts from it. Raises `ModelUnavailable` where
        the settings name a reranker that is not there."""
        self.settings = settings
        self._clock = clock
        self.encoder = encoder
        self._questions, self._reranker = load_stages(settings.reranker, encoder)
        self._means = QuestionMeans(self._questions)
        self._dictionary = Dictionary.open(settings.cache)
        self._bridge = Bridge(self._dictionary)
        self._calibration = load_calibration()
        self._stream: ModelStream | None = None
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
        return verify_text(text, cited, current.index.glossary, self._dictionary)

    def release(self, release_id: str) -> Release:
        """Raises `UnknownRelease`, `NoIndex`."""
        return self._current().store.release(release_id)

    def releases(self, filters: Filters = NO_FILTERS) -> list[Release]:
        """All releases that the filters let through, the newest first. Raises `NoIndex`."""
        return releases_let_through(self._current().store, filters)

    def passage(self, passage_id: int) -> Hit:
        """One passage. Raises `UnknownPassage`, `NoIndex`."""
        return passage_by_id(self._current().store, passage_id)

    def passages(self, filters: Filters, offset: int, most: int) -> tuple[list[Hit], int]:
        """A page of all passages that the filters let through, of the newest release first, and their number."""
        return passages_let_through(self._current().store, filters, offset, most)

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
        second = SecondStage(self._reranker, store) if self._reranker else None
        passages = PassageRetriever(self._questions, store, index, self._means, self._bridge, second)
        follow_ups = FollowUps(Names(passages.releases, index.glossary))
        model = self._language_model()
        retriever = ReleaseRetriever(
            passages=passages,
            k=self.settings.passages,
            rewriter=ModelRewriter(model, follow_ups) if model else follow_ups,
        )
        quoting = QuotingAnswerer(store, self._calibration, self.settings.refuse_below, second)
        answerer: Answerer = self._writing(model, quoting, store, index) if model else quoting
        return _Opened(store, index, retriever, build_chain(retriever, answerer, Conflicts(store)))

    def _writing(self, model: BaseChatModel, quoting: QuotingAnswerer, store: Store, index: Index) -> WritingAnswerer:
        settings = self.settings
        self._stream = self._stream or ModelStream(model, settings.llm_timeout)
        pack = partial(packed, count_tokens=self.encoder.count_tokens, most=settings.llm_context)
        check = partial(verify, glossary=index.glossary, dictionary=self._dictionary)
        return WritingAnswerer(self._stream, quoting, store, pack, check)

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
