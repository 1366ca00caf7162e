"""Which releases are translations of each other.

Nothing marks a translation, and names of files are anybody's guess. But it comes out within a day of its original,
has its figures, which are the same in every language, and says the same from first to last: with each language's mean
vector taken off (`centred`), the sentences of one find their like in the other.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from ..embed import Vectors
from ..groups import language_group
from ..release import Release
from .link import Link, LinkKind
from .organisations import strangers
from .own_text import share

SAME_RELEASE = datetime.timedelta(days=1)

_ALIKE = 0.41
_ALIKE_IN_WORDS = 0.39
"""Least likeness of translations: the mean of what part of their figures they share and of how near their sentences
are; of releases with few figures, how near the sentences are alone. Midway between what translations and other pairs
have at six of the invented organisations; see `python -m eval.links`."""

_FEW = 4
"""Figures below which two releases share some, or none, by chance."""


@dataclass(frozen=True)
class Side:
    """What a release is held against others by: the values of its figures, and the vectors of its own sentences, a row
    each, centred by language."""

    release: Release
    figures: frozenset[str]
    vectors: Vectors


def near(release: Release, releases: Iterable[Release]) -> Iterator[Release]:
    """Those of the releases that may be its translations, by their day, language and organisation."""
    for other in releases:
        if (
            release.date
            and other.date
            and abs(release.date - other.date) <= SAME_RELEASE
            and language_group(release.language) != language_group(other.language)
            and not strangers(release, other)
        ):
            yield other


def likeness(one: Side, other: Side) -> float:
    """How far above the least likeness of translations two releases are, in units of it; below 1 they are none."""
    if not len(one.vectors) or not len(other.vectors):
        return 0.0
    cosines = one.vectors @ other.vectors.T
    nearness = float(cosines.max(axis=1).mean() + cosines.max(axis=0).mean()) / 2
    if min(len(one.figures), len(other.figures)) < _FEW:
        return nearness / _ALIKE_IN_WORDS
    return (nearness + share(one.figures, other.figures)) / 2 / _ALIKE


def translation_links(
    pairs: Collection[tuple[Side, Side]], same_text: Callable[[str, str], bool], about: Collection[str]
) -> Iterator[Link]:
    """The links of the releases with ids `about` to those pairs' others that are alike enough, of which neither has a
    better partner. All pairs that a release of a pair is in must be there. `same_text` tells of two releases whether
    they are duplicates: those are no rivals."""
    alike = {(a.release.id, b.release.id): likeness(a, b) for a, b in pairs}
    of: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (a, b), value in alike.items():
        of[a].append((value, b))
        of[b].append((value, a))
    for (a, b), value in alike.items():
        rivals = chain(
            [1.0],
            (found for found, other in of[a] if other != b and not same_text(other, b)),
            (found for found, other in of[b] if other != a and not same_text(other, a)),
        )
        if value >= max(rivals) and (a in about or b in about):
            yield Link(a, LinkKind.TRANSLATION, b)
