"""A release's original in pieces: its headings, and one quotation, of which none changes a character."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pressdesk.ingest.lines import read_lines
from pressdesk.ingest.release import Release


@dataclass(frozen=True)
class Heading:
    """A heading at `text[start:end]` of the original; `anchor`: the id of its place on the page."""

    text: str
    start: int
    end: int
    anchor: str


@dataclass(frozen=True)
class Piece:
    """A stretch of the original that is all of a heading, or of none. `anchor`: on the first piece of a heading."""

    text: str
    in_heading: bool = False
    anchor: str = ""


@dataclass(frozen=True)
class MarkedText:
    """The original in three: before the quotation, the quotation, after it. Without one all of it is `before`."""

    before: tuple[Piece, ...]
    quote: tuple[Piece, ...]
    after: tuple[Piece, ...]


def headings_of(release: Release) -> list[Heading]:
    """The release's headings where they stand in its original, in order; those that are no line of it left out."""
    wanted = list(release.headings)
    if not wanted:
        return []
    read = read_lines(release.text, release.structure)
    found: list[Heading] = []
    for line in read.lines:
        if line.table is None and line.text in wanted:
            del wanted[: wanted.index(line.text) + 1]
            found.append(Heading(line.text, *read.repaired.span(line.start, line.end), f"heading-{len(found) + 1}"))
    return found


def marked_text(text: str, headings: Sequence[Heading], place: tuple[int, int] | None) -> MarkedText:
    """`text` cut at the ends of its headings and of the quotation at `place`. A heading that reaches over an end of the
    quotation is two pieces, so that the quotation stays one."""
    start, end = place or (len(text), len(text))
    return MarkedText(
        tuple(_pieces(text, headings, 0, start)),
        tuple(_pieces(text, headings, start, end)),
        tuple(_pieces(text, headings, end, len(text))),
    )


def _pieces(text: str, headings: Sequence[Heading], start: int, end: int) -> Iterator[Piece]:
    at = start
    for heading in headings:
        first, last = max(heading.start, start), min(heading.end, end)
        if first >= last:
            continue
        if at < first:
            yield Piece(text[at:first])
        yield Piece(text[first:last], True, heading.anchor if first == heading.start else "")
        at = last
    if at < end:
        yield Piece(text[at:end])
