"""A question that was made from a sentence by rule, before it is known whether the desk answers it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Literal

from pressdesk.ingest.release import PartKind, Release

Kind = Literal["number", "amount", "percent", "date", "why", "said", "row", "contact"]
"""What a drafted question asks for."""


@dataclass(frozen=True)
class Line:
    """A sentence, table row or contact block of a release that questions are made from, with its part and heading."""

    start: int
    end: int
    reading: str
    kind: PartKind = PartKind.BODY
    heading: str = ""


@dataclass(frozen=True)
class Draft:
    """A question with the place that it was made from: offsets in the release's original, end exclusive. `answer`:
    the words that the question leaves out, as they stand there. `rank`: the lower, the surer that it reads well."""

    question: str
    release_id: str
    start: int
    end: int
    answer: str
    kind: Kind
    rank: int = 0


@dataclass(frozen=True)
class Subject:
    """What a release's sentences are about where they don't say it: `topic`, the building or programme of its title,
    or empty. `names`: what else a sentence can begin with and be understood alone. `short`: from what the release
    calls something behind its first mention to its name."""

    topic: str = ""
    names: tuple[str, ...] = ()
    short: dict[str, str] = field(default_factory=dict, hash=False)


Made = tuple[str, str, Kind, int]
"""A question with what it leaves out, its kind and rank: what a rule makes of a line."""


def of_lines(
    lines: Sequence[Line],
    row: Callable[[Line], Iterator[Made]],
    contact: Callable[[Line], Iterator[Made]],
    sentence: Callable[[Line], Iterator[Made]],
) -> Iterator[tuple[Line, Made]]:
    """What the rules of a language for rows, press contacts and sentences make of a release's lines."""
    rules = {PartKind.TABLE: row, PartKind.CONTACT: contact, PartKind.BODY: sentence}
    for line in lines:
        if line.kind in rules:
            for made in rules[line.kind](line):
                yield line, made


_ORDER: tuple[Kind, ...] = ("amount", "date", "number", "why", "row", "percent", "said")
_DOUBTFUL = 3
"""Rank from which a draft is only taken where no better one is left."""


def in_turn(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts so that each kind comes once before any comes twice, each question and each place once; the surest
    of a kind first, and of those the earlier in the release. Doubtful ones come behind all others, and the press
    contact, which is in every release, last."""
    own = [draft for draft in drafts if draft.kind != "contact"]
    taken = _taking_turns([draft for draft in own if draft.rank < _DOUBTFUL])
    taken += _taking_turns([draft for draft in own if draft.rank >= _DOUBTFUL])
    taken += sorted((draft for draft in drafts if draft.kind == "contact"), key=lambda draft: draft.rank)
    seen: set[object] = set()
    kept: list[Draft] = []
    for draft in taken:
        place = (draft.start, draft.answer)
        if draft.question not in seen and place not in seen:
            seen |= {draft.question, place}
            kept.append(draft)
    return kept


def _taking_turns(drafts: Sequence[Draft]) -> list[Draft]:
    queues: dict[Kind, list[Draft]] = {kind: [] for kind in _ORDER}
    for draft in sorted(drafts, key=lambda draft: (draft.rank, draft.start)):
        queues[draft.kind].append(draft)
    return [draft for turn in zip_longest(*queues.values()) for draft in turn if draft is not None]


def table_cells(reading: str) -> list[tuple[str, str]]:
    """The columns of a table's row with their names, as `ingest/chunk.py` reads them: "Site: Hall; Capacity: 2"."""
    cells = [cell.partition(": ") for cell in reading.split("; ")]
    return [(name.strip(), value.strip()) for name, _, value in cells if value]


def organisation_names(release: Release) -> tuple[str, ...]:
    """What the release calls its organisation: the name, and the short form in the parenthesis behind it."""
    if not release.organisation:
        return ()
    found = re.search(re.escape(release.organisation) + r"\s?[（(]([^()（）]{2,40})[)）]", release.text)
    inside = re.split(r"[;；,，]", found.group(1)) if found else []
    short = [re.sub(r"^(?:以下)?[簡简下]?[稱称]?", "", piece.strip()).strip('「」“”‘’" ') for piece in inside]
    return tuple(dict.fromkeys(name for name in (*short, release.organisation) if name))
