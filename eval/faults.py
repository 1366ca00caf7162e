"""`make faults`: the real program is killed, starved and damaged, and asked each time for what it had said it stored.

kills      `pressdesk ingest` ends by SIGKILL at random moments, again and again over one folder that changes
truncated  the database, its write-ahead log and the FAISS files are cut at random lengths
full       the index lies on a tmpfs that fills up
read-only  the index lies on a file system that nobody may write
writers    two ingests at once
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pressdesk.ingest.embed import Encoder
from pressdesk.ingest.index import generations
from pressdesk.ingest.safekeeping.integrity import examine_index
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings

from .indexes import default_encoder

PRESSDESK = Path(sys.executable).parent / "pressdesk"
_NAMES = ["".join(pair) for pair in product("青松鶴雲潮岸燈橋", "嶺汀洲渡灣台石林")]
_PATIENCE = 300
_CUT = ("pressdesk.db", "pressdesk.db", "ledger.jsonl", "manifest.json", "passages-zh.faiss", "vocab.index.json")


def place(number: int) -> str:
    """The name of the place that a release is about."""
    return f"{_NAMES[number % len(_NAMES)]}碼頭"


def write_release(folder: Path, number: int, ferries: int) -> Path:
    """A release with a fact that no other has."""
    path = folder / f"2026-03-{number % 28 + 1:02d}-pier-{number:03d}.zh-Hant.md"
    name = place(number)
    path.write_text(
        f"# {name}啟用\n\n（香港，2026年3月{number % 28 + 1}日）{name}今日啟用，每日有 {ferries} 班渡輪。\n\n"
        f"{name}由海事處興建，工程歷時 {number % 5 + 2} 年。處長表示，居民往來市區會更方便。\n",
        encoding="utf-8",
    )
    return path


@dataclass
class Trial:
    """An index folder with the releases that it should have: by number, the ferries that were reported as stored."""

    home: Path
    folder: Path
    encoder: Encoder
    reported: dict[int, int] = field(default_factory=dict)
    written: dict[int, int] = field(default_factory=dict)

    def write(self, number: int, ferries: int) -> None:
        """Put a release into the folder, or change it."""
        write_release(self.folder, number, ferries)
        self.written[number] = ferries

    def take(self, lines: str) -> None:
        """What the program said it stored counts from now on."""
        for line in lines.splitlines():
            outcome, _, path = line.strip().partition(" ")
            if outcome in ("added", "updated", "unchanged"):
                number = int(path.split("pier-")[1][:3])
                self.reported[number] = self.written[number]

    def missing(self) -> list[str]:
        """What was reported and is not answered from: a question for each."""
        desk = Desk(Settings(home=self.home), self.encoder)
        wrong = []
        for number, ferries in sorted(self.reported.items()):
            answer = desk.answer(f"{place(number)}每日有多少班渡輪？")
            now = self.written[number]
            # A change that was stored and not yet reported may be there as well.
            if not any(f" {n} 班" in answer.text for n in {ferries, now}):
                wrong.append(f"{place(number)}: {ferries} ferries, answered {answer.text[:60]!r}")
        return wrong


def ingest(trial: Trial, *more: str) -> "subprocess.Popen[str]":
    """The real command, begun."""
    command = [PRESSDESK, "ingest", "--verbose", *more, trial.folder, "--home", trial.home]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ingest_to_the_end(trial: Trial) -> None:
    done = ingest(trial)
    _, err = done.communicate(timeout=_PATIENCE)
    trial.take(err)


def kill_once(trial: Trial, dice: random.Random, longest: float) -> bool:
    """Ingest, killed at a moment between its first sign of life in the index and `longest` seconds after; whether it
    was still at work."""
    before = _state(trial.home)
    process = ingest(trial)
    while process.poll() is None and _state(trial.home) == before:
        time.sleep(0.002)
    time.sleep(dice.uniform(0, longest))
    at_work = process.poll() is None
    process.kill()
    _, err = process.communicate()
    trial.take(err)
    return at_work


def _state(home: Path) -> list[tuple[str, int]]:
    """What there is of the database now: SQLite's files come and go."""
    found = []
    for path in home.glob("pressdesk.db*"):
        with suppress(FileNotFoundError):
            found.append((path.name, path.stat().st_mtime_ns))
    return sorted(found)


def kills(trial: Trial, times: int, seed: int) -> tuple[int, list[str]]:
    """Kill an ingest as often, over a folder that grows and changes; gives how often it was at work, and what is
    missing. Questions are asked after every tenth and after the last."""
    dice = random.Random(seed)
    at_work = 0
    wrong: list[str] = []
    for turn in range(times):
        for number in range(3 * turn, 3 * turn + 3):
            trial.write(number % len(_NAMES), 11 + 7 * turn + number % 5)
        at_work += kill_once(trial, dice, 2.5)
        wrong += [f"after kill {turn + 1}: {damage}" for damage in examine_index(trial.home) if not damage.mendable]
        if turn % 10 == 9 or turn == times - 1:
            wrong += [f"after kill {turn + 1}: {one}" for one in trial.missing()]
    ingest_to_the_end(trial)
    lacking = trial.written.keys() - trial.reported.keys()
    return at_work, [*wrong, *trial.missing(), *(f"never stored: {place(number)}" for number in lacking)]


