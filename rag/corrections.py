"""A release that was corrected later, given out anew, or read by a machine is never quoted without saying so."""

from collections.abc import Collection
from dataclasses import replace

from pressdesk.ingest.links.link import LinkKind, Links
from pressdesk.ingest.release import Release
from pressdesk.ingest.structure import DoubtKind

from .answer import Answer
from .phrases import corrected, read_by_machine, replaced


class Corrections:
    """The corrections and new versions among all releases, as they are linked, and what is in doubt."""

    def __init__(self, releases: Collection[Release], links: Links) -> None:
        self._releases = {release.id: release for release in releases}
        self._links = links

    def of(self, release_id: str) -> list[Release]:
        """The corrections that name this release, and its new versions."""
        return self._linked(release_id, LinkKind.CORRECTED_BY) + self._linked(release_id, LinkKind.REPLACED_BY)

    def noted(self, answer: Answer) -> Answer:
        """The answer with a notice for each release that it cites and that a correction names, a new version replaces,
        or a machine has read."""
        cited = dict.fromkeys(citation.release_id for citation in answer.citations)
        found = dict.fromkeys(
            corrected(answer.language, release)
            for release_id in cited
            for release in self._linked(release_id, LinkKind.CORRECTED_BY)
        )
        found |= dict.fromkeys(
            replaced(answer.language, release)
            for release_id in cited
            for release in self._linked(release_id, LinkKind.REPLACED_BY)
        )
        found |= dict.fromkeys(
            read_by_machine(answer.language, release, doubt)
            for release_id in cited
            if (release := self._releases.get(release_id))
            for doubt in release.structure.doubts
            if doubt.kind is not DoubtKind.NOT_READ
        )
        return replace(answer, notices=(*answer.notices, *found)) if found else answer

    def _linked(self, release_id: str, kind: LinkKind) -> list[Release]:
        others = self._links.others(release_id, kind)
        return [self._releases[other] for other in others if other in self._releases]
