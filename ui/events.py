"""An answer as server-sent events, each with a name and a JSON document.

retrieval   what was found: question, notices, passages; before anything is judged
sentence    a sentence of the answer, proved before it is sent, with the citations that are new in it
withdrawn   the sentences sent so far are no part of the answer: it is quoted instead (a language model failed)
answer      the whole answer, the document of the plain form; always the last
problem     in place of `answer`, where something went wrong on the way: the document of a problem
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi.sse import format_sse_event
from pydantic import BaseModel, TypeAdapter

from pressdesk.rag.answer import Answer, Citation, Hit, Sentence

from .contract import ANSWER
from .problems import Problem


class RetrievalEvent(BaseModel):
    """`asked_as`: the full question that a follow-up was made; empty where it was asked as it stands."""

    question: str
    asked_as: str
    language: str
    notices: tuple[str, ...]
    passages: tuple[Hit, ...]


class SentenceEvent(BaseModel):
    """Sentence number `n`, from 1."""

    n: int
    sentence: Sentence
    citations: tuple[Citation, ...]


class WithdrawnEvent(BaseModel):
    """How many sentences are taken back."""

    sentences: int


EVENTS = {
    "retrieval": TypeAdapter(RetrievalEvent),
    "sentence": TypeAdapter(SentenceEvent),
    "withdrawn": TypeAdapter(WithdrawnEvent),
    "answer": ANSWER,
    "problem": TypeAdapter(Problem),
}


async def answer_events(answers: AsyncGenerator[Answer, None]) -> AsyncGenerator[bytes, None]:
    """The events of a stream of snapshots, of which the last is complete."""
    sent: tuple[Sentence, ...] = ()
    cited = 0
    begun = False
    async with aclosing(answers) as snapshots:
        async for answer in snapshots:
            if not begun:
                begun = True
                yield _event("retrieval", _retrieval(answer))
            if answer.sentences[: len(sent)] != sent:
                yield _event("withdrawn", WithdrawnEvent(sentences=len(sent)))
                sent, cited = (), 0
            for sentence in answer.sentences[len(sent) :]:
                last = max((*sentence.citations, cited))
                new = tuple(citation for citation in answer.citations if cited < citation.n <= last)
                yield _event("sentence", SentenceEvent(n=len(sent) + 1, sentence=sentence, citations=new))
                sent, cited = (*sent, sentence), last
            if answer.complete:
                yield _event("answer", answer)


def _retrieval(answer: Answer) -> RetrievalEvent:
    return RetrievalEvent(
        question=answer.question,
        asked_as=answer.asked_as,
        language=answer.language,
        notices=answer.notices,
        passages=answer.passages,
    )


def problem_event(problem: Problem) -> bytes:
    """What ends a stream on which something went wrong."""
    return _event("problem", problem)


def _event(name: str, document: Any) -> bytes:
    return format_sse_event(event=name, data_str=EVENTS[name].dump_json(document).decode())
