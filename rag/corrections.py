"""A release that was corrected later is never quoted without saying so."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import replace

from pressdesk.ingest.release import Release

from .answer import Answer
from .phrases import corrected


class Corrections:
    """The corrections among all releases, and which releases each of them corrects.

    A correction names what it corrects by its day ("the release of 4 December"): a release of the same organisation
    from that day, older than the correction, counts as corrected.
    """

    def __init__(self, releases: Iterable[Release]) -> None:
        self._corrections = [release for release in releases if release.is_correction and release.date]

    def noted(self, answer: Answer) -> Answer:
        """The answer with a notice for each release that it cites and that a correction names."""
        cited = {(c.release_id, c.date): None for c in answer.citations}
        found = dict.fromkeys(
            corrected(answer.language, correction)
            for release_id, date in cited
            for correction in self._corrections
            if date and correction.date and date < correction.date and correction.id != release_id
            if _names_day(date.month, date.day).search(correction.text)
        )
        return replace(answer, notices=(*answer.notices, *found)) if found else answer


def _names_day(month: int, day: int) -> re.Pattern[str]:
    name = calendar.month_name[month]
    return re.compile(
        rf"(?<!\d){month}\s*月\s*{day}\s*日|(?<!\d){day}(?:st|nd|rd|th)?\s+{name}\b|\b{name}\s+{day}(?:st|nd|rd|th)?\b(?!\d)",
        re.IGNORECASE,
    )
