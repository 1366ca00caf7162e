"""A correction before what it corrects, a newer release before an older one that says as much on what is asked."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from pressdesk.ingest.groups import language_group
from pressdesk.ingest.release import Release

from .corrections import Corrections

_SAME_MATTER = 0.25
"""Least part of the question's content that a passage must have to be on what is asked."""

_OF_CORRECTED = 0.44
_OF_OLDER = 0.95
"""How much of what the overtaken passage has of it: a correction names what it corrects in fewer words."""

CORRECTION_REACH = 7.0
NEWER_REACH = 0.5
"""How far behind a passage may be, in units of the fused score, to overtake."""

_AHEAD = 0.01

NO_PRIORS: Mapping[str, float] = MappingProxyType({})


class Scored(Protocol):
    """A passage that was found: its score, and the part of the question's content that it has."""

    @property
    def passage_id(self) -> int: ...
    @property
    def score(self) -> float: ...
    @property
    def share(self) -> float: ...


def precedence(
    found: Sequence[Scored],
    release_of: Callable[[int], Release | None],
    corrections: Corrections,
    priors: Mapping[str, float] = NO_PRIORS,
) -> dict[int, float]:
    """What to add to which passage's score, by its id: to a correction's best passage on the matter, so that it stands
    before the release that it corrects; and to that of a newer release than the first passage's, unless the question
    prefers the older one (`priors`, by release)."""
    added: dict[int, float] = {}
    by_release: dict[str, tuple[Release, list[Scored]]] = {}
    for scored in sorted(found, key=lambda s: (-s.score, s.passage_id)):
        if release := release_of(scored.passage_id):
            by_release.setdefault(release.id, (release, []))[1].append(scored)
    for number, (release, passages) in enumerate(by_release.values()):
        for correction in corrections.of(release.id):
            _overtake(
                passages[0], by_release.get(correction.id, (correction, []))[1], CORRECTION_REACH, _OF_CORRECTED, added
            )
        if number == 0:
            newer = [
                s
                for other, theirs in by_release.values()
                if _is_newer(other, release) and priors.get(other.id, 0.0) >= priors.get(release.id, 0.0)
                for s in theirs
            ]
            _overtake(passages[0], newer, NEWER_REACH, _OF_OLDER, added)
    return added


def _overtake(older: Scored, others: Sequence[Scored], reach: float, as_much: float, added: dict[int, float]) -> None:
    least = max(_SAME_MATTER, as_much * older.share)
    near = [s for s in others if s.share >= least and s.score >= older.score - reach]
    first = max(near, key=lambda s: s.score, default=None)
    if first and first.score <= older.score:
        added[first.passage_id] = max(added.get(first.passage_id, 0.0), older.score - first.score + _AHEAD)


def _is_newer(release: Release, other: Release) -> bool:
    """Shares of different languages don't compare, so neither do their releases."""
    same = language_group(release.language) == language_group(other.language)
    return bool(same and release.date and other.date and release.date > other.date)
