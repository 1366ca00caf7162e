"""`make bench`: what a newcomer waits for, and what the server needs, beside the stock recipe on the same releases.

start    `make run` in a fresh clone, with nothing unpacked (pip's own download cache is used), and once more
ingest   passages a second beside the stock recipe (`bench_ingest`)
search   milliseconds among 10,000 passages (`bench_search`)
answer   milliseconds of the first question and of the next ones, over HTTP, and the server's memory after them
chat     milliseconds in a browser: until something is painted, from the click to the first sentence (`bench_chat`)
"""

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from pressdesk.ingest.pipeline import Ingester

from .bench_chat import chat_rows
from .bench_ingest import ingest_tables
from .bench_search import search_table
from .datasets import ROOT, corpus_questions
from .indexes import default_encoder
from .load_server import pressdesk_server, wait_until_ready

PORT = 8699
QUESTIONS = 60
_PATIENCE = 1800

Rows = list[tuple[str, str, str]]


def main() -> None:
    """Measure and print a table; with `--no-start` without the two runs of `make run`."""
    console = Console()
    rows: Rows = []
    with tempfile.TemporaryDirectory() as scratch:
        Ingester(Path(scratch) / "home", default_encoder()).ingest([ROOT / "corpus"])
        if "--no-start" not in sys.argv:
            rows += _starts(Path(scratch))
        rows += _server(Path(scratch) / "home")
    table = Table("figure", "Pressdesk", "stock recipe", title=f"{os.cpu_count()} cores")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    for ingested in ingest_tables():
        console.print(ingested)
    console.print(search_table())


def _starts(scratch: Path) -> Rows:
    clone = scratch / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    environment = os.environ | {"PRESSDESK_CACHE": str(scratch / "cache")}
    rows: Rows = []
    for name in ("first", "second"):
        began = time.perf_counter()
        process = subprocess.Popen(
            ["make", "run", f"PORT={PORT}"],
            cwd=clone,
            env=environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until_ready(process, f"http://127.0.0.1:{PORT}", _PATIENCE)
        rows.append((f"seconds of `make run` until ready, {name} time", f"{time.perf_counter() - began:.0f}", ""))
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)
    shutil.rmtree(clone)
    return rows


def _server(home: Path) -> Rows:
    began = time.perf_counter()
    with pressdesk_server(home, home.with_suffix(".log")) as server:
        ready = time.perf_counter() - began
        asked = corpus_questions(Path(__file__).parent / "questions" / "corpus.jsonl")[:QUESTIONS]
        times = [_ask(server.base, question.question) for question in asked]
        memory = _resident(server.pid)
        others = corpus_questions(Path(__file__).parent / "questions" / "corpus.jsonl")[QUESTIONS : 2 * QUESTIONS]
        chat = chat_rows(server.base, [question.question for question in others])
    return [
        *chat,
        ("seconds from `pressdesk serve` to the first answer", f"{ready + times[0] / 1000:.1f}", ""),
        ("milliseconds of the first answer", f"{times[0]:.0f}", ""),
        ("milliseconds of an answer, median", f"{statistics.median(times[1:]):.0f}", ""),
        ("milliseconds of an answer, 95th percentile", f"{statistics.quantiles(times[1:], n=20)[-1]:.0f}", ""),
        ("memory of the server, MB", f"{memory / 1e6:.0f}", ""),
    ]


def _ask(base: str, question: str) -> float:
    began = time.perf_counter()
    httpx.post(f"{base}/v1/ask", json={"question": question}, timeout=60).raise_for_status()
    return 1000 * (time.perf_counter() - began)


def _resident(pid: int) -> int:
    """Resident memory of a process in bytes, from /proc."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise SystemExit("/proc does not say how much memory the server has")


if __name__ == "__main__":
    main()
