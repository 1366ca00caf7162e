"""What a file says of its text's lines, whatever its format: headings, tables, and facts that it names itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Structure:
    """Lines are counted from 0; a line ends with a line feed, a carriage return, or both.

    `headings`: line to level, 1 (the title's) to 6. `tables`: line to the line on which its table begins.
    `skipped`: lines that are no part of what is read. `fields`: facts by name, as they are written: title, date,
    organisation, url.
    """

    headings: Mapping[int, int] = field(default_factory=dict)
    tables: Mapping[int, int] = field(default_factory=dict)
    skipped: frozenset[int] = frozenset()
    fields: Mapping[str, str] = field(default_factory=dict)


NO_STRUCTURE = Structure()
