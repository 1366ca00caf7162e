"""What is kept of conversations, for how long, and what of it is shown again once releases have changed."""

import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.release import Release
from pressdesk.rag.answer import Answer
from pressdesk.ui.conversations.still_said import StillSaid, still_said
from pressdesk.ui.conversations.store import DATABASE, Conversations, KeptTurn, UnknownAnswer, is_conversation
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings

from .test_cli import run

MINE, OTHERS = "a" * 22, "b" * 22
QUESTION = "提燈碼頭每日有多少班渡輪？"
SAID = "提燈碼頭今日啟用，每日有 27 班渡輪。"
PIER = f"# 提燈碼頭啟用\n\n（香港，2026年4月2日）今日舉行典禮。\n\n{SAID}\n"
AGAIN = f"# 提燈碼頭滿月\n\n（香港，2026年5月2日）碼頭啟用一個月。\n\n{SAID}\n"
FAIR = "# 園區市集\n\n（香港，2026年3月1日）市集設有 64 個攤位。\n"
TABLE = "# 收費\n\n（香港，2026年6月1日）以下是收費。\n\n| 場地 | 每日租金 |\n|---|---|\n| 燈塔廳 | 8,800 元 |\n| 潮音室 | 3,300 元 |\n"
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


class Newsroom:
    """A folder of releases, the index of it, and the conversations over it."""

    def __init__(self, folder: Path, encoder: SentenceEncoder) -> None:
        self.releases, self.home = folder / "releases", folder / "home"
        self.releases.mkdir()
        self.ingester = Ingester(self.home, encoder)
        self.desk = Desk(Settings(home=self.home), encoder)
        self.conversations = Conversations(self.home, 90)

    def publish(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.releases / f"{name}.md").write_text(text, encoding="utf-8")
        self.ingester.ingest([self.releases])

    def standing(self, answer: Answer) -> StillSaid:
        return still_said(answer, self.desk.release)

    def assert_promise(self, answer: Answer) -> None:
        for c in answer.citations:
            assert self.desk.release(c.release_id).text[c.start : c.end] == c.quote
        cited = {n for sentence in answer.sentences for n in sentence.citations}
        assert cited == {c.n for c in answer.citations}


@pytest.fixture
def newsroom(tmp_path: Path, encoder: SentenceEncoder) -> Iterator[Newsroom]:
    newsroom = Newsroom(tmp_path, encoder)
    newsroom.publish(pier=PIER, fair=FAIR)
    yield newsroom


def age(home: Path, turn: KeptTurn, days: float) -> None:
    """Let it have been asked that many days earlier."""
    asked = (turn.asked_at - datetime.timedelta(days=days)).isoformat(timespec="milliseconds")
    with closing(sqlite3.connect(home / DATABASE)) as db, db:
        db.execute("UPDATE turns SET asked_at = ? WHERE id = ?", (asked, turn.id))


def keep(conversations: Conversations, question: str, answer: Answer, conversation: str = MINE) -> KeptTurn:
    turn = conversations.keep(conversation, question, answer)
    assert turn is not None
    return turn


def test_turns_come_back_as_they_were(newsroom: Newsroom) -> None:
    kept = newsroom.conversations
    assert kept.of(MINE) == []
    turns = [keep(kept, asked, newsroom.desk.answer(asked)) for asked in (QUESTION, "市集有多少個攤位？")]
    keep(kept, QUESTION, newsroom.desk.answer(QUESTION), OTHERS)
    again = Conversations(newsroom.home, 90)
    assert [(t.id, t.question, t.answer) for t in again.of(MINE)] == [(t.id, t.question, t.answer) for t in turns]
    assert again.turn(turns[1].id).answer == turns[1].answer
    with pytest.raises(UnknownAnswer):
        again.turn("nobody's")


def test_a_rating_takes_the_place_of_the_one_before(newsroom: Newsroom) -> None:
    kept = newsroom.conversations
    turn = keep(kept, QUESTION, newsroom.desk.answer(QUESTION))
    unrated = keep(kept, QUESTION, newsroom.desk.answer(QUESTION))
    kept.rate(turn.id, "down", "")
    kept.rate(turn.id, "up", "27 班，對。")
    assert (kept.turn(turn.id).rating, kept.turn(turn.id).comment) == ("up", "27 班，對。")
    assert [rated.id for rated in kept.rated(LONG_AGO)] == [turn.id]
    kept.rate(unrated.id, "", "沒有別的嗎？")
    assert [rated.id for rated in kept.rated(LONG_AGO)] == [unrated.id, turn.id]
    assert kept.rated(datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=1)) == []
    kept.rate(unrated.id, "", "")
    assert [rated.id for rated in kept.rated(LONG_AGO)] == [turn.id]
    with pytest.raises(UnknownAnswer):
        kept.rate("nobody's", "up", "")


