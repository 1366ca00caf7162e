"""Whether a sentence is proved by what it cites: the check before anything is shown, and of any text that is asked.

Every figure, amount, percentage, date, telephone number, e-mail address, URL, name and quotation of the sentence must
stand in the cited text, however it is written there, and a figure with what it counts. Names across languages are
held to a glossary only (`rag/names.py`). That a sentence with all its figures in place says the opposite is not
found here: what compares meanings goes into `_CHECKS` beside the others.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pressdesk.ingest.fold import Folded, fold, is_han, words
from pressdesk.ingest.glossary import Glossary
from pressdesk.ingest.language import detect_language
from pressdesk.ingest.release import Release

from .addresses import addresses
from .counted import Fits, conflicting
from .dated import DatePlace, date_places, lacks_date, relative_years, release_place
from .dictionary import Dictionary
from .figures import lacking, lacking_numbers, unmeasured_figures
from .names import unbacked_terms, unknown_capitals, unknown_chinese
from .placed import PlacedFigure, placed_figures, term_counts
from .quotations import has_quotation, quoted_pieces
from .verdict import Finding, FindingKind, Verdict

_MARK = re.compile(r"\s*[\[【]\s*(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[\]】]")


@dataclass(frozen=True)
class Cited:
    """What a sentence is held to: a text of one release. The release's date, title, place and organisation are said of
    all of it."""

    text: str
    release: Release


class _Said:
    """The cited texts, read once for every check."""

    def __init__(self, cited: Sequence[Cited], glossary: Glossary, dictionary: Dictionary | None) -> None:
        self.glossary = glossary
        self.dictionary = dictionary
        self.releases = "\n".join({fold(c.release.text).text for c in cited})
        self.is_chinese = detect_language("\n".join(c.text for c in cited)).startswith("zh")
        self.counts = term_counts(self.releases)
        self.texts = [fold(c.text).text for c in cited]
        self.text = "\n".join(self.texts)
        heads = [f"{c.release.title}\n{c.release.organisation}\n{c.release.place}" for c in cited]
        self.with_heads = "\n".join([self.text, *(fold(head).text for head in heads)])
        self.figures = [figure for text in self.texts for figure in placed_figures(text)]
        self.unmeasured = unmeasured_figures(self.text)
        self.dates: list[DatePlace] = []
        for c, text in zip(cited, self.texts, strict=True):
            self.dates += [*date_places(text, c.release.date), *relative_years(text, c.release.date)]
            self.dates += [release_place(c.release.date)] if c.release.date else []
        self.addresses = {(address.kind, address.value) for address in addresses(self.text)}


@dataclass(frozen=True)
class _Written:
    """The sentence, read once for every check; places count in `folded`."""

    text: str
    folded: Folded
    is_chinese: bool
    figures: list[PlacedFigure]
    dates: list[DatePlace]


def split_marks(written: str) -> tuple[str, tuple[int, ...]]:
    """A written sentence without its citation marks (`[2]`, 【1, 3】), and their numbers in order, each once."""
    numbers = [int(n) for match in _MARK.finditer(written) for n in re.findall(r"\d+", match.group(1))]
    return _MARK.sub("", written).strip(), tuple(dict.fromkeys(numbers))


def verify(sentence: str, cited: Sequence[Cited], glossary: Glossary | None = None, dictionary: Dictionary | None = None) -> Verdict:
    """Hold a sentence to the texts that it cites. `glossary` backs names in another language, `dictionary` tells names
    from other Chinese words."""
    if not cited:
        return Verdict(sentence, (Finding("citation", sentence, 0, len(sentence), "it cites nothing"),))
    folded = fold(sentence)
    written = _Written(
        sentence, folded, detect_language(sentence).startswith("zh"), placed_figures(folded.text), date_places(folded.text)
    )
    said = _Said(cited, glossary or Glossary(), dictionary)
    found = [finding for check in _CHECKS for finding in check(written, said)]
    return Verdict(sentence, tuple(sorted(_apart(found), key=lambda finding: (finding.start, finding.end))))


def _figures(written: _Written, said: _Said) -> Iterator[Finding]:
    figures = [f for f in written.figures if not any(f.start < d.end and d.start < f.end for d in written.dates)]
    for start, end in lacking(written.folded.text, figures, said.text, said.figures):
        yield _finding("figure", written, start, end, "the cited passage does not have the figure {}")
    for start, end in lacking_numbers(written.folded.text, said.text):
        yield _finding("figure", written, start, end, "the cited passage does not have the figure {}")


def _dates(written: _Written, said: _Said) -> Iterator[Finding]:
    numbers = {value for place in said.figures if place.kind == "number" for value in place.values}
    for place in written.dates:
        if place.month is None and str(place.year) in numbers:
            continue
        if lacks_date(place, said.dates):
            yield _finding("date", written, place.start, place.end, "the cited passage does not have the date {}")


def _addresses(written: _Written, said: _Said) -> Iterator[Finding]:
    for kind, value, start, end in addresses(written.folded.text):
        if (kind, value) not in said.addresses:
            yield _finding(kind, written, start, end, "the cited passage does not have {}")


def _quotations(written: _Written, said: _Said) -> Iterator[Finding]:
    for start, end in quoted_pieces(written.text):
        quotation = fold(written.text[start:end]).text
        if not has_quotation(said.with_heads, quotation) and not _translated(quotation, said):
            yield _original("quotation", written, start, end, "the cited passage does not have the words “{}”")


def _names(written: _Written, said: _Said) -> Iterator[Finding]:
    same = written.is_chinese == said.is_chinese
    folded, reason = written.folded.text, "the cited passage does not have the name {}"
    if same or written.is_chinese:
        for start, end in unknown_capitals(written.text, said.with_heads):
            yield _original("name", written, start, end, reason)
    if same and written.is_chinese:
        for start, end in unknown_chinese(folded, said.with_heads, said.releases, said.dictionary):
            yield _finding("name", written, start, end, reason)
    if not same:
        for start, end in unbacked_terms(folded, said.with_heads, said.glossary):
            yield _finding("name", written, start, end, reason)


def _counted(written: _Written, said: _Said) -> Iterator[Finding]:
    misplaced = set[int]()
    if written.is_chinese == said.is_chinese:
        misplaced = Fits(written.figures, said.figures, said.counts).misplaced()
    for number, figure in enumerate(written.figures):
        own = [place for place in said.figures if place.values & figure.values]
        if number in misplaced:
            yield _finding("counted", written, figure.start, figure.end, "the cited passage says {} of something else")
        elif conflicting(figure, own) and not {Decimal(value) for value in figure.values} & said.unmeasured:
            yield _finding("counted", written, figure.start, figure.end, "the cited passage counts something else by {}")


_CHECKS: tuple[Callable[[_Written, _Said], Iterator[Finding]], ...] = (
    _figures,
    _dates,
    _addresses,
    _quotations,
    _names,
    _counted,
)


def _translated(quotation: str, said: _Said) -> bool:
    """Whether the glossary knows a name in quotation marks by a form that the passage has."""
    name = " ".join(words(quotation))
    forms = [term.chinese if term.english == name else (term.english,) for term in said.glossary.terms
             if name == term.english or (is_han(name) and name in term.chinese)]
    return any(form in said.with_heads for group in forms for form in group)


def _finding(kind: FindingKind, written: _Written, start: int, end: int, reason: str) -> Finding:
    origins = written.folded.origins
    return _original(kind, written, origins[start], origins[end - 1] + 1, reason)


def _original(kind: FindingKind, written: _Written, start: int, end: int, reason: str) -> Finding:
    piece = written.text[start:end]
    return Finding(kind, piece, start, end, reason.format(piece))


def _apart(found: list[Finding]) -> Iterator[Finding]:
    """The findings without those inside one that was found before."""
    kept: list[Finding] = []
    for finding in found:
        if not any(finding.start < other.end and other.start < finding.end for other in kept):
            kept.append(finding)
            yield finding
