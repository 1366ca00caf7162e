"""Overrides: values that a person gave in place of what was recognised in a release."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Any

from .errors import BadOverride
from .release import PressContact, ReleaseType


@dataclass(frozen=True)
class Overrides:
    """What a person gave for a release; None where what was recognised stands.

    `contact` is the whole press contact. `headings` are the lines that are headings, in place of the recognised ones;
    each is a line of the release as it is read (repaired, without Markdown's marks).
    """

    title: str | None = None
    date: datetime.date | None = None
    organisation: str | None = None
    contact: PressContact | None = None
    language: str | None = None
    type: ReleaseType | None = None
    url: str | None = None
    headings: tuple[str, ...] | None = None

    @property
    def given(self) -> tuple[str, ...]:
        """Names of the fields that a person gave."""
        return tuple(name for name in OVERRIDABLE if getattr(self, name) is not None)

    def fitted(self, lines: Collection[str]) -> "Overrides":
        """These, without headings that are none of a release's lines. Where none of them is left, the recognised
        headings stand again: of another text, nobody has said that it has none."""
        if not self.headings:
            return self
        return replace(self, headings=tuple(h for h in self.headings if h in lines) or None)


OVERRIDABLE = tuple(field.name for field in fields(Overrides))
"""Names of what a person can give."""

NO_OVERRIDES = Overrides()


@dataclass(frozen=True)
class Amendment:
    """What a person changes: the fields of these `names`, to what they are in `overrides`; None takes one back."""

    overrides: Overrides
    names: frozenset[str]

    @classmethod
    def of(cls, **values: Any) -> "Amendment":
        """The one that sets these fields."""
        return cls(Overrides(**values), frozenset(values))

    def applied(self, before: Overrides, lines: Collection[str]) -> Overrides:
        """What becomes of the overrides of a release with these lines. Raises `BadOverride` where a heading that is
        given now is none of them; one that was given for an earlier version is left out."""
        after = replace(before, **{name: getattr(self.overrides, name) for name in self.names})
        for heading in after.headings or ():
            if "headings" in self.names and heading not in lines:
                raise BadOverride(
                    "headings", f"{heading!r} is no line of this release.", "Take lines as a preview lists them."
                )
        return after.fitted(lines)


NO_AMENDMENT = Amendment.of()
