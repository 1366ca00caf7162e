"""The passages of a Pressdesk server as a langchain retriever, for chains that other people build."""

from typing import Any

from anyio.from_thread import start_blocking_portal
from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import SecretStr, TypeAdapter

from pressdesk.rag.answer import Hit
from pressdesk.rag.filters import NO_FILTERS, Filters

from .addresses import release_address
from .client import AsyncPressdesk

_HIT = TypeAdapter(Hit)


class PressdeskRetriever(BaseRetriever):
    """Retrieves passages from the server at `base_url`, best first: a document's text is the passage's, its metadata
    are the other fields of the hit, and `citation`, the address of the page that shows the passage marked in its
    release.

    `key`: an API key, where the server asks for one; `k`: documents wanted, None for the server's setting. Raises what
    `AsyncPressdesk.search` does.
    """

    base_url: str
    key: SecretStr | None = None
    k: int | None = None
    filters: Filters = NO_FILTERS

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        del run_manager
        return await self._documents(query)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager
        # In a thread of its own: the caller's may have an event loop under way, as in a notebook.
        with start_blocking_portal() as portal:
            return portal.call(self._documents, query)

    async def _documents(self, query: str) -> list[Document]:
        key = self.key.get_secret_value() if self.key else None
        async with AsyncPressdesk(self.base_url, key) as desk:
            found = await desk.search(query, self.k, self.filters)
        return [Document(page_content=hit.text, metadata=self._metadata(hit)) for hit in found.hits]

    def _metadata(self, hit: Hit) -> dict[str, Any]:
        fields = _HIT.dump_python(hit, mode="json", exclude={"text", "explanation"})
        address = release_address(hit.release_id, hit.start, hit.end)
        return fields | {"citation": f"{self.base_url.rstrip('/')}{address}"}
