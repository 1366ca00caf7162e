"""A release's lines, as they are read: repaired, without the marks of a heading."""

import re
from dataclasses import dataclass

from .repair import Repaired, repair
from .structure import NO_STRUCTURE, Structure


@dataclass(frozen=True)
class Line:
    """`text` stands at `start` to `end` of the repaired text. `level`: of a heading that is marked as one; `table`: the
    number of the original's line on which the table begins that the line is in."""

    start: int
    end: int
    text: str
    level: int | None
    table: int | None


@dataclass(frozen=True)
class ReadLines:
    """A text's repaired reading, what its file says of it, and its lines in order."""

    repaired: Repaired
    structure: Structure
    lines: list[Line]

    @property
    def texts(self) -> frozenset[str]:
        """What the lines say that can be headings: those outside tables."""
        return frozenset(line.text for line in self.lines if line.table is None)


def read_lines(text: str, structure: Structure = NO_STRUCTURE) -> ReadLines:
    """The lines of an original; skipped and empty ones left out."""
    repaired = repair(text)
    return ReadLines(repaired, structure, _lines(text, repaired, structure))


def _lines(original: str, repaired: Repaired, structure: Structure) -> list[Line]:
    starts = [0, *(m.end() for m in re.finditer(r"\r\n|[\n\r]", original))]
    numbers = {start: number for number, start in enumerate(starts)}
    lines = []
    for match in re.finditer(r"[^\n]+", repaired.text):
        line_start = original.rfind("\n", 0, repaired.origins[match.start()]) + 1
        number = numbers.get(line_start, -1)
        if number in structure.skipped:
            continue
        level = structure.headings.get(number)
        lead = len(match.group()) - len(match.group().lstrip("# ")) if level else 0
        text = match.group()[lead:].rstrip("# ") if level else match.group()
        if not text:
            continue  # "#" alone is a heading of nothing.
        lines.append(Line(match.start() + lead, match.end(), text, level, structure.tables.get(number)))
    return lines
