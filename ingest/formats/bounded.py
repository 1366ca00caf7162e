"""A function run where it can do no harm: in a process of its own, with limits of time and memory.

A file made to do harm makes a library in C crash, loop or ask for all memory; no limit inside the library holds then.
The process is started once and serves one call after another; where it dies, the next call starts another.
"""

import atexit
import os
import pickle
import resource
import selectors
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, TypeVar

_LENGTH = struct.Struct("!Q")
_MODULE = __spec__.name if __spec__ else "pressdesk.ingest.formats.bounded"

Result = TypeVar("Result")


class OverBounds(Exception):
    """The function was ended: `reason` is "time", "memory" or "crash"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Bounded:
    """Calls functions in a process of its own, one at a time; callers in other threads wait.

    `seconds`: how long a call may take, by the clock. `megabytes`: how much memory the process may ask for.
    """

    def __init__(self, seconds: float, megabytes: int) -> None:
        self._seconds, self._megabytes = seconds, megabytes
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def __call__(self, function: Callable[..., Result], *arguments: object) -> Result:
        """What `function` returns for these arguments. It is named by its module, and arguments, result and
        exceptions are pickled. Raises what it raises, or `OverBounds`."""
        request = pickle.dumps((function, arguments))
        with self._lock:
            process = self._running()
            try:
                # Reading may begin before all is written, so that neither side waits for the other.
                writer = threading.Thread(target=_send_quietly, args=(process.stdin, request), daemon=True)
                writer.start()
                succeeded, value = pickle.loads(_receive(process, time.monotonic() + self._seconds))
            except OverBounds:
                self.close()
                raise
        if succeeded:
            return value
        if isinstance(value, MemoryError):
            raise OverBounds("memory") from value
        raise value

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-m", _MODULE, str(self._megabytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process


def _send_quietly(stream: IO[bytes], message: bytes) -> None:
    with suppress(OSError, ValueError):  # The process died; whoever reads its answer sees it.
        _send(stream, message)


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def _receive(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    assert process.stdout is not None
    received = bytearray()
    wanted = _LENGTH.size
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while len(received) < wanted:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise OverBounds("time")
            piece = os.read(process.stdout.fileno(), 1 << 20)
            if not piece:
                # Out of memory in C ends in an abort or a signal of its own.
                process.wait()
                raise OverBounds("memory" if process.returncode in (-signal.SIGABRT, -signal.SIGKILL) else "crash")
            received += piece
            if wanted == _LENGTH.size and len(received) >= wanted:
                wanted += _LENGTH.unpack(received[:wanted])[0]
    return bytes(received[_LENGTH.size :])


def _serve(megabytes: int) -> None:
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What a library prints is not taken for an answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while length := requests.read(_LENGTH.size):
        message = requests.read(_LENGTH.unpack(length)[0])
        answer: tuple[bool, Any]
        try:
            function, arguments = pickle.loads(message)
            answer = True, function(*arguments)
        except Exception as error:
            answer = False, error
        try:
            written = pickle.dumps(answer)
        except Exception as error:
            written = pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
        _send(answers, written)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
