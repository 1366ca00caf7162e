"""What was asked in the chat, and answered: kept for who reloads the page, sends a link, or runs the press office."""

import datetime
import json
import re
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pressdesk.ingest.errors import PressdeskError
from pressdesk.ingest.fold import words
from pressdesk.ingest.release import Release
from pressdesk.rag.answer import Answer

from ..contract import ANSWER
from ..home_database import HomeDatabase
from .still_said import still_said

DATABASE = "conversations.db"
MAX_COMMENT = 2000
"""Characters of a reader's comment on an answer."""

Rating = Literal["up", "down", ""]
"""What a reader thought of an answer; empty: nothing was said."""

_CONVERSATION = re.compile(r"[A-Za-z0-9_-]{20,64}")
_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS turns (id TEXT PRIMARY KEY, conversation TEXT NOT NULL, asked_at TEXT NOT NULL,
question TEXT NOT NULL, folded TEXT NOT NULL, refused INTEGER NOT NULL, answer TEXT NOT NULL,
rating TEXT NOT NULL DEFAULT '', comment TEXT NOT NULL DEFAULT '', withdrawn INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS turns_of_conversation ON turns (conversation, asked_at);
CREATE INDEX IF NOT EXISTS turns_by_time ON turns (asked_at);
"""
"""What is let go of is overwritten on the disk, too."""


class UnknownAnswer(PressdeskError):
    """No answer has this id: it was never given, or is too old to be kept."""

    code = "unknown-answer"
    status = 404

    def __init__(self, answer_id: str) -> None:
        super().__init__(f"There is no answer {answer_id[:80]!r}.", "It may be older than answers are kept: ask again.")


@dataclass(frozen=True)
class KeptTurn:
    """A question with its answer as it was given, but for what was withdrawn since: `withdrawn` of its sentences
    were taken out. `asked_at` in UTC."""

    id: str
    conversation: str
    asked_at: datetime.datetime
    question: str
    answer: Answer
    rating: Rating = ""
    comment: str = ""
    withdrawn: int = 0


@dataclass(frozen=True)
class Unanswered:
    """A question that was refused: how many times, when last, and that last answer with its id."""

    question: str
    times: int
    last_asked: datetime.datetime
    answer_id: str
    answer: Answer


class Conversations:
    """The chat's turns in an index folder, in a database of their own, for `days` days.

    `days` 0 keeps none. A conversation has an id that its browser made up of 120 random bits or more: who has it has
    the conversation. Any method may raise `HomeNotWritable`, `IndexDamaged`.
    """

    def __init__(self, home: Path, days: int) -> None:
        self._database = HomeDatabase(home, DATABASE, _SCHEMA)
        self._days = days

    def keep(self, conversation: str, question: str, answer: Answer) -> KeptTurn | None:
        """Keep a turn, and let go of those that are too old. None where none are kept."""
        if not self._days:
            return None
        now = datetime.datetime.now(datetime.UTC)
        turn = KeptTurn(secrets.token_urlsafe(12), conversation, now, question, answer)
        document = ANSWER.dump_json(answer).decode()
        # Without spaces: Chinese is written with them around figures, or not, and marks stand between words.
        folded = "".join(words(answer.asked_as or question))
        with self._database.writing() as db:
            db.execute(
                "INSERT INTO turns (id, conversation, asked_at, question, folded, refused, answer)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (turn.id, conversation, _written(now), question, folded, answer.refused, document),
            )
            oldest = now - datetime.timedelta(days=self._days)
            db.execute("DELETE FROM turns WHERE asked_at < ?", (_written(oldest),))
        return turn

    def of(self, conversation: str) -> list[KeptTurn]:
        """The turns of a conversation in their order; none where there is no such."""
        rows = self._database.rows("SELECT * FROM turns WHERE conversation = ? ORDER BY asked_at, rowid", conversation)
        return [_turn(row) for row in rows]

    def turn(self, answer_id: str) -> KeptTurn:
        """Raises `UnknownAnswer`."""
        rows = self._database.rows("SELECT * FROM turns WHERE id = ?", answer_id)
        if not rows:
            raise UnknownAnswer(answer_id)
        return _turn(rows[0])

    def rate(self, answer_id: str, rating: Rating, comment: str) -> None:
        """What a reader says of an answer, in place of what was said before. Raises `UnknownAnswer`."""
        self.turn(answer_id)
        with self._database.writing() as db:
            db.execute("UPDATE turns SET rating = ?, comment = ? WHERE id = ?", (rating, comment, answer_id))

    def unanswered(self, since: datetime.datetime) -> list[Unanswered]:
        """Questions that were refused since then, the same in other scripts or letters counted together, the last
        first."""
        # SQLite takes the other columns from the row that has the maximum.
        rows = self._database.rows(
            "SELECT id, question, answer, count(*) AS times, max(asked_at) AS last FROM turns"
            " WHERE refused AND asked_at >= ? GROUP BY folded ORDER BY last DESC",
            _written(since),
        )
        return [
            Unanswered(
                answer.asked_as or row["question"],
                row["times"],
                datetime.datetime.fromisoformat(row["last"]),
                row["id"],
                answer,
            )
            for row in rows
            for answer in [ANSWER.validate_json(row["answer"])]
        ]

    def rated(self, since: datetime.datetime) -> list[KeptTurn]:
        """Turns asked since then of which a reader has said something, the last first."""
        rows = self._database.rows(
            "SELECT * FROM turns WHERE (rating != '' OR comment != '') AND asked_at >= ? ORDER BY asked_at DESC",
            _written(since),
        )
        return [_turn(row) for row in rows]

    def forget(self, release_id: str, release_of: Callable[[str], Release]) -> None:
        """Take out of every answer what it has of a release that was withdrawn. `release_of` gives the other ones, or
        raises `UnknownRelease`."""
        named = f'"release_id":{json.dumps(release_id, ensure_ascii=False)}'
        rows = self._database.rows("SELECT id, answer FROM turns WHERE instr(answer, ?)", named)
        left = [(row["id"], still_said(ANSWER.validate_json(row["answer"]), release_of)) for row in rows]
        if left:
            with self._database.writing() as db:
                db.executemany(
                    "UPDATE turns SET answer = ?, withdrawn = withdrawn + ? WHERE id = ?",
                    [(ANSWER.dump_json(said.answer).decode(), said.withdrawn, turn) for turn, said in left],
                )


def is_conversation(text: str) -> bool:
    """Whether `text` can be a conversation's id."""
    return bool(_CONVERSATION.fullmatch(text))


def _turn(row: sqlite3.Row) -> KeptTurn:
    answer = ANSWER.validate_json(row["answer"])
    asked_at = datetime.datetime.fromisoformat(row["asked_at"])
    return KeptTurn(
        row["id"],
        row["conversation"],
        asked_at,
        row["question"],
        answer,
        row["rating"],
        row["comment"],
        row["withdrawn"],
    )


def _written(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
