"""Citations: each cut from the stored original, numbered in the order in which the answer needs them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pressdesk.ingest.groups import language_group
from pressdesk.ingest.release import Release
from pressdesk.ingest.repair import close_up

from .answer import Answer, Citation, Sentence
from .phrases import release_says


@dataclass(frozen=True)
class Place:
    """`release.text[start:end]`."""

    release: Release
    start: int
    end: int

    def is_in(self, citation: Citation) -> bool:
        """Whether a citation has all of it."""
        return citation.release_id == self.release.id and citation.start <= self.start and self.end <= citation.end


class Citations:
    """The citations of one answer, from 1; the same place gets the same number."""

    def __init__(self) -> None:
        self._cited: dict[tuple[str, int, int], Citation] = {}

    def cite(self, release: Release, start: int, end: int) -> int:
        """The number of the citation of `release.text[start:end]`."""
        key = (release.id, start, end)
        if key not in self._cited:
            self._cited[key] = Citation(
                n=len(self._cited) + 1,
                release_id=release.id,
                source=release.source,
                title=release.title,
                date=release.date,
                start=start,
                end=end,
                quote=release.text[start:end],
                language=release.language,
                url=release.url,
            )
        return self._cited[key].n

    @property
    def all(self) -> tuple[Citation, ...]:
        return tuple(self._cited.values())


def printed(sentences: Sequence[Sentence], citations: Sequence[Citation] = (), language: str = "") -> str:
    """Sentences with the numbers of their citations behind them, as one text.

    A quotation in another language than `language` goes behind a line in that one, which names the release and its day:
    its reader may not read them off the quotation.
    """
    cited = {citation.n: citation for citation in citations}
    lines: list[str] = []
    for sentence in sentences:
        source = cited.get(sentence.citations[0])
        if source and language and language_group(source.language) != language_group(language):
            lines.append(release_says(language, source.date, source.title))
        lines.append(f"{sentence.text}{''.join(f'[{n}]' for n in sentence.citations)}")
    return "\n".join(lines)


def with_first(answer: Answer, first: Place, also: Place) -> Answer:
    """The answer with the sentence that has `first` before the others, and `also` cited: each is added as a quotation
    where no sentence cites it yet. Citations are numbered anew in the order of the sentences."""
    cited = {citation.n: citation for citation in answer.citations}
    sentences = [(sentence, [cited[n] for n in sentence.citations]) for sentence in answer.sentences]
    for place in (first, also):
        if not any(place.is_in(citation) for _, citations in sentences for citation in citations):
            citations = Citations()
            citations.cite(place.release, place.start, place.end)
            quote = close_up(place.release.text[place.start : place.end], lines_stand=False)
            sentences.append((Sentence(quote, ()), list(citations.all)))
    sentences.sort(key=lambda sentence: not any(first.is_in(citation) for citation in sentence[1]))
    numbered: dict[tuple[str, int, int], Citation] = {}
    kept: list[Sentence] = []
    for sentence, citations in sentences:
        places = [(c.release_id, c.start, c.end) for c in citations]
        for place, citation in zip(places, citations, strict=True):
            numbered.setdefault(place, replace(citation, n=len(numbered) + 1))
        kept.append(replace(sentence, citations=tuple(numbered[place].n for place in places)))
    citations = tuple(numbered.values())
    # A language model's sentences are in the question's language: only what stands in its source is framed.
    verbatim = all(any(s.text in c.quote for c in citations) for s in kept)
    text = printed(kept, citations, answer.language) if verbatim else printed(kept)
    return replace(answer, sentences=tuple(kept), citations=citations, text=text)
