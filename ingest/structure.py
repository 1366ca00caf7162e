"""What a file says of its text's lines, whatever its format: headings, tables, and facts that it names itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class DoubtKind(StrEnum):
    """Why the text of pages may not be what they show."""

    MACHINE_READ = "machine-read"
    """Pictures without text; a machine read them."""
    TEXT_BEHIND = "text-behind-a-picture"
    """Pictures with text behind them that a machine read, before the file came here."""
    NOT_READ = "not-read"
    """Pictures, or empty: nothing was read."""
    UNKNOWN_FONT = "unknown-characters"
    """A font does not say what its characters are."""


@dataclass(frozen=True)
class Doubt:
    """What a person should know before quoting a file: the `kind`, and on which `pages`, counted from 1."""

    kind: DoubtKind
    pages: tuple[int, ...]

    @property
    def numbers(self) -> str:
        """The pages' numbers, the first twenty of them."""
        return ", ".join(map(str, self.pages[:_LISTED])) + (" …" if len(self.pages) > _LISTED else "")

    @property
    def message(self) -> str:
        return f"{'Page' if len(self.pages) == 1 else 'Pages'} {self.numbers}: {_MESSAGES[self.kind]}"


_LISTED = 20
_MESSAGES = {
    DoubtKind.MACHINE_READ: "a picture, read by a machine; check its figures.",
    DoubtKind.TEXT_BEHIND: "a picture with text behind it that a machine read; check its figures.",
    DoubtKind.NOT_READ: "no text (a picture, or empty); not read.",
    DoubtKind.UNKNOWN_FONT: "written in a font that does not say what its characters are; check them.",
}


@dataclass(frozen=True)
class Structure:
    """Lines are counted from 0; a line ends with a line feed, a carriage return, or both.

    `headings`: line to level, 1 (the title's) to 6. `tables`: line to the line on which its table begins.
    `skipped`: lines that are no part of what is read. `fields`: facts by name, as they are written: title, date,
    organisation, url. `doubts`: what a person should know of the reading.
    """

    headings: Mapping[int, int] = field(default_factory=dict)
    tables: Mapping[int, int] = field(default_factory=dict)
    skipped: frozenset[int] = frozenset()
    fields: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()


NO_STRUCTURE = Structure()
