"""What the chat makes of odd input: a turn as HTML, and the language that it is shown in."""

import datetime

import pytest

from pressdesk.ingest.errors import BadQuestion
from pressdesk.ingest.release import PressContact
from pressdesk.rag.answer import Answer, Citation, Hit, Sentence, Struck
from pressdesk.ui.chat.message import Copies, Shown, answer_message, error_message, question_message
from pressdesk.ui.interface import interface_language, words_in

EN = words_in("en")


def test_messages_are_one_line_of_escaped_html() -> None:
    odd = "<script>\n\n# x</script>"
    citation = Citation(1, odd, odd, odd, None, 0, 9, odd, "zh-Hant")
    hit = Hit(odd, odd, odd, None, odd, 0, 9, odd, 1.0)
    answer = Answer(odd, False, 1, odd, "en", (Sentence(odd, (1,)),), (citation,), (), (Struck(odd, odd),), (odd,))
    refusal = Answer(odd, True, 0, odd, "zh-Hant", passages=(hit,) * 4)
    contact = PressContact(odd, odd, odd)
    around = Shown(odd, "up", odd, Copies(odd, odd, odd, odd, odd), contact, odd, 1, 1)
    shown = [answer_message(answer, EN, around), answer_message(refusal, EN, around), question_message(odd)]
    shown.append(error_message(BadQuestion(odd, odd), EN))
    for message in shown:
        assert message.startswith("<div")
        assert "\n" not in message
        assert "<script" not in message


def test_quotation_in_another_language_names_its_release_and_date() -> None:
    citation = Citation(1, "r", "r.txt", "潮汐大樓", datetime.date(2025, 9, 8), 0, 2, "造價", "zh-Hant")
    answer = Answer("Cost?", False, 1, "造價 [1]", "en", (Sentence("造價", (1,)),), (citation,))
    said = answer_message(answer, EN).split("<section")[0]
    assert "8 September 2025" in said
    assert '<span lang="zh-Hant">潮汐大樓</span>' in said


@pytest.mark.parametrize(
    ("header", "interface", "language"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "auto", "zh-Hant"),
        ("en-GB,en;q=0.9,zh;q=0.8", "auto", "en"),
        ("fr,zh-CN;q=0.5", "auto", "zh-Hans"),
        ("zh-Hans-HK", "auto", "zh-Hans"),
        ("zh-Hant-CN", "auto", "zh-Hant"),
        ("en;q=0.1, zh;q=oops, yue;q=0.5", "auto", "zh-Hant"),
        ("fr", "auto", "en"),
        (None, "auto", "zh-Hant"),
        ("zh-HK", "en", "en"),
    ],
)
def test_interface_language(header: str | None, interface: str, language: str) -> None:
    assert interface_language(header, interface) == language
