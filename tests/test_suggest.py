"""Questions that are suggested: answered by the desk, from another sentence than the one just quoted, in the language
of whoever asks, and few."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.groups import language_group
from pressdesk.ingest.language import detect_language
from pressdesk.ingest.pipeline import Ingester
from pressdesk.rag.answer import Answer
from pressdesk.ui.answering import Answering
from pressdesk.ui.desk import Desk
from pressdesk.ui.metrics import Metrics
from pressdesk.ui.settings import Settings
from pressdesk.ui.workers import Workers

_ASKED = (
    "潮汐大樓的造價是多少？",
    "灣畔居共收到多少份申請？",
    "岚湾人才周提供多少个职位？",
    "鹭洲生命科学园第二期什么时候建成？",
    "How many companies can the Tidal Building house?",
    "When do applications for the Set Sail Programme open?",
)


def _places(answer: Answer) -> set[tuple[str, int, int]]:
    return {(citation.release_id, citation.start, citation.end) for citation in answer.citations}


def _overlap(one: Answer, other: Answer) -> bool:
    first = other.citations[0]
    return any(
        release == first.release_id and start < first.end and first.start < end for release, start, end in _places(one)
    )


@pytest.mark.parametrize("question", _ASKED)
def test_follow_ups_are_answered_from_another_sentence(desk: Desk, question: str) -> None:
    answer = desk.answer(question)
    follow_ups = desk.follow_ups(answer)
    assert 1 <= len(follow_ups) <= 3
    for follow_up in follow_ups:
        further = desk.answer(follow_up)
        assert not further.refused, follow_up
        assert not _overlap(answer, further), follow_up


@pytest.mark.parametrize("question", _ASKED)
def test_follow_ups_are_in_the_language_and_script_of_the_question(desk: Desk, question: str) -> None:
    asked_in = detect_language(question)
    follow_ups = desk.follow_ups(desk.answer(question))
    assert {detect_language(follow_up) for follow_up in follow_ups} == {asked_in}


def test_follow_ups_are_of_the_release_that_is_cited_first(desk: Desk) -> None:
    answer = desk.answer("潮汐大樓的造價是多少？")
    further = [desk.answer(follow_up).citations[0].release_id for follow_up in desk.follow_ups(answer)]
    assert set(further) == {answer.citations[0].release_id}


def test_what_was_asked_before_is_not_suggested(desk: Desk) -> None:
    answer = desk.answer("潮汐大樓的造價是多少？")
    first = desk.follow_ups(answer)
    further = desk.follow_ups(answer, asked=first)
    assert further
    assert not set(first) & set(further)


def test_an_english_question_on_a_chinese_release_goes_on_with_its_english_version(desk: Desk) -> None:
    chinese = desk.answer("算力中心首階段安裝多少個機櫃？")
    assert desk.release(chinese.citations[0].release_id).language == "zh-Hant"
    asked_in_english = Answer("racks?", False, chinese.confidence, "", "en", chinese.sentences, chinese.citations)
    for follow_up in desk.follow_ups(asked_in_english):
        cited = desk.answer(follow_up).citations[0]
        assert "ai-compute" in cited.release_id
        assert cited.language == "en"


def test_an_english_question_on_a_release_without_an_english_version_is_offered_the_press_contact(desk: Desk) -> None:
    release = desk.release("2026-05-07-low-altitude.zh-Hant")
    chinese = desk.answer("低空經濟試飛場的投資額是多少？")
    assert {citation.release_id for citation in chinese.citations} == {release.id}
    asked_in_english = Answer("how much?", False, chinese.confidence, "", "en", chinese.sentences, chinese.citations)
    follow_ups = desk.follow_ups(asked_in_english)
    assert follow_ups
    for follow_up in follow_ups:
        assert detect_language(follow_up) == "en"
        assert any(release.contact.phone in citation.quote for citation in desk.answer(follow_up).citations)


def test_a_refusal_is_followed_by_what_the_releases_found_do_answer(desk: Desk) -> None:
    refused = desk.answer("潮汐大樓一共裝了多少部升降機？")
    assert refused.refused
    follow_ups = desk.follow_ups(refused)
    assert follow_ups
    found = {hit.release_id for hit in refused.passages}
    for follow_up in follow_ups:
        answer = desk.answer(follow_up)
        assert not answer.refused
        assert answer.citations[0].release_id in found


def test_nothing_is_suggested_in_a_language_that_no_release_has(desk: Desk) -> None:
    answer = desk.answer("潮汐大樓的造價是多少？")
    french = Answer("Combien ?", False, answer.confidence, "", "fr", answer.sentences, answer.citations)
    assert desk.follow_ups(french) == []


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "en", ""])
def test_examples_are_answered_and_few(desk: Desk, language: str) -> None:
    examples = desk.example_questions(language)
    assert 2 <= len(examples) <= 4
    assert len(set(examples)) == len(examples)
    for example in examples:
        assert not desk.answer(example).refused, example
        assert not language or detect_language(example) == language


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "en"])
def test_examples_are_of_different_and_new_releases(desk: Desk, language: str) -> None:
    cited = [desk.answer(example).citations[0].release_id for example in desk.example_questions(language)]
    assert len(set(cited)) > 1
    group = language_group(language)
    newest = [release.id for release in desk.releases() if language_group(release.language) == group][:6]
    assert set(cited) & set(newest)


def test_a_press_office_that_writes_in_one_language_has_examples_for_everybody(
    encoder: SentenceEncoder, tmp_path: Path
) -> None:
    corpus = Path(__file__).resolve().parent.parent / "corpus"
    Ingester(tmp_path, encoder).ingest([corpus / "2026-01-14-set-sail.en.txt"])
    examples = Desk(Settings(home=tmp_path), encoder).example_questions("zh-Hant")
    assert examples
    assert {detect_language(example) for example in examples} == {"en"}


def test_an_index_whose_releases_are_gone_suggests_nothing(encoder: SentenceEncoder, tmp_path: Path) -> None:
    release = tmp_path / "hall.txt"
    release.write_text("Hall opens\n\n(Hong Kong, 2 March 2026) The Hall cost HK$3 million.\n", encoding="utf-8")
    home = tmp_path / "home"
    ingester = Ingester(home, encoder)
    ingester.ingest([release])
    desk = Desk(Settings(home=home), encoder)
    answer = desk.answer("How much did the Hall cost?")
    ingester.remove(answer.passages[0].release_id)
    assert desk.example_questions() == []
    assert desk.follow_ups(Answer("How much did the Hall cost?", True, 0.1, "", "en")) == []


def test_suggestions_do_not_hold_up_an_answer(desk: Desk) -> None:
    workers = Workers(threads=1, most_waiting=2, seconds=60)
    answering = Answering(desk, workers, Metrics(workers, desk.encoder.count_tokens))
    answer = desk.answer("潮汐大樓的造價是多少？")
    free = threading.Event()
    under_way = threading.Thread(target=lambda: list(workers.iterate(lambda: iter([free.wait()]))))
    waiting = threading.Thread(target=lambda: list(workers.iterate(lambda: iter([1]))))
    under_way.start()
    _until(lambda: workers.running == 1)
    waiting.start()
    _until(lambda: workers.waiting == 1)
    assert answering.follow_ups(answer) == []
    free.set()
    under_way.join()
    waiting.join()
    assert answering.follow_ups(answer) == desk.follow_ups(answer)


def _until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.01)
