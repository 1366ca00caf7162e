"""Quotations and names in quotation marks: what stands between the marks must stand in the passage, word for word."""

import re
from typing import NamedTuple

_PAIRS = {"「": "」", "『": "』", "“": "”", "《": "》", "〈": "〉", "«": "»", "〝": "〞"}
_STRAIGHT = re.compile(r"(?<![\w\d])\"([^\"\n]+)\"(?!\w)")
_SINGLE = re.compile(r"(?<!\w)[‘'](?=\w)([^‘'’\n]*(?:[’'](?=\w)[^‘'’\n]*)*)[’'](?!\w)")
_OMITTED = re.compile(r"\s*(?:\[…\]|\[\.\.\.\]|…+|\.{3,}|⋯+)\s*")
_IGNORED = re.compile(r"[\s「」『』“”\"‘’'《》〈〉«»〝〞]+")
_ENDING = ".,;:!?。，；：！？、…—– "


class Quoted(NamedTuple):
    """`text[start:end]`, without its marks, is said to be somebody's words or something's name."""

    start: int
    end: int


def quoted_pieces(text: str) -> list[Quoted]:
    """The outermost quotations of `text` in order. One that is not closed goes to the end, one that was opened before
    begins with the text: a sentence may be cut from a longer quotation."""
    found = [*_paired(text)]
    for pattern in (_STRAIGHT, _SINGLE):
        found += [
            Quoted(*match.span(1))
            for match in pattern.finditer(text)
            if not any(match.start() < q.end and q.start < match.end() for q in found)
        ]
    return sorted(piece for piece in found if re.search(r"\w", text[piece.start : piece.end]))


def has_quotation(folded_said: str, folded_quotation: str) -> bool:
    """Whether a folded passage has a quotation word for word, but for white space and marks; what is left out in it
    (…) may be anything."""
    said = _IGNORED.sub("", folded_said)
    at = 0
    for piece in _OMITTED.split(folded_quotation):
        words = _IGNORED.sub("", piece).strip(_ENDING)
        found = _find(said, words, at)
        if found < 0:
            return False
        at = found + len(words)
    return True


def _find(said: str, words: str, at: int) -> int:
    """Where `words` stand in `said` as whole words; -1 where they do not."""
    while (at := said.find(words, at)) >= 0:
        # A figure or Latin word must not be the piece of a longer figure; Latin words have lost their spaces.
        inside = (words[:1].isdigit() and said[at - 1 : at].isdigit()) or (
            words[-1:].isdigit() and said[at + len(words) : at + len(words) + 1].isdigit()
        )
        if not inside or not words:
            return at
        at += 1
    return -1


def _paired(text: str) -> list[Quoted]:
    found: list[Quoted] = []
    stack: list[tuple[str, int]] = []
    for at, character in enumerate(text):
        if character in _PAIRS:
            stack.append((character, at))
        elif character in _PAIRS.values():
            if stack and _PAIRS[stack[-1][0]] == character:
                _, start = stack.pop()
                if not stack:
                    found.append(Quoted(start + 1, at))
            elif not stack and not found:
                found.append(Quoted(0, at))
    if stack:
        found.append(Quoted(stack[0][1] + 1, len(text)))
    return found
