"""What releases are to one another: translations, the same text twice, corrections, new versions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class LinkKind(StrEnum):
    """What a release is to another: the other's translation, the same text from another source, its correction (or what
    it is corrected by), a new version of it (or its former one)."""

    TRANSLATION = "translation"
    DUPLICATE = "duplicate"
    CORRECTS = "corrects"
    CORRECTED_BY = "corrected-by"
    REPLACES = "replaces"
    REPLACED_BY = "replaced-by"

    @property
    def inverse(self) -> "LinkKind":
        """What the other release is to this one."""
        return _INVERSE.get(self, self)


_INVERSE = {
    LinkKind.CORRECTS: LinkKind.CORRECTED_BY,
    LinkKind.CORRECTED_BY: LinkKind.CORRECTS,
    LinkKind.REPLACES: LinkKind.REPLACED_BY,
    LinkKind.REPLACED_BY: LinkKind.REPLACES,
}


@dataclass(frozen=True, order=True)
class Link:
    """The release is `kind` (of) the other."""

    release_id: str
    kind: LinkKind
    other_id: str

    @property
    def inverse(self) -> "Link":
        """The same link as the other release has it."""
        return Link(self.other_id, self.kind.inverse, self.release_id)


class Links:
    """The links among all releases, each as both its releases have it."""

    def __init__(self, links: Iterable[Link] = ()) -> None:
        self._of: dict[str, list[Link]] = defaultdict(list)
        for link in sorted(both_ways(links)):
            self._of[link.release_id].append(link)

    def __iter__(self) -> Iterator[Link]:
        return (link for links in self._of.values() for link in links)

    def of(self, release_id: str) -> tuple[Link, ...]:
        """The links of one release, by kind."""
        return tuple(self._of.get(release_id, ()))

    def others(self, release_id: str, *kinds: LinkKind) -> tuple[str, ...]:
        """Ids of the releases that a release is linked to by one of these kinds."""
        return tuple(link.other_id for link in self._of.get(release_id, ()) if link.kind in kinds)


def both_ways(links: Iterable[Link]) -> set[Link]:
    """These links, and each as the other release has it."""
    return {each for link in links for each in (link, link.inverse)}
