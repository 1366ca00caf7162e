"""`pressdesk ingest` and its sisters, the real commands: the report, the list of the unread, addresses, folders that are
followed, backups."""

import json
import signal
import subprocess
import time
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from pressdesk.ingest.store import Store

from .conftest import CORPUS, PRESSDESK, handled_by
from .test_cli import run

NAME = "2026-01-14-set-sail.en.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a release, an archive with another, and two files that can't be read."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / NAME).write_bytes((CORPUS / NAME).read_bytes())
    with zipfile.ZipFile(folder / "march.zip", "w") as archive:
        archive.writestr(
            "March 2026/pier.txt", "提燈碼頭啟用\n\n（香港，2026年3月2日）提燈碼頭今日啟用，每日有 27 班渡輪。\n"
        )
    (folder / "empty.txt").touch()
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    return folder


def report_of(*arguments: object, status: int = 0, **environment: str) -> dict[str, Any]:
    return json.loads(run(*arguments, "--json", status=status, **environment).stdout)


def test_the_report_and_the_list_of_the_unread(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = report_of("ingest", folder, "--home", home, status=1)
    assert first["added"] == ["2026-01-14-set-sail.en", "pier"]
    assert [Path(one["path"]).name for one in first["not_read"]] == ["broken.zip", "empty.txt"]
    assert all(one["message"] and one["remedy"] and one["code"] for one in first["not_read"])
    store = Store.open(home)
    assert store.release("pier").source.endswith("march.zip/March 2026/pier.txt")

    (folder / "empty.txt").write_text(
        "燈塔開放\n\n（香港，2026年3月3日）燈塔今日開放，門票 35 元。\n", encoding="utf-8"
    )
    again = report_of("ingest", "--retry", "--home", home, status=1)
    assert (again["added"], [Path(one["path"]).name for one in again["not_read"]]) == (["empty"], ["broken.zip"])
    (folder / "broken.zip").unlink()
    assert report_of("ingest", "--retry", "--home", home)["not_read"] == []
    told = run("ingest", "--retry", "--home", home)
    assert "0 added, 0 updated, 0 unchanged, 0 removed, 0 failed" in told.stdout

    (folder / "march.zip").unlink()
    told = run("ingest", "--sync", "--verbose", folder, "--home", home)
    assert "0 added, 0 updated, 2 unchanged, 1 removed, 0 failed" in told.stdout


def test_what_was_withdrawn_comes_back_when_its_file_is_named(tmp_path: Path) -> None:
    folder, home = tmp_path / "in", tmp_path / "home"
    folder.mkdir()
    pier = folder / "pier.txt"
    pier.write_text("提燈碼頭啟用\n\n（香港，2026年3月2日）提燈碼頭今日啟用，每日有 27 班渡輪。\n", encoding="utf-8")
    report_of("ingest", folder, "--home", home)
    run("remove", "pier", "--home", home)
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert "渡輪".encode() not in kept
    passed_over = report_of("ingest", folder, "--sync", "--home", home)
    assert (passed_over["added"], passed_over["unchanged"]) == ([], [])
    assert Store.open(home).states() == {}
    assert report_of("ingest", pier, "--home", home)["added"] == ["pier"]
    run("remove", "pier", "--home", home)
    pier.write_text(pier.read_text(encoding="utf-8").replace("27", "29"), encoding="utf-8")
    assert report_of("ingest", folder, "--home", home)["added"] == ["pier"]


def test_an_address_is_fetched_and_taken_in(tmp_path: Path) -> None:
    site, home = tmp_path / "site", tmp_path / "home"
    site.mkdir()
    page = (
        "<!doctype html><html lang=zh-Hant><meta charset=utf-8><title>提燈碼頭啟用</title><body><main><article>"
        "<h1>提燈碼頭啟用</h1><p>（香港，2026年3月2日）提燈碼頭今日啟用，每日有 27 班渡輪，往來市區更方便。</p>"
        "<p>碼頭造價 3,870 萬元，工程歷時兩年，由海事處負責興建及管理。</p></article></main></body></html>"
    )
    (site / "pier.html").write_text(page, encoding="utf-8")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    with handled_by(partial(Quiet, directory=str(site))) as url:  # type: ignore[arg-type]
        refused = report_of("ingest", f"{url}/pier.html", "--home", home, status=1)
        assert refused["not_read"][0]["path"] == f"{url}/pier.html"
        assert "PRESSDESK_FETCH_PRIVATE" in refused["not_read"][0]["remedy"]
        fetched = report_of("ingest", "--retry", "--home", home, PRESSDESK_FETCH_PRIVATE="true")
        assert len(fetched["added"]) == 1
        again = report_of("ingest", f"{url}/pier.html", "--home", home, PRESSDESK_FETCH_PRIVATE="true")
        assert again["unchanged"] == fetched["added"]
    release = Store.open(home).release(fetched["added"][0])
    assert (release.url, release.title, str(release.date)) == (f"{url}/pier.html", "提燈碼頭啟用", "2026-03-02")
    assert "3,870 萬元" in release.text


def test_a_folder_is_followed(tmp_path: Path) -> None:
    folder, home = tmp_path / "in", tmp_path / "home"
    folder.mkdir()
    pier = folder / "pier.txt"
    pier.write_text("提燈碼頭啟用\n\n（香港，2026年3月2日）提燈碼頭今日啟用，每日有 27 班渡輪。\n", encoding="utf-8")
    command = [PRESSDESK, "watch", folder, "--home", home]
    follower = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )

    def until(ids: set[str], text: str = "") -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and follower.poll() is None:
            if (home / "pressdesk.db").is_file():
                store = Store.open(home)
                try:
                    found = set(store.states())
                    if found == ids and all(text in store.release(one).text for one in found):
                        return
                finally:
                    store.close()
            time.sleep(0.1)
        raise AssertionError(f"not {ids}: {follower.communicate(timeout=10) if follower.poll() is not None else ''}")

    try:
        until({"pier"})
        (folder / "tower.txt").write_text(
            "燈塔開放\n\n（香港，2026年3月3日）燈塔今日開放，每日有 27 場導賞。\n", encoding="utf-8"
        )
        until({"pier", "tower"})
        pier.unlink()
        until({"tower"})
        (folder / "tower.txt").write_text(
            "燈塔開放\n\n（香港，2026年3月3日）燈塔今日開放，每日有 31 場導賞。\n", encoding="utf-8"
        )
        until({"tower"}, "31 場")
    finally:
        follower.send_signal(signal.SIGINT)
        out, err = follower.communicate(timeout=60)
    assert follower.returncode == 130
    assert "Traceback" not in out + err
    assert "Following" in out


