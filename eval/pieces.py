"""A release in pieces: what it is rendered from as a file, and what is looked for in what is read back."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pressdesk.ingest.lines import read_lines
from pressdesk.ingest.recognise import recognise
from pressdesk.ingest.release import PartKind
from pressdesk.ingest.structure import NO_STRUCTURE, Structure


class PieceKind(StrEnum):
    """What a piece of a release is: a line, but for a table, which is rows of cells."""

    NOTE = "note"
    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    CONTACT = "contact"


@dataclass(frozen=True)
class Piece:
    """`text` is one line; a table has `rows` instead, the first one of column names. A note stands over the title
    ("press release"), a contact is a line of the press contact."""

    kind: PieceKind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class WrittenRelease:
    """A release to be rendered: its pieces in order, its language, and who gave it out when (ISO 8601)."""

    name: str
    language: str
    organisation: str
    date: str
    pieces: tuple[Piece, ...]

    @property
    def title(self) -> str:
        return next(piece.text for piece in self.pieces if piece.kind is PieceKind.TITLE)

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(piece.text for piece in self.pieces if piece.kind is PieceKind.HEADING)

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(cell for piece in self.pieces for row in piece.rows for cell in row)

    @property
    def text(self) -> str:
        """Its characters in order: a piece a line, a table's row a line of cells between bars."""
        return "\n".join(line for piece in self.pieces for line in _lines(piece)) + "\n"


def written_release(name: str, text: str, structure: Structure = NO_STRUCTURE) -> WrittenRelease:
    """A release's text in the pieces that we recognise in it; `name` is its file's."""
    release, _, parts = recognise("x", name, text, structure)
    kinds = {PartKind.TITLE: PieceKind.TITLE, PartKind.CONTACT: PieceKind.CONTACT}
    kinds |= dict.fromkeys((PartKind.NOTICE, PartKind.PREAMBLE), PieceKind.NOTE)
    pieces: list[Piece] = []
    rows: list[tuple[str, ...]] = []
    for line in read_lines(text, structure).lines:
        part = next((p for p in parts if p.start <= line.start < p.end), None)
        if part and part.kind is PartKind.TABLE:
            rows.append(tuple(cell.strip() for cell in line.text.strip().strip("|").split("|")))
            continue
        if rows:
            pieces.append(_table(rows))
            rows = []
        pieces.append(Piece(kinds.get(part.kind, PieceKind.PARAGRAPH) if part else PieceKind.HEADING, line.text))
    date = release.date.isoformat() if release.date else ""
    return WrittenRelease(name.rsplit(".", 1)[0], release.language, release.organisation, date, tuple(pieces))


def with_table(release: WrittenRelease, rows: Sequence[Sequence[str]], after: int) -> WrittenRelease:
    """The release with a table after its piece number `after`."""
    pieces = list(release.pieces)
    pieces.insert(after + 1, Piece(PieceKind.TABLE, rows=tuple(tuple(row) for row in rows)))
    return WrittenRelease(release.name, release.language, release.organisation, release.date, tuple(pieces))


def _table(rows: list[tuple[str, ...]]) -> Piece:
    return Piece(PieceKind.TABLE, rows=tuple(row for row in rows if not all(set(cell) <= set("-: ") for cell in row)))


def _lines(piece: Piece) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in piece.rows] or [piece.text]
