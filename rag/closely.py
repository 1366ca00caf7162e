"""The first passages read by the second stage, all of them, before an answer is looked for in their sentences.

A search reads rivals for the first place alone (`rerank.py`); an answer needs a judgement of each sentence that it may
quote.
"""

from dataclasses import replace

from .marks import sought
from .rerank import SecondStage
from .retriever import Retrieved

READ = 5
"""Passages that are read: among the first five is the right one for all but 0.005 of the questions within a language
and 0.02 across (README). Reading one that was not read lately takes some 13 ms."""


def read_closely(retrieved: Retrieved, second: SecondStage | None) -> Retrieved:
    """`retrieved` with a judgement of each of its first `READ` passages; as it is where there is no second stage."""
    first = {scored.passage.id: scored.release for scored in retrieved.passages[:READ]}
    unread = {i: release for i, release in first.items() if i not in retrieved.judgements}
    if second is None or not unread:
        return retrieved
    judged = second.judge(retrieved.question, sought(retrieved.lexical, retrieved.bridged), unread)
    return replace(retrieved, judgements={**retrieved.judgements, **judged})
