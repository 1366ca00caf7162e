"""A release's translations and what else it is linked to, as releases."""

from collections.abc import Mapping

from pressdesk.ingest.groups import language_group
from pressdesk.ingest.links.link import LinkKind, Links
from pressdesk.ingest.release import Release


def partner(release: Release, links: Links, releases: Mapping[str, Release], language: str = "") -> Release | None:
    """The translation of a release, in `language` (a tag) or one near it if there is one; None where it has none.
    `releases`: all, by id."""
    ids = links.others(release.id, LinkKind.TRANSLATION)
    found = [releases[i] for i in ids if i in releases]
    return min(found, key=lambda r: (r.language != language, _differ(r.language, language), r.id), default=None)


def linked(release_id: str, links: Links, releases: Mapping[str, Release]) -> list[tuple[LinkKind, Release]]:
    """What a release is to which others, by kind; those that are gone left out. `releases`: all, by id."""
    return [(link.kind, releases[link.other_id]) for link in links.of(release_id) if link.other_id in releases]


def _differ(one: str, other: str) -> bool:
    return language_group(one) != language_group(other)
