"""What of a kept answer the releases still say: nothing else of it is shown again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from pressdesk.ingest.errors import UnknownRelease
from pressdesk.ingest.fold import letters
from pressdesk.ingest.release import Release
from pressdesk.rag.answer import Answer, Citation, Hit, Sentence, TranslatedPlace
from pressdesk.rag.cite import printed
from pressdesk.rag.phrases import not_said
from pressdesk.rag.said import Cited
from pressdesk.rag.verify import verify

_Place = TypeVar("_Place", Citation, Hit, TranslatedPlace)

_MARKED = re.compile("「(.+?)」|“(.+?)”")
"""A notice's words from releases."""


@dataclass(frozen=True)
class StillSaid:
    """An answer as far as the releases say it now. `withdrawn`, `changed`: how many of its sentences are left out, as
    the release that said them is gone, or no longer says them. An answer of which nothing is left has no sentences."""

    answer: Answer
    withdrawn: int
    changed: int


class _Releases:
    """Releases by their ids, each loaded once; None for one that is gone."""

    def __init__(self, release_of: Callable[[str], Release]) -> None:
        self._release_of = release_of
        self._loaded: dict[str, Release | None] = {}

    def __getitem__(self, release_id: str) -> Release | None:
        if release_id not in self._loaded:
            try:
                self._loaded[release_id] = self._release_of(release_id)
            except UnknownRelease:
                self._loaded[release_id] = None
        return self._loaded[release_id]


def still_said(answer: Answer, release_of: Callable[[str], Release]) -> StillSaid:
    """Hold an answer to the releases as they are now. `release_of` gives a release by its id, or raises
    `UnknownRelease`.

    A citation stays where its quote stands at its place, or at one other place of the release, which it then points
    at; its number stays, its title and date become the release's of now. A sentence stays where the citations that are
    left say it. The passages that a refusal shows are held to the releases likewise.
    """
    releases = _Releases(release_of)
    standing = {
        c.n: replace(now, translations=_translations(c, releases))
        for c in answer.citations
        if (now := _now(c, c.quote, releases[c.release_id]))
    }
    given = {c.n: c for c in answer.citations}
    sentences: list[Sentence] = []
    withdrawn = changed = 0
    for sentence in answer.sentences:
        left = tuple(n for n in sentence.citations if n in standing)
        if left == sentence.citations or (left and _is_said(sentence, left, given, releases)):
            sentences.append(replace(sentence, citations=left))
        elif any(releases[given[n].release_id] is None for n in sentence.citations if n in given):
            withdrawn += 1
        else:
            changed += 1
    let_go = {n for s in answer.sentences for n in s.citations} - {n for s in sentences for n in s.citations}
    citations = tuple(c for n, c in standing.items() if n not in let_go)
    passages = tuple(now for hit in answer.passages if (now := _now(hit, hit.text, releases[hit.release_id])))
    gone = [c for c in answer.citations if c.n not in standing]
    standing_answer = replace(
        answer,
        sentences=tuple(sentences),
        citations=citations,
        passages=passages,
        notices=tuple(notice for notice in answer.notices if not _tells(notice, gone, citations)),
        # Which release a struck sentence had its words from is not known.
        struck=() if gone else answer.struck,
    )
    return StillSaid(replace(standing_answer, text=_text(answer, standing_answer)), withdrawn, changed)


def _translations(citation: Citation, releases: _Releases) -> tuple[TranslatedPlace, ...]:
    places = (_now(place, place.quote, releases[place.release_id]) for place in citation.translations)
    return tuple(place for place in places if place)


def _now(place: _Place, quote: str, release: Release | None) -> _Place | None:
    """A citation or hit as its release has it now; None where the release is gone, or has its words no more or more
    than once."""
    if release is None:
        return None
    start = place.start
    if release.text[start : place.end] != quote:
        start = release.text.find(quote)
        if start < 0 or release.text.find(quote, start + 1) >= 0:
            return None
    source = {} if isinstance(place, TranslatedPlace) else {"source": release.source}
    return replace(
        place,
        **source,
        title=release.title,
        date=release.date,
        language=release.language,
        url=release.url,
        start=start,
        end=start + len(quote),
    )


def _is_said(sentence: Sentence, left: tuple[int, ...], given: Mapping[int, Citation], releases: _Releases) -> bool:
    """Whether the citations that are left say a sentence that had others too."""
    words = letters(sentence.text)
    if any(words in letters(given[n].quote) for n in left):
        return True
    cited = [given[n] for n in sentence.citations if n in given]
    # A quotation is said by its words alone, a table's row by itself and the names of the columns together.
    if any(words in letters(c.quote) or "|" in c.quote for c in cited):
        return False
    held_to = [Cited(given[n].quote, release) for n in left if (release := releases[given[n].release_id])]
    return verify(sentence.text, held_to).proved


def _tells(notice: str, gone: list[Citation], citations: tuple[Citation, ...]) -> bool:
    """Whether a notice names a release that is no longer cited, or has words that only such a one has."""
    named = {c.title for c in gone} - {c.title for c in citations}
    marked = [chinese or english for chinese, english in _MARKED.findall(notice)]
    return any(title in notice for title in named if title) or any(
        any(words in c.quote for c in gone) and not any(words in c.quote for c in citations) for words in marked
    )


def _text(before: Answer, now: Answer) -> str:
    """The sentences ready to print, framed where they were framed."""
    if now.refused:
        return not_said(now.language, nearest=False) if before.passages and not now.passages else before.text
    framed = before.text != printed(before.sentences)
    return printed(now.sentences, now.citations, now.language) if framed else printed(now.sentences)
