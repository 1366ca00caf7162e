"""The real program is killed, starved and damaged; what it had said it stored is answered from. `make faults` does the
same at fifty moments and more places."""

import os
from pathlib import Path

import pytest

from eval.faults import Trial, full, ingest_to_the_end, kills, read_only, small_disk, truncated, two_writers
from pressdesk.ingest.embed import SentenceEncoder

pytestmark = pytest.mark.timeout(600)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a file system")


@pytest.fixture
def trial(tmp_path: Path, encoder: SentenceEncoder) -> Trial:
    (tmp_path / "in").mkdir()
    return Trial(tmp_path / "home", tmp_path / "in", encoder)


def test_killed_in_the_middle_again_and_again(trial: Trial) -> None:
    at_work, wrong = kills(trial, 4, seed=20260226)
    assert not wrong
    assert at_work, "it was never at work when it was killed"


def test_files_of_the_index_are_cut(trial: Trial) -> None:
    for number in range(4):
        trial.write(number, 20 + number)
    ingest_to_the_end(trial)
    assert len(trial.reported) == 4
    for cut, wrong in truncated(trial, 7, ("pressdesk.db", "ledger.jsonl", "passages-zh.faiss")):
        assert not wrong, cut


def test_two_ingests_at_once(trial: Trial) -> None:
    _, wrong = two_writers(trial)
    assert not wrong


@needs_root
@pytest.mark.parametrize(
    ("size", "fault", "told"), [("900k", full, "cannot be written"), ("60m", read_only, "cannot be written")]
)
def test_a_disk_that_takes_no_more(trial: Trial, size: str, fault, told: str) -> None:
    try:
        with small_disk(size) as disk:
            trial.home = disk / "home"
            if fault is read_only:
                trial.write(0, 20)
                ingest_to_the_end(trial)
            said, wrong = fault(trial, disk)
            assert not wrong
            assert told in said
    except PermissionError as error:
        pytest.skip(str(error))
