"""Where a release's translation says what is cited, so that an answer cites both.

The two releases are aligned sentence by sentence (`beads`), and what goes with a quotation is held to it by its
figures: they are the same in every language, so that where they differ something else is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pressdesk.ingest.embed import centred
from pressdesk.ingest.groups import language_group
from pressdesk.ingest.index import Index
from pressdesk.ingest.links.link import LinkKind, Links
from pressdesk.ingest.quantity import quantities
from pressdesk.ingest.release import Release
from pressdesk.ingest.store import Store, StoredSentence

from .answer import Answer, Citation, TranslatedPlace
from .beads import Alignment, Lines
from .remembered import Remembered

_NEAR = 0.3
_NEAR_WITH_FIGURES = 0.15
"""Least cosine, centred by language, of sentences and their translation: where they have no figures, and where those
agree."""

_MOST = 0.6
"""Least part of a quotation's figures that its translation has. Not all: 25 per cent is "a quarter" in the other."""

_REMEMBERED = 1000
"""Citations whose places are kept."""

_SMALL = 10
"""Numbers below this are written as words or left out in one of the languages."""


@dataclass(frozen=True)
class _Told:
    """A release's sentences in order, and what they are aligned by."""

    sentences: Sequence[StoredSentence]
    lines: Lines


class Translated:
    """Finds the places of translations in one revision of an index."""

    def __init__(self, store: Store, index: Index, links: Links, releases: Mapping[str, Release]) -> None:
        self._store = store
        self._index = index
        self._links = links
        self._releases = releases
        self._known: Remembered[tuple[str, int, int], tuple[TranslatedPlace, ...]] = Remembered(_REMEMBERED)

    def noted(self, answer: Answer) -> Answer:
        """The answer, its citations with the places in translations that say the same."""
        if not any(self._partners(citation) for citation in answer.citations):
            return answer
        citations = tuple(replace(c, translations=self._translations(c)) for c in answer.citations)
        return replace(answer, citations=citations)

    def _translations(self, citation: Citation) -> tuple[TranslatedPlace, ...]:
        # An answer comes in growing snapshots, each with the citations of the one before.
        key = (citation.release_id, citation.start, citation.end)
        known = self._known.known(key)
        if known is None:
            known = tuple(self._places(citation, {}))
            self._known.put(key, known)
        return known

    def _partners(self, citation: Citation) -> list[Release]:
        ids = self._links.others(citation.release_id, LinkKind.TRANSLATION)
        return [self._releases[i] for i in ids if i in self._releases]

    def _places(self, citation: Citation, read: dict[str, _Told]) -> Iterable[TranslatedPlace]:
        for release in self._partners(citation):
            place = self.place(citation, release, read)
            if place:
                start, end = place
                yield TranslatedPlace(
                    release_id=release.id,
                    title=release.title,
                    date=release.date,
                    language=release.language,
                    start=start,
                    end=end,
                    quote=release.text[start:end],
                    url=release.url,
                )

    def place(self, citation: Citation, release: Release, read: dict[str, _Told]) -> tuple[int, int] | None:
        """Where `release`, a translation of the one that is cited, says what the citation quotes: its offsets, or None
        where that is not sure. `read` keeps what was read of releases."""
        cited = self._releases.get(citation.release_id)
        if cited is None:
            return None
        ours, theirs = self._told(cited, read), self._told(release, read)
        quoted = [n for n, s in enumerate(ours.sentences) if citation.start <= s.start and s.end <= citation.end]
        if not quoted or not theirs.sentences:
            return None
        alignment = Alignment(ours.lines, theirs.lines)
        found = [alignment.of(number) for number in quoted]
        asked = _figures(citation.quote)
        least = _NEAR_WITH_FIGURES if asked else _NEAR
        if any(one is None or one[1] < least for one in found):
            return None
        said = sorted({number for one in found if one for number in one[0]})
        # All of it in one place.
        if said != [*range(said[0], said[-1] + 1)] or len({theirs.lines.passages[n] for n in said}) > 1:
            return None
        told = _figures(" ".join(theirs.sentences[n].reading for n in said))
        if len(asked & told) < _MOST * len(asked):
            return None
        return theirs.sentences[said[0]].start, theirs.sentences[said[-1]].end

    def _told(self, release: Release, read: dict[str, _Told]) -> _Told:
        if release.id not in read:
            owned = self._store.sentences(self._store.passage_ids(release.id))
            told = [(passage, sentence) for passage in sorted(owned) for sentence in owned[passage]]
            group = self._index.groups[language_group(release.language)]
            vectors = group.sentences.vectors([sentence.id for _, sentence in told])
            lines = Lines(
                centred(vectors, group.sentence_statistics.mean),
                [_figures(sentence.reading) for _, sentence in told],
                [passage for passage, _ in told],
            )
            read[release.id] = _Told([sentence for _, sentence in told], lines)
        return read[release.id]


def _figures(text: str) -> frozenset[str]:
    """The values of a text's numbers and telephone numbers, and the years and days of its dates: a year is a date in
    Chinese, 2011 年, and a number in English."""
    found: set[str] = set()
    for quantity in quantities(text):
        if quantity.kind == "date":
            found |= {part.lstrip("0") for part in quantity.value.split("-")}
        else:
            found.add(quantity.value)
    return frozenset(value for value in found if not value.isdigit() or int(value) >= _SMALL)
