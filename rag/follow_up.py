"""A follow-up is made a full question: 「那生命健康呢？」 after 「人工智能有多少間企業？」 asks how many of those there
are.

By rules: what the follow-up brings takes the place of what is of the same kind in the question before it (a time for a
time, a name for a name, what is asked for what was asked), pronouns are filled with what was asked about last, and a
question that stands alone stays as it is. `rewrite.py` lets a language model do the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pressdesk.ingest.errors import BadQuestion
from pressdesk.ingest.language import convert, detect_language

from . import follow_up_chinese, follow_up_english
from .question import read_question
from .topics import Names

MOST_TURNS = 6
"""Turns that count: what was asked before them is out of mind."""

MOST_CHARACTERS = 300
"""Longest rewritten question, in code points."""


@dataclass(frozen=True)
class Turn:
    """An earlier question of the conversation, as it was asked or rewritten, and its answer as text."""

    question: str
    answer: str = ""


class FollowUps:
    """Rewrites by rules, with the names of the releases."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def rewritten(self, question: str, history: Sequence[Turn]) -> str | None:
        """The follow-up as a full question in its own language as far as the rules go; None where it stands alone.

        Only the last `MOST_TURNS` of the history count; follow-ups among them are rewritten first, so that one can
        follow upon another.
        """
        before: str | None = None
        for turn in history[-MOST_TURNS:]:
            before = self._one(turn.question, before) or _readable(turn.question) or before
        return self._one(question, before)

    def _one(self, question: str, before: str | None) -> str | None:
        """`question` after the full question `before`."""
        text = _readable(question)
        if before is None or text is None:
            return None
        chinese = detect_language(text).startswith("zh")
        rules = follow_up_chinese if chinese else follow_up_english
        full = rules.rewrite(text, _in_script_of(before, text) if chinese else before, self._names)
        if full is None or full == text or len(full) > MOST_CHARACTERS or _readable(full) is None:
            return None
        return full


def _readable(question: str) -> str | None:
    try:
        return read_question(question).text
    except BadQuestion:
        return None


def _in_script_of(text: str, other: str) -> str:
    """Chinese `text` in the characters of `other`; as it is where `other` could be in either."""
    if detect_language(other) == "zh-Hans":
        return convert("t2s", text)
    return convert("s2hk", text) if detect_language(text) == "zh-Hans" and convert("t2s", other) != other else text
