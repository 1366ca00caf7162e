"""The stock recipe as a service: LangChain's FAISS retriever over the same model in a plain FastAPI endpoint.

`python -m eval.stock_server PORT FOLDER...` serves `GET /search?q=` over the files of the folders.
"""

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from langchain_community.embeddings import HuggingFaceEmbeddings
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter

from pressdesk.ingest.sources import find_files
from pressdesk.ingest.weights import default_model_folder

from .indexes import CACHE

_FOUND = 8
"""As many as Pressdesk shows."""


def stock_app(folders: list[Path]) -> FastAPI:
    """As the tutorials have it: loader, splitter, FAISS.from_documents, as_retriever, a function a request."""
    files = [path for folder in folders for path in find_files(folder)]
    texts = [Document(path.read_text(encoding="utf-8"), metadata={"source": path.name}) for path in files]
    pieces = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(texts)
    model = HuggingFaceEmbeddings(
        model_name=str(default_model_folder(CACHE)), encode_kwargs={"normalize_embeddings": True}
    )
    retriever = FAISS.from_documents(pieces, model).as_retriever(search_kwargs={"k": _FOUND})
    app = FastAPI()

    @app.get("/readyz")
    def ready() -> dict[str, int]:
        return {"pieces": len(pieces)}

    @app.get("/search")
    def search(q: str) -> list[dict[str, str]]:
        return [{"text": found.page_content, **found.metadata} for found in retriever.invoke(q)]

    return app


if __name__ == "__main__":
    uvicorn.run(stock_app([Path(name) for name in sys.argv[2:]]), port=int(sys.argv[1]), log_level="warning")
