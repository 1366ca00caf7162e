"""What was damaged under way is found and made again by the commands that people run anyway, on real files."""

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.safekeeping.integrity import examine_index
from pressdesk.ingest.safekeeping.originals import Originals
from pressdesk.ingest.store import Store

from .conftest import CORPUS

NAME = "2026-01-14-set-sail.en.txt"


@pytest.fixture
def ingester(tmp_path: Path, encoder: SentenceEncoder) -> Ingester:
    (tmp_path / "in").mkdir()
    shutil.copy(CORPUS / NAME, tmp_path / "in")
    ingester = Ingester(tmp_path / "home", encoder)
    ingester.ingest([tmp_path / "in"])
    return ingester


def test_a_release_that_was_changed_in_the_database_is_made_again_by_an_ingest(
    ingester: Ingester, tmp_path: Path
) -> None:
    said = _text(ingester.home)
    with closing(sqlite3.connect(ingester.home / "pressdesk.db", isolation_level=None)) as db:
        db.execute("UPDATE releases SET text = replace(text, '2026', '2027')")
    assert _text(ingester.home) != said

    report = ingester.ingest([tmp_path / "in"])

    assert len(report.recovered) == 1
    assert _text(ingester.home) == said
    assert not list(examine_index(ingester.home))


def test_an_original_that_is_lost_is_kept_again_while_its_file_is_there(ingester: Ingester, tmp_path: Path) -> None:
    originals = Originals(ingester.home)
    originals.forget(list(originals.names()))
    assert [damage.mendable for damage in examine_index(ingester.home)] == [True]

    ingester.recover()

    assert not list(examine_index(ingester.home))
    assert originals.read(hashlib.sha256((tmp_path / "in" / NAME).read_bytes()).hexdigest())


def test_an_original_whose_release_was_never_stored_does_not_stay(ingester: Ingester, tmp_path: Path) -> None:
    originals = Originals(ingester.home)
    needed = set(originals.names())
    orphan = originals.keep(b"A run was killed when it had kept this.")

    ingester.ingest([tmp_path / "in"])

    assert originals.read(orphan) is None
    assert set(originals.names()) == needed


def test_originals_of_what_a_release_said_before_stay(ingester: Ingester, tmp_path: Path) -> None:
    file = tmp_path / "in" / NAME
    file.write_text(file.read_text().replace("2026", "2027"))
    ingester.ingest([tmp_path / "in"])
    ingester.recover()
    assert len(set(Originals(ingester.home).names())) == 2


def _text(home: Path) -> str:
    store = Store.open(home)
    try:
        return "".join(release.text for release in store.releases())
    finally:
        store.close()
