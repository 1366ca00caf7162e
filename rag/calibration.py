"""Measured evidence turned into chances: logistic models, fitted by `make fit`, kept in `calibration.json`.

Two of each: one for questions in the passage's language, one for those in another, which share no words with it.
What they were fitted on, and what they reach, is in `docs/model-card.md`.
"""

import json
import math
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


class Calibration(BaseModel):
    """`sentence`: that a sentence holds the answer; `answerable`: that the best one found does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sentence: Logistic
    sentence_crossing: Logistic
    answerable: Logistic
    answerable_crossing: Logistic

    def sentence_logit(self, values: Sequence[float], *, crossing: bool) -> float:
        """Log odds that a sentence with this evidence holds the answer."""
        return (self.sentence_crossing if crossing else self.sentence).logit(values)

    def confidence(self, values: Sequence[float], *, crossing: bool) -> float:
        """Probability, 0 to 1, that the releases answer, by the evidence of the best sentence."""
        logit = (self.answerable_crossing if crossing else self.answerable).logit(values)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def load_calibration() -> Calibration:
    """The calibration that the package carries."""
    text = resources.files(__package__ or "pressdesk.rag").joinpath("calibration.json").read_text(encoding="utf-8")
    return Calibration.model_validate(json.loads(text))
