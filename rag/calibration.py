"""Measured evidence turned into chances: logistic models, fitted by `make fit`, kept in `calibration.json`.

For questions in the passage's language and for those in another, which share no words with it; and each of them with
what the reader says of the sentences and without it. What they were fitted on, and what they reach, is in
`docs/model-card.md`.
"""

import json
from collections.abc import Sequence
from importlib import resources

from pydantic import BaseModel, ConfigDict


class Logistic(BaseModel):
    """A logistic regression over features that are first brought to mean 0 and deviation 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    names: tuple[str, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float

    def logit(self, values: Sequence[float]) -> float:
        """Log odds for features in the order of `names`."""
        standard = ((v - m) / d for v, m, d in zip(values, self.means, self.deviations, strict=True))
        return self.intercept + sum(w * x for w, x in zip(self.weights, standard, strict=True))


class Chances(BaseModel):
    """`sentence`: that a sentence holds the answer; `answerable`: that the best one found does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sentence: Logistic
    answerable: Logistic


class Calibration(BaseModel):
    """The models for a question in the passage's own language and for one that is `crossing`; `_read`: where the
    reader has judged the sentences."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    own: Chances
    crossing: Chances
    own_read: Chances
    crossing_read: Chances

    def chances(self, *, crossing: bool, read: bool) -> Chances:
        """Those that are meant for such a sentence."""
        if read:
            return self.crossing_read if crossing else self.own_read
        return self.crossing if crossing else self.own


def load_calibration() -> Calibration:
    """The calibration that the package carries."""
    text = resources.files(__package__ or "pressdesk.rag").joinpath("calibration.json").read_text(encoding="utf-8")
    return Calibration.model_validate(json.loads(text))
