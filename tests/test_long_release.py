"""A release of 300,000 characters: taken in, asked and cited exactly, in bounded time."""

import time
from pathlib import Path

import pytest

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings

_CHARACTERS = 300_000
_SECONDS_TO_INGEST = 240
_SECONDS_TO_ANSWER = 10
"""Some four times what two busy cores were seen to take."""

_LANTERN = "The lantern of the old pier was restored by Ma Ka-lok for HK$318,000 and will be lit on 12 September 2026."


def _long_release() -> str:
    parts = [
        "PRESS RELEASE",
        "Harbour publishes its long register of works",
        "(Hong Kong, 1 August 2026) The Lanwan Innovation Harbour Authority today published its register of works.",
    ]
    number, length = 0, 0
    while length < _CHARACTERS:
        number += 1
        parts.append(
            f"Item {number} of the register concerns the seawall at bay {number * 7}, where masons relaid "
            f"{1000 + number * 3} stones and checked {200 + number} metres of railing before the tide returned."
        )
        if number == 900:
            parts.append(_LANTERN)
        length += len(parts[-1]) + 2
    return "\n\n".join(parts)


@pytest.fixture(scope="module")
def home(encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    releases, home = tmp_path_factory.mktemp("long"), tmp_path_factory.mktemp("long-home")
    (releases / "2026-08-01-register.en.txt").write_text(_long_release(), encoding="utf-8")
    began = time.monotonic()
    report = Ingester(home, encoder).ingest([releases])
    assert not report.failed
    assert time.monotonic() - began < _SECONDS_TO_INGEST
    return home


@pytest.mark.parametrize(
    ("question", "said"),
    [("Who restored the lantern of the old pier?", "Ma Ka-lok"), ("修復舊碼頭 lantern 花了多少錢？", "HK$318,000")],
)
def test_a_sentence_in_the_middle_is_found_and_cited(
    encoder: SentenceEncoder, home: Path, question: str, said: str
) -> None:
    desk = Desk(Settings(home=home), encoder)
    began = time.monotonic()
    answer = desk.answer(question)
    assert time.monotonic() - began < _SECONDS_TO_ANSWER
    assert any(said in citation.quote for citation in answer.citations)
    assert all(desk.release(c.release_id).text[c.start : c.end] == c.quote for c in answer.citations)
