"""Pressdesk behind OpenAI's Chat Completions API: a bot that talks to such a server plugs in unchanged."""

import json
import time
import uuid
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.sse import format_sse_event

from pressdesk.rag.answer import Answer

from .answer_text import after_sentences, answer_text
from .answering import Answering
from .chat_documents import MODEL, ChatCompletionIn, ChatCompletionOut, ChoiceOut, ModelOut, ModelsOut, ReplyOut, Usage
from .chat_documents import chunk as chunk_of
from .contract import ANSWER
from .desk import Desk
from .event_stream import event_stream, streamed
from .problems import Problem, problems

_STREAMED = streamed(
    'data: {"object": "chat.completion.chunk", "choices": [{"delta": {"content": …}, …}], …}\n\ndata: [DONE]\n\n',
    "The completion; with `stream` as chunks.",
)


def add_chat_completions(app: FastAPI, desk: Desk, answering: Answering) -> None:
    """`/v1/chat/completions` and `/v1/models`."""

    @app.post(
        "/v1/chat/completions",
        responses={**_STREAMED, **problems(422, 503, 504)},
        response_model=ChatCompletionOut,
        tags=["openai"],
    )
    async def chat_completions(request: Request, body: ChatCompletionIn) -> ChatCompletionOut | Response:
        """Answer the last message, as OpenAI's API would; with `stream` in chunks, the answer's document in the last.

        Settings of a language model (`temperature`, `tools`, system messages) change nothing."""
        question, turns = body.asked()
        ask, base_url = desk.asked(question, body.k, body.filters.filters(), turns), str(request.base_url)
        identity = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": MODEL}
        if not body.stream:
            answer = await answering.answer(ask, request.is_disconnected)
            text = answer_text(answer, base_url)
            return ChatCompletionOut(
                **identity,
                choices=[ChoiceOut(message=ReplyOut(content=text))],
                usage=_usage(desk, question, text),
                pressdesk=answer,
            )
        chunks = _chunks(answering.snapshots(ask, request.is_disconnected), identity, base_url)
        if body.stream_options is not None and body.stream_options.include_usage:
            chunks = _with_usage(chunks, identity, lambda text: _usage(desk, question, text))
        return await event_stream(_events(chunks), _problem_event, request.url.path)

    @app.get("/v1/models", tags=["openai"])
    def models() -> ModelsOut:
        """The one model."""
        return ModelsOut(data=[ModelOut()])

    @app.get("/v1/models/{model}", responses=problems(404), tags=["openai"])
    def model(model: str) -> ModelOut:
        """The model of this name."""
        if model != MODEL:
            raise HTTPException(404, f"There is no model {model!r}; there is {MODEL}.")
        return ModelOut()


def _usage(desk: Desk, question: str, text: str) -> Usage:
    asked, said = desk.encoder.count_tokens(question), desk.encoder.count_tokens(text)
    return Usage(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)


async def _chunks(
    answers: AsyncGenerator[Answer, None], identity: dict[str, Any], base_url: str
) -> AsyncGenerator[dict[str, Any], None]:
    """The pieces of the text as its sentences are proved. Where a later snapshot puts another sentence first, what was
    sent is true all the same, and the whole text follows at the end."""
    sent, begun = "", False
    async with aclosing(answers) as snapshots:
        async for answer in snapshots:
            if not begun:
                begun = True
                yield chunk_of(identity, {"role": "assistant", "content": ""})
            grows = answer.text.startswith(sent)
            piece = answer.text[len(sent) :] if grows else ""
            if answer.complete:
                rest = piece if grows else f"\n\n{answer.text}"
                yield chunk_of(identity, {"content": rest + after_sentences(answer, base_url)})
                yield {**chunk_of(identity, {}, "stop"), "pressdesk": ANSWER.dump_python(answer, mode="json")}
            elif piece:
                sent += piece
                yield chunk_of(identity, {"content": piece})


async def _with_usage(
    chunks: AsyncGenerator[dict[str, Any], None], identity: dict[str, Any], usage: Callable[[str], Usage]
) -> AsyncGenerator[dict[str, Any], None]:
    text = ""
    async with aclosing(chunks) as pieces:
        async for chunk in pieces:
            text += chunk["choices"][0]["delta"].get("content", "")
            yield {**chunk, "usage": None}
    yield {**chunk_of(identity, {}), "choices": [], "usage": usage(text).model_dump()}


async def _events(chunks: AsyncGenerator[dict[str, Any], None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(chunks) as pieces:
        async for chunk in pieces:
            yield _event(chunk)
    yield format_sse_event(data_str="[DONE]")


def _problem_event(problem: Problem) -> bytes:
    return _event(problem.model_dump(exclude_none=True))


def _event(document: dict[str, Any]) -> bytes:
    return format_sse_event(data_str=json.dumps(document, ensure_ascii=False))
