"""Where a passage has the words that it shares with a question."""

from collections.abc import Iterable, Iterator

from pressdesk.ingest.fold import fold, is_han
from pressdesk.ingest.terms import placed_terms, terms


def marked(text: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """`text` in pieces, each with whether it is one of `words` as an explanation gives them: as the question writes
    them, or `asked = found`. Writing may differ: the other script, another form of an English word or of a figure."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in sorted(set(_places(text, words))):
        if end <= at:
            continue
        # Words one after the other, or one over another, are one stretch.
        if pieces and not text[at:start].strip():
            pieces[-1] = (pieces[-1][0] + text[at:end], True)
        else:
            pieces += [(text[at:start], False)] if at < start else []
            pieces.append((text[start:end], True))
        at = end
    return [*pieces, (text[at:], False)] if at < len(text) else pieces


def _places(text: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    folded = fold(text)
    wanted: set[str] = set()
    for word in words:
        word = word.partition(" = ")[2] or word
        wanted |= {term for term in terms(word) if not is_han(term)}
        sought = fold(word).text
        if sought and all(map(is_han, sought)):
            for start in _starts(folded.text, sought):
                yield folded.origins[start], folded.origins[start + len(sought) - 1] + 1
    if wanted:
        yield from ((placed.start, placed.end) for placed in placed_terms(text) if placed.term in wanted)


def _starts(text: str, sought: str) -> Iterator[int]:
    at = -len(sought)
    while (at := text.find(sought, at + len(sought))) >= 0:
        yield at
