"""What a format's reader gives of a file."""

from dataclasses import dataclass

from ..structure import NO_STRUCTURE, Structure


@dataclass(frozen=True)
class Extracted:
    """`text` is what citations count in from now on: a paragraph or a heading is a line with an empty one after
    it, a table's row a line `| cell | cell |`."""

    text: str
    structure: Structure = NO_STRUCTURE
