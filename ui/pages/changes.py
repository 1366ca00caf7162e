"""What changed between two versions of a text, in pieces."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_UNIT = re.compile(r"[\u3400-\u9fff]|[^\W_]+|\s+|.", re.DOTALL)
_MOST_UNITS = 3000
"""Of a run of changed lines; of longer ones it is not told which words changed: the time grows with the square."""


@dataclass(frozen=True)
class Change:
    """A stretch of text that both versions have, or one of them alone."""

    kind: Literal["kept", "removed", "inserted"]
    text: str


def changes(before: str, after: str) -> list[Change]:
    """Both texts in one, in pieces: those that are kept or removed are `before`, those kept or inserted `after`, each
    character for character. Chinese is compared by characters, other text by words."""
    found: list[Change] = []
    for change in _by_lines(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if found and found[-1].kind == change.kind:
            found[-1] = Change(change.kind, found[-1].text + change.text)
        else:
            found.append(change)
    return found


def _by_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("kept", "".join(before[a:b]))
        else:
            yield from _by_units("".join(before[a:b]), "".join(after[c:d]))


def _by_units(before: str, after: str) -> Iterator[Change]:
    old, new = _UNIT.findall(before), _UNIT.findall(after)
    if len(old) + len(new) > _MOST_UNITS:
        yield from _replaced(before, after)
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("kept", "".join(old[a:b]))
        else:
            yield from _replaced("".join(old[a:b]), "".join(new[c:d]))


def _replaced(before: str, after: str) -> Iterator[Change]:
    if before:
        yield Change("removed", before)
    if after:
        yield Change("inserted", after)
