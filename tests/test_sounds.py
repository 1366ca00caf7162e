"""Names in Latin letters found in Chinese by their sound, where neither dictionary nor translation has them."""

from pathlib import Path

import pytest

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.lexical import LexicalIndex
from pressdesk.rag.bridge import Bridge
from pressdesk.rag.dictionary import Dictionary
from pressdesk.rag.question import read_question
from pressdesk.rag.sounds import Followers, cantonese, foreign, mandarin
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings

from .test_cli import run

TEXTS = (
    "傑克遜維爾與阿納海姆的工程師到訪。",
    "典禮由莫桂蘭主持，方芷珊及杜惠明致辭。",
    "展館設於尖沙咀，另一座在澉浦。",
    "弗雷斯諾的代表與張居正的後人會面。",
)


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build(range(len(TEXTS)), TEXTS)


@pytest.fixture(scope="module")
def followers(index: LexicalIndex) -> Followers:
    return index.followers


def test_foreign_names(followers: Followers) -> None:
    assert foreign("jacksonville", followers) == ["杰克逊维尔"]
    assert foreign("anaheim", followers) == ["阿纳海姆"]
    assert foreign("fresno", followers) == ["弗雷斯诺"]


def test_names_in_pinyin_with_and_without_spaces(followers: Followers) -> None:
    assert mandarin("zhangjuzheng", followers) == ["张居正"]
    assert mandarin("ganpu", followers) == ["澉浦"]


@pytest.mark.parametrize(
    ("name", "written"),
    [("mok kwai lan", "莫桂兰"), ("fong chi shan", "方芷珊"), ("to wai ming", "杜惠明"), ("tsim sha tsui", "尖沙咀")],
)
def test_names_as_hong_kong_romanises_them(name: str, written: str, followers: Followers) -> None:
    assert written in cantonese(name.split(), followers)


def test_what_no_passage_has_is_not_made_up(followers: Followers) -> None:
    assert not foreign("victoria", followers) and not mandarin("beijing", followers)
    assert not cantonese(["leung", "chun", "ying"], followers)


def test_what_is_short_or_one_syllable_is_no_name(followers: Followers) -> None:
    assert not foreign("lan", followers) and not cantonese(["lan"], followers)


def alternatives(question: str, dictionary: Dictionary, index: LexicalIndex) -> set[tuple[str, ...]]:
    asked = Bridge(dictionary, index=index).across(read_question(question))
    return {alternative for word in asked for alternative in word.alternatives}


def test_only_what_is_written_as_a_name(index: LexicalIndex) -> None:
    dictionary = Dictionary.open(Settings().cache)
    written = ("阿纳", "纳海", "海姆")
    assert written in alternatives("Who came from Anaheim?", dictionary, index)
    assert written in alternatives("What was Anaheim’s part in it?", dictionary, index)
    assert written in alternatives("WHO CAME FROM ANAHEIM?", dictionary, index)
    assert written not in alternatives("who came from anaheim?", dictionary, index)


RELEASE = "# {name}獲委任\n\n（香港，2026年5月{day}日）{name}獲委任為{post}，任期三年，年薪 {pay} 萬元。\n"


def test_an_english_question_finds_the_person_it_names(tmp_path: Path, encoder: SentenceEncoder) -> None:
    people = (("莫桂蘭", "館長", 120), ("方芷珊", "館長", 130), ("杜惠明", "館長", 140), ("譚靄儀", "館長", 150))
    folder = tmp_path / "releases"
    folder.mkdir()
    for day, (name, post, pay) in enumerate(people, 1):
        (folder / f"{day}.md").write_text(RELEASE.format(name=name, post=post, pay=pay, day=day), encoding="utf-8")
    run("ingest", folder, PRESSDESK_HOME=str(tmp_path / "home"))
    desk = Desk(Settings(home=tmp_path / "home"), encoder)
    for asked, pay in (("Mok Kwai-lan", 120), ("Fong Chi-shan", 130), ("To Wai-ming", 140), ("Tam Oi-yee", 150)):
        answer = desk.answer(f"What is the annual salary of {asked}?")
        assert not answer.refused
        assert f"{pay} 萬元" in answer.sentences[0].text
