"""Passages ingested a second beside the stock recipe, on the same texts in the same run.

Ours is the whole of `pressdesk ingest`: files read, recognised and cut into passages, passages and sentences embedded,
everything stored, the index written. Stock is LangChain's loader, splitter and FAISS over sentence-transformers in
fp32, as its tutorial has it, with the same model: no sentences, nothing stored. `--plot` draws time and memory by size
(`bench_growth`).
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.weights import default_model_folder

from .datasets import ROOT, evaluation_folder, squad
from .indexes import CACHE, default_encoder
from .peers import split

PARAGRAPHS = 60
ROUNDS = 3


def ingest_tables() -> Iterable[Table]:
    """A table a set of texts: paragraphs of DRCD, where they are there, and the sample corpus. Medians of rounds in
    which each way takes its turn."""
    with tempfile.TemporaryDirectory() as scratch:
        paragraphs = evaluation_folder() / "drcd_dev.json"
        if paragraphs.is_file():
            folder = Path(scratch) / "paragraphs"
            folder.mkdir()
            for key, text in list(squad("DRCD dev", paragraphs).texts.items())[:PARAGRAPHS]:
                (folder / f"{key}.txt").write_text(text, encoding="utf-8")
            yield _table(f"{PARAGRAPHS} paragraphs of DRCD dev", folder, "paragraphs", PARAGRAPHS, Path(scratch))
        folder = Path(scratch) / "releases"
        folder.mkdir()
        files = [Path(shutil.copy(path, folder)) for path in (ROOT / "corpus").glob("20*.txt")]
        characters = sum(len(path.read_text(encoding="utf-8")) for path in files)
        yield _table(f"{len(files)} releases of the sample corpus", folder, "characters", characters, Path(scratch))


def _table(title: str, folder: Path, unit: str, count: int, scratch: Path) -> Table:
    texts = [piece for piece, _ in split({path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())})]
    stock = _StockModel()
    ways: dict[str, Callable[[], Callable[[], object]]] = {
        "Pressdesk, all of an ingest": lambda: _ours(folder, scratch),
        "stock recipe, all of it": lambda: lambda: stock.ingest(folder),
        "Pressdesk, the recipe's pieces embedded alone": lambda: _embedding(texts),
        "stock recipe, the same": lambda: lambda: stock.embed(texts),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, prepared in ways.items():
            taken[name].append(_timed(prepared()))
    table = Table("way", "wall seconds", "processor seconds", f"{unit} a second", title=title)
    for name, times in taken.items():
        wall, cpu = (statistics.median(column) for column in zip(*times, strict=True))
        table.add_row(name, f"{wall:.2f}", f"{cpu:.2f}", f"{count / wall:.1f}")
    return table


def _ours(folder: Path, scratch: Path) -> Callable[[], object]:
    """An ingest by an encoder that knows none of these texts yet, into a folder of its own."""
    encoder = default_encoder()
    encoder.encode_passages(["warm"])
    home = Path(tempfile.mkdtemp(dir=scratch))
    return lambda: Ingester(home, encoder).ingest([folder])


def _embedding(texts: list[str]) -> Callable[[], object]:
    encoder = default_encoder()
    encoder.encode_passages(["warm"])
    return lambda: encoder.encode_passages(texts)


class _StockModel:
    """The recipe's parts, its model loaded once."""

    def __init__(self) -> None:
        from langchain_community.embeddings import HuggingFaceEmbeddings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._model = HuggingFaceEmbeddings(
                model_name=str(default_model_folder(CACHE)), encode_kwargs={"normalize_embeddings": True}
            )
        self._model.embed_query("warm")

    def ingest(self, folder: Path) -> object:
        from langchain_community.document_loaders import DirectoryLoader, TextLoader
        from langchain_community.vectorstores import FAISS
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        loaded = DirectoryLoader(str(folder), loader_cls=TextLoader, loader_kwargs={"encoding": "utf-8"}).load()
        pieces = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(loaded)
        return FAISS.from_documents(pieces, self._model)

    def embed(self, texts: list[str]) -> object:
        return self._model.embed_documents(texts)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of all processors."""
    before, began = os.times(), time.perf_counter()
    work()
    wall, after = time.perf_counter() - began, os.times()
    return wall, after.user + after.system - before.user - before.system


def main() -> None:
    """The tables, or with `--plot` the picture."""
    if "--plot" in sys.argv:
        from .bench_growth import draw_growth

        draw_growth(ROOT / "docs" / "ingest.png")
        return
    console = Console()
    for table in ingest_tables():
        console.print(table)


if __name__ == "__main__":
    main()
