"""Pressdesk as an MCP server (Model Context Protocol): tools that an assistant calls, over HTTP at `/mcp` or stdio."""

from collections.abc import Awaitable
from typing import Annotated, Any, TypeVar

import anyio.to_thread
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from pressdesk.ingest.errors import PressdeskError
from pressdesk.rag.answer import Answer
from pressdesk.rag.filters import NO_FILTERS, Filters
from pressdesk.rag.question import MAX_CHARACTERS

from .answer_text import answer_text
from .answering import Answering
from .bounds import MAX_PASSAGES
from .contract import ANSWER, FiltersIn, SearchOut
from .desk import Desk
from .release_documents import ReleaseWithText

T = TypeVar("T")

_INSTRUCTIONS = """Press releases of an organisation, in Chinese and English. `ask` answers from them with citations \
that were checked: pass its sentences on as they are, with their numbers. Where `refused` is true the releases do not \
say: tell the user so and add nothing."""
_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_Question = Annotated[str, Field(description=f"In Chinese or English, at most {MAX_CHARACTERS:,} characters.")]
_Filters = Annotated[FiltersIn | None, Field(description="Which releases may be used.")]
_Passages = Annotated[int | None, Field(ge=1, le=MAX_PASSAGES, description="Passages wanted.")]


def mcp_server(desk: Desk, answering: Answering, base_url: str = "") -> MCPServer[Any]:
    """The tools `ask`, `search` and `get_release` over a desk; `base_url` is the server's, for links in an answer's
    text. An error of Pressdesk's is a tool's error with what to do."""
    server: MCPServer[Any] = MCPServer("pressdesk", title="Pressdesk", instructions=_INSTRUCTIONS, version="1")

    @server.tool(title="Ask the releases", annotations=_READ_ONLY)
    async def ask(question: _Question, filters: _Filters = None) -> Annotated[CallToolResult, Answer]:
        """Answer a question from the press releases: verbatim sentences, each with a citation of the exact characters
        that say it; or a refusal where the releases do not say."""

        async def answered() -> Answer:
            return await answering.answer(desk.asked(question, filters=_chosen(filters)))

        answer = await _told(answered())
        return _result(answer_text(answer, base_url), ANSWER.dump_python(answer, mode="json"))

    @server.tool(title="Search the releases", annotations=_READ_ONLY)
    async def search(
        query: _Question, filters: _Filters = None, k: _Passages = None
    ) -> Annotated[CallToolResult, SearchOut]:
        """The passages of the press releases that are nearest to a query, best first."""
        found = await _told(answering.run(lambda: SearchOut.of(desk.search(query, k, _chosen(filters)))))
        lines = [f"{hit.release_id}, {hit.start}–{hit.end}\n{hit.text}" for hit in found.hits]
        return _result("\n\n".join([*found.notices, *lines]), found.model_dump(mode="json"))

    @server.tool(title="Read a release", annotations=_READ_ONLY)
    async def get_release(
        release_id: Annotated[str, Field(description="The id that a citation or a hit names.")],
    ) -> Annotated[CallToolResult, ReleaseWithText]:
        """One press release: its original text, in which offsets of citations count, title, date and press contact."""

        def read() -> ReleaseWithText:
            return ReleaseWithText.of(desk.release(release_id), desk.linked(release_id), desk.versions(release_id))

        release = await _told(anyio.to_thread.run_sync(read))
        return _result(release.text, release.model_dump(mode="json"))

    return server


async def _told(work: Awaitable[T]) -> T:
    """What `work` gives; what goes wrong is told to the assistant."""
    try:
        return await work
    except PressdeskError as error:
        raise ToolError(f"{error.message} {error.remedy}".strip()) from error


def _chosen(filters: FiltersIn | None) -> Filters:
    return filters.filters() if filters else NO_FILTERS


def _result(text: str, document: dict[str, Any]) -> CallToolResult:
    """A document for programs, its text for a model."""
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=document)
