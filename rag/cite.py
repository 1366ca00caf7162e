"""Citations: each cut from the stored original, numbered in the order in which the answer needs them."""

from pressdesk.ingest.release import Release

from .answer import Citation, Sentence


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


def printed(sentences: list[Sentence]) -> str:
    """Sentences with the numbers of their citations behind them, as one text."""
    return "\n".join(f"{s.text}{''.join(f'[{n}]' for n in s.citations)}" for s in sentences)
