"""From characters on a page to lines, and from lines to running text."""

import re
import statistics
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

_NEAR = 1.0
"""Widest gap within a stretch of text, in ems: a justified line's words are nearer than that, columns seldom."""
_WORD_GAP = 0.15
"""Narrowest gap between words, in ems."""
_CUT = re.compile(r"([^\W\d_]+)-$")
_SPACED = re.compile(r"(?<=[㐀-鿿]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) (?=[㐀-鿿])")
_TIGHT = re.compile(r"(?<=[㐀-鿿])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[㐀-鿿])")
_LONGEST_WORD = 40
_DIVIDED = 0.04
"""Share of lines that end in a hyphen where words are divided; compounds end fewer."""


@dataclass(frozen=True)
class Span:
    """A stretch of a line, in points from the page's top left corner as it is shown: `left` to `right`, its baseline
    at `y`. A space at the end was written there."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool


class Character(NamedTuple):
    """One character as it is shown; `spaced` where PDFium tells a space before it by the gap."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool
    spaced: bool = False


def spans_of(characters: list[Character]) -> Iterator[Span]:
    """The stretches of text that characters make that follow one another on a line."""
    run: list[Character] = []
    for character in characters:
        if run and not _follows(run[-1], character):
            yield from _span(run)
            run = []
        elif (
            run
            and character.spaced
            and not run[-1].text.isspace()
            and character.left - run[-1].right > 0.1 * run[-1].size
        ):
            # PDFium tells a space by the gap: many PDFs have no other.
            run.append(Character(" ", run[-1].right, character.left, character.y, character.size, character.bold))
        run.append(character)
    yield from _span(run)


def _apart(last: Character, character: Character) -> bool:
    return character.left - last.right > 0.1 * last.size


def _follows(last: Character, character: Character) -> bool:
    size = max(last.size, character.size)
    return abs(character.y - last.y) < 0.4 * size and -0.6 * size < character.left - last.right < _NEAR * size


def _span(run: list[Character]) -> Iterator[Span]:
    text = "".join(c.text for c in run)
    solid = [c for c in run if not c.text.isspace()]
    if solid:
        size = statistics.median_low([c.size for c in solid])
        bold = sum(c.bold for c in solid) > len(solid) / 2
        text = text.lstrip() if text.rstrip() == text else f"{text.strip()} "
        yield Span(text, solid[0].left, max(c.right for c in solid), solid[0].y, round(size, 1), bold)


def is_wide(text: str) -> bool:
    """Whether the last character is Chinese or full in width."""
    return unicodedata.east_asian_width(text[-1]) in "WF"


def lines_of(spans: Iterable[Span], near: float = 0.8 * _NEAR) -> list[Span]:
    """Spans from the top down and from left to right; those on one line joined that are nearer than `near` ems."""
    rows: list[list[Span]] = []
    for span in sorted(spans, key=lambda s: s.y):
        if rows and span.y - rows[-1][0].y < 0.4 * max(span.size, rows[-1][0].size):
            rows[-1].append(span)
        else:
            rows.append([span])
    return [line for row in rows for line in _joined_row(sorted(row, key=lambda s: s.left), near)]


@dataclass(frozen=True)
class LineEnds:
    """How a document's lines are to be joined: `words` in it, whether it `divides` words at the end of a line, and
    whether Chinese is `spaced` from figures and Latin words."""

    words: frozenset[str] = frozenset()
    divides: bool = False
    spaced: bool = False

    @classmethod
    def of(cls, lines: Sequence[Span]) -> "LineEnds":
        words = {word.lower() for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*(?!-)", line.text)}
        pairs = ((one.text[-_LONGEST_WORD:], other.text[:1]) for one, other in pairwise(lines))
        cut = sum(bool(_CUT.search(before)) and after.islower() for before, after in pairs)
        latin = sum(bool(re.search(r"[A-Za-z]", line.text)) for line in lines)
        spaced = sum(len(_SPACED.findall(line.text)) for line in lines)
        tight = sum(len(_TIGHT.findall(line.text)) for line in lines)
        return cls(frozenset(words), cut > max(1, _DIVIDED * latin), spaced > tight)

    def kept(self, before: str, after: str) -> bool:
        """Whether the hyphen between two halves is the word's own: as it is written elsewhere, else as is usual."""
        if f"{before}-{after}".lower() in self.words:
            return True
        return (before + after).lower() not in self.words and not self.divides


def joined(lines: Sequence[Span], ends: LineEnds | None = None) -> str:
    """The text that lines make which follow one another: no space between Chinese, no hyphen that only ends a line."""
    pieces: list[str] = []
    tail = ""
    for line in lines:
        # Only the end of what is there decides, so that long texts are not copied for every line.
        begun = _joined_texts(tail, line.text, ends or LineEnds())
        pieces.append(begun[:-_LONGEST_WORD])
        tail = begun[-_LONGEST_WORD:]
    return ("".join(pieces) + tail).replace("\u00ad", "").strip()


def _joined_texts(text: str, after: str, ends: LineEnds) -> str:
    if not text or not after:
        return text or after
    if text[-1].isspace():
        return text + after
    if text.endswith("\u00ad"):
        return text[:-1] + after
    cut = _CUT.search(text[-_LONGEST_WORD:]) if text[-1] == "-" else None
    if cut and after[0].islower():
        rest = re.match(r"[^\W\d_]*", after)
        return (text if ends.kept(cut[1], rest[0] if rest else "") else text[:-1]) + after
    if (text[-1] in "-–/" and not text[-2:-1].isspace()) or (is_wide(text) and is_wide(after[0])):
        return text + after
    if is_wide(text) or is_wide(after[0]):
        return text + (" " if ends.spaced and _SPACED.search(f"{text[-1]} {after[0]}") else "") + after
    return f"{text} {after}"


def _joined_row(row: list[Span], near: float) -> Iterator[Span]:
    last: Span | None = None
    for span in row:
        if last is None:
            last = span
            continue
        gap, size = span.left - last.right, max(span.size, last.size)
        if gap < near * size:
            tight = last.text[-1] == " " or gap < _WORD_GAP * size
            longer = max(last, span, key=lambda s: len(s.text))
            text = last.text + ("" if tight else " ") + span.text
            last = replace(longer, text=text, left=last.left, right=max(last.right, span.right), y=last.y)
        else:
            yield last
            last = span
    if last is not None:
        yield last
