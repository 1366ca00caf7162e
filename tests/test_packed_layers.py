"""The encoder's layers in the form that is fastest come to what the layers come to."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional
from transformers import BertConfig
from transformers.models.bert.modeling_bert import BertLayer

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.packed_layers import pack_encoder, packed_layers, plain_layers

TEXTS = ["潮汐大樓樓高 20 層，造價 14.6 億元。", "The tower has 20 storeys.", "灣畔居的月租由 6,800 元起。" * 12]


def _through(layers: nn.ModuleList, states: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
    with torch.inference_mode():
        for layer in layers:
            states = layer(states, attention_mask=mask)
    return states.float()


@pytest.mark.parametrize("kind", ["true or false", "added", "square"])
def test_packed_layers_come_to_what_the_layers_come_to(encoder: SentenceEncoder, kind: str) -> None:
    network = encoder.network
    plain = plain_layers(network.encoder.layer)
    given = encoder.tokenizer(TEXTS, padding=True, return_tensors="pt")
    there = given["attention_mask"].bool()
    with torch.inference_mode():
        states = network.embeddings(given["input_ids"])
    added = torch.zeros(there.shape, dtype=states.dtype).masked_fill(~there, -1e4)[:, None, None]
    square = there[:, None, None].expand(-1, 1, there.shape[1], -1)
    mask = {"true or false": there[:, None, None], "added": added, "square": square}[kind]
    cosines = functional.cosine_similarity(
        _through(plain, states, added), _through(packed_layers(plain), states, mask), dim=-1
    )
    assert cosines[there].min() > 0.99


def test_a_text_has_the_same_vector_alone_and_beside_longer_ones(encoder: SentenceEncoder) -> None:
    together = encoder.encode_passages(TEXTS)
    alone = np.concatenate([encoder.encode_passages([text]) for text in TEXTS])
    assert np.min(np.sum(together * alone, axis=1)) > 0.995


def test_what_is_not_understood_is_left_as_it_is(encoder: SentenceEncoder) -> None:
    plain = plain_layers(encoder.network.encoder.layer)
    for config in (
        SimpleNamespace(model_type="bert", hidden_act="relu", is_decoder=False),
        SimpleNamespace(model_type="mpnet", hidden_act="gelu", is_decoder=False),
    ):
        network = SimpleNamespace(config=config, encoder=SimpleNamespace(layer=plain))
        pack_encoder(network)
        assert network.encoder.layer is plain
    other = nn.ModuleList([nn.Linear(4, 4, dtype=torch.bfloat16)])
    assert list(packed_layers(other)) == list(other)


def test_a_layer_that_comes_to_something_else_is_not_taken() -> None:
    torch.manual_seed(1)
    config = BertConfig(hidden_size=64, num_attention_heads=2, intermediate_size=128, hidden_act="relu")
    config._attn_implementation = "sdpa"
    layers = nn.ModuleList([BertLayer(config).to(torch.bfloat16).eval()])
    assert list(packed_layers(layers)) == list(layers)
