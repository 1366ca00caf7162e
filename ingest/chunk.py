"""From a release's parts to its passages: by heading, by paragraph, and by sentence where a paragraph is long."""

import re
from collections.abc import Callable, Iterator

from langchain_text_splitters import RecursiveCharacterTextSplitter

from .recognise import DATELINE
from .release import Part, PartKind, Passage, Release, SentenceSpan
from .repair import Repaired
from .sentence import split_sentences

CHUNKER = "paragraph-4"
"""Named in the index's manifest; changed whenever the same release would give other passages, or they other vectors."""

_MIN_TOKENS = 48
"""A part shorter than this joins its neighbour under the same heading: a line such as "see www…" finds nothing
by itself. About two short sentences."""

_CITED = frozenset({PartKind.BODY, PartKind.TABLE, PartKind.ABOUT, PartKind.CONTACT})
_SEPARATORS = ["\n", "。", "！", "？", "；", "; ", "，", "、", ", ", " ", ""]
_RULE_ROW = re.compile(r"^[|\s:+-]+$")

Span = tuple[int, int]


class Chunker:
    """Cuts releases into passages of at most `max_tokens` tokens, by `count_tokens` of the embedding model."""

    def __init__(self, count_tokens: Callable[[str], int], max_tokens: int) -> None:
        self._count = count_tokens
        self._max = max_tokens
        self._splitter = RecursiveCharacterTextSplitter(
            separators=_SEPARATORS,
            keep_separator="end",
            chunk_size=max_tokens,
            chunk_overlap=0,
            length_function=count_tokens,
            strip_whitespace=False,
        )

    def passages(self, release: Release, repaired: Repaired, parts: list[Part]) -> list[Passage]:
        """The passages of `release`, in order and without overlap. A release that is all title is one passage."""
        cited = [part for part in parts if part.kind in _CITED]
        if not cited:
            cited = [Part(PartKind.BODY, p.start, p.end) for p in parts if p.kind is PartKind.TITLE] or [
                Part(PartKind.BODY, p.start, p.end) for p in parts
            ]
        made = []
        header = ""
        for kind, heading, units in self._groups(repaired.text, cited):
            if kind is PartKind.TABLE and units[0][0] in {p.start for p in cited} and len(units) > 1:
                header = repaired.text[slice(*units[0])]
            made.append(_passage(release, repaired, kind, heading, units, header if kind is PartKind.TABLE else ""))
        return made

    def _groups(self, text: str, parts: list[Part]) -> Iterator[tuple[PartKind, str, list[Span]]]:
        """Runs of sentence spans that make a passage each."""
        run: list[Span] = []
        last: Part | None = None
        for part in parts:
            units = self._units(text, part)
            if run and last and self._belongs(text, last, part, run, units):
                run += units
            else:
                if run and last:
                    yield from self._packed(text, last, run)
                run = units
            last = part
        if run and last:
            yield from self._packed(text, last, run)

    def _belongs(self, text: str, last: Part, part: Part, run: list[Span], units: list[Span]) -> bool:
        if part.kind is not last.kind or part.heading != last.heading or part.kind is PartKind.TABLE or not units:
            return False
        short = min(self._tokens(text, run), self._tokens(text, units)) < _MIN_TOKENS
        return short and self._tokens(text, run + units) + self._count(part.heading) <= self._max

    def _tokens(self, text: str, units: list[Span]) -> int:
        return self._count(text[units[0][0] : units[-1][1]])

    def _packed(self, text: str, part: Part, units: list[Span]) -> Iterator[tuple[PartKind, str, list[Span]]]:
        """`units` in as few passages of at most the limit as keep their order."""
        room = self._max - self._count(part.heading)
        heading = part.heading if room > self._max // 2 else ""
        room = room if heading else self._max
        if self._tokens(text, units) <= room:
            yield part.kind, heading, units
            return
        packed: list[Span] = []
        for unit in units:
            if packed and self._tokens(text, [*packed, unit]) > room:
                yield part.kind, heading, packed
                packed = []
            packed.append(unit)
        if packed:
            yield part.kind, heading, packed

    def _units(self, text: str, part: Part) -> list[Span]:
        """The places in a part that an answer can quote: its sentences, a table's rows, a contact as a whole."""
        body = text[part.start : part.end]
        limit = self._max // 2
        if part.kind is PartKind.CONTACT and self._count(body) <= limit:
            spans = [(0, len(body))]
        elif part.kind is PartKind.TABLE:
            spans = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", body) if not _RULE_ROW.match(m.group())]
        else:
            spans = split_sentences(body)
        pieces = [piece for span in spans for piece in self._within_limit(body, span, limit)]
        return [(part.start + start, part.start + end) for start, end in pieces]

    def _within_limit(self, body: str, span: Span, limit: int) -> Iterator[Span]:
        start, end = span
        # Counting takes most of the time of chunking, and nearly every sentence has no more bytes than it may tokens.
        # Where E5's tokenizer makes more tokens than bytes, 1.7 times as many (of U+331A), a passage still holds them.
        if len(body[start:end].encode()) <= limit or self._count(body[start:end]) <= limit:
            yield span
            return
        for piece in self._splitter.split_text(body[start:end]):
            stripped = piece.strip()
            if stripped:
                at = body.index(stripped, start)
                yield at, at + len(stripped)
                start = at + len(stripped)


def _passage(
    release: Release, repaired: Repaired, kind: PartKind, heading: str, units: list[Span], header: str
) -> Passage:
    """`header` is a table's row of column names; where it is the first of `units`, it is not a sentence of its own."""
    first, last = units[0][0], units[-1][1]
    start, end = repaired.span(first, last)
    quotable = units[1:] if header and repaired.text[slice(*units[0])] == header else units
    text = repaired.text[first:last]
    return Passage(
        release_id=release.id,
        start=start,
        end=end,
        kind=kind,
        heading=heading,
        reading=f"{heading}\n{text}" if heading else text,
        sentences=tuple(
            SentenceSpan(*repaired.span(*unit), reading=_reading(repaired.text[slice(*unit)], kind, heading, header))
            for unit in quotable
        ),
    )


def _reading(text: str, kind: PartKind, heading: str, header: str) -> str:
    """The words that stand for a sentence: a table row with its column names, a contact with its heading."""
    opening = DATELINE.match(text)
    if opening and opening.end() < len(text) // 2:
        # The day of the release is its metadata; in the sentence it would pass for the day that somebody asks for.
        return text[opening.end() :].lstrip(" )）】]–—-")
    if kind is PartKind.CONTACT:
        return f"{heading} {text}".replace("\n", " ").strip()
    if header:
        names, cells = _cells(header), _cells(text)
        return "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(names, cells, strict=False))
    return text


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]
