"""Every parser fed with what no program would write, by Atheris, which looks for input that goes new ways.

    python -m eval.fuzz [SECONDS [TARGET ...]]

divides the seconds (600) among the targets of `eval.fuzz_targets`, a process each. A finding is an exception other than
`SourceError`, more than 10 seconds, or more than 2 GB: its input is kept in `build/fuzz`, and the exit status is 1.
PDFs begin from renderings of a release as well, where LibreOffice or Chromium is here.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOUND = Path(__file__).resolve().parents[1] / "build" / "fuzz"
LONGEST_SECONDS = 10
MOST_MEGABYTES = 2_048
_LARGEST = 65_536
_MOST_FINDINGS = 5
_RENDERED = FOUND / "rendered"
_FROM_RENDERED = ("pdf", "pdf-pages")
_RUNS = re.compile(r"^#(\d+)", re.MULTILINE)
_INSTRUMENTED = ["pressdesk.ingest", "email", "zipfile", "docx", "feedparser", "html"]


def fuzz(name: str, seconds: float) -> tuple[int, list[str]]:
    """How many inputs a target was given, and what was found, a line for each."""
    ends = time.monotonic() + seconds
    runs, found = 0, []
    while (left := int(ends - time.monotonic())) > 2 and len(found) < _MOST_FINDINGS:
        command = [sys.executable, "-m", "eval.fuzz", "--one", name, str(left)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=left + 120)
        runs += max(map(int, _RUNS.findall(done.stderr)), default=0)
        if done.returncode == 0:
            break
        said = [line for line in (done.stdout + done.stderr).splitlines() if "Error" in line or "ERROR" in line]
        kept = re.findall(r"Test unit written to (\S+)", done.stderr)
        found.append(f"{kept[-1] if kept else 'no input'}: {said[0] if said else done.stderr[-300:]}")
    return runs, found


def _fuzz_one(name: str, seconds: int) -> None:
    """In a process of its own: Atheris never comes back."""
    import atheris  # pyright: ignore

    with atheris.instrument_imports(include=_INSTRUMENTED):  # pyright: ignore
        from .fuzz_targets import TARGETS

        target = TARGETS[name]
        seeds = target.seeds()
        if name in _FROM_RENDERED:
            seeds += [path.read_bytes() for path in sorted(_RENDERED.glob("*.pdf"))]
        # Without tesseract: it takes seconds for each page that lost its text, and has bounds of its own.
        os.environ["PATH"] = ""
        for seed in seeds:
            target.run(seed)  # Readers are imported when they are first needed.
    FOUND.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds):
            (Path(folder) / str(number)).write_bytes(seed)
        options = {
            "max_total_time": seconds,
            "timeout": LONGEST_SECONDS,
            "rss_limit_mb": MOST_MEGABYTES,
            "max_len": max(_LARGEST, *map(len, seeds)),
            "artifact_prefix": f"{FOUND}/{name}-",
        }
        atheris.Setup([name, *(f"-{key}={value}" for key, value in options.items()), folder], target.run)
        atheris.Fuzz()


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        _fuzz_one(sys.argv[2], int(sys.argv[3]))
        return
    from .fuzz_seeds import printed_seeds
    from .fuzz_targets import TARGETS, short_release

    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
    names = sys.argv[2:] or list(TARGETS)
    status = 0
    if set(names) & set(_FROM_RENDERED):
        printed_seeds(short_release(), _RENDERED)
    for name in names:
        runs, found = fuzz(name, seconds / len(names))
        print(f"{name}: {runs:,} inputs, {len(found)} findings", *found, sep="\n  ", flush=True)
        status = status or bool(found)
    sys.exit(status)


if __name__ == "__main__":
    main()
