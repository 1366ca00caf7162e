"""A server for the load: a process, ready when it has started, stopped as an administrator stops it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import httpx

from .datasets import ROOT

_PATIENCE = 600
PRESSDESK = str(Path(sys.executable).parent / "pressdesk")


class Server:
    """A server on a port of this machine while the `with` lasts; its log is in `log`."""

    def __init__(self, command: Sequence[str], port: int, log: Path) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.log = log
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Returns when it is ready."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=os.environ | {"PRESSDESK_RATE_LIMIT": "none", "PRESSDESK_LOGS": "json"},
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        try:
            wait_until_ready(self._process, self.base, _PATIENCE)
        except SystemExit as error:
            raise SystemExit(f"{error}:\n{self._last_words()}") from error

    @property
    def pid(self) -> int:
        """The process that was started last and not stopped."""
        assert self._process
        return self._process.pid

    def stop(self) -> None:
        """SIGTERM; returns when the process has ended. Raises `SystemExit` where something else ended it."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            ended = self._process.wait(timeout=_PATIENCE)
            self._process = None
            if ended not in (0, -signal.SIGTERM):
                raise SystemExit(f"the server ended with status {ended}:\n{self._last_words()}")

    def _last_words(self) -> str:
        return self.log.read_text(encoding="utf-8")[-2000:]


def wait_until_ready(process: "subprocess.Popen[bytes]", base: str, seconds: float) -> None:
    """Raises `SystemExit` where the process ends before it answers, or does not answer in time: it is killed then."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"the server ended with status {process.returncode}")
        try:
            if httpx.get(f"{base}/readyz", timeout=30).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    process.kill()
    raise SystemExit(f"the server is not ready after {seconds:g} seconds")


def pressdesk_server(home: Path, log: Path) -> Server:
    """`pressdesk serve` over a home."""
    port = _free_port()
    return Server([PRESSDESK, "serve", "--home", str(home), "--port", str(port)], port, log)


def stock_server(folders: Sequence[Path], log: Path) -> Server:
    """The stock recipe over the same releases."""
    port = _free_port()
    return Server([sys.executable, "-m", "eval.stock_server", str(port), *map(str, folders)], port, log)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
