"""What answers are made with: models loaded once, and a revision of the index opened with them."""

import time
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable

from pressdesk.ingest.embed import Encoder, SentenceEncoder
from pressdesk.ingest.errors import ModelUnavailable
from pressdesk.ingest.index import Index, open_index
from pressdesk.ingest.manifest import Manifest
from pressdesk.ingest.store import Store
from pressdesk.rag.answer import Answer
from pressdesk.rag.bias import QuestionMeans
from pressdesk.rag.bridge import Bridge
from pressdesk.rag.calibration import load_calibration
from pressdesk.rag.chain import Ask, ReleaseRetriever, build_chain
from pressdesk.rag.conflicts import Conflicts
from pressdesk.rag.dictionary import Dictionary
from pressdesk.rag.follow_up import FollowUps
from pressdesk.rag.model_stream import ModelStream
from pressdesk.rag.pack import packed
from pressdesk.rag.question_vectors import PlainQuestions, Questions
from pressdesk.rag.quote import QuotingAnswerer
from pressdesk.rag.remembered import Remembered
from pressdesk.rag.rerank import Reranker, SecondStage
from pressdesk.rag.retriever import PassageRetriever
from pressdesk.rag.rewrite import ModelRewriter
from pressdesk.rag.suggest import Suggestions
from pressdesk.rag.tokens import LowerLayers
from pressdesk.rag.topics import Names
from pressdesk.rag.verify import verify
from pressdesk.rag.write import WritingAnswerer

from .settings import Settings

_WAITS = 60
"""Seconds after which what a running ingest has added is looked in, too."""

_REMEMBERED = 1000
"""Answers kept of a revision, some 20 KB each."""


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

        return questions, load_reader(lower.encoder) if lower else None
    from pressdesk.rag.cross_encoder import CrossEncoderReranker

    return questions, CrossEncoderReranker.load(reranker)


@dataclass
class Opened:
    """One revision of the index, ready to be asked, with the answers that it gave lately. `quoting` is the chain
    without a language model; `suggestions` are made when first wanted."""

    store: Store
    index: Index
    retriever: ReleaseRetriever
    chain: Runnable[Ask, Answer]
    quoting: Runnable[Ask, Answer]
    answers: Remembered[Ask, tuple[Answer, ...]] = field(default_factory=lambda: Remembered(_REMEMBERED))
    examples: dict[str, list[str]] = field(default_factory=dict)
    suggestions: Suggestions | None = None

    opened_at: float = field(default_factory=time.monotonic)

    @property
    def current(self) -> bool:
        """Whether nothing was changed or removed since, and no ingest has ended. What one adds that is still at work,
        or that was cut off, waits for a while: an index is not made for each release of thousands."""
        made = self.index.manifest.revision
        if self.store.revision == made:
            return True
        return self.store.settled <= made and time.monotonic() - self.opened_at < _WAITS


class Models:
    """Everything that is loaded once, whatever the index holds. Raises `ModelUnavailable` where the settings name a
    model that is not there."""

    def __init__(self, settings: Settings, encoder: Encoder) -> None:
        self._settings = settings
        self.encoder = encoder
        self.questions, self._reranker = load_stages(settings.reranker, encoder)
        self.dictionary = Dictionary.open(settings.cache)
        self._means = QuestionMeans(self.questions)
        self._bridge = Bridge(self.dictionary)
        self._calibration = load_calibration()
        self._stream: ModelStream | None = None

    @property
    def writes(self) -> bool:
        """Whether a language model writes the answers: two of its answers to one question may differ."""
        return self._settings.llm is not None

    def open(self, manifest: Manifest) -> Opened:
        """What the database holds now. Raises `NoIndex`, `IndexMismatch`."""
        settings = self._settings
        store = Store.open(settings.home)
        index = open_index(settings.home, store, manifest)
        second = SecondStage(self._reranker, store) if self._reranker else None
        passages = PassageRetriever(self.questions, store, index, self._means, self._bridge, second)
        follow_ups = FollowUps(Names(passages.releases, index.glossary))
        model = self._language_model()
        retriever = ReleaseRetriever(
            passages=passages,
            k=settings.passages,
            rewriter=ModelRewriter(model, follow_ups) if model else follow_ups,
        )
        quoting = QuotingAnswerer(store, self._calibration, settings.refuse_below, second)
        by_quotation = build_chain(retriever, quoting, Conflicts(store))
        if model is None:
            return Opened(store, index, retriever, by_quotation, by_quotation)
        writing = build_chain(retriever, self._writing(model, quoting, store, index), Conflicts(store))
        return Opened(store, index, retriever, writing, by_quotation)

    def _writing(self, model: BaseChatModel, quoting: QuotingAnswerer, store: Store, index: Index) -> WritingAnswerer:
        settings = self._settings
        self._stream = self._stream or ModelStream(model, settings.model_seconds)
        pack = partial(packed, count_tokens=self.encoder.count_tokens, most=settings.llm_context)
        check = partial(verify, glossary=index.glossary, dictionary=self.dictionary)
        return WritingAnswerer(self._stream, quoting, store, pack, check)

    def _language_model(self) -> BaseChatModel | None:
        """The chat model that the settings name; None where they name none. Raises `ModelUnavailable`."""
        settings = self._settings
        if settings.llm is None:
            return None
        from langchain.chat_models import init_chat_model

        options: dict[str, Any] = {"timeout": settings.model_seconds, "max_retries": 1, "temperature": 0}
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
