"""A client of a Pressdesk server, for programs on asyncio.

    async with AsyncPressdesk("http://127.0.0.1:8642", key="pd_…") as desk:
        answer = await desk.ask("潮汐大樓的造價是多少？")
        print(answer.text, answer.citations[0].quote)

Every method raises `PressdeskProblem` for what the server does not do, `httpx.TransportError` where it cannot be
reached or breaks off, and `pydantic.ValidationError` where what answers is no Pressdesk.
"""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from pathlib import Path
from ssl import SSLContext
from typing import Any, Self
from urllib.parse import quote

import anyio
import httpx
from httpx_sse import EventSource
from pydantic import TypeAdapter, ValidationError
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exception

from pressdesk.rag.answer import Answer, Citation, Hit
from pressdesk.rag.filters import NO_FILTERS, Filters

from .contract import ANSWER, CitedIn, FiltersIn, Message, SearchOut, Turn, VerifyOut
from .event_stream import STREAM
from .events import EVENTS, RetrievalEvent, SentenceEvent, WithdrawnEvent
from .problems import Problem
from .release_documents import ReleasesOut, ReleaseWithText
from .upload_documents import UploadOut

Event = RetrievalEvent | SentenceEvent | WithdrawnEvent | Answer

_HIT = TypeAdapter(Hit)
_TIMEOUT = 150.0
"""Seconds: by then the server has given up itself, if its setting is the default."""
_UPLOAD_SECONDS = 1800.0
"""What the server gives an upload; a withdrawal waits for those before it."""
_LONGEST_WAIT = 60.0
"""Seconds before another attempt: who is told to wait longer had better be told at once."""
_WAIT_UNTOLD = 1.0
"""Seconds, where a 429 does not say how many."""


class PressdeskProblem(Exception):
    """What the server does not do, and why: `problem` is its document, `retry_after` the seconds after which to ask
    again, where it says so. As text, what is wrong and what to do."""

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        self.problem = problem
        self.retry_after = retry_after
        super().__init__(problem, retry_after)

    def __str__(self) -> str:
        return f"{self.problem.detail} {self.problem.remedy}".strip()


class AsyncPressdesk:
    """A Pressdesk server at `base_url`, the address that its chat has; `key`: an API key, where it asks for one.

    `timeout`: seconds that the server may be silent. `retries`: how many times a request is made again that is told to
    come back later (429, or 503 with `Retry-After`), each time after the seconds that it is told, 60 at most; 0: never.
    Used in `async with`, it closes its connections at the end.
    """

    def __init__(self, base_url: str, key: str | None = None, timeout: float = _TIMEOUT, *, retries: int = 2) -> None:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.AsyncClient(base_url=base_url, headers=headers, timeout=timeout, verify=_certificates())
        self._slow = httpx.Timeout(timeout, read=max(timeout, _UPLOAD_SECONDS))
        self._retries = retries

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(self, *raised: Any) -> None:
        await self._http.__aexit__(*raised)

    async def ask(
        self,
        question: str,
        k: int | None = None,
        filters: Filters = NO_FILTERS,
        history: Sequence[Turn | Message] = (),
    ) -> Answer:
        """The answer to a question, or a refusal. `k`: passages to look in, the server's setting where it is None;
        `history`: the conversation before it, the first turn first, for a follow-up."""
        return ANSWER.validate_json(await self._body("POST", "/v1/ask", json=_asked(question, k, filters, history)))

    async def stream(
        self,
        question: str,
        k: int | None = None,
        filters: Filters = NO_FILTERS,
        history: Sequence[Turn | Message] = (),
    ) -> AsyncGenerator[Event, None]:
        """The same as it grows: what was found, each sentence as soon as it is proved, and last the whole answer. A
        `WithdrawnEvent` takes back the sentences before it. Left before its end, it is to be closed (`aclosing`)."""
        body = _asked(question, k, filters, history)
        response = await self._response("POST", "/v1/ask", json=body, headers={"accept": STREAM}, stream=True)
        last: Event | None = None
        async with aclosing(response), aclosing(EventSource(response).aiter_sse()) as events:
            async for event in events:
                # A kind that a newer server sends may be left out: the answer has it all.
                if event.event in EVENTS:
                    document = EVENTS[event.event].validate_json(event.data)
                    if isinstance(document, Problem):
                        raise PressdeskProblem(document)
                    yield document
                    last = document
        if not isinstance(last, Answer):
            raise httpx.RemoteProtocolError("The stream ended before the answer was there.")

    async def search(
        self,
        q: str,
        k: int | None = None,
        filters: Filters = NO_FILTERS,
        offset: int = 0,
        explain: bool = False,
    ) -> SearchOut:
        """The passages that an answer to `q` would be looked for in, best first, `k` from `offset` on; `*` lists every
        passage. `explain`: each hit with the components of its score."""
        query = {"q": q, "offset": offset, "explain": explain} | ({} if k is None else {"k": k}) | _sent(filters)
        return SearchOut.model_validate_json(await self._body("GET", "/v1/search", params=query))

    async def releases(self, filters: Filters = NO_FILTERS, limit: int = 50, offset: int = 0) -> ReleasesOut:
        """A page of `limit` releases from `offset` on, the newest first, without their texts."""
        query = {"limit": limit, "offset": offset} | _sent(filters)
        return ReleasesOut.model_validate_json(await self._body("GET", "/v1/releases", params=query))

    async def release(self, release_id: str) -> ReleaseWithText:
        """One release: `text[start:end]` is the quote of every citation of it."""
        return ReleaseWithText.model_validate_json(await self._body("GET", _address(release_id)))

    async def passage(self, passage_id: int) -> Hit:
        """One passage, by a hit's `passage_id`; its `score` is 0."""
        return _HIT.validate_json(await self._body("GET", f"/v1/passages/{passage_id}"))

    async def verify(
        self, text: str, release_ids: Iterable[str] = (), citations: Iterable[Citation | CitedIn] = ()
    ) -> VerifyOut:
        """Hold the sentences of `text` to whole releases, to places in them (an answer's citations, say), or both."""
        places = [{"release_id": c.release_id, "start": c.start, "end": c.end} for c in citations]
        body = {"text": text, "release_ids": list(release_ids), "citations": places}
        return VerifyOut.model_validate_json(await self._body("POST", "/v1/verify", json=body))

    async def upload(self, release: Path | str, content: str | bytes | None = None) -> UploadOut:
        """Take in a release: `content` under the file's name `release`, or without it the file at that path. It can be
        asked about when this returns; the same name again is a new version. Needs a key of scope `ingest`, where the
        server asks for keys. Raises `OSError` for a file that cannot be read."""
        if content is None:
            name, data = Path(release).name, await anyio.Path(release).read_bytes()
        else:
            name, data = str(release), content.encode() if isinstance(content, str) else content
        sent = await self._body("POST", "/v1/releases", files={"file": (name, data)}, timeout=self._slow)
        return UploadOut.model_validate_json(sent)

    async def withdraw(self, release_id: str) -> None:
        """Take a release out: when this returns, nothing is answered from it. Needs a key as `upload` does."""
        await self._body("DELETE", _address(release_id), timeout=self._slow)

    async def _body(self, method: str, path: str, **request: Any) -> bytes:
        return (await self._response(method, path, **request)).content

    async def _response(self, method: str, path: str, *, stream: bool = False, **request: Any) -> httpx.Response:
        """The response to a request, if need be to one of its repetitions; of a `stream`, its body is still to come."""
        attempts = AsyncRetrying(
            retry=retry_if_exception(lambda error: _seconds_to_wait(error) is not None),
            wait=wait_exception(lambda error: _seconds_to_wait(error) or 0.0),
            stop=stop_after_attempt(self._retries + 1),
            reraise=True,
        )
        async for attempt in attempts:
            with attempt:
                response = await self._http.send(self._http.build_request(method, path, **request), stream=stream)
                if response.is_success:
                    return response
                async with aclosing(response):
                    await response.aread()
                raise _problem_told(response)
        raise AssertionError("the last attempt returns or raises")


