"""Which releases a question would rather be answered from: those that it names, by title, organisation or time.

    prior = TITLE_WEIGHT · named by title + ORGANISATION_WEIGHT · named by organisation + TIME_WEIGHT · of those days

in units of the fused score (`fuse.py`), added to it. A prior moves passages and leaves none out: what a question says
for certain is a filter's (`filters.py`).
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from pressdesk.ingest.fold import fold, is_han, words
from pressdesk.ingest.links.organisations import organisation_key
from pressdesk.ingest.release import Release

from .when import When

TITLE_WEIGHT = 2.0
ORGANISATION_WEIGHT = 1.0
TIME_WEIGHT = 0.6
"""None of the three moves a hit rate of the fit questions. The time's is twice what the newest release has before the
oldest (`fuse.RECENCY_WEIGHT`), so that the year of a question counts for more; at 1.0 it takes a right release from the
fourth place to the fifth."""

_TITLE_RUN = 8
_TITLE_RUN_LATIN = 5
"""Characters of Chinese, or words, in a row that a question shares with a title when it names it: fewer are a name that
other releases have too."""

_SAME_TITLES = 3
"""Most releases that such a run may name: the versions of one release in two scripts and English."""

_SHORT_FOR = re.compile(r"^(?:[以下]*[簡简]?[稱称][為为]?)|[「」“”\"'《》\s]")


class Preferences:
    """What can be named of all releases, looked up once."""

    def __init__(self, releases: Collection[Release]) -> None:
        self._titles: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._organisations: dict[str, set[str]] = defaultdict(set)
        self._releases = releases
        members: dict[str, list[Release]] = defaultdict(list)
        for release in releases:
            for run in _runs(release.title):
                self._titles[run].add(release.id)
            if release.organisation:
                members[organisation_key(release)].append(release)
        # The name of the only organisation tells no release from another.
        for theirs in members.values() if len(members) > 1 else ():
            for name in {name for release in theirs for name in _names(release)}:
                self._organisations[name] |= {release.id for release in theirs}

    def priors(self, question: str, times: Sequence[When]) -> dict[str, float]:
        """The priors of the releases that the question prefers, by id; the others have none."""
        found: dict[str, float] = defaultdict(float)
        for release_id in self._titled(question):
            found[release_id] += TITLE_WEIGHT
        for release_id in self._organised(question):
            found[release_id] += ORGANISATION_WEIGHT
        for release in self._releases if times else ():
            if release.date and any(time.span.holds(release.date) for time in times):
                found[release.id] += TIME_WEIGHT
        return found

    def _titled(self, question: str) -> set[str]:
        named = (self._titles.get(run, set()) for run in _runs(question))
        return set(chain.from_iterable(ids for ids in named if len(ids) <= _SAME_TITLES))

    def _organised(self, question: str) -> set[str]:
        text = fold(question).text
        named = (ids for name, ids in self._organisations.items() if _stands_in(name, text))
        return set(chain.from_iterable(named))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """The runs of characters and words of `text` that are long enough to name a title."""
    units = [unit for word in words(text) for unit in (word if is_han(word) else [word])]
    for length in (_TITLE_RUN_LATIN, _TITLE_RUN):
        for first in range(len(units) - length + 1):
            run = tuple(units[first : first + length])
            if length == _TITLE_RUN or not any(map(is_han, run)):
                yield run


def _names(release: Release) -> Iterator[str]:
    """The organisation's name, and what its release calls it in brackets behind it: （簡稱「創新港」）, (LIHA)."""
    yield fold(release.organisation).text
    for aside in re.findall(rf"{re.escape(release.organisation)}\s?[(（]([^()（）]{{2,40}})[)）]", release.text):
        for short in re.split(r"[;；,，、]", aside):
            called = _SHORT_FOR.sub("", short)
            # A Latin name counts in capitals alone: "the Harbour" is a word of everybody's.
            if len(called) > 1 and (is_han(called) or called.isupper()):
                yield fold(called).text


def _stands_in(name: str, folded: str) -> bool:
    return name in folded if is_han(name) else re.search(rf"\b{re.escape(name)}\b", folded) is not None
