"""A document's blocks in order, and the text that they make."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..structure import Doubt, Structure
from .extracted import Extracted

_SENTENCE_END = re.compile(r"[。！？!?；;：:，,.]$")
_MAX_HEADING = 60
"""Longest bold line, in characters (Latin letters count half), that can be a heading."""


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading (`level` 1 to 6) or a table (`rows` of cells, none of `text`). `text` may have line
    breaks; `bold` where all of it is."""

    text: str = ""
    level: int = 0
    bold: bool = False
    rows: tuple[tuple[str, ...], ...] = ()


def extracted_of(blocks: Sequence[Block], fields: Mapping[str, str], doubts: tuple[Doubt, ...] = ()) -> Extracted:
    """The text of blocks. The block that says the title of `fields` is a heading of level 1 where none is; a short
    line in bold over a paragraph is a heading."""
    lines: list[str] = []
    headings: dict[int, int] = {}
    tables: dict[int, int] = {}
    for block in with_headings(blocks, fields.get("title", "")):
        at = len(lines)
        if block.rows:
            lines += [f"| {' | '.join(map(_cell, row))} |" for row in block.rows]
            tables.update(dict.fromkeys(range(at, len(lines)), at))
        elif block.level:
            lines.append(_on_one_line(block.text))
            headings[at] = block.level
        else:
            lines += block.text.replace("\r", "\n").split("\n")
        lines.append("")
    return Extracted("\n".join(lines), Structure(headings, tables, frozenset(), dict(fields), doubts))


def with_headings(blocks: Sequence[Block], title: str) -> list[Block]:
    """The blocks, with headings that only their looks or the document's title give away marked as such."""
    made = list(blocks)
    if title and not any(block.level == 1 for block in made):
        said = next((n for n, block in enumerate(made) if not block.rows and same_words(block.text, title)), None)
        if said is not None:
            made[said] = replace(made[said], level=1)
    level = 3 if any(block.level == 2 for block in made) else 2
    for number, block in enumerate(made[:-1]):
        following = made[number + 1]
        if block.level or not block.bold or following.bold or following.level or not _is_short(block.text):
            continue
        if following.rows or len(following.text) > len(block.text):
            made[number] = replace(block, level=level)
    return made


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same but for white space, width and case."""
    return folded(one) == folded(other) != ""


def folded(text: str) -> str:
    """What a text says, without white space, width and case."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _is_short(text: str) -> bool:
    width = sum(0.5 if c.isascii() else 1 for c in text)
    return "\n" not in text and 1 < width <= _MAX_HEADING and not _SENTENCE_END.search(text)


def _cell(text: str) -> str:
    # A bar would end the cell; the wide one looks the same.
    return _on_one_line(text).replace("|", "｜")


def _on_one_line(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines() if line.strip())
