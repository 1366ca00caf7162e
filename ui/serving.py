"""The server process: port checked first, then model and index, then uvicorn."""

import logging
import socket

import uvicorn
from rich.console import Console

from pressdesk.ingest.errors import PressdeskError

from .api import build_api
from .desk import Desk
from .settings import Settings


class PortTaken(PressdeskError):
    """Something else listens on the port, or it may not be used."""

    code = "port-taken"

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"Cannot listen on {host}:{port} ({reason}).", "Choose another: pressdesk serve --port 8700")


def serve_until_stopped(settings: Settings, out: Console) -> None:
    """Serve chat and API on one port; returns on SIGINT or SIGTERM, running answers ended. Raises `PortTaken`."""
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
        app = build_api(desk)
    address = f"http://{_shown(settings.host)}:{listener.getsockname()[1]}"
    out.print(f"Pressdesk: {address}  (API: {address}/docs; stop with Ctrl-C)", markup=False)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=10))
    server.run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
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
