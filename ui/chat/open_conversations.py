"""The chat's conversations in memory, as their pages show them; a page that comes back gets its own again."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pressdesk.ingest.release import Release
from pressdesk.rag.answer import Answer
from pressdesk.rag.follow_up import Turn

from ..conversations.still_said import still_said
from ..conversations.store import Conversations, KeptTurn, is_conversation
from ..words import InterfaceLanguage

_OPEN = 500
"""Conversations in memory; the one that was seen longest ago goes first."""


@dataclass(frozen=True)
class OpenTurn:
    """A question and what came of it so far: nothing yet, an answer, an error. `kept`: as it was kept; `withdrawn`,
    `changed`: sentences of it that the releases no longer say; `stopped`: its asker did not want the rest."""

    question: str
    outcome: Answer | Exception | None = None
    kept: KeptTurn | None = None
    withdrawn: int = 0
    changed: int = 0
    stopped: bool = False

    @classmethod
    def again(cls, kept: KeptTurn, release_of: Callable[[str], Release]) -> "OpenTurn":
        """A kept turn as far as the releases still say it; `release_of` gives a release by its id."""
        standing = still_said(kept.answer, release_of)
        return cls(kept.question, standing.answer, kept, kept.withdrawn + standing.withdrawn, standing.changed)

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        answer = self.outcome
        if self.stopped or not self.question:
            return True
        return isinstance(answer, Exception) or (isinstance(answer, Answer) and answer.complete)


@dataclass
class OpenConversation:
    """One page's turns, and the interface language that they are shown in. It is changed in place: what an answer still
    writes after its page was put in the other language cannot undo that. Safe to call from many threads."""

    id: str
    language: InterfaceLanguage = "zh-Hant"
    turns: list[OpenTurn] = field(default_factory=list)
    written: dict[tuple[int, str], tuple[OpenTurn, str]] = field(default_factory=dict)
    """Turns as HTML, by number and language: those before the last are the same each time."""
    _sent: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, question: str, sending: str) -> OpenTurn | None:
        """A new turn behind the others; what was said of an empty question goes. None where this was sent before:
        `sending` is the page's name for what it sends, the same until something is typed (empty: always another)."""
        with self._lock:
            if sending and sending in self._sent and question in ("", self._sent[sending]):
                return None
            self._sent[sending] = question
            turn = OpenTurn(question)
            self.turns[:] = [*(earlier for earlier in self.turns if earlier.question), turn]
            return turn

    def put(self, turn: OpenTurn, before: OpenTurn) -> bool:
        """Put a turn in place of what it was `before`. False where that is there no more: it was stopped."""
        with self._lock:
            at = self._place(before)
            if at is not None:
                self.turns[at] = turn
            return at is not None

    def waits_for(self, turn: OpenTurn) -> bool:
        """Whether the turn is still there as it was put there."""
        with self._lock:
            return self._place(turn) is not None

    def stop(self) -> None:
        """Nobody wants the rest of the answers that are still to come. They stay as far as they have come."""
        with self._lock:
            self.turns[:] = [turn if turn.ended else replace(turn, stopped=True) for turn in self.turns]

    def hold_to(self, again: Callable[[OpenTurn], OpenTurn]) -> None:
        """Put what `again` gives for each turn in its place."""
        with self._lock:
            self.turns[:] = map(again, self.turns)

    def _place(self, turn: OpenTurn) -> int | None:
        return next((at for at, known in enumerate(self.turns) if known is turn), None)

    @property
    def history(self) -> list[Turn]:
        """The turns that were answered, for a follow-up."""
        answers = [(turn.question, turn.outcome) for turn in self.turns if isinstance(turn.outcome, Answer)]
        return [Turn(answer.asked_as or asked, answer.text) for asked, answer in answers if answer.complete]


class OpenConversations:
    """Conversations by their ids. Safe to call from many threads."""

    def __init__(self, kept: Conversations, release_of: Callable[[str], Release]) -> None:
        """`release_of` gives a release by its id: what is kept is held to it before it is shown again."""
        self._kept = kept
        self._release_of = release_of
        self._open: OrderedDict[str, OpenConversation] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, conversation_id: str) -> OpenConversation:
        """The conversation with this id, with the turns that are kept of it where it was not open. What can't be an id
        opens an empty one, each time anew. May raise what `release_of` and `Conversations` raise."""
        if not is_conversation(conversation_id):
            return OpenConversation("")
        with self._lock:
            known = self._open.get(conversation_id)
            if known is None:
                known = OpenConversation(conversation_id)
                known.turns.extend(map(self._again, self._kept.of(conversation_id)))
                self._open[conversation_id] = known
                if len(self._open) > _OPEN:
                    self._open.popitem(last=False)
            self._open.move_to_end(conversation_id)
            return known

    def again(self, conversation_id: str) -> OpenConversation:
        """The same as far as the releases still say it: for a page that is loaded again."""
        conversation = self.get(conversation_id)
        kept = {turn.id: turn for turn in self._kept.of(conversation.id)}
        conversation.hold_to(lambda turn: self._again(kept.get(turn.kept.id, turn.kept)) if turn.kept else turn)
        return conversation

    def keep(self, conversation: OpenConversation, question: str, answer: Answer) -> KeptTurn | None:
        """Keep an answer, where its conversation has an id."""
        return self._kept.keep(conversation.id, question, answer) if conversation.id else None

    def _again(self, turn: KeptTurn) -> OpenTurn:
        return OpenTurn.again(turn, self._release_of)
