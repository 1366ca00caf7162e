"""What a question is pinned to, and whether what is found for it is of the same.

The profit of 2024 does not answer what that of 2025 was, nor the first edition what was asked of the second, however
alike the sentences are. A question is pinned to the years and ordinals that it names, but not to figures, which it may
take for true and be told that they are not (`asserted.py`). Of the fit questions over releases that would be answered
(`eval/fit_rows.py`), the best sentence was right for 0.63 where nothing is pinned, and for 0.26 where it has another
year or ordinal.
"""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from pressdesk.ingest.fold import fold, is_han

from .answer import Answer
from .dated import DatePlace, date_places, lacks_date, relative_years
from .figures import ordinals
from .kinds import OUTRIGHT, holds
from .phrases import about_another
from .question import Question

_NO_EDITION = re.compile(
    r"\s?(?:季|楼|层|天|日|年|世纪|位|名|度|者|方|产业"
    r"|(?:quarters?|floors?|store?ys?|centur(?:y|ies)|years?|days?|hours?|half|time|part(?:y|ies))\b"
    r"|of (?:january|february|march|april|may|june|july|august|september|october|november|december))"
)
"""What stands behind an ordinal that tells no edition: 第三季, 16th floor."""

_FIRST = re.compile(r"(?:首|头一)(?:届|批|期|轮|场|部|个?阶段)|\binaugural\b|\binitial phase\b")


class Differing(NamedTuple):
    """What a question is pinned to and what is quoted is not: as it is asked, and what is quoted instead, empty where
    the release names nothing of the kind."""

    asked: str
    instead: str


@dataclass(frozen=True)
class Told:
    """A text's dates, the years that it writes, and its ordinals by value with how they are written. `day` is the
    release's."""

    day: datetime.date | None
    dates: tuple[DatePlace, ...]
    years: frozenset[int]
    ordinals: dict[int, str]

    @classmethod
    def of(cls, text: str, day: datetime.date | None) -> "Told":
        folded = fold(text)
        places = date_places(folded.text, day)
        dates = (*places, *relative_years(folded.text, day))
        years = frozenset(place.year for place in places if place.year)
        spans = _editions(folded.text)
        written = {value: text[folded.origins[a] : folded.origins[b - 1] + 1] for a, b, value in spans}
        return cls(day, dates, years, written)

    def has(self, date: DatePlace) -> bool:
        return not lacks_date(date, self.dates)


class Pins:
    """What a question of the day `today` is pinned to; without that day 去年 and the like are no years."""

    def __init__(self, question: Question, today: datetime.date | None = None) -> None:
        told = Told.of(question.text, today)
        self._kinds = question.asks & OUTRIGHT
        self._years = sorted({date.year for date in told.dates if date.year and not date.month})
        self._ordinals = told.ordinals

    def contrary(self, sentence: str, around: str, day: datetime.date | None) -> bool:
        """Whether a sentence of a release of `day` is of another year or ordinal: it has another in its place, or of a
        year neither it nor its passage with heading and title, `around`, has anything, and the release is of another.
        So is one without an age or a time of day where one is asked for."""
        if any(not holds(kind, sentence) for kind in self._kinds):
            return True
        if not self._years and not self._ordinals:
            return False
        own = Told.of(sentence, day)
        return any(self._is_of_another_year(year, own, around) for year in self._years) or any(
            own.ordinals and value not in own.ordinals for value in self._ordinals
        )

    @staticmethod
    def _is_of_another_year(year: int, own: Told, around: str) -> bool:
        if own.has(_in(year)):
            return False
        if own.years:
            return True
        return own.day is not None and own.day.year != year and not Told.of(around, own.day).has(_in(year))

    def differing(self, quotes: Sequence[tuple[str, datetime.date | None]], releases: Sequence[str]) -> list[Differing]:
        """The years and ordinals that none of `quotes` has, each given with its release's day, where the first has
        others in their place or nothing of the cited `releases`' texts is of them. A first one often goes without
        saying."""
        told = [Told.of(quote, day) for quote, day in quotes]
        # A release may be long, and most questions name no year.
        whole = cache(lambda: [Told.of(text, told[0].day) for text in releases])
        found: list[Differing] = []
        for year in self._years:
            if any(one.has(_in(year)) for one in told):
                continue
            if told[0].years:
                found.append(Differing(str(year), ", ".join(map(str, sorted(told[0].years)))))
            elif not any(one.has(_in(year)) or one.day is None or one.day.year == year for one in (*told, *whole())):
                found.append(Differing(str(year), ""))
        for value, written in self._ordinals.items():
            if any(value in one.ordinals for one in told):
                continue
            if told[0].ordinals:
                found.append(Differing(written, ", ".join(told[0].ordinals.values())))
            elif value > 1 and not any(value in one.ordinals for one in whole()):
                found.append(Differing(written, ""))
        return found


def noted(answer: Answer, pins: Pins, releases: Mapping[str, str]) -> Answer:
    """The answer with a notice for each year and ordinal of the question that what is quoted is not of. `releases`:
    the texts of those that it may cite, by id. A refusal has no quotes and stays as it is."""
    if answer.refused or not answer.citations:
        return answer
    quotes = [(citation.quote, citation.date) for citation in answer.citations]
    cited = {citation.release_id for citation in answer.citations}
    found = pins.differing(quotes, [releases[i] for i in cited if i in releases])
    notices = [about_another(answer.language, one.asked, one.instead) for one in found]
    return replace(answer, notices=(*answer.notices, *notices)) if notices else answer


def _in(year: int) -> DatePlace:
    return DatePlace(0, 0, year, None, None)


def _editions(folded: str) -> Iterator[tuple[int, int, int]]:
    """Ordinals that number editions, stages and the like: where they stand, with the character behind, and which."""
    for start, end, value in ordinals(folded):
        if not _NO_EDITION.match(folded, end):
            yield start, end + (end < len(folded) and is_han(folded[end])), int(value)
    for match in _FIRST.finditer(folded):
        yield *match.span(), 1
