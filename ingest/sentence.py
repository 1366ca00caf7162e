"""Where sentences begin and end, Chinese, Latin and quoted ones. `sentencex` (Wikimedia) does the splitting."""

import re
from itertools import pairwise

from sentencex import get_sentence_boundaries  # pyright: ignore[reportAttributeAccessIssue]

_LONG = 90
"""A unit longer than this, in characters, is looked into: sentencex keeps a quotation of many sentences in one
piece, and a spokesman's five sentences are no answer. Half the length of a paragraph of the releases seen."""

_QUOTES = re.compile(r"[「」『』“”‘’\"]")
_CLOSERS = '」』”’")）】]'
_STOP_BEFORE_FIGURE = re.compile(r"[。！？](?=\s*[\dA-Za-z])")
_HAS_LETTER = re.compile(r"\w")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences of `text` without outer white space, in order, together all its words.

    Lines end sentences. Inside a long quotation each sentence counts, the first with what leads to it.
    """
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        for start, end in _units(line.group()):
            if end - start > _LONG:
                spans += [
                    (line.start() + start + a, line.start() + start + b) for a, b in _inside(line.group()[start:end])
                ]
            else:
                spans.append((line.start() + start, line.start() + end))
    return [span for span in (_trim(text, *span) for span in _merge_wordless(text, spans)) if span[0] < span[1]]


def _units(line: str) -> list[tuple[int, int]]:
    edges = {0, len(line)}
    for boundary in get_sentence_boundaries("en", line):
        edges |= {boundary["start_index"], boundary["end_index"]}
    # sentencex sees no end before a figure: 「……屬研發崗位。35 歲或以下……」
    edges |= {m.end() for m in _STOP_BEFORE_FIGURE.finditer(line) if not _inside_quotation(line, m.start())}
    return list(pairwise(sorted(edges)))


def _inside_quotation(line: str, at: int) -> bool:
    before = line[:at]
    return any(before.count(opening) > before.count(closing) for opening, closing in ("「」", "『』", "“”", "（）"))


def _inside(unit: str) -> list[tuple[int, int]]:
    """The sentences of a unit as if it had no quotation marks; a mark that closes stays with what it closes."""
    starts = [start for start, _ in _units(_QUOTES.sub(" ", unit))]
    moved = []
    for start in starts:
        while 0 < start < len(unit) and (unit[start] in _CLOSERS or unit[start].isspace()):
            start += 1
        moved.append(start)
    edges = sorted({0, len(unit), *moved})
    return list(pairwise(edges))


def _merge_wordless(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A piece of marks alone (a stray 」 or …) goes to the sentence before it on its line."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and not _HAS_LETTER.search(text[start:end]) and "\n" not in text[merged[-1][1] : start]:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
