"""The langchain chain: question, retriever, answerer. The one file that knows langchain's runnables."""

import datetime
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from pydantic import ConfigDict

from . import asserted, pinned
from .answer import Answer
from .conflicts import Conflicts
from .corrections import Corrections
from .filters import NO_FILTERS, Filters
from .follow_up import Turn
from .question import read_question
from .quote import begun
from .retriever import PassageRetriever, Retrieved
from .rewrite import Rewriter
from .translated import Translated


@dataclass(frozen=True)
class Ask:
    """What goes into the chain: a question, how many passages to look in, filters, the day that it is asked on (None:
    what it says of time is not read), and the conversation before it."""

    question: str
    k: int
    filters: Filters = NO_FILTERS
    today: datetime.date | None = None
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class Found:
    """What was retrieved for what was asked; `asked_as` is the full question that a follow-up was made, or empty."""

    ask: Ask
    asked_as: str
    retrieved: Retrieved


class Answerer(Protocol):
    """Makes an answer of what was retrieved, in growing snapshots of which the last is complete."""

    def answers(self, retrieved: Retrieved) -> Iterator[Answer]: ...


class ReleaseRetriever(BaseRetriever):
    """Pressdesk's retrieval as a langchain retriever: documents are passages, their metadata the fields of a hit."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    passages: PassageRetriever
    k: int = 8
    rewriter: Rewriter | None = None

    def found(self, ask: Ask) -> Found:
        """All that retrieval found, for the answerer; a follow-up is rewritten first. Raises `BadQuestion`."""
        question = read_question(ask.question)
        full = self.rewriter.rewritten(question.text, ask.history) if self.rewriter and ask.history else None
        asked = read_question(full) if full else question
        return Found(ask, full or "", self.passages.retrieve(asked, ask.k, ask.filters, ask.today))

    def retrieved(self, ask: Ask) -> Retrieved:
        """The same without what was asked. Raises `BadQuestion`."""
        return self.found(ask).retrieved

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager
        found = self.retrieved(Ask(query, self.k))
        return [Document(page_content=hit.text, metadata=vars(hit) | {"text": None}) for hit in found.hits]


class AnswererRunnable(Runnable[Found, Answer]):
    """An answerer as a runnable: `stream` yields what was found, nothing judged yet, then the answerer's snapshots;
    `invoke` the last of them."""

    def __init__(
        self, answerer: Answerer, corrections: Corrections, conflicts: Conflicts, translated: Translated
    ) -> None:
        self._answerer = answerer
        self._corrections = corrections
        self._translated = translated
        self._conflicts = conflicts

    def invoke(self, input: Found, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        *_, last = self.stream(input, config, **kwargs)
        return last

    def stream(self, input: Found, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Answer]:
        del config, kwargs
        began = time.perf_counter()
        question = read_question(input.ask.question).text
        found = begun(input.retrieved, 0.0)
        yield replace(found, question=question, asked_as=input.asked_as, timings_ms=dict(input.retrieved.timings_ms))
        for answer in self._answerer.answers(input.retrieved):
            noted = self._noted(answer, input.retrieved)
            answering = (time.perf_counter() - began) * 1000
            timings = dict(input.retrieved.timings_ms) | {"answer": round(answering, 1)}
            yield replace(noted, question=question, asked_as=input.asked_as, timings_ms=timings)

    def _noted(self, answer: Answer, retrieved: Retrieved) -> Answer:
        """The answer with what is to be said of it, whoever made it."""
        answer = self._corrections.noted(self._conflicts.noted(answer, retrieved))
        answer = asserted.noted(self._translated.noted(answer), retrieved.question.text)
        texts = {scored.release.id: scored.release.text for scored in retrieved.passages}
        return pinned.noted(answer, retrieved.pins, texts)


def build_chain(retriever: ReleaseRetriever, answerer: Answerer, conflicts: Conflicts) -> Runnable[Ask, Answer]:
    """question → passages → answer. Streaming it yields an `Answer` a step, each larger than the last."""
    passages = retriever.passages
    answering = AnswererRunnable(answerer, passages.corrections, conflicts, passages.translated)
    return RunnableLambda(retriever.found) | answering
