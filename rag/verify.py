"""Whether a sentence is proved by what it cites: the check before anything is shown, and of any text that is asked.

Every figure, amount, percentage, date, telephone number, e-mail address, URL, name and quotation of the sentence must
stand in the cited text, however it is written there, and a figure with what it counts. Names across languages are
held to a glossary only (`rag/names.py`). That a sentence with all its pieces in place says the opposite is not found
here: what compares meanings goes into `_CHECKS` beside the others.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from pressdesk.ingest.errors import BadText
from pressdesk.ingest.fold import fold, is_han, words
from pressdesk.ingest.glossary import Glossary
from pressdesk.ingest.language import detect_language
from pressdesk.ingest.sentence import split_sentences

from .addresses import addresses
from .chinese_names import unknown_chinese
from .counted import Fits, conflicting
from .dated import lacks_date
from .dictionary import Dictionary
from .figures import lacking, lacking_numbers
from .names import unbacked_terms, unknown_capitals
from .phrases import unbacked
from .quotations import has_quotation, quoted_pieces
from .said import Cited, Said, Written
from .verdict import Finding, FindingKind, Verdict

MAX_CHARACTERS = 20_000
"""Longest text that is checked at once: a long answer or article."""

Check = Callable[[str, Sequence[Cited]], Verdict]
"""`verify` with its glossary and dictionary."""

_Found = tuple[FindingKind, int, int]
"""A kind and a place in the original sentence."""

_MARK = re.compile(r"\s*[\[【]\s*(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[\]】]")


def split_marks(written: str) -> tuple[str, tuple[int, ...]]:
    """A written sentence without its citation marks (`[2]`, 【1, 3】), and their numbers in order, each once."""
    numbers = [int(n) for match in _MARK.finditer(written) for n in re.findall(r"\d+", match.group(1))]
    return _MARK.sub("", written).strip(), tuple(dict.fromkeys(numbers))


def verify(
    sentence: str,
    cited: Sequence[Cited],
    glossary: Glossary | None = None,
    dictionary: Dictionary | None = None,
) -> Verdict:
    """Hold a sentence to the texts that it cites. `glossary` backs names in another language, `dictionary` tells names
    from other Chinese words."""
    if not cited:
        reason = unbacked(detect_language(sentence), "citation")
        return Verdict(sentence, (Finding("citation", sentence, 0, len(sentence), reason),))
    return _verdict(sentence, Said(cited, glossary or Glossary(), dictionary))


def verify_text(
    text: str,
    cited: Sequence[Cited],
    glossary: Glossary | None = None,
    dictionary: Dictionary | None = None,
) -> list[Verdict]:
    """Hold each sentence of `text` to all of the cited texts; citation marks in it are passed over. Raises `BadText`
    where there is nothing to check, or too much."""
    if not re.search(r"\w", text):
        raise BadText("The text is empty.", "Give the sentences to check.")
    if len(text) > MAX_CHARACTERS:
        raise BadText(
            f"The text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are checked at once.",
            "Check it in parts.",
        )
    said = Said(cited, glossary or Glossary(), dictionary)
    # Blanks in the marks' place keep every offset.
    plain = _MARK.sub(lambda match: " " * len(match.group()), text)
    return [_verdict(plain[start:end], said, start) for start, end in split_sentences(plain)]


def _verdict(sentence: str, said: Said, start: int = 0) -> Verdict:
    written = Written(sentence)
    found = sorted({one for check in _CHECKS for one in check(written, said)}, key=_order)
    kept: list[_Found] = []
    for one in found:
        if not any(one[1] < end and begin < one[2] for _, begin, end in kept):
            kept.append(one)
    findings = [
        Finding(kind, sentence[a:b], a, b, unbacked(written.language, kind, sentence[a:b]))
        for kind, a, b in sorted(kept, key=lambda one: one[1])
    ]
    return Verdict(sentence, tuple(findings), start)


def _order(found: _Found) -> tuple[int, int, int]:
    """The more telling kinds first, where two are found of one piece (a wrong date is no wrong figure), then the
    longest."""
    kinds: tuple[FindingKind, ...] = ("date", "phone", "email", "url", "figure", "counted", "quotation", "name")
    return kinds.index(found[0]), found[1] - found[2], found[1]


def _figures(written: Written, said: Said) -> Iterator[_Found]:
    folded = written.folded.text
    elsewhere = [(place.start, place.end) for place in (*written.dates, *addresses(folded))]
    for start, end in (*lacking(folded, written.figures, said.text, said.figures), *lacking_numbers(folded, said.text)):
        if not any(start < after and before < end for before, after in elsewhere):
            yield "figure", *_original(written, start, end)


def _counted(written: Written, said: Said) -> Iterator[_Found]:
    same = said.figures_like(written)
    misplaced = Fits(written.figures, same, said.counts).misplaced()
    for number, figure in enumerate(written.figures):
        own = [place for place in said.figures if place.values & figure.values]
        loose = {Decimal(value) for value in figure.values if figure.kind == "number"} & said.unmeasured
        if number in misplaced or (conflicting(figure, own) and not loose):
            yield "counted", *_original(written, figure.start, figure.end)


def _dates(written: Written, said: Said) -> Iterator[_Found]:
    numbers = {value for place in said.figures if place.kind == "number" for value in place.values}
    for place in written.dates:
        is_number = place.month is None and str(place.year) in numbers
        if not is_number and lacks_date(place, said.dates):
            yield "date", *_original(written, place.start, place.end)


def _addresses(written: Written, said: Said) -> Iterator[_Found]:
    for kind, value, start, end in addresses(written.folded.text):
        if (kind, value) not in said.addresses:
            yield kind, *_original(written, start, end)


def _quotations(written: Written, said: Said) -> Iterator[_Found]:
    for start, end in quoted_pieces(written.text):
        quotation = fold(written.text[start:end]).text
        if not has_quotation(said.with_heads, quotation) and not _translated(quotation, said):
            yield "quotation", start, end


def _translated(quotation: str, said: Said) -> bool:
    """Whether the glossary knows a name in quotation marks by a form that the cited texts have."""
    name = " ".join(words(quotation))
    forms: list[str] = []
    for term in said.glossary.terms:
        if term.english == name:
            forms += term.chinese
        elif is_han(name) and name in term.chinese:
            forms.append(term.english)
    return any(form in said.with_heads for form in forms)


def _names(written: Written, said: Said) -> Iterator[_Found]:
    folded, same = written.folded.text, said.speaks(chinese=written.is_chinese)
    if same or written.is_chinese:
        for start, end in unknown_capitals(written.text, said.with_heads, said.dictionary):
            yield "name", start, end
    if same and written.is_chinese:
        for start, end in unknown_chinese(folded, said.with_heads, said.whole_releases, said.dictionary):
            yield "name", *_original(written, start, end)
    if not same:
        for start, end in unbacked_terms(folded, said.with_heads, said.glossary):
            yield "name", *_original(written, start, end)


_CHECKS: tuple[Callable[[Written, Said], Iterator[_Found]], ...] = (
    _figures,
    _counted,
    _dates,
    _addresses,
    _quotations,
    _names,
)


def _original(written: Written, start: int, end: int) -> tuple[int, int]:
    origins = written.folded.origins
    return origins[start], origins[end - 1] + 1
