"""The same text from two sources counts as one release: what one of them says is not found again in the other."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, TypeVar

from pressdesk.ingest.fold import letters
from pressdesk.ingest.links.link import LinkKind, Links
from pressdesk.ingest.release import Release
from pressdesk.ingest.store import Store


class Found(Protocol):
    """A passage that was found."""

    @property
    def passage_id(self) -> int: ...


_Found = TypeVar("_Found", bound=Found)


class Twins:
    """The duplicates among the releases of one revision. A passage that has something that the other release has not is
    none: nothing that is said is lost."""

    def __init__(self, store: Store, links: Links, releases: Mapping[str, Release]) -> None:
        self._releases = releases
        self._release_of: dict[int, str] = {}
        self._also_in: dict[int, frozenset[str]] = {}
        for release_id in sorted({link.release_id for link in links if link.kind is LinkKind.DUPLICATE}):
            others = [other for other in links.others(release_id, LinkKind.DUPLICATE) if other in releases]
            texts = {other: letters(releases[other].text) for other in others}
            for passage in store.passages(store.passage_ids(release_id)).values():
                said = letters(passage.text)
                self._release_of[passage.id] = release_id
                self._also_in[passage.id] = frozenset(other for other, text in texts.items() if said in text)

    def once(self, found: Sequence[_Found], language: str) -> list[_Found]:
        """The passages without those that another release, of which some passage was found too, has word for word. In
        the question's language or script stays what is written in it, else what has a day, or a public page."""
        if not self._also_in:
            return list(found)
        there = {release for each in found if (release := self._release_of.get(each.passage_id))}
        return [each for each in found if not self._is_said_better(each.passage_id, there, language)]

    def _is_said_better(self, passage_id: int, there: Collection[str], language: str) -> bool:
        release_id = self._release_of.get(passage_id)
        if release_id is None or release_id not in self._releases:
            return False
        own = self._rank(release_id, language)
        return any(self._rank(other, language) < own for other in self._also_in[passage_id] if other in there)

    def _rank(self, release_id: str, language: str) -> tuple[bool, bool, bool, str]:
        release = self._releases[release_id]
        return release.language != language, release.date is None, release.url is None, release_id
