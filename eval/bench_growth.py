"""Time and memory of an ingest by its size, as a picture.

The releases are made of the sample corpus' sentences (`bench_search`), which are numbered so that none comes twice:
a text that came before is not embedded again. Each size in a process of its own, whose memory at its most is what is
drawn.
"""

import itertools
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from pressdesk.ingest.embed import Encoder, Vectors
from pressdesk.ingest.pipeline import Ingester

from .bench_search import releases
from .datasets import ROOT
from .indexes import default_encoder

SIZES = (1_000, 10_000, 50_000)
_JOINED = 1.15
"""Paragraphs written for each passage: some short ones are joined."""

_END = re.compile(r"[。.!?！？](?=\s|[^\d\s]|$)")


class _Timed:
    """An encoder that counts the texts that it embeds as passages, and the seconds."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name = encoder.name
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension
        self.max_tokens = encoder.max_tokens
        self.texts = 0
        self.seconds = 0.0

    def count_tokens(self, text: str) -> int:
        return self._encoder.count_tokens(text)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_questions(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        began = time.perf_counter()
        vectors = self._encoder.encode_passages(texts)
        self.seconds += time.perf_counter() - began
        self.texts += len(texts)
        return vectors


def draw_growth(path: Path) -> None:
    """Measure each size and draw it."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    grown: list[dict[str, float]] = []
    for size in SIZES:
        grown.append(_in_a_process(size))
        print({name: round(value, 1) for name, value in grown[-1].items()}, flush=True)
    figure, (times, memory) = pyplot.subplots(1, 2, figsize=(8, 3.5), layout="constrained")
    labels = [f"{one['passages']:,.0f}" for one in grown]
    rest = [one["rest"] / 60 for one in grown]
    times.bar(labels, rest, label="everything else")
    times.bar(labels, [one["embedding"] / 60 for one in grown], bottom=rest, label="embedding")
    times.set(xlabel="passages", ylabel="minutes")
    times.legend(fontsize="small", loc="upper left")
    memory.bar(labels, [one["megabytes"] for one in grown])
    memory.set(xlabel="passages", ylabel="MB at most")
    for axes in (times, memory):
        axes.grid(axis="y", alpha=0.3)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def _numbered(passages: int) -> dict[str, str]:
    numbers = itertools.count()
    return {
        name: _END.sub(lambda end: f" {next(numbers)}{end.group()}", text) for name, text in releases(passages).items()
    }


def _in_a_process(passages: int) -> dict[str, float]:
    command = [sys.executable, "-m", "eval.bench_growth", str(passages)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _grow(passages: int) -> dict[str, float]:
    default = default_encoder()
    default.encode_passages(["warm"])
    encoder = _Timed(default)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "releases"
        folder.mkdir()
        for name, text in _numbered(round(passages * _JOINED)).items():
            (folder / name).write_text(text, encoding="utf-8")
        report = Ingester(Path(scratch) / "home", encoder).ingest([folder])
    return {
        "passages": report.passages,
        "texts": encoder.texts,
        "embedding": encoder.seconds,
        "rest": report.seconds - encoder.seconds,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    print(json.dumps(_grow(int(sys.argv[1]))))
