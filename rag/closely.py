"""The first passages read by the second stage, all of them, before an answer is looked for in their sentences.

A search reads rivals for the first place alone (`rerank.py`); an answer needs a judgement of each sentence that it may
quote.
"""

from dataclasses import replace

from pressdesk.ingest.groups import language_group

from .marks import sought
from .rerank import SecondStage
from .retriever import Retrieved

READ = 5
"""Passages that are read: among the first five is the right one for all but 0.005 of the questions within a language
(README). Reading one that was not read lately takes some 13 ms."""

READ_ACROSS = 8
"""The same of those in another language than the question's: of the fit questions in English on Chinese the right
passage is among the first five for 0.857 (CMRC's halves), 0.895 (whole paragraphs) and 0.852 (the sample corpus), among
the first eight for 0.895, 0.928 and 0.886; within Chinese for no more than 0.004 more."""


def read_closely(retrieved: Retrieved, second: SecondStage | None) -> Retrieved:
    """`retrieved` with a judgement of each of its first passages; as it is where there is no second stage."""
    asked_in = language_group(retrieved.question.language)
    first = {
        scored.passage.id: scored.release
        for number, scored in enumerate(retrieved.passages[:READ_ACROSS])
        if number < READ or language_group(scored.release.language) != asked_in
    }
    unread = {i: release for i, release in first.items() if i not in retrieved.judgements}
    if second is None or not unread:
        return retrieved
    judged = second.judge(retrieved.question, sought(retrieved.lexical, retrieved.bridged), unread)
    return replace(retrieved, judgements={**retrieved.judgements, **judged})
