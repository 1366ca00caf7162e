"""What Pressdesk is measured against: the recipe of LangChain's tutorials with the same model, and BM25 alone."""

from collections.abc import Callable, Sequence

import numpy as np
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_text_splitters import RecursiveCharacterTextSplitter

from pressdesk.ingest.embed import Encoder
from pressdesk.ingest.lexical import LexicalIndex
from pressdesk.ingest.terms import terms


class _Embeddings(Embeddings):
    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._encoder.encode_passages(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        return self._encoder.encode_questions([text])[0].tolist()


def stock_recipe(encoder: Encoder, texts: dict[str, str]) -> Callable[[str], Sequence[str]]:
    """RecursiveCharacterTextSplitter (1,000 characters, 200 of overlap, as the tutorial has it) and LangChain's own
    vector store, exact search."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    store = InMemoryVectorStore(_Embeddings(encoder))
    pairs = [(piece, {"id": key}) for key, text in texts.items() for piece in splitter.split_text(text)]
    store.add_texts([piece for piece, _ in pairs], metadatas=[metadata for _, metadata in pairs])

    def rank(question: str) -> Sequence[str]:
        return list(dict.fromkeys(document.metadata["id"] for document in store.similarity_search(question, k=20)))

    return rank


def lexical_alone(texts: dict[str, str]) -> Callable[[str], Sequence[str]]:
    """BM25 over our terms."""
    keys = list(texts)
    index = LexicalIndex.build(list(range(len(keys))), list(texts.values()))

    def rank(question: str) -> Sequence[str]:
        scores = index.scores(terms(question))
        return [keys[row] for row in np.argsort(-scores)[:20] if scores[row] > 0]

    return rank
