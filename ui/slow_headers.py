"""A connection whose request never comes is closed: uvicorn waits for headers without an end."""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from .bounds import HEADER_SECONDS


class PatientProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 with `HEADER_SECONDS` for the headers of a request, from its first byte or the connection's
    beginning."""

    _giving_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_headers()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and self.conn.our_state is h11.IDLE:
            self._wait_for_headers()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_for_headers(self) -> None:
        if self._giving_up is None:
            self._giving_up = self.loop.call_later(HEADER_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None
