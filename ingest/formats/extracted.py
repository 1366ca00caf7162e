"""What a format's reader gives of a file."""

from dataclasses import dataclass

from ..structure import NO_STRUCTURE, Structure


@dataclass(frozen=True)
class Extracted:
    """`text` is what citations count in from now on: a paragraph, a heading or a table's row is a line, cells are
    parted by ` | `, paragraphs by an empty line. `warnings` tell what a person should know of it: pages without text,
    say."""

    text: str
    structure: Structure = NO_STRUCTURE
    warnings: tuple[str, ...] = ()
