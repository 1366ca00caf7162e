"""Why each hit stands where it does: the components of its score, and the words of the question that it has."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pressdesk.ingest.fold import fold, is_han, words
from pressdesk.ingest.groups import language_group
from pressdesk.ingest.quantity import around, quantities
from pressdesk.ingest.terms import quantity_terms, terms

from .answer import Explanation, Hit
from .bridge import BridgedWord
from .phrases import why
from .question import Question
from .retriever import Retrieved, ScoredPassage

_SHOWN = 8
"""Most words that are named."""

_NEAR = 2.0
"""Standard deviations above the usual from which a vector counts as near: one passage in forty, were they normal."""


def explained(retrieved: Retrieved) -> tuple[Hit, ...]:
    """The hits that were asked for, each with its explanation."""
    return tuple(
        replace(scored.hit(), explanation=_explanation(retrieved, scored))
        for scored in retrieved.passages[: retrieved.shown]
    )


def _explanation(retrieved: Retrieved, scored: ScoredPassage) -> Explanation:
    question, components = retrieved.question, scored.components
    crossing = language_group(question.language) != language_group(scored.release.language)
    reading = f"{scored.release.title}\n{scored.passage.heading}\n{scored.passage.reading}"
    shared = _translated(retrieved.bridged.asked, reading) if crossing else _shared(question, reading)
    found = tuple(dict.fromkeys(shared))[:_SHOWN]
    judgement = retrieved.judgements.get(scored.passage.id)
    reason = why(
        question.language,
        passage_near=components.passage >= _NEAR,
        sentence_near=components.sentence >= _NEAR,
        words=found,
        preferred=components.prior > 0,
        ahead=components.precedence > 0,
        answers=judgement is not None and judgement.relevance > 0,
    )
    return Explanation(
        dense=round(components.passage, 3),
        sentence=round(components.sentence, 3),
        lexical=round(scored.share, 3),
        words=found,
        components={name: round(part, 3) for name, part in components._asdict().items()},
        reason=reason,
    )


def _shared(question: Question, reading: str) -> Iterator[str]:
    """Figures that the passage has in any writing, then the longest stretches of the question that it has, as the
    question writes them."""
    there = set(terms(reading))
    content = question.content
    found = quantities(content)
    for quantity in found:
        if set(quantity_terms(quantity)) <= there:
            yield content[quantity.start : quantity.end]
    folded = fold(reading).text
    for piece in around(content, found):
        for word in words(piece):
            if not is_han(word):
                if set(terms(word)) <= there:
                    yield word
            else:
                yield from (_as_in(piece, stretch) for stretch in _stretches(word, folded))


def _stretches(run: str, folded: str) -> Iterator[str]:
    """From the left the longest stretches of two characters or more that stand in the text."""
    at = 0
    while at < len(run) - 1:
        end = next((end for end in range(len(run), at + 1, -1) if run[at:end] in folded), at)
        if end > at:
            yield run[at:end]
        at = max(end, at + 1)


def _translated(asked: Sequence[BridgedWord], reading: str) -> Iterator[str]:
    there = set(terms(reading))
    for word in asked:
        matched = next((a for a in word.alternatives if set(a) <= there), None)
        if matched:
            term = _as_in(reading, _joined(matched))
            yield word.word if term == word.word else f"{word.word} = {term}"


def _joined(alternative: Sequence[str]) -> str:
    """人工, 工智, 智能 as 人工智能; English stems side by side."""
    if all(map(is_han, alternative)):
        return alternative[0] + "".join(pair[-1] for pair in alternative[1:])
    return " ".join(alternative)


def _as_in(text: str, folded_term: str) -> str:
    """A folded term as `text` writes it; as it is where it does not stand there in one piece."""
    folded = fold(text)
    at = folded.text.find(folded_term)
    if at < 0:
        return folded_term
    return text[folded.origins[at] : folded.origins[at + len(folded_term) - 1] + 1]