def test_unanswered_questions_count_together_in_either_script(newsroom: Newsroom) -> None:
    kept = newsroom.conversations
    asked = ["潮汐大樓的造價是多少？", "潮汐大楼的造价是多少", "「潮汐大樓」的造價是多少?", "誰是園區的行政總裁？"]
    turns = [keep(kept, question, newsroom.desk.answer(question)) for question in asked]
    keep(kept, QUESTION, newsroom.desk.answer(QUESTION))
    unanswered = kept.unanswered(LONG_AGO)
    assert [(u.question, u.times, u.answer_id) for u in unanswered] == [
        (asked[3], 1, turns[3].id),
        (asked[2], 3, turns[2].id),
    ]


def test_what_is_too_old_is_let_go(newsroom: Newsroom) -> None:
    answer = newsroom.desk.answer(QUESTION)
    kept = Conversations(newsroom.home, 30)
    old, young = keep(kept, "old", answer), keep(kept, "young", answer)
    age(newsroom.home, old, 30.1)
    age(newsroom.home, young, 29.9)
    keep(kept, "now", answer)
    assert [turn.question for turn in kept.of(MINE)] == ["young", "now"]
    with pytest.raises(UnknownAnswer):
        kept.turn(old.id)


def test_no_days_keep_nothing(tmp_path: Path) -> None:
    kept = Conversations(tmp_path / "home", 0)
    assert kept.keep(MINE, "?", Answer("?", True, 0, "", "en")) is None
    assert kept.of(MINE) == []
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("text", "can_be"),
    [(MINE, True), ("A-_9" * 16, True), ("a" * 19, False), ("a" * 65, False), ("../" * 10, False), ("", False)],
)
def test_ids_of_conversations(text: str, can_be: bool) -> None:
    assert is_conversation(text) == can_be


def test_forgetting_takes_what_every_turn_has_of_the_release(newsroom: Newsroom) -> None:
    kept = newsroom.conversations
    answered, refused = newsroom.desk.answer(QUESTION), newsroom.desk.answer("誰是園區的行政總裁？")
    assert refused.refused
    assert {hit.release_id for hit in refused.passages} == {"pier", "fair"}
    unrelated = Answer("?", True, 0, "The releases do not say.", "en")
    for question, answer in (("answered", answered), ("refused", refused), ("unrelated", unrelated)):
        keep(kept, question, answer)
    before = kept.of(MINE)
    kept.forget("pie", newsroom.desk.release)
    assert kept.of(MINE) == before
    newsroom.desk.ingester.remove("pier")
    kept.forget("pier", newsroom.desk.release)
    first, second, third = kept.of(MINE)
    assert (first.answer.sentences, first.answer.citations, first.withdrawn) == ((), (), 1)
    assert {hit.release_id for hit in second.answer.passages} == {"fair"}
    assert third == before[2]
    assert SAID.encode() not in (newsroom.home / DATABASE).read_bytes()


@pytest.mark.parametrize("by", ["remove", "sync"])
def test_the_command_forgets_what_it_removes(newsroom: Newsroom, by: str) -> None:
    keep(newsroom.conversations, QUESTION, newsroom.desk.answer(QUESTION))
    (newsroom.releases / "pier.md").unlink()
    command = ("remove", "pier") if by == "remove" else ("ingest", "--sync", newsroom.releases)
    done = run(*command, "--home", newsroom.home)
    assert done.returncode == 0, done.stderr
    (turn,) = newsroom.conversations.of(MINE)
    assert (turn.answer.sentences, turn.withdrawn) == ((), 1)


def test_while_nothing_changes_an_answer_stays_as_it_is(desk: Desk) -> None:
    """Over the sample releases: quotations in either language, a table's row, contacts, a correction, a refusal."""
    asked = [
        "潮汐大樓的造價是多少？",
        "When does the low-altitude flight test site start operating?",
        "傳媒聯絡人是誰？電話是多少？",
        "2025 年度整個園區合共申請了幾多項專利？",
        "Who won the 2022 World Cup?",
    ]
    for question in asked:
        answer = desk.answer(question)
        assert still_said(answer, desk.release) == StillSaid(answer, 0, 0)


def test_each_release_is_loaded_once(newsroom: Newsroom) -> None:
    loaded: list[str] = []

    def release_of(release_id: str) -> Release:
        loaded.append(release_id)
        return newsroom.desk.release(release_id)

    answer = newsroom.desk.answer(QUESTION)
    still_said(answer, release_of)
    assert len(loaded) == len(set(loaded)) > 0


