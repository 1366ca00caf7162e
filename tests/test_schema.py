"""The OpenAPI document holds: schemathesis sends what it allows and what it does not, and checks what comes back."""

import shutil
import subprocess
import sys
from pathlib import Path

from .conftest import made_key, serving

CONFIG = Path(__file__).parent / "schemathesis.toml"


def test_schemathesis_finds_nothing(corpus_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(corpus_home, home)
    key = made_key(home, "admin")
    with serving(home) as url:
        command = [
            str(Path(sys.executable).parent / "schemathesis"),
            *("--config-file", str(CONFIG), "run", f"{url}/openapi.json"),
            *("--header", f"Authorization: Bearer {key}"),
            *("--phases", "examples,coverage,fuzzing,stateful"),
            *("--max-examples", "8", "--seed", "20261126", "--request-timeout", "30", "--no-color"),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=280)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr
