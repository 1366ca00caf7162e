"""Real indexes over question sets, made by the product's own ingest and kept between runs in a cache folder."""

import hashlib
import json
import shutil
from pathlib import Path

from platformdirs import user_cache_path

from pressdesk.ingest.embed import Encoder, SentenceEncoder, load_encoder
from pressdesk.ingest.errors import IndexMismatch
from pressdesk.ingest.index import open_index
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.store import DATABASE, Store
from pressdesk.ingest.weights import DEFAULT_MODEL
from pressdesk.rag.bias import QuestionMeans
from pressdesk.rag.bridge import Bridge
from pressdesk.rag.dictionary import Dictionary
from pressdesk.rag.question_encoder import load_question_encoder
from pressdesk.rag.question_vectors import Questions
from pressdesk.rag.reader import PassageReader
from pressdesk.rag.reader_weights import load_reader
from pressdesk.rag.rerank import Reranker, SecondStage
from pressdesk.rag.retriever import PassageRetriever
from pressdesk.rag.tokens import LowerLayers

CACHE = user_cache_path("pressdesk", appauthor=False)


def default_encoder() -> SentenceEncoder:
    """The default model."""
    return load_encoder(DEFAULT_MODEL, CACHE)


def trained_parts(encoder: SentenceEncoder) -> tuple[Questions, PassageReader]:
    """What is trained over the default model: what gives questions their vectors, and the reader."""
    questions, reader = load_question_encoder(LowerLayers(encoder)), load_reader(encoder)
    assert questions and reader, "both are there for the default model"
    return questions, reader


def index_texts(
    encoder: Encoder, questions: Questions, texts: dict[str, str], reranker: Reranker | None = None
) -> tuple[Store, PassageRetriever]:
    """An index with one release a text, the text's id for its own; made once for the same texts and model."""
    key = hashlib.sha256(json.dumps([encoder.fingerprint, texts]).encode()).hexdigest()[:16]
    folder = CACHE / "eval" / key
    sources = folder / "texts"
    sources.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        path = sources / f"{name}.txt"
        if not path.is_file():
            path.write_text(text, encoding="utf-8")
    return index_folder(encoder, questions, sources, folder / "home", reranker)


def _has_others(home: Path, sources: Path) -> bool:
    """Whether an index has releases of another folder: of another checkout's, each would be there twice."""
    if not (home / DATABASE).is_file():
        return False
    store = Store.open(home)
    try:
        return store.count("releases") != sum(1 for _ in store.files_below(sources))
    finally:
        store.close()


def index_folder(
    encoder: Encoder, questions: Questions, sources: Path, home: Path, reranker: Reranker | None = None
) -> tuple[Store, PassageRetriever]:
    """The index in `home` of the releases in `sources`, brought up to date."""
    ingester = Ingester(home, encoder)
    if _has_others(home, sources):
        shutil.rmtree(home)
    try:
        report = ingester.ingest([sources], sync=True)
    except IndexMismatch:
        # A cache of an older chunker or model: nobody's data, so it is simply made again.
        shutil.rmtree(home)
        report = ingester.ingest([sources], sync=True)
    if report.failed:
        raise report.failed[0]
    store = Store.open(home)
    index = open_index(home, store, ingester.manifest)
    second = SecondStage(reranker, store) if reranker else None
    bridge = Bridge(Dictionary.open(CACHE))
    return store, PassageRetriever(questions, store, index, QuestionMeans(questions), bridge, second)
