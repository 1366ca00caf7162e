"""What an answer needs beyond retrieval: the first passages read, whether or not their order was open."""

from dataclasses import replace

from .marks import sought
from .rerank import SecondStage
from .retriever import Retrieved

READ = 4
"""Passages that are read for an answer."""


def read_first(retrieved: Retrieved, second: SecondStage | None) -> Retrieved:
    """The same with judgements of the first `READ` passages."""
    if second is None:
        return retrieved
    unread = {
        scored.passage.id: scored.release
        for scored in retrieved.passages[:READ]
        if scored.passage.id not in retrieved.judgements
    }
    said = sought(retrieved.lexical, retrieved.bridged)
    judged = second.judge(retrieved.question, said, unread) if unread else {}
    return replace(retrieved, judgements={**retrieved.judgements, **judged})