def test_a_withdrawn_release_says_nothing_any_more(newsroom: Newsroom) -> None:
    answer = newsroom.desk.answer(QUESTION)
    newsroom.ingester.remove("pier")
    standing = newsroom.standing(answer)
    assert (standing.withdrawn, standing.changed) == (len(answer.sentences), 0)
    assert (standing.answer.sentences, standing.answer.citations, standing.answer.text) == ((), (), "")
    assert all(hit.release_id != "pier" and "27" not in hit.text for hit in standing.answer.passages)


def test_what_another_release_says_too_stays(newsroom: Newsroom) -> None:
    newsroom.publish(again=AGAIN)
    answer = newsroom.desk.answer(QUESTION)
    (sentence,) = (s for s in answer.sentences if s.text == SAID)
    assert {c.release_id for c in answer.citations if c.n in sentence.citations} == {"pier", "again"}
    (left,) = (c.n for c in answer.citations if c.release_id == "again" and c.quote == SAID)
    newsroom.ingester.remove("pier")
    standing = newsroom.standing(answer).answer
    (sentence,) = (s for s in standing.sentences if s.text == SAID)
    assert sentence.citations == (left,)
    assert f"{SAID}[{left}]" in standing.text
    newsroom.assert_promise(standing)


def test_a_quote_that_moved_is_cited_where_it_is_now(newsroom: Newsroom) -> None:
    answer = newsroom.desk.answer(QUESTION)
    moved = PIER.replace("# 提燈碼頭啟用", "# 提燈碼頭正式啟用").replace("今日舉行典禮", "今日下午舉行典禮，場面熱鬧")
    newsroom.publish(pier=moved.replace("4月2日", "4月3日"))
    standing = newsroom.standing(answer)
    assert (standing.withdrawn, standing.changed) == (0, 0)
    assert [s.text for s in standing.answer.sentences] == [s.text for s in answer.sentences]
    newsroom.assert_promise(standing.answer)
    assert {(c.title, c.date) for c in standing.answer.citations} == {("提燈碼頭正式啟用", datetime.date(2026, 4, 3))}
    assert [c.n for c in standing.answer.citations] == [c.n for c in answer.citations]


@pytest.mark.parametrize("text", [PIER.replace("27", "31"), f"{PIER.replace('典禮', '盛大典禮')}\n{SAID}\n"])
def test_what_is_changed_or_said_twice_is_left_out(newsroom: Newsroom, text: str) -> None:
    answer = newsroom.desk.answer(QUESTION)
    newsroom.publish(pier=text)
    standing = newsroom.standing(answer)
    assert (standing.withdrawn, standing.changed) == (0, 1)
    assert "27" not in standing.answer.text + repr(standing.answer.sentences) + repr(standing.answer.citations)


@pytest.mark.parametrize("changed", ["每日租金", "8,800 元"])
def test_a_row_needs_itself_and_the_names_of_its_columns(newsroom: Newsroom, changed: str) -> None:
    newsroom.publish(table=TABLE)
    answer = newsroom.desk.answer("燈塔廳的每日租金是多少？")
    (row,) = (s for s in answer.sentences if "8,800" in s.text)
    assert len(row.citations) == 2
    newsroom.publish(table=TABLE.replace(changed, "每小時租金" if changed == "每日租金" else "9,900 元"))
    standing = newsroom.standing(answer)
    assert standing.changed >= 1
    assert row not in standing.answer.sentences
    assert "8,800" not in standing.answer.text


def test_what_came_nearest_goes_with_its_release(newsroom: Newsroom) -> None:
    answer = newsroom.desk.answer("誰是園區的行政總裁？")
    newsroom.ingester.remove("pier")
    (newsroom.releases / "pier.md").unlink()
    standing = newsroom.standing(answer).answer
    assert standing.refused
    assert {hit.release_id for hit in standing.passages} == {"fair"}
    assert standing.text == answer.text
    newsroom.publish(fair=FAIR.replace("64", "65"))
    bare = newsroom.standing(answer).answer
    assert bare.passages == ()
    assert "以下" in answer.text
    assert "以下" not in bare.text


def test_notices_go_with_what_they_tell_of(newsroom: Newsroom) -> None:
    newsroom.publish(again=AGAIN.replace("27 班", "31 班"))
    answer = newsroom.desk.answer(QUESTION)
    assert any("27 班" in notice for notice in answer.notices), answer
    newsroom.ingester.remove("pier")
    standing = newsroom.standing(answer).answer
    assert "27" not in "".join(standing.notices) + standing.text
    assert "31 班" in standing.text
