"""What Pressdesk is measured against: the recipe of LangChain's tutorials with the same model, and BM25 alone."""

from collections.abc import Callable, Sequence

import faiss
import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter

from pressdesk.ingest.embed import Encoder
from pressdesk.ingest.lexical import LexicalIndex
from pressdesk.ingest.terms import terms

_FOUND = 20


def stock_recipe(encoder: Encoder, texts: dict[str, str]) -> Callable[[str], Sequence[str]]:
    """RecursiveCharacterTextSplitter (1,000 characters, 200 of overlap, as the tutorial has it) and exact search in
    FAISS, called without LangChain's wrappers around it so that only the recipe is timed."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    pairs = [(piece, key) for key, text in texts.items() for piece in splitter.split_text(text)]
    vectors = encoder.encode_passages([piece for piece, _ in pairs])
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)

    def rank(question: str) -> Sequence[str]:
        _, found = index.search(encoder.encode_questions([question]), min(_FOUND, len(pairs)))
        return list(dict.fromkeys(pairs[row][1] for row in found[0]))

    return rank


def lexical_alone(texts: dict[str, str]) -> Callable[[str], Sequence[str]]:
    """BM25 over our terms."""
    keys = list(texts)
    index = LexicalIndex.build(list(range(len(keys))), list(texts.values()))

    def rank(question: str) -> Sequence[str]:
        scores = index.scores(terms(question))
        return [keys[row] for row in np.argsort(-scores)[:_FOUND] if scores[row] > 0]

    return rank