def test_backup_restore_verify_repair(folder: Path, tmp_path: Path) -> None:
    home, other, kept = tmp_path / "home", tmp_path / "other", tmp_path / "backup.zip"
    (home / "uploads").mkdir(parents=True)
    (home / "uploads" / "pier.txt").write_text("提燈碼頭今日啟用，每日有 27 班渡輪。\n", encoding="utf-8")
    run("ingest", folder / NAME, home / "uploads" / "pier.txt", "--home", home)
    run("amend", "2026-01-14-set-sail.en", "--organisation", "Lantern Bay", "--home", home)
    assert "every release is as it was stored" in run("verify", "--home", home).stdout
    run("backup", kept, "--home", home)
    assert "not empty" in run("restore", kept, "--home", home, status=1).stderr
    run("restore", kept, "--home", other)
    assert "every release is as it was stored" in run("verify", "--home", other).stdout
    assert "HK$120 million" in run("ask", "How much does Set Sail cost a year?", "--home", other).stdout
    assert Store.open(other).release("2026-01-14-set-sail.en").organisation == "Lantern Bay"
    # What lay in the folder itself is known by where that is now.
    assert report_of("ingest", other / "uploads" / "pier.txt", "--home", other)["unchanged"] == ["pier"]

    (home / "pressdesk.db").write_bytes((home / "pressdesk.db").read_bytes()[:5000])
    assert "can be made again" in run("verify", "--home", home, status=1).stdout
    assert report_of("repair", "--home", home)["recovered"] == ["2026-01-14-set-sail.en", "pier"]
    assert "every release is as it was stored" in run("verify", "--home", home).stdout
    assert Store.open(home).release("2026-01-14-set-sail.en").organisation == "Lantern Bay"

    kept.write_bytes(kept.read_bytes()[:-100])
    assert "no whole backup" in run("restore", kept, "--home", tmp_path / "third", status=1).stderr
    assert not (tmp_path / "third").exists()
