"""`make load`: the HTTP endpoint with 50 clients at once that do not pause, beside the stock recipe as a service on
the same releases and the same questions; then with the index changing and the server started again under them, every
answer checked. Ends with a status other than zero where something was lost or wrong.

Each row has a server of its own that remembers nothing yet. Clients and server share the machine's cores.
"""

import argparse
import json
import os
import random
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from .datasets import ROOT
from .load_change import Changed, Fate, load_with_changes
from .load_run import CLIENTS, Draws, Load, Ran, run
from .load_server import PRESSDESK, pressdesk_server, stock_server

_SOURCES = ("corpus", "eval/releases")
_SEED = 1
_REPEATED = 200
"""Questions that come to a press desk again and again, those of the first ranks mostly."""


class Row(NamedTuple):
    """A line of the table; `share`: of the seconds that the longest take."""

    name: str
    stock: bool
    path: str
    draws: Draws
    share: float


_ROWS = {
    "a": Row("stock recipe, search", True, "/search", Draws.AROUND, 0.5),
    "b": Row("Pressdesk, search, every question new", False, "/v1/search", Draws.ONCE, 0.5),
    "c": Row("Pressdesk, ask, every question new", False, "/v1/ask", Draws.ONCE, 0.5),
    "d": Row("Pressdesk, ask, questions repeated", False, "/v1/ask", Draws.REPEATED, 1.0),
    "e": Row("stock recipe, search, questions repeated", True, "/search", Draws.REPEATED, 1.0),
}
_CHANGING = "f"
_CHANGING_NAME = "as (d), an ingest, a withdrawal, a restart"


def main() -> None:
    """Measure, print, and say what was lost."""
    parser = argparse.ArgumentParser(prog="python -m eval.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="of the rows with repeated questions; others half")
    parser.add_argument("--rows", default="abcdef", help="letters of the rows to measure")
    parser.add_argument("--home", type=Path, help="an index of these releases that is there already")
    options = parser.parse_args()
    console = Console(width=max(Console().width, 130))
    questions = distinct_questions()
    changed: Changed | None = None
    with console.status("Ingesting") as status, tempfile.TemporaryDirectory() as made:
        scratch = Path(made)
        home = options.home or _ingested(scratch / "home")
        runs: dict[str, Ran] = {}
        for letter, row in _ROWS.items():
            if letter in options.rows:
                status.update(row.name)
                runs[letter] = _measured(row, questions, options.seconds, home, scratch)
        if _CHANGING in options.rows:
            status.update(_CHANGING_NAME)
            changed = load_with_changes(home, questions[:_REPEATED], options.seconds / 5, scratch)
            runs[_CHANGING] = changed.ran
    console.print(_figures(runs))
    if changed is not None:
        console.print(_fates(changed))
    for line in _comparisons(runs):
        console.print(line, highlight=False)
    losses = _losses(runs, changed)
    if losses:
        raise SystemExit("Lost or wrong: " + "; ".join(losses))


def distinct_questions() -> list[str]:
    """Every question that is asked of these releases, in an order that is always the same."""
    asked = ROOT / "eval" / "questions"
    files = sorted((ROOT / "eval" / "releases").glob("*/questions.jsonl"))
    files += [asked / "corpus.jsonl", asked / "plain.jsonl", asked / "fit.jsonl"]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    questions = list(dict.fromkeys(json.loads(line)["question"] for line in lines))
    random.Random(_SEED).shuffle(questions)
    return questions


def _ingested(home: Path) -> Path:
    subprocess.run(
        [PRESSDESK, "ingest", "--home", str(home), *_SOURCES], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    return home


def _measured(row: Row, questions: list[str], seconds: float, home: Path, scratch: Path) -> Ran:
    log = scratch / "server.log"
    server = stock_server([ROOT / name for name in _SOURCES], log) if row.stock else pressdesk_server(home, log)
    asked = questions[:_REPEATED] if row.draws is Draws.REPEATED else questions
    with server:
        return run(Load(server.base, row.path, asked, row.draws, row.share * seconds), scratch)


def _failed(ran: Ran) -> int:
    """Replies with a status that is neither 200 nor 503."""
    return len(ran.replies) - ran.count(200, 503) - ran.unanswered


def _losses(runs: dict[str, Ran], changed: Changed | None) -> list[str]:
    """What no client of Pressdesk's should see, in words."""
    steady = {letter: ran for letter, ran in runs.items() if letter in _ROWS and not _ROWS[letter].stock}
    lost = [f"({letter}) {ran.unanswered} × no response" for letter, ran in steady.items() if ran.unanswered]
    lost += [f"({letter}) {_failed(ran)} × neither 200 nor 503" for letter, ran in steady.items() if _failed(ran)]
    return lost + ([f"({_CHANGING}) {loss}" for loss in changed.losses] if changed else [])


def _figures(runs: dict[str, Ran]) -> Table:
    title = f"{CLIENTS} clients at once without pause, {os.cpu_count()} cores for them and the server"
    table = Table(
        "", "200s a second", "p50 ms", "p95 ms", "p99 ms", "200s", "503s", "other statuses", "no response", title=title
    )
    for letter, ran in runs.items():
        name = _ROWS[letter].name if letter in _ROWS else _CHANGING_NAME
        times = [f"{ran.percentile(percent):,.0f}" for percent in (50, 95, 99)]
        counts = [f"{count:,}" for count in (ran.count(200), ran.count(503), _failed(ran), ran.unanswered)]
        table.add_row(f"({letter}) {name}", f"{ran.answered_a_second:,.1f}", *times, *counts)
    return table


def _fates(changed: Changed) -> Table:
    ingested, withdrawn = changed.changed
    table = Table(
        "(f)", "requests", title=f"The ingest changed {ingested} of {_REPEATED} answers, the withdrawal {withdrawn}"
    )
    for fate in Fate:
        table.add_row(fate, f"{changed.fates[fate]:,}")
    table.add_row("wrong from the quiet server afterwards", str(changed.wrong_afterwards))
    return table


def _comparisons(runs: dict[str, Ran]) -> Iterator[str]:
    for ours, stock in (("d", "e"), ("b", "a")):
        if ours in runs and stock in runs and runs[stock].count(200):
            factor = runs[ours].answered_a_second / runs[stock].answered_a_second
            yield (
                f"({ours}) answers {factor:.2f} times as many requests a second as ({stock}); p95 is "
                f"{runs[ours].percentile(95):,.0f} ms, and {runs[stock].percentile(95):,.0f} ms of ({stock})"
            )


if __name__ == "__main__":
    main()
