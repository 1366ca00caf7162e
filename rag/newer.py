"""A newer release that speaks of the same thing: what was quoted may be out of date."""

from collections.abc import Sequence

from pressdesk.ingest.release import PartKind, Release

from .sentences import Candidate

_LOOKED_AT = 12
"""Candidates, best first, among which a newer release counts: further down it only shares some words."""

_SAME_MATTER = 0.6
_AS_MUCH = 0.05
"""How much of the question's words the newer passage must have at least, and how much less than the quoted one. On the
sample corpus the two releases that make an older one out of date, and the correction, are found by it."""


def newer_release(found: Sequence[Candidate]) -> Release | None:
    """The likeliest newer release on what the best candidate was found for, or None. Boilerplates and contacts repeat
    from release to release and do not count."""
    best = found[0]
    date = best.scored.release.date
    if date is None:
        return None
    least = max(_SAME_MATTER, best.evidence.said_around - _AS_MUCH)
    for candidate in found[1:_LOOKED_AT]:
        release = candidate.scored.release
        same = candidate.crossing == best.crossing and candidate.scored.passage.kind in (PartKind.BODY, PartKind.TABLE)
        if same and release.date and release.date > date and candidate.evidence.said_around >= least:
            return release
    return None
