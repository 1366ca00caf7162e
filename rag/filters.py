"""Which releases a question may be answered from."""

import datetime
from dataclasses import dataclass

from pressdesk.ingest.release import Release


@dataclass(frozen=True)
class Filters:
    """Each that is set must hold: dates inclusive; `language` a tag or its first part (`zh`); `organisation` a part
    of the name, in any case; `release_ids` the releases themselves."""

    date_from: datetime.date | None = None
    date_to: datetime.date | None = None
    language: str | None = None
    organisation: str | None = None
    release_ids: frozenset[str] | None = None

    def let_through(self, release: Release) -> bool:
        """Whether the release satisfies every filter; one without a date satisfies no date filter."""
        if self.date_from and (release.date is None or release.date < self.date_from):
            return False
        if self.date_to and (release.date is None or release.date > self.date_to):
            return False
        if self.language and self.language not in (release.language, release.language.split("-")[0]):
            return False
        if self.organisation and self.organisation.casefold() not in release.organisation.casefold():
            return False
        return self.release_ids is None or release.id in self.release_ids


NO_FILTERS = Filters()
