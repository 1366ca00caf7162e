"""Citations: each cut from the stored original, numbered in the order in which the answer needs them."""

from collections.abc import Sequence

from pressdesk.ingest.groups import language_group
from pressdesk.ingest.release import Release

from .answer import Citation, Sentence
from .phrases import release_says


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


def printed(sentences: list[Sentence], citations: Sequence[Citation] = (), language: str = "") -> str:
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
