"""A figure that a question takes for true and that what is quoted does not have: it is never agreed with in silence."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from .answer import Answer
from .figures import any_figures
from .measures import Figure, figures
from .phrases import not_quoted
from .question import CONFIRMS

_YES_OR_NO = re.compile(
    r"[嗎吗]\s*[？?]?\s*$|是不是|是否|有[沒没]有"
    r"|^(?:and |but )?(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could)\b",
    re.IGNORECASE,
)
_CONDITION_BEFORE = re.compile(
    r"(?:首|第|每|逾|超過|超过|多於|多于|少於|少于|不足|至少|最少|最多|不少於|不多於|不超過|不超过|上限|限期|年滿|满|滿)\s?$"
    r"|\b(?:within|over|under|above|below|than|least|most|up to|every|per|first|another|if|after|before|aged?|top)\s$",
    re.IGNORECASE,
)
_CONDITION_AFTER = re.compile(
    r"^\s?[\u3400-\u9fff]{0,3}(?:內|内|以上|以下|或以上|或以下|之後|之前|以後|以前|後|前|歲|岁)|^[ -](?:years? old|or (?:more|less|fewer))\b",
    re.IGNORECASE,
)

_AGREES = re.compile(
    r"^(?:(?:yes|correct|right|true|indeed|exactly|that(?:['’]s| is) (?:right|correct|true))\b|是的|[對对](?=[，,。的！!]|$)|正確|正确|沒錯|没错|係[，,。呀]|啱[，,。]|無錯)",
    re.IGNORECASE,
)


def noted(answer: Answer, question: str) -> Answer:
    """The answer with a notice for each figure that `question` asserts and no quote has, and what they have in its
    place where that is clear. A refusal has no quotes and stays as it is."""
    if answer.refused or not answer.citations:
        return answer
    quotes = [citation.quote for citation in answer.citations]
    found = [not_quoted(answer.language, figure.written, instead) for figure, instead in unquoted(question, quotes)]
    return replace(answer, notices=(*answer.notices, *found)) if found else answer


def unquoted(question: str, quotes: Sequence[str]) -> list[tuple[Figure, str | None]]:
    """The figures that `question` asserts and none of `quotes` has, each with what they have in its place, as it is
    written there, where there is one such figure alone.

    Who asks for confirmation asserts every figure; any other question only one that a quote has otherwise for the same
    thing. What is a condition (within 3 years, the first 12 months), and a date beside another figure, is none.
    """
    asked = figures(question)
    measured = [figure for figure in asked if figure.kind != "date"]
    confirms = bool(CONFIRMS.search(question))
    said = any_figures("\n".join(quotes))
    there = [figure for quote in quotes for figure in figures(quote)]
    found: list[tuple[Figure, str | None]] = []
    for figure in measured or (asked if confirms else []):
        if _is_said(figure, said) or _is_condition(question, figure):
            continue
        same = [other for other in there if figure.counts_as(other)]
        exact = [other for other in same if figure.kind != "number" or figure.is_exactly(other)]
        if confirms or (same if _YES_OR_NO.search(question) else exact if figure.kind == "number" else []):
            instead = {other.value: other.written for other in exact or same}
            found.append((figure, next(iter(instead.values())) if len(instead) == 1 else None))
    return found


def agrees(sentence: str, question: str, said: str) -> bool:
    """Whether a written sentence agrees with a figure of `question` that `said` does not have."""
    return bool(_AGREES.search(sentence.strip())) and bool(unquoted(question, [said]))


def _is_said(figure: Figure, said: set[Decimal]) -> bool:
    if figure.number is not None:
        return figure.number.normalize() in said
    return any_figures(figure.written) <= said


def _is_condition(question: str, figure: Figure) -> bool:
    before, after = question[: figure.quantity.start], question[figure.quantity.end :]
    return bool(_CONDITION_BEFORE.search(before) or _CONDITION_AFTER.search(after))
