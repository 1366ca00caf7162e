"""What the check of a sentence says: the pieces of it that the cited passage does not back, and why."""

from dataclasses import dataclass
from typing import Literal

FindingKind = Literal["citation", "figure", "counted", "date", "phone", "email", "url", "quotation", "name"]
"""What a piece of a sentence is. `counted`: a figure that the passage has, but of another thing."""


@dataclass(frozen=True)
class Finding:
    """A piece of a sentence that what it cites does not back: `sentence[start:end]` is `text`, in code points. A
    missing citation is found of the whole sentence. `reason` says in plain words what is wrong."""

    kind: FindingKind
    text: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Verdict:
    """The check of one sentence, with what was found in the order of the sentence."""

    sentence: str
    findings: tuple[Finding, ...] = ()

    @property
    def proved(self) -> bool:
        """Whether nothing was found that the passage does not back."""
        return not self.findings

    @property
    def reason(self) -> str:
        """The findings' reasons in a line; empty where the sentence is proved."""
        return "; ".join(dict.fromkeys(finding.reason for finding in self.findings))