@cache
def _certificates() -> SSLContext:
    # Once for all clients: reading them takes as long as a search.
    return httpx.create_ssl_context()


def _address(release_id: str) -> str:
    return f"/v1/releases/{quote(release_id, safe='')}"


def _asked(question: str, k: int | None, filters: Filters, history: Sequence[Turn | Message]) -> dict[str, Any]:
    turns = [turn.model_dump() for turn in history]
    return {"question": question, "k": k, "filters": _sent(filters), "history": turns}


def _sent(filters: Filters) -> dict[str, Any]:
    """Filters as the API has them. Raises `ValueError` for `release_ids`, which it does not take."""
    if filters.release_ids is not None:
        raise ValueError("A server takes no filter by release_ids: filter by days, language, organisation or type.")
    return FiltersIn.model_validate(filters, from_attributes=True).model_dump(
        mode="json", by_alias=True, exclude_none=True
    )


def _problem_told(response: httpx.Response) -> PressdeskProblem:
    """What a response that is no success says, its body read."""
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        status, path = response.status_code, response.url.path
        detail = f"{response.url} answered {status} {response.reason_phrase}, not as Pressdesk does."
        title = response.reason_phrase or str(status)
        remedy = "See whether the address is Pressdesk's, and what stands between."
        problem = Problem(title=title, status=status, detail=detail, instance=path, code="http", remedy=remedy)
    return PressdeskProblem(problem, _retry_after(response.headers.get("retry-after", "")))


def _retry_after(told: str) -> float | None:
    """Seconds of a `Retry-After` (RFC 9110, §10.2.3): a number of them, or a time."""
    if told.isdecimal():
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _seconds_to_wait(error: BaseException) -> float | None:
    """Seconds after which the same request may succeed; None where it is not worth making again."""
    if not isinstance(error, PressdeskProblem):
        return None
    seconds = error.retry_after
    if error.problem.status == HTTPStatus.TOO_MANY_REQUESTS:
        seconds = _WAIT_UNTOLD if seconds is None else seconds
    elif error.problem.status != HTTPStatus.SERVICE_UNAVAILABLE:
        return None
    return seconds if seconds is not None and seconds <= _LONGEST_WAIT else None
