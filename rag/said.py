"""A sentence, and the texts that it is held to, each read once for every check."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pressdesk.ingest.errors import BadCitation
from pressdesk.ingest.fold import Folded, fold
from pressdesk.ingest.glossary import Glossary
from pressdesk.ingest.language import detect_language
from pressdesk.ingest.release import Release

from .addresses import addresses
from .dated import DatePlace, date_places, relative_years, release_place
from .dictionary import Dictionary
from .figures import unmeasured_figures
from .placed import PlacedFigure, placed_figures, term_counts


@dataclass(frozen=True)
class Cited:
    """What a sentence is held to: a text of one release. The release's date, title, place and organisation are said of
    all of it."""

    text: str
    release: Release


def cited_place(release: Release, start: int, end: int) -> Cited:
    """`release.text[start:end]` as what a sentence is held to. Raises `BadCitation` where nothing stands there."""
    if not 0 <= start < end <= len(release.text):
        raise BadCitation(
            f"{release.id} has no characters {start} to {end}; it has {len(release.text)}.",
            "Offsets count Unicode code points from 0; the end is exclusive.",
        )
    return Cited(release.text[start:end], release)


class Written:
    """A sentence; places count in `folded`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.language = detect_language(text)
        self.is_chinese = self.language.startswith("zh")
        self.folded: Folded = fold(text)
        self.figures: list[PlacedFigure] = placed_figures(self.folded.text)
        counting = [figure for figure in self.figures if figure.kind == "number" and figure.units]
        # 2026 places are not a year.
        self.dates: list[DatePlace] = [
            date
            for date in date_places(self.folded.text)
            if date.month or not any(figure.start == date.start for figure in counting)
        ]


class Said:
    """The cited texts, with what is known of names in other languages."""

    def __init__(self, cited: Sequence[Cited], glossary: Glossary, dictionary: Dictionary | None) -> None:
        self.glossary = glossary
        self.dictionary = dictionary
        texts = [fold(c.text).text for c in cited]
        self.text = "\n".join(texts)
        heads = (f"{c.release.title}\n{c.release.organisation}\n{c.release.place}" for c in cited)
        self.with_heads = "\n".join([self.text, *(fold(head).text for head in heads)])
        self.whole_releases = "\n".join(dict.fromkeys(_folded(c.release.text) for c in cited))
        releases = {c.release.id: c.release for c in cited}
        self.counts: Counter[str] = sum((_counts(release.text) for release in releases.values()), Counter())
        self.unmeasured = unmeasured_figures(self.text)
        self.addresses = {(address.kind, address.value) for address in addresses(self.text)}
        self._texts = [(detect_language(text).startswith("zh"), text) for text in texts]
        self._figures = [(is_chinese, placed_figures(text)) for is_chinese, text in self._texts]
        self.figures = [figure for _, figures in self._figures for figure in figures]
        self.dates: list[DatePlace] = []
        for c, text in zip(cited, texts, strict=True):
            self.dates += [*date_places(text, c.release.date), *relative_years(text, c.release.date)]
            self.dates += [release_place(c.release.date)] if c.release.date else []

    def speaks(self, *, chinese: bool) -> bool:
        """Whether one of the texts is in that language; Traditional and Simplified are one."""
        return any(is_chinese == chinese for is_chinese, _ in self._figures)

    def figures_like(self, written: Written) -> list[PlacedFigure]:
        """The figures of the texts in the sentence's language. A sentence that is a table's row is told from other rows
        by the order of its cells, any other by the names of columns and rows."""
        if written.text.startswith("|"):
            texts = [text for is_chinese, text in self._texts if is_chinese == written.is_chinese]
            return [figure for text in texts for figure in placed_figures(text, headed=False)]
        return [f for is_chinese, figures in self._figures if is_chinese == written.is_chinese for f in figures]


@lru_cache(256)
def _folded(text: str) -> str:
    return fold(text).text


@lru_cache(256)
def _counts(text: str) -> "Counter[str]":
    return term_counts(_folded(text))
