"""Which passages go to a language model: the best ones that fit."""

from collections.abc import Callable, Sequence

from .retriever import ScoredPassage


def packed(
    passages: Sequence[ScoredPassage], count_tokens: Callable[[str], int], most: int
) -> dict[int, ScoredPassage]:
    """Passages numbered from 1 in their order, of at most `most` tokens together; one that does not fit any more is
    left out and a shorter one behind it may still come in. The first always does."""
    chosen: list[ScoredPassage] = []
    left = most
    for scored in passages:
        tokens = count_tokens(f"{scored.release.title}\n{scored.passage.text}")
        if tokens <= left or not chosen:
            chosen.append(scored)
            left -= tokens
    return dict(enumerate(chosen, start=1))