def truncated(trial: Trial, seed: int, names: Sequence[str] = _CUT) -> Iterator[tuple[str, list[str]]]:
    """Cut each file of the index in turn; gives what was cut and what is missing then."""
    dice = random.Random(seed)
    for name in names:
        path = _file(trial.home, name)
        size = path.stat().st_size
        kept = dice.randrange(size)
        with path.open("r+b") as file:
            file.truncate(kept)
        yield f"{name} cut to {kept:,} of {size:,} bytes", trial.missing()
        ingest_to_the_end(trial)
        wrong = [damage.message for damage in examine_index(trial.home)]
        yield f"{name}, after the next ingest", [*wrong, *trial.missing()]


def _file(home: Path, name: str) -> Path:
    if (home / name).is_file():
        return home / name
    return next(generations(home)[0].rglob(name))


@contextmanager
def small_disk(size: str) -> Iterator[Path]:
    """A file system of this size. Raises `PermissionError` where none can be mounted."""
    with tempfile.TemporaryDirectory() as name:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", name], check=False)
        if mounted.returncode:
            raise PermissionError("a tmpfs cannot be mounted here")
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "-l", name], check=True)


def full(trial: Trial, disk: Path) -> tuple[str, list[str]]:
    """Ingest until the disk of the index is full; gives what the program said, and what is missing."""
    said = ""
    for number in range(len(_NAMES)):
        trial.write(number, 100 + number)
    process = ingest(trial)
    _, said = process.communicate(timeout=_PATIENCE)
    trial.take(said)
    wrong = [] if process.returncode else ["the disk did not fill"]
    wrong += ["a traceback"] if "Traceback" in said else []
    wrong += trial.missing()
    subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
    ingest_to_the_end(trial)
    return said.strip().splitlines()[-1], [*wrong, *trial.missing()]


def read_only(trial: Trial, disk: Path) -> tuple[str, list[str]]:
    """Ingest where nobody may write; gives what the program said, and what is missing."""
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    trial.written[0] += 1
    write_release(trial.folder, 0, trial.written[0])
    process = ingest(trial)
    _, said = process.communicate(timeout=_PATIENCE)
    wrong = trial.missing()
    wrong += [] if process.returncode else ["it said that it stored something"]
    wrong += ["a traceback"] if "Traceback" in said else []
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    ingest_to_the_end(trial)
    return said.strip().splitlines()[-1], [*wrong, *trial.missing()]


def two_writers(trial: Trial) -> tuple[str, list[str]]:
    """Two ingests of one folder at once: one does it, the other says that it is being done, or finds it done."""
    for number in range(40):
        trial.write(number, 500 + number)
    both = [ingest(trial), ingest(trial)]
    said = [process.communicate(timeout=_PATIENCE) for process in both]
    for _, err in said:
        trial.take(err)
    codes = sorted(process.returncode for process in both)
    wrong = [] if codes[0] == 0 else ["neither ended well"]
    wrong += ["a traceback"] if any("Traceback" in err for _, err in said) else []
    return f"ended with {codes[0]} and {codes[1]}", [*wrong, *trial.missing()]


def main() -> None:
    """Run all of it and print a table; ends with status 1 where anything is missing."""
    options = argparse.ArgumentParser()
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--seed", type=int, default=int(time.time()))
    given = options.parse_args()
    encoder = default_encoder()
    table = Table("fault", "what it did", "missing or wrong", title=f"seed {given.seed}")
    failed: list[str] = []

    def note(fault: str, did: str, wrong: list[str]) -> None:
        table.add_row(fault, did, "nothing" if not wrong else "\n".join(wrong[:5]))
        failed.extend(wrong)

    with tempfile.TemporaryDirectory() as scratch:
        trial = _trial(Path(scratch) / "a", encoder)
        at_work, wrong = kills(trial, given.kills, given.seed)
        note(f"kill -9, {given.kills} times", f"{at_work} while at work", wrong)
        for cut, missing in truncated(trial, given.seed):
            note("truncated", cut, missing)
        note("two writers", *two_writers(trial))
        for fault, size, work in (("full disk", "900k", full), ("read-only", "60m", _read_only_from_new)):
            note(fault, *_on_a_disk(size, work, encoder, Path(scratch) / fault))
    Console().print(table)
    sys.exit(bool(failed))


def _trial(folder: Path, encoder: Encoder, home: Path | None = None) -> Trial:
    (folder / "in").mkdir(parents=True)
    return Trial(home or folder / "home", folder / "in", encoder)


def _read_only_from_new(trial: Trial, disk: Path) -> tuple[str, list[str]]:
    for number in range(5):
        trial.write(number, 30 + number)
    ingest_to_the_end(trial)
    return read_only(trial, disk)


def _on_a_disk(
    size: str, work: Callable[[Trial, Path], tuple[str, list[str]]], encoder: Encoder, folder: Path
) -> tuple[str, list[str]]:
    if os.geteuid() != 0:
        return "not tried: needs root to mount a file system", []
    try:
        with small_disk(size) as disk:
            return work(_trial(folder, encoder, disk / "home"), disk)
    except PermissionError as error:
        return f"not tried: {error}", []


if __name__ == "__main__":
    main()
