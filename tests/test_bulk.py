"""Passages embedded many at once have the vectors that the model gives them one by one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from transformers import BertConfig, BertModel

from pressdesk.ingest.bulk import BulkNetwork, bulk_network
from pressdesk.ingest.embed import SentenceEncoder, Vectors
from pressdesk.ingest.known_vectors import KnownVectors
from pressdesk.ingest.passes import TOKENS, passes
from pressdesk.ingest.weights import default_model_folder

CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Paragraphs, headings and tables of the sample corpus in its three languages, one too long for the model."""
    found = [part for path in sorted(CORPUS.glob("20*")) for part in path.read_text(encoding="utf-8").split("\n\n")]
    return [*(part for part in found[::4] if len(part) > 4), "灣畔居的月租由 6,800 元起。" * 80]


@pytest.fixture(scope="module")
def exact(texts: list[str], cache: Path) -> Vectors:
    """Their vectors by sentence-transformers in fp32."""
    model = SentenceTransformer(
        str(default_model_folder(cache)), device="cpu", local_files_only=True, model_kwargs={"dtype": torch.float32}
    )
    return np.asarray(model.encode(texts, prompt_name="document", normalize_embeddings=True))


def test_passages_have_the_models_own_vectors(encoder: SentenceEncoder, texts: list[str], exact: Vectors) -> None:
    vectors = encoder.encode_passages(texts)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert (vectors * exact).sum(axis=1).min() > 0.9999


def test_a_texts_vector_is_the_same_whatever_it_stands_beside(encoder: SentenceEncoder, texts: list[str]) -> None:
    bulk = bulk_network(encoder.network)
    assert bulk
    given = encoder.tokenizer(texts[:40])["input_ids"]
    alone = np.concatenate([bulk.vectors([ids]) for ids in given])
    assert (alone * bulk.vectors(given)).sum(axis=1).min() > 0.9999


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_passes_hold_every_token_once_and_keep_every_core_as_long(
    texts: list[str], encoder: SentenceEncoder, at_once: int
) -> None:
    given = encoder.tokenizer(texts[:-1])["input_ids"]
    seen: dict[int, list[int]] = {}
    sizes: list[int] = []
    for made in passes(given, 12, torch.float32, at_once):
        ids, owner = made.ids[: len(made.owner)].numpy(), made.owner.numpy()
        sizes.append(len(ids))
        for row, text in enumerate(made.texts):
            seen[int(text)] = ids[owner == row].tolist()
    assert [seen[text] for text in range(len(given))] == given
    longest = max(map(len, given))
    assert len(sizes) > at_once
    assert len(sizes) % at_once == 0
    assert max(sizes) <= TOKENS + longest
    assert max(sizes) - min(sizes) <= 2 * longest


def test_nothing_goes_through_in_no_pass() -> None:
    assert not list(passes([], 12, torch.float32, 2))


def test_scores_too_large_for_the_fast_way_are_told() -> None:
    config = BertConfig(
        vocab_size=50, hidden_size=64, num_hidden_layers=2, num_attention_heads=2, intermediate_size=128
    )
    torch.manual_seed(0)
    network = BertModel(config).eval()
    bulk = bulk_network(network)
    if bulk is None:
        pytest.skip("this processor or this torch has no such products")
    assert np.isfinite(bulk.vectors([[1, *range(5, 30), 2], [1, 7, 2]])).all()
    for layer in cast(Any, network.encoder.layer):
        layer.attention.self.query.weight.data *= 1e4
        layer.attention.self.key.weight.data *= 1e4
    assert np.isnan(BulkNetwork(network).vectors([[1, *range(5, 30), 2]])).all()
    assert bulk_network(network) is None


def test_what_is_not_understood_has_no_fast_way() -> None:
    config = BertConfig(
        vocab_size=50,
        hidden_size=64,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=128,
        hidden_act="relu",
    )
    assert bulk_network(BertModel(config)) is None


def test_a_text_that_comes_again_is_not_embedded_again() -> None:
    asked: list[str] = []

    def embed(texts: Sequence[str]) -> Vectors:
        asked.extend(texts)
        return np.array([[len(text), ord(text[0])] for text in texts], dtype=np.float32).reshape(len(texts), 2)

    known = KnownVectors(embed, most=3)
    assert known(["about", "a", "about"]).tolist() == [[5, 97], [1, 97], [5, 97]]
    assert known(["about", "bb"]).tolist() == [[5, 97], [2, 98]]
    assert asked == ["about", "a", "bb"]
    known(["ccc"])  # Three are kept, and "a" was asked for first.
    known(["about", "bb", "ccc"])
    assert asked == ["about", "a", "bb", "ccc"]
    known(["a"])
    assert asked[-1] == "a"
