"""What Pressdesk is measured against, with the same model: the recipe of LangChain's tutorials, its EnsembleRetriever
with BM25, and BM25 alone."""

from collections.abc import Callable, Mapping, Sequence

import faiss
import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter

from pressdesk.ingest.embed import Encoder, Vectors
from pressdesk.ingest.lexical import LexicalIndex
from pressdesk.ingest.terms import terms

Ranker = Callable[[str], Sequence[str]]
"""From a question to the ids of the texts it finds, best first, each once."""

_FOUND = 20


def split(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Pieces with the ids of their texts: RecursiveCharacterTextSplitter, 1,000 characters and 200 of overlap, as the
    tutorial has it."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    return [(piece, key) for key, text in texts.items() for piece in splitter.split_text(text)]


def stock_recipe(encoder: Encoder, pieces: Sequence[tuple[str, str]], vectors: Vectors) -> Ranker:
    """The pieces' vectors and exact search in FAISS, called without LangChain's wrappers around it so that only the
    recipe is timed."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)

    def rank(question: str) -> Sequence[str]:
        _, found = index.search(encoder.encode_questions([question]), min(_FOUND, len(pieces)))
        return list(dict.fromkeys(pieces[row][1] for row in found[0]))

    return rank


def ensemble(encoder: Encoder, pieces: Sequence[tuple[str, str]], vectors: Vectors) -> Ranker:
    """EnsembleRetriever (reciprocal rank fusion, equal weights, its default) over FAISS and `BM25Retriever`, which gets
    our terms: by its own, words between blanks, it finds nothing in Chinese."""
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_community.vectorstores import FAISS
    from langchain_core.embeddings import Embeddings

    class Embedding(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return encoder.encode_passages(texts).tolist()

        def embed_query(self, text: str) -> list[float]:
            return encoder.encode_questions([text])[0].tolist()

    texts = [piece for piece, _ in pieces]
    owners = [{"key": key} for _, key in pieces]
    store = FAISS.from_embeddings(list(zip(texts, vectors.tolist(), strict=True)), Embedding(), metadatas=owners)
    bm25 = BM25Retriever.from_texts(texts, metadatas=owners, preprocess_func=terms, k=_FOUND)
    both = EnsembleRetriever(retrievers=[bm25, store.as_retriever(search_kwargs={"k": _FOUND})], weights=[0.5, 0.5])

    def rank(question: str) -> Sequence[str]:
        return list(dict.fromkeys(document.metadata["key"] for document in both.invoke(question)))

    return rank


def lexical_alone(texts: Mapping[str, str]) -> Ranker:
    """BM25 over our terms."""
    keys = list(texts)
    index = LexicalIndex.build(list(range(len(keys))), list(texts.values()))

    def rank(question: str) -> Sequence[str]:
        scores = index.scores(terms(question))
        return [keys[row] for row in np.argsort(-scores)[:_FOUND] if scores[row] > 0]

    return rank


def peers(encoder: Encoder, texts: Mapping[str, str]) -> dict[str, Ranker]:
    """All of them over the same texts, by name."""
    pieces = split(texts)
    vectors = encoder.encode_passages([piece for piece, _ in pieces])
    return {
        "LangChain stock": stock_recipe(encoder, pieces, vectors),
        "LangChain ensemble": ensemble(encoder, pieces, vectors),
        "BM25 alone": lexical_alone(texts),
    }
