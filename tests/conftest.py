"""Real parts for the tests: the default model, an index of the sample corpus, the real server. All state is in
temporary folders but for the unpacked model, which is kept in the user's cache as `make run` keeps it."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import NamedTemporaryFile

import httpx
import pytest
from filelock import FileLock
from platformdirs import user_cache_path
from playwright.sync_api import Browser

from eval import browser
from pressdesk.ingest.embed import SentenceEncoder, load_encoder
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.weights import DEFAULT_MODEL
from pressdesk.rag.dictionary import Dictionary
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings

from .forked import Forked

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
SHARED = Path(os.environ.get("PRESSDESK_SHARED_DIR") or ROOT.parent / "shared")
PRESSDESK = Path(sys.executable).parent / "pressdesk"


@pytest.fixture
def anyio_backend() -> str:
    """asyncio, on which the server runs."""
    return "asyncio"


@pytest.fixture(scope="session")
def cache() -> Path:
    return user_cache_path("pressdesk", appauthor=False)


@pytest.fixture(scope="session")
def encoder(cache: Path) -> SentenceEncoder:
    return load_encoder(DEFAULT_MODEL, cache)


@pytest.fixture(scope="session")
def corpus_home(encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample corpus; tests only read it. It is made once, and copied by each process of xdist's."""
    home = tmp_path_factory.mktemp("corpus-home", numbered=False)
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        _index_of_the_corpus(encoder, home)
        return home
    shared = tmp_path_factory.getbasetemp().parent / "corpus-home"
    with FileLock(f"{shared}.lock"):
        if not shared.exists():
            _index_of_the_corpus(encoder, home)
            shutil.copytree(home, shared)
            return home
    shutil.copytree(shared, home, dirs_exist_ok=True)
    return home


def _index_of_the_corpus(encoder: SentenceEncoder, home: Path) -> None:
    report = Ingester(home, encoder).ingest([CORPUS])
    assert not report.failed


@pytest.fixture(scope="session")
def desk(encoder: SentenceEncoder, corpus_home: Path) -> Desk:
    return Desk(Settings(home=corpus_home), encoder)


@pytest.fixture(scope="session")
def real_releases() -> Path:
    """The folder with the real release, which is its publisher's and not in the project."""
    folder = SHARED / "releases"
    if not folder.is_dir():
        pytest.skip(f"the real release is not at {folder}: set PRESSDESK_SHARED_DIR to the folder that holds releases/")
    return folder


@pytest.fixture(scope="session")
def server_url(corpus_home: Path) -> Iterator[str]:
    """The real `pressdesk serve` over the sample corpus, started as a user starts it."""
    with serving(corpus_home, forked=False) as url:
        yield url


@pytest.fixture(scope="session")
def real_server_url(
    encoder: SentenceEncoder, real_releases: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The real `pressdesk serve` over the real release."""
    home = tmp_path_factory.mktemp("real-home")
    Ingester(home, encoder).ingest([real_releases])
    with serving(home) as url:
        yield url


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class serving:  # noqa: N801 - used as a function
    """`with serving(home, **environment) as url`: a server process, ready (or, where not `ready`, up), ended afterwards.
    `forked`: from a process that has imported everything already, and not by a shell's command."""

    def __init__(
        self, home: Path, *, ready: bool = True, port: int = 0, forked: bool = True, **environment: str
    ) -> None:
        self._probe = "readyz" if ready else "healthz"
        self._port = port or free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._forked = forked
        self._arguments = ["serve", "--port", str(self._port), "--home", str(home)]
        self._environment = os.environ | {"PRESSDESK_RATE_LIMIT": "none"} | environment

    def __enter__(self) -> str:
        # A file and no pipe: nobody reads it while the server runs, and a full pipe would stop the server.
        self.log = NamedTemporaryFile()
        self._process = self._started()
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise AssertionError(f"the server ended: {self.logged}")
            try:
                if httpx.get(f"{self.url}/{self._probe}", timeout=5).status_code == 200:
                    return self.url
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        self._process.kill()
        raise AssertionError(f"not ready in two minutes: {self.logged}")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.ended_with = self.logged
        self.log.close()

    def _started(self) -> Forked | subprocess.Popen[str]:
        if self._forked:
            return Forked(self._arguments, self._environment, Path(self.log.name), Path(self.log.name))
        command = [str(PRESSDESK), *self._arguments]
        return subprocess.Popen(command, env=self._environment, stdout=self.log, stderr=subprocess.STDOUT, text=True)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def logged(self) -> str:
        """What it has printed so far."""
        return Path(self.log.name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser that fetches nothing by itself. One a module: Playwright's loop must have ended before the tests
    that run one of their own."""
    with ExitStack() as stack:
        try:
            yield stack.enter_context(browser.chromium())
        except browser.NoChromium as none:
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"THE SCREENS ARE NOT TESTED. {none}")


@pytest.fixture(scope="session")
def dictionary(cache: Path) -> Dictionary:
    return Dictionary.open(cache)


def made_key(home: Path, scope: str = "read", name: str = "a test") -> str:
    """A new API key of the index in `home`, by the real command."""
    command = [str(PRESSDESK), "keys", "create", name, "--scope", scope, "--home", str(home)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def handled_by(handler: type[BaseHTTPRequestHandler], port: int = 0) -> Iterator[str]:
    """A server of another kind, which Pressdesk or its client talks to; gives its address. `port` 0: any that is
    free."""
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
