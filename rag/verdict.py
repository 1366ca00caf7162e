"""What the check of a sentence says: the pieces of it that the cited text does not back, and why."""

from dataclasses import dataclass
from typing import Literal

FindingKind = Literal["citation", "figure", "counted", "date", "phone", "email", "url", "quotation", "name"]
"""What a piece of a sentence is. `counted`: a figure that the cited text has, but of another thing."""


@dataclass(frozen=True)
class Finding:
    """A piece of a sentence that what it cites does not back: `sentence[start:end]` is `text`, in Unicode code points.
    Of a missing citation it is the whole sentence. `reason` says what is wrong in the sentence's language."""

    kind: FindingKind
    text: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Verdict:
    """The check of one sentence, with what was found in the order of the sentence. `start`: where the sentence begins
    in the text that was checked."""

    sentence: str
    findings: tuple[Finding, ...] = ()
    start: int = 0

    @property
    def proved(self) -> bool:
        """Whether nothing was found that the cited text does not back."""
        return not self.findings

    @property
    def reason(self) -> str:
        """The findings' reasons in a line; empty where the sentence is proved."""
        return "; ".join(dict.fromkeys(finding.reason for finding in self.findings))
