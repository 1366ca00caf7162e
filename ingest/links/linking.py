"""After an ingest: what is new is linked with the rest, and with what else is new."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from ..release import Release
from ..store import Store
from .corrected import corrected_by
from .duplicates import bands, near_link
from .link import Link, LinkKind, Links, both_ways
from .organisations import organisation_key
from .own_text import OwnTexts
from .own_vectors import OwnVectors
from .translations import SAME_RELEASE, Side, near, translation_links


@dataclass(frozen=True)
class _Change:
    """What becomes of the links: some go, some come; `bands` by the id of each release that was to be linked."""

    dropped: set[Link]
    added: set[Link]
    bands: Mapping[str, Collection[int]]


def link(store: Store) -> None:
    """Link what is not linked yet and store it, in one transaction; the store's revision advances where that changes
    any link. The links come out the same in whatever order releases came and went."""
    with store.transaction():
        unlinked = store.links.unlinked()
        if not unlinked:
            return
        change = _worked_out(store, unlinked)
        store.links.change(change.dropped, change.added, change.bands)
        if change.dropped or change.added:
            store.advance()


def current_links(store: Store) -> Links:
    """The links of what the store holds now; those of what is not linked yet, which an older Pressdesk stored or a stop
    left so, are worked out and not stored."""
    stored = store.links.all()
    unlinked = store.links.unlinked()
    if not unlinked:
        return stored
    change = _worked_out(store, unlinked)
    return Links((set(stored) - change.dropped) | change.added)


def _worked_out(store: Store, unlinked: Collection[str]) -> _Change:
    releases = {release.id: release for release in store.releases()}
    new = set(unlinked)
    texts = OwnTexts(store, releases)
    made = {release_id: bands(texts[release_id]) for release_id in unlinked}
    before = set(store.links.all())
    found = set(_near_links(store, releases, texts, new, made))
    found |= {Link(a, LinkKind.CORRECTS, b) for a, b in _corrections(releases.values(), new)}
    # A new release may be a better partner than the one that a release of its days has.
    around = _around(releases, new)
    of_pairs = {each for each in before if each.release_id not in new and each.other_id not in new}
    duplicates = Links(each for each in of_pairs | found if each.kind is LinkKind.DUPLICATE)

    def same_text(a: str, b: str) -> bool:
        return b in duplicates.others(a, LinkKind.DUPLICATE)

    sides = _Sides(texts, OwnVectors(store, releases))
    found |= set(translation_links([*_pairs(releases, around, sides)], same_text, around))
    found = both_ways(found)
    judged_anew = {
        each
        for each in before
        if new & {each.release_id, each.other_id}
        or (each.kind is LinkKind.TRANSLATION and {each.release_id, each.other_id} & around)
    }
    return _Change(judged_anew - found, found - before, made)


def _near_links(
    store: Store, releases: Mapping[str, Release], texts: OwnTexts, new: set[str], made: Mapping[str, Collection[int]]
) -> Iterator[Link]:
    having: dict[int, list[str]] = defaultdict(list)
    for release_id, theirs in made.items():
        for band in theirs:
            having[band].append(release_id)
    for release_id, theirs in made.items():
        others = set(chain.from_iterable(having[band] for band in theirs))
        linked = store.links.sharing(theirs) - new
        for other in {other for other in others if other > release_id} | (linked & releases.keys()):
            if found := near_link(texts[release_id], texts[other]):
                yield found


def _corrections(releases: Iterable[Release], new: set[str]) -> Iterator[tuple[str, str]]:
    """Every correction with each release that it corrects, by their ids, of which one is new at least."""
    theirs: dict[str, list[Release]] = defaultdict(list)
    for release in releases:
        theirs[organisation_key(release)].append(release)
    for organisation in theirs.values():
        added = [release for release in organisation if release.id in new]
        for correction in organisation:
            if added and correction.is_correction:
                among = organisation if correction.id in new else added
                yield from ((correction.id, other) for other in corrected_by(correction, among))


def _around(releases: Mapping[str, Release], new: set[str]) -> set[str]:
    """The new releases, and all within a day of one."""
    days = {releases[i].date for i in new}
    near_days = {day + SAME_RELEASE * step for day in days if day for step in (-1, 0, 1)}
    return new | {release.id for release in releases.values() if release.date in near_days}


class _Sides:
    """The sides of releases, each made once."""

    def __init__(self, texts: OwnTexts, vectors: OwnVectors) -> None:
        self._texts = texts
        self._vectors = vectors
        self._made: dict[str, Side] = {}

    def __getitem__(self, release: Release) -> Side:
        if release.id not in self._made:
            self._made[release.id] = Side(release, self._texts[release.id].figures, self._vectors.of(release))
        return self._made[release.id]


def _pairs(releases: Mapping[str, Release], about: set[str], sides: _Sides) -> Iterator[tuple[Side, Side]]:
    """Every pair that may be translations with a release within a day of `about` in it, once."""
    by_day: dict[object, list[Release]] = defaultdict(list)
    for release in releases.values():
        by_day[release.date].append(release)

    def within_a_day(release: Release) -> Iterator[Release]:
        for step in (-1, 0, 1):
            yield from by_day[release.date + SAME_RELEASE * step] if release.date else ()

    wanted = {other.id for i in about for other in near(releases[i], within_a_day(releases[i]))} | about
    pairs = {tuple(sorted((i, other.id))) for i in wanted for other in near(releases[i], within_a_day(releases[i]))}
    for a, b in sorted(pairs):
        yield sides[releases[a]], sides[releases[b]]
