"""An OpenAI-compatible server that says what a test tells it to."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler

from .conftest import handled_by


@contextmanager
def scripted_server(*pieces: str, pause: float = 0.0, dies: bool = False, port: int = 0) -> Iterator[str]:
    """A server that streams `pieces` as a chat completion, and breaks off behind them where it `dies`. `port` 0: any
    that is free."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            for piece in pieces:
                time.sleep(pause)
                choice = {"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}
                self._event(
                    {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
                )
            if dies:
                self.connection.close()
                return
            self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, event: dict[str, object]) -> None:
            # Who asked may have gone away: a test wants to see that.
            with suppress(ConnectionError):
                self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
                self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None: ...

    with handled_by(Handler, port) as address:
        yield f"{address}/v1"
