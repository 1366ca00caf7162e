"""The reader's training sees what the product's reader sees, and learns from it."""

import copy
import random
from dataclasses import replace

import pytest
import torch

from eval.organisations import organisations
from eval.pair_table import PairTable
from eval.release_data import release_data
from eval.train_batches import Item
from eval.train_whole import WholeReader, loss
from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.rag.reader_network import Pair, batch_of
from pressdesk.rag.reader_weights import reader_network
from pressdesk.rag.tokens import LOWER_LAYERS, LowerLayers


@pytest.fixture(scope="module")
def items(encoder: SentenceEncoder) -> list[Item]:
    organisation = next(one for one in organisations() if one.name == "clear-hospitals")
    texts, examples = release_data(encoder, replace(organisation, questions=organisation.questions[:6]))
    return [item for item in (Item(example, texts, False) for example in examples) if item.targets()]


def test_a_pair_is_judged_in_training_as_in_the_product(encoder: SentenceEncoder, items: list[Item]) -> None:
    network = reader_network(encoder)
    assert network
    whole = WholeReader(encoder.network.embeddings, network).eval()
    table = PairTable.of(items[:1], encoder, "cpu")
    asked = table.questions[0]
    drawn = table.drawn([asked._replace(right=asked.right[:1])], 1, random.Random(1))
    kind = next(encoder.network.parameters()).dtype
    lower = LowerLayers(encoder, copy.deepcopy(network.layers[:LOWER_LAYERS]).to(kind))
    pair = items[0].pair(min(items[0].targets()))
    again = Pair(
        lower.question(pair.question.text),
        lower.passages([pair.passage.text])[0],
        pair.question_marks,
        pair.passage_marks,
        pair.sentences,
    )
    with torch.inference_mode():
        trained, used = whole(drawn), network(batch_of([again]))
    assert float(trained.relevance[0]) == pytest.approx(float(used.relevance[0]), abs=0.3)
    count = len(pair.sentences)
    assert trained.sentences[0, :count].tolist() == pytest.approx(used.sentences[0, :count].tolist(), abs=0.3)
    assert bool((trained.sentences[0, count:] < -1000).all())


def test_a_step_of_training_makes_what_it_was_shown_likelier(encoder: SentenceEncoder, items: list[Item]) -> None:
    network = reader_network(encoder)
    assert network
    whole = WholeReader(encoder.network.embeddings, network).eval()
    table = PairTable.of(items, encoder, "cpu")
    drawn = table.drawn(table.questions, 1, random.Random(2))
    optimiser = torch.optim.SGD(network.parameters(), 1e-3)
    before = loss(whole(drawn), drawn)
    before.backward()
    assert all(parameter.grad is not None for parameter in network.layers.parameters())
    optimiser.step()
    with torch.inference_mode():
        assert float(loss(whole(drawn), drawn)) < float(before)
