"""The `pressdesk` command in a process of its own that need not import everything again.

Two thirds of what a start costs are imports (6 of 9 seconds of a core), and the suite starts seventy processes. Here one
imports, does nothing else, and is forked for each of them (the standard library's fork server).
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerContext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

_FORKING = cast(ForkServerContext, multiprocessing.get_context("forkserver"))
_FORKING.set_forkserver_preload(["tests.imported"])


class Forked:
    """`pressdesk` with `arguments`, under way. What it prints goes to the files `out` and `err`. Its methods are
    `Popen`'s."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], out: Path, err: Path) -> None:
        self._process = _FORKING.Process(target=_do, args=(list(arguments), dict(environment), out, err), daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("pressdesk", timeout or 0)
        return self._process.exitcode


def finished(
    arguments: Sequence[str], environment: Mapping[str, str], seconds: float
) -> subprocess.CompletedProcess[str]:
    """The same when it has ended. Raises `TimeoutExpired` where it takes longer than that many seconds."""
    with TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        process = Forked(arguments, environment, out, err)
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        said = out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")
    return subprocess.CompletedProcess(["pressdesk", *arguments], status, *said)


def _do(arguments: list[str], environment: dict[str, str], out: Path, err: Path) -> None:
    # Appended to: where both are one file, neither writes over the other.
    for stream, path, mode in ((0, Path(os.devnull), "rb"), (1, out, "ab"), (2, err, "ab")):
        with path.open(mode) as file:
            os.dup2(file.fileno(), stream)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[:] = ["pressdesk", *arguments]

    from pressdesk.ui.cli import main

    main()
