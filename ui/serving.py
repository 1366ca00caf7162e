"""The server process: port checked first, then model and index, then uvicorn."""

import asyncio
import ipaddress
import math
import socket

import uvicorn
from rich.console import Console

from pressdesk.ingest.errors import PressdeskError

from .answering import Answering
from .api import build_api
from .desk import Desk
from .keys import Keys
from .logs import configure_logs
from .settings import Settings
from .slow_headers import PatientProtocol

_LAST_WORDS = 2
"""Seconds in which the last answers are written to their connections."""


class PortTaken(PressdeskError):
    """Something else listens on the port, or it may not be used."""

    code = "port-taken"

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"Cannot listen on {host}:{port} ({reason}).", "Choose another: pressdesk serve --port 8700")


class OpenToAll(PressdeskError):
    """The server would listen to other machines, and nobody would have to show a key."""

    code = "open-to-all"

    def __init__(self, host: str) -> None:
        super().__init__(
            f"On {host} anyone who reaches this machine could ask, upload and withdraw.",
            "Make a key first (pressdesk keys create NAME), or say that it is meant: PRESSDESK_REQUIRE_KEYS=never.",
        )


def serve_until_stopped(settings: Settings, out: Console) -> None:
    """Serve chat and API on one port; returns on SIGINT or SIGTERM, running answers ended. Raises `PortTaken`, and
    `OpenToAll` where it would listen to other machines without keys and was not told to."""
    if not _is_this_machine(settings.host) and settings.require_keys == "auto" and not Keys(settings.home).exist():
        raise OpenToAll(settings.host)
    listener = _listen(settings.host, settings.port)
    with out.status("Loading the embedding model and the index…"):
        desk = Desk.open(settings)
        try:
            releases, passages = desk.counts()
            desk.search("pressdesk")
            out.print(f"{releases} releases, {passages} passages.")
        except PressdeskError as error:
            # The server starts all the same: an ingest makes it ready without a restart.
            out.print(f"Not ready: {error}", markup=False)
        answering = Answering.over(desk)
        app = build_api(desk, answering)
    address = f"http://{_shown(settings.host)}:{listener.getsockname()[1]}"
    out.print(f"Pressdesk: {address}  (API: {address}/docs; stop with Ctrl-C)", markup=False)
    configure_logs(settings.logs)
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=math.ceil(settings.timeout),
    )
    _GracefulServer(config, answering).run(sockets=[listener])


class _GracefulServer(uvicorn.Server):
    """Ends when the last answer is sent: the connections that an open chat page keeps are not waited for."""

    def __init__(self, config: uvicorn.Config, answering: Answering) -> None:
        super().__init__(config)
        self._answering = answering

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        hurrying = asyncio.create_task(self._hurry())
        await super().shutdown(sockets)
        hurrying.cancel()
        # Here and not at the interpreter's exit: uvicorn ends by the signal that it was sent.
        await asyncio.to_thread(self._answering.close)

    async def _hurry(self) -> None:
        while self._answering.busy:
            await asyncio.sleep(0.1)
        await asyncio.sleep(_LAST_WORDS)
        self.force_exit = True


def _is_this_machine(host: str) -> bool:
    """Whether only this machine reaches an address. A name is what it resolves to."""
    try:
        found = {ipaddress.ip_address(info[4][0]) for info in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return all(address.is_loopback for address in found)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # With the protocol named asyncio sends at once; without, each response waits 40 ms for an acknowledgement.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        raise PortTaken(host, port, error.strerror or str(error)) from error
    return listener


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return "localhost"
    return f"[{host}]" if ":" in host else host
