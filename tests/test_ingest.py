"""Ingest on real files with the real model: only what changed is embedded, and nothing that was indexed is lost."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import cn2an
import pytest
from filelock import FileLock

from pressdesk.ingest.embed import SentenceEncoder, Vectors
from pressdesk.ingest.errors import (
    HomeNotWritable,
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    NoIndex,
    NothingToIngest,
    SourceMissing,
    SourceUnforeseen,
    UnknownRelease,
)
from pressdesk.ingest.index import generations, open_index
from pressdesk.ingest.numeral import chinese_number
from pressdesk.ingest.pipeline import Ingester, Step
from pressdesk.ingest.store import Store
from pressdesk.ingest.unchanged import all_unchanged
from pressdesk.ui.desk import Desk
from pressdesk.ui.settings import Settings

from .conftest import CORPUS, PRESSDESK
from .older import made_older

NAMES = ("2025-09-08-tidal-building.zh-Hant.txt", "2026-01-14-set-sail.en.txt", "2026-03-12-talent-week.zh-Hans.txt")

_READ_NUMERAL = cn2an.cn2an


class CountingEncoder:
    """The real model, counting the texts that it is given."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self.name, self.fingerprint = encoder.name, encoder.fingerprint
        self.dimension, self.max_tokens = encoder.dimension, encoder.max_tokens
        self.texts = 0

    def count_tokens(self, text: str) -> int:
        return self._encoder.count_tokens(text)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_questions(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        return self._encoder.encode_passages(texts)


class FaultyEncoder(CountingEncoder):
    """The real model with a tokeniser that fails at one word."""

    def count_tokens(self, text: str) -> int:
        if "RAISES" in text:
            raise ValueError("no such token")
        return super().count_tokens(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "releases"
    folder.mkdir()
    for name in NAMES:
        shutil.copy(CORPUS / name, folder)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def _count(home: Path, ingester: Ingester) -> tuple[int, int, int]:
    store = Store.open(home)
    made = open_index(home, store, ingester.manifest).manifest
    assert made.passages == store.count("passages")
    assert made.sentences == store.count("sentences")
    return made.releases, made.passages, made.sentences


def test_only_what_changed_is_embedded(encoder: SentenceEncoder, folder: Path, home: Path) -> None:
    counting = CountingEncoder(encoder)
    ingester = Ingester(home, counting)
    steps: list[Step] = []
    first = ingester.ingest([folder], on_step=steps.append)
    assert (len(first.added), len(first.updated), len(first.unchanged)) == (3, 0, 0)
    assert [step.done for step in steps] == [1, 2, 3]
    counts = _count(home, ingester)
    assert counting.texts == counts[1] + counts[2]

    counting.texts = 0
    generation = generations(home)
    again = ingester.ingest([folder])
    assert (len(again.unchanged), again.changed, counting.texts) == (3, False, 0)
    assert generations(home) == generation

    path = folder / NAMES[1]
    path.write_text(path.read_text(encoding="utf-8").replace("HK$120 million", "HK$121 million"), encoding="utf-8")
    changed = ingester.ingest([folder])
    assert (changed.added, changed.updated, len(changed.unchanged)) == ([], ["2026-01-14-set-sail.en"], 2)
    assert counting.texts == changed.passages + changed.sentences
    assert _count(home, ingester) == counts
    assert "HK$121 million" in Store.open(home).release("2026-01-14-set-sail.en").text


def test_whether_there_is_anything_to_do_is_told_without_the_model(
    encoder: SentenceEncoder, folder: Path, home: Path
) -> None:
    def told(paths: list[Path], *, sync: bool = False, tokens: int = 384) -> list[str] | None:
        return all_unchanged(home, paths, encoder.name, tokens, sync=sync)

    assert told([folder]) is None
    Ingester(home, encoder).ingest([folder])
    assert len(told([folder], sync=True) or []) == 3
    assert told([folder], tokens=100) is None
    assert told([folder / "nowhere"]) is None
    (folder / NAMES[0]).unlink()
    assert len(told([folder]) or []) == 2
    assert told([folder], sync=True) is None
    (folder / NAMES[1]).write_text("改了的內容。", encoding="utf-8")
    assert told([folder]) is None


def test_sync_removes_what_is_gone_and_a_plain_ingest_does_not(
    encoder: SentenceEncoder, folder: Path, home: Path
) -> None:
    ingester = Ingester(home, encoder)
    ingester.ingest([folder])
    (folder / NAMES[0]).unlink()
    assert ingester.ingest([folder]).removed == []
    assert ingester.ingest([folder], sync=True).removed == ["2025-09-08-tidal-building.zh-Hant"]
    assert _count(home, ingester)[0] == 2


def test_one_bad_file_holds_nothing_up(encoder: SentenceEncoder, folder: Path, home: Path) -> None:
    (folder / "a-empty.txt").touch()
    (folder / "b-binary.txt").write_bytes(b"\x00\x01\x02")
    report = Ingester(home, encoder).ingest([folder])
    assert len(report.added) == 3
    assert [error.path.name for error in report.failed] == ["a-empty.txt", "b-binary.txt"]


def _faulty(numeral: str, *rest: str) -> object:
    """cn2an as it is, but with a fault at one numeral: it has had such."""
    if numeral == "四十九":
        raise TypeError(numeral)
    return _READ_NUMERAL(numeral, *rest)


@pytest.mark.parametrize(
    ("text", "told"),
    [("第一句。\n\n衛星上有四十九座山。\n", "TypeError"), ("The release of RAISES was shown.\n", "ValueError")],
    ids=["a library that takes figures out", "the model's tokeniser"],
)
def test_an_unforeseen_fault_holds_nothing_up_either(
    encoder: SentenceEncoder, folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    bad = folder / "a-fault.txt"
    bad.write_text("The first version, which can be read.\n", encoding="utf-8")
    ingester = Ingester(home, FaultyEncoder(encoder))
    ingester.ingest([folder])
    bad.write_text(text, encoding="utf-8")
    chinese_number.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(cn2an, "cn2an", _faulty)
        report = ingester.ingest([folder])
        (failed,) = report.failed
        assert isinstance(failed, SourceUnforeseen)
        assert (failed.path.name, told in failed.message) == ("a-fault.txt", True)
        assert ingester.retry().failed[0].path.name == "a-fault.txt"
        with pytest.raises(SourceUnforeseen):
            ingester.preview(bad, bad.read_bytes())
    # What was stored of it is there still, and so are the others.
    assert "first version" in Store.open(home).release("a-fault").text
    assert _count(home, ingester)[0] == 4
    assert Ingester(home, encoder).retry().updated == ["a-fault"]
    assert text.strip() in Store.open(home).release("a-fault").text


def test_two_files_of_one_name_are_two_releases(encoder: SentenceEncoder, tmp_path: Path, home: Path) -> None:
    for place in ("a", "b"):
        (tmp_path / "in" / place).mkdir(parents=True)
        (tmp_path / "in" / place / "release.txt").write_text(f"這是 {place} 的新聞稿，內容各有不同。", encoding="utf-8")
    (tmp_path / "in" / "新聞稿.txt").write_text("檔名是中文的新聞稿。", encoding="utf-8")
    report = Ingester(home, encoder).ingest([tmp_path / "in"])
    assert len(set(report.added)) == 3
    assert all(release_id.isascii() for release_id in report.added)


def test_remove(encoder: SentenceEncoder, folder: Path, home: Path) -> None:
    ingester = Ingester(home, encoder)
    ingester.ingest([folder])
    ingester.remove("2026-01-14-set-sail.en")
    assert _count(home, ingester)[0] == 2
    with pytest.raises(UnknownRelease, match=r"2026-01-14-set-sail\.en"):
        ingester.remove("2026-01-14-set-sail.en")
    for left in ("2025-09-08-tidal-building.zh-Hant", "2026-03-12-talent-week.zh-Hans"):
        ingester.remove(left)
    assert _count(home, ingester) == (0, 0, 0)


def test_an_index_made_with_something_else_says_so_and_can_be_rebuilt(
    encoder: SentenceEncoder, folder: Path, home: Path
) -> None:
    Ingester(home, encoder).ingest([folder])
    other = CountingEncoder(encoder)
    other.name, other.fingerprint = "somebody/else", "0123456789abcdef"
    with pytest.raises(IndexMismatch, match=r"multilingual-e5-small.*somebody/else.*--rebuild"):
        open_index(home, Store.open(home), Ingester(home, other).manifest)
    with pytest.raises(IndexMismatch):
        Ingester(home, other).ingest([folder])
    with pytest.raises(IndexMismatch, match="PRESSDESK_PASSAGE_TOKENS 384"):
        Ingester(home, encoder, 100).ingest([folder])
    earlier = Ingester(home, encoder).manifest.model_copy(update={"chunker": "paragraph-1"})
    with pytest.raises(IndexMismatch, match=r"another version of Pressdesk.*paragraph-1.*Build the index anew"):
        open_index(home, Store.open(home), earlier)
    shorter = Ingester(home, encoder, 100)
    before = _count(home, Ingester(home, encoder))
    report = shorter.rebuild()
    assert len(report.updated) == 3
    assert _count(home, shorter)[1] > before[1]


def test_no_index_yet(encoder: SentenceEncoder, tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match="pressdesk ingest"):
        Store.open(tmp_path / "home")
    with pytest.raises(NothingToIngest):
        Ingester(tmp_path / "home", encoder).ingest([tmp_path])
    with pytest.raises(SourceMissing):
        Ingester(tmp_path / "home", encoder).ingest([tmp_path / "nowhere"])


def test_one_writer_at_a_time(encoder: SentenceEncoder, folder: Path, home: Path) -> None:
    ingester = Ingester(home, encoder)
    ingester.ingest([folder])
    with FileLock(home / "ingest.lock"), pytest.raises(IndexBusy):
        ingester.remove("2026-01-14-set-sail.en")
    assert _count(home, ingester)[0] == 3


def test_a_damaged_generation_is_made_again_from_the_database(
    encoder: SentenceEncoder, folder: Path, home: Path
) -> None:
    ingester = Ingester(home, encoder)
    ingester.ingest([folder])
    counts = _count(home, ingester)
    for file in generations(home)[0].rglob("*.faiss"):
        file.write_bytes(file.read_bytes()[:100])
    assert _count(home, ingester) == counts
    shutil.rmtree(home / "index")
    assert _count(home, ingester) == counts


def test_a_damaged_database_is_named(home: Path) -> None:
    home.mkdir()
    (home / "pressdesk.db").write_bytes(b"this is no database, and long enough to be looked at" * 40)
    with pytest.raises(IndexDamaged, match="home"):
        Store.open(home)


def test_a_newer_format_is_not_touched(encoder: SentenceEncoder, folder: Path, home: Path) -> None:
    Ingester(home, encoder).ingest([folder / NAMES[0]])
    with sqlite3.connect(home / "pressdesk.db") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(IndexDamaged, match="newer Pressdesk"):
        Store.open(home)


def test_a_database_of_the_first_format_is_opened_and_its_releases_get_their_types(
    encoder: SentenceEncoder, home: Path
) -> None:
    correction = CORPUS / "2025-12-11-correction-annual-figures.zh-Hant.txt"
    Ingester(home, encoder).ingest([CORPUS / NAMES[0], correction])
    made_older(home, 1)
    desk = Desk(Settings(home=home), encoder)
    assert {release.id: release.type.value for release in desk.releases()} == {
        CORPUS.joinpath(NAMES[0]).stem: "press-release",
        correction.stem: "correction",
    }
    assert "14.6 億元" in desk.answer("潮汐大樓的造價是多少？").text
    assert Ingester(home, encoder).ingest([CORPUS / NAMES[0]]).unchanged


def test_interrupted_it_keeps_what_was_done(folder: Path, home: Path) -> None:
    """Ctrl-C in the middle of the real command: a clear line, no traceback, the index usable, the rest done later."""
    for number in range(60):
        text = (CORPUS / NAMES[0]).read_text(encoding="utf-8").replace("14.6 億", f"{number}.6 億")
        (folder / f"more-{number:02}.txt").write_text(text, encoding="utf-8")
    command = [PRESSDESK, "ingest", "--home", home, folder]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that runs the tests in the background has told them to ignore Ctrl-C.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    stored = 0
    deadline = time.monotonic() + 120
    while stored < 3 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
        if (home / "pressdesk.db").is_file():
            try:
                with sqlite3.connect(f"file:{home / 'pressdesk.db'}?mode=ro", uri=True) as db:
                    stored = db.execute("SELECT count(*) FROM releases").fetchone()[0]
            except sqlite3.OperationalError:
                pass  # not made yet
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in out + err
    assert "stopped" in err
    with sqlite3.connect(home / "pressdesk.db") as db:
        kept = db.execute("SELECT count(*) FROM releases").fetchone()[0]
    assert stored <= kept < 63
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"{63 - kept} added" in done.stdout
    assert f"{kept} unchanged" in done.stdout


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="needs root to mount a small tmpfs")
def test_a_full_disk_leaves_the_old_index_usable(encoder: SentenceEncoder, folder: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", small], check=False)
    if mounted.returncode:
        pytest.skip("a tmpfs cannot be mounted here")
    try:
        ingester = Ingester(small / "home", encoder)
        ingester.ingest([folder / NAMES[0]])
        counts = _count(small / "home", ingester)
        with pytest.raises(HomeNotWritable, match="Make room"):
            ingester.ingest([CORPUS])
        after = _count(small / "home", ingester)
        assert after[0] >= counts[0]
        assert "2025-09-08-tidal-building.zh-Hant" in {r.id for r in Store.open(small / "home").releases()}
    finally:
        subprocess.run(["umount", "-l", small], check=False)


def test_readers_follow_an_ingest_when_it_ends_and_a_withdrawal_at_once(
    encoder: SentenceEncoder, folder: Path, home: Path
) -> None:
    ingester = Ingester(home, encoder)
    ingester.ingest([folder / NAMES[0]])
    desk = Desk(Settings(home=home), encoder)
    assert desk.counts()[0] == 1
    seen: list[int] = []
    for number in range(20):
        text = (CORPUS / NAMES[0]).read_text(encoding="utf-8").replace("14.6 億", f"{number}.6 億")
        (folder / f"more-{number:02}.txt").write_text(text, encoding="utf-8")
    ingester.ingest([folder], on_step=lambda _: seen.append(desk.counts()[0]))
    assert set(seen) == {1}
    assert desk.counts()[0] == 23
    ingester.remove("more-07")
    assert desk.counts()[0] == 22
