"""What the page of all releases is asked for: text, filters and page, as they stand in its address."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

from pressdesk.ingest.errors import BadFilter
from pressdesk.ingest.release import ReleaseType
from pressdesk.rag.filters import NO_FILTERS, Filters
from pressdesk.rag.when import read_day

_PATH = "/releases"
_FILTERS = ("from", "to", "language", "organisation", "type")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_DAY = 60
_LONGEST_NAME = 200
"""Characters of a day in words, and of an organisation's name, that are read."""

_LAST_PAGE = 10_000


@dataclass(frozen=True)
class Form:
    """`query` is empty where the releases are listed. `shown`: what the fields hold, a day that was told in words as a
    date, and what cannot be used as it was typed: `errors` says of which fields, by kind, and then `filters` are none.
    `page` counts from 1."""

    query: str
    shown: Mapping[str, str]
    filters: Filters = NO_FILTERS
    errors: Mapping[str, str] = field(default_factory=dict)
    page: int = 1

    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        return any(self.shown.values())

    @property
    def dated(self) -> bool:
        """Whether days are set."""
        return bool(self.shown["from"] or self.shown["to"])

    def address(self, **changes: str) -> str:
        """The page's address with some fields changed, on its first page unless `page` is among them. `from` is a word
        of Python's own, so the days are `date_from` and `date_to` here."""
        changed = {name.removeprefix("date_"): value for name, value in changes.items()}
        asked = {"q": self.query, **self.shown, **changed}
        kept = {name: value for name, value in asked.items() if value}
        return f"{_PATH}?{urlencode(kept)}" if kept else _PATH


def read_form(parameters: Mapping[str, str], today: datetime.date) -> Form:
    """The form as an address fills it in. Raises nothing: what cannot be used is among the errors."""
    typed = {name: parameters.get(name, "").strip()[:_LONGEST_NAME] for name in _FILTERS}
    errors: dict[str, str] = {}
    days = {name: _day(name, typed[name], today, errors) for name in ("from", "to")}
    shown = typed | {name: day.isoformat() for name, day in days.items() if day}
    kind = next((kind for kind in ReleaseType if kind == typed["type"]), None)
    if typed["type"] and kind is None:
        errors["type"] = "bad_type"
    filters = NO_FILTERS
    try:
        filters = Filters(days["from"], days["to"], typed["language"] or None, typed["organisation"] or None, kind)
    except BadFilter as error:
        errors[error.field] = "bad_order" if error.field == "from" else "bad_language"
    page = parameters.get("page", "1")
    number = int(page) if re.fullmatch(r"[0-9]{1,5}", page) else 1
    return Form(
        parameters.get("q", "").strip(),
        shown,
        NO_FILTERS if errors else filters,
        errors,
        min(max(number, 1), _LAST_PAGE),
    )


def _day(
    name: Literal["from", "to"] | str, typed: str, today: datetime.date, errors: dict[str, str]
) -> datetime.date | None:
    if not typed:
        return None
    try:
        if _ISO.fullmatch(typed):
            return datetime.date.fromisoformat(typed)
        if len(typed) <= _LONGEST_DAY:
            return read_day("from" if name == "from" else "to", typed, today)
    except (BadFilter, ValueError):
        pass
    errors[name] = "bad_day"
    return None
