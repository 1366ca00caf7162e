"""A client of a Pressdesk server, for programs on asyncio.

    async with AsyncPressdesk("http://127.0.0.1:8642", key="pd_…") as desk:
        answer = await desk.ask("潮汐大樓的造價是多少？")
        print(answer.text, answer.citations[0].quote)

Every method raises `PressdeskProblem` for what the server does not do, `httpx.TransportError` where it cannot be
reached or breaks off, and `pydantic.ValidationError` where what answers is no Pressdesk.
"""

import json
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from functools import cache
from pathlib import Path
from ssl import SSLContext
from typing import Any, Self
from urllib.parse import quote

import anyio
import httpx
from httpx_sse import EventSource
from pydantic import TypeAdapter
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exception

from pressdesk.rag.answer import Answer, Citation, Hit
from pressdesk.rag.filters import NO_FILTERS, Filters

from .client_problems import PressdeskProblem, problem_told, seconds_to_wait
from .contract import ANSWER, CitedIn, FiltersIn, Message, SearchOut, Turn, VerifyOut
from .event_stream import STREAM
from .events import EVENTS, RetrievalEvent, SentenceEvent, WithdrawnEvent
from .problems import Problem
from .release_documents import ReleaseOut, ReleasesOut, ReleaseWithText
from .uploads.documents import RebuildOut, UploadOut
from .uploads.override_documents import OverridesIn, PreviewOut

Event = RetrievalEvent | SentenceEvent | WithdrawnEvent | Answer

_HIT = TypeAdapter(Hit)
_TIMEOUT = 150.0
"""Seconds: by then the server has given up itself, if its setting is the default."""
_UPLOAD_SECONDS = 1800.0
"""What the server gives an upload; a withdrawal waits for those before it."""


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

    async def preview(
        self, release: Path | str, content: str | bytes | None = None, overrides: OverridesIn | None = None
    ) -> PreviewOut:
        """What `upload` of the same would recognise; changes nothing. Needs a key as `upload` does."""
        return PreviewOut.model_validate_json(
            await self._with_file("/v1/releases/preview", release, content, overrides)
        )

    async def upload(
        self, release: Path | str, content: str | bytes | None = None, overrides: OverridesIn | None = None
    ) -> UploadOut:
        """Take in a release: `content` under the file's name `release`, or without it the file at that path. It can be
        asked about when this returns; the same name again is a new version. `overrides` stand in place of what is
        recognised; those given before stay. Needs a key of scope `ingest`, where the server asks for keys. Raises
        `OSError` for a file that cannot be read."""
        return UploadOut.model_validate_json(await self._with_file("/v1/releases", release, content, overrides))

    async def amend(self, release_id: str, overrides: OverridesIn) -> ReleaseOut:
        """Give values in place of what was recognised; of `overrides`, the fields that are set. When this returns,
        answers use them. Needs a key as `upload` does."""
        sent = await self._body("PATCH", _address(release_id), json=_given(overrides), timeout=self._slow)
        return ReleaseOut.model_validate_json(sent)

    async def rebuild(self) -> RebuildOut:
        """Make the index anew from the stored originals. Needs a key as `upload` does."""
        return RebuildOut.model_validate_json(await self._body("POST", "/v1/index/rebuild", timeout=self._slow))

    async def withdraw(self, release_id: str) -> None:
        """Take a release out: when this returns, nothing is answered from it. Needs a key as `upload` does."""
        await self._body("DELETE", _address(release_id), timeout=self._slow)

    async def _with_file(
        self, path: str, release: Path | str, content: str | bytes | None, overrides: OverridesIn | None
    ) -> bytes:
        if content is None:
            name, data = Path(release).name, await anyio.Path(release).read_bytes()
        else:
            name, data = str(release), content.encode() if isinstance(content, str) else content
        fields = {} if overrides is None else {"overrides": json.dumps(_given(overrides))}
        return await self._body("POST", path, files={"file": (name, data)}, data=fields, timeout=self._slow)

    async def _body(self, method: str, path: str, **request: Any) -> bytes:
        return (await self._response(method, path, **request)).content

    async def _response(self, method: str, path: str, *, stream: bool = False, **request: Any) -> httpx.Response:
        """The response to a request, if need be to one of its repetitions; of a `stream`, its body is still to come."""
        attempts = AsyncRetrying(
            retry=retry_if_exception(lambda error: seconds_to_wait(error) is not None),
            wait=wait_exception(lambda error: seconds_to_wait(error) or 0.0),
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
                raise problem_told(response)
        raise AssertionError("the last attempt returns or raises")


@cache
def _certificates() -> SSLContext:
    # Once for all clients: reading them takes as long as a search.
    return httpx.create_ssl_context()


def _given(overrides: OverridesIn) -> dict[str, Any]:
    return overrides.model_dump(mode="json", exclude_unset=True)


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
