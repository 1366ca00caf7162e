"""What was heard from readers: what they asked without an answer, and what they said of the answers that they got."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pressdesk.rag.answer import Hit

from ..conversations.store import Conversations, KeptTurn, Unanswered

UNANSWERED_DAYS = 7
RATED_DAYS = 30
_MOST = 50
"""Rows of a list; of the others their number is told."""


@dataclass(frozen=True)
class Missed:
    """A question without an answer, its language, and the passage that came nearest, where one did."""

    asked: Unanswered
    language: str
    nearest: Hit | None


@dataclass(frozen=True)
class Heard:
    """The last of what was heard in so many days, and how much more there is; `up` and `down` count all ratings."""

    missed: Sequence[Missed]
    missed_more: int
    rated: Sequence[KeptTurn]
    rated_more: int
    up: int
    down: int
    missed_days: int = UNANSWERED_DAYS
    rated_days: int = RATED_DAYS


def heard(conversations: Conversations) -> Heard:
    """What was heard until now. Raises `IndexDamaged`."""
    now = datetime.datetime.now(datetime.UTC)
    asked = conversations.unanswered(now - datetime.timedelta(days=UNANSWERED_DAYS))
    rated = conversations.rated(now - datetime.timedelta(days=RATED_DAYS))
    counted = Counter(turn.rating for turn in rated)
    return Heard(
        missed=[Missed(one, one.answer.language, next(iter(one.answer.passages), None)) for one in asked[:_MOST]],
        missed_more=max(0, len(asked) - _MOST),
        rated=rated[:_MOST],
        rated_more=max(0, len(rated) - _MOST),
        up=counted["up"],
        down=counted["down"],
    )
