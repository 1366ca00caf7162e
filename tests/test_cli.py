"""The real command: what it prints, and that an error is a line and a status."""

import json
import os
import socket
import subprocess
from pathlib import Path

import httpx
import pytest

from pressdesk.ui.settings import Settings

from .conftest import CORPUS, PRESSDESK, ROOT
from .forked import finished
from .test_api import ANSWER_FIELDS, ask


def run(*arguments: object, status: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as it ends with `status`."""
    done = finished([str(argument) for argument in arguments], _kept() | environment, 120)
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done


def _kept() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PRESSDESK_")}


def test_ask_prints_the_answer_with_its_citations(corpus_home: Path) -> None:
    """And the same where it is started as a user starts it."""
    asked = ["ask", "潮汐大樓的造價是多少？", "--home", str(corpus_home)]
    out = run(*asked).stdout
    shell = subprocess.run([PRESSDESK, *asked], env=_kept(), capture_output=True, text=True, check=True, timeout=120)
    assert (shell.stdout, shell.stderr) == (out, "")
    assert "14.6 億元" in out
    assert "[1] 2025-09-08 潮汐大樓正式啟用" in out
    assert "characters" in out


def test_json_is_the_object_of_the_api(corpus_home: Path, server_url: str) -> None:
    question = "How many companies can the Tidal Building house?"
    told = json.loads(run("ask", question, "--json", "--k", 4, "--home", corpus_home).stdout)
    api = ask(server_url, question, k=4)
    assert told.keys() == api.keys()
    assert told.keys() >= ANSWER_FIELDS
    assert {k: v for k, v in told.items() if k != "timings_ms"} == {k: v for k, v in api.items() if k != "timings_ms"}
    found = json.loads(run("search", question, "--json", "--explain", "--k", 4, "--home", corpus_home).stdout)
    asked = {"q": question, "k": 4, "explain": True}
    assert found["hits"] == httpx.get(f"{server_url}/v1/search", params=asked).json()["hits"]


def test_a_search_explains_itself(corpus_home: Path) -> None:
    arguments = ("search", "潮汐大樓的造價是多少？", "--k", 1, "--home", corpus_home)
    shown = run(*arguments, "--explain").stdout
    assert "有這些字詞：潮汐大樓、造價" in shown
    assert "passage +" in shown
    assert "words +" in shown
    assert "words +" not in run(*arguments).stdout


def test_a_refusal_shows_the_nearest_passages(corpus_home: Path) -> None:
    out = run("ask", "Who won the 2022 World Cup?", "--home", corpus_home).stdout
    assert "The releases do not say" in out
    assert "1. 20" in out


@pytest.mark.parametrize(
    ("command", "filters", "days"),
    [
        ("search", ["--from", "2026-06-01", "--to", "2026-06-10"], {"2026-06-09"}),
        ("ask", ["--from", "2026年6月", "--to", "June 2026", "--language", "zh-hant"], {"2026-06-09", "2026-06-18"}),
        ("search", ["--type", "correction", "--organisation", "岚湾"], {"2025-12-11"}),
        ("ask", ["--organisation", "岚湾", "--to", "2025-10-01"], {"2025-09-08"}),
    ],
)
def test_filters(corpus_home: Path, command: str, filters: list[str], days: set[str]) -> None:
    done = run(command, "有多少間企業？", *filters, "--k", 50, "--json", "--home", corpus_home)
    passages = json.loads(done.stdout)["hits" if command == "search" else "passages"]
    assert {passage["date"] for passage in passages} == days


def test_notices_of_a_search(corpus_home: Path) -> None:
    out = run("search", "releases of December 2025", "--home", corpus_home).stdout
    assert out.startswith("Only releases dated 2025-12-01 to 2025-12-31 were looked in.")
    out = run("search", "企業", "--from", "2100-01-01", "--home", corpus_home).stdout
    assert "沒有新聞稿符合所設的篩選條件" in out
    assert "Nothing found" in out


def test_filters_are_in_the_help() -> None:
    for command in ("ask", "search"):
        shown = run(command, "--help", COLUMNS="200", TERM="dumb").stdout
        for option in ("--from", "--to", "--language", "--organisation", "--type", "media-invitation", "last month"):
            assert option in shown


def test_verify(corpus_home: Path) -> None:
    release = ("--release", "2025-09-08-tidal-building.zh-Hant", "--home", corpus_home)
    text = "潮汐大樓造價 14.6 億元。大樓樓高 21 層。"
    lines = run("verify", text, *release).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["proved", "failed", "figure:"]
    told = json.loads(run("verify", text, *release, "--json").stdout)
    assert [sentence["proved"] for sentence in told["sentences"]] == [True, False]
    assert "empty" in run("verify", " ", *release, status=1).stderr
    assert "no release" in run("verify", text, "--release", "none", "--home", corpus_home, status=1).stderr


def test_ingest_releases_remove(tmp_path: Path) -> None:
    home = tmp_path / "home"
    path = CORPUS / "2026-03-12-talent-week.zh-Hans.txt"
    assert "1 added" in run("ingest", path, "--home", home).stdout
    assert "1 unchanged" in run("ingest", path, "--home", home).stdout
    listed = json.loads(run("releases", "--json", "--home", home).stdout)
    assert [release["id"] for release in listed] == ["2026-03-12-talent-week.zh-Hans"]
    assert "2026-03-12-talent-week.zh-Hans" in run("releases", "--home", home).stdout
    assert "1 updated" in run("ingest", "--rebuild", "--home", home).stdout
    run("remove", listed[0]["id"], "--home", home)
    assert json.loads(run("releases", "--json", "--home", home).stdout) == []
    assert "no release" in run("remove", listed[0]["id"], "--home", home, status=1).stderr


def test_ingest_reports_what_it_could_not_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").touch()
    (tmp_path / "in" / "good.txt").write_text("創新港今日公布一項計劃，共有十間公司參加。", encoding="utf-8")
    done = run("ingest", tmp_path / "in", "--home", tmp_path / "home", status=1)
    assert "empty.txt" in done.stderr
    assert "1 added" in done.stdout
    assert "1 failed" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says", "status"),
    [
        (["ask", "有多少間企業？", "--home", "{tmp}"], "no index", 1),
        (["search", "企業", "--home", "{tmp}"], "no index", 1),
        (["releases", "--home", "{tmp}"], "no index", 1),
        (["ingest", "{tmp}", "--home", "{tmp}"], "holds no release", 1),
        (["ingest", "{tmp}/nowhere", "--home", "{tmp}"], "no such file", 1),
        (["ingest", "--home", "{tmp}"], "name a file", 2),
        (["ask"], "Missing argument", 2),
        (["ask", "q", "--k", "0"], "--k", 2),
        (["ask", "q", "--type", "poem"], "--type", 2),
        (["search", "q", "--from", "soon", "--home", "{tmp}"], "from: 'soon' is no date", 1),
        (["ask", "q", "--from", "2026-02-02", "--to", "2026-02-01", "--home", "{tmp}"], "from: 2026-02-02 is after", 1),
        (["ask", "q", "--language", "Chinese!", "--home", "{tmp}"], "language: 'Chinese!' is no", 1),
    ],
)
def test_errors_are_a_line_and_a_status(tmp_path: Path, arguments: list[str], says: str, status: int) -> None:
    done = run(*(argument.format(tmp=tmp_path) for argument in arguments), status=status)
    assert says in done.stderr


def test_bad_questions(corpus_home: Path) -> None:
    assert "empty" in run("ask", "", "--home", corpus_home, status=1).stderr
    for command in ("ask", "search"):
        for asked in ("🙂", "？！……"):
            assert "no words" in run(command, asked, "--home", corpus_home, status=1).stderr


def test_bad_settings_are_named() -> None:
    assert "PRESSDESK_PORT" in run("releases", status=2, PRESSDESK_PORT="99999999").stderr
    assert "PRESSDESK_REFUSE_BELOW" in run("releases", status=2, PRESSDESK_REFUSE_BELOW="often").stderr
    assert "PRESSDESK_PASAGES" in run("releases", status=1, PRESSDESK_PASAGES="3").stderr


def test_a_model_that_is_not_there(corpus_home: Path) -> None:
    done = run("ask", "q", "--home", corpus_home, status=1, PRESSDESK_MODEL="no-such/model", HF_HUB_OFFLINE="1")
    assert "no-such/model" in done.stderr
    assert "PRESSDESK_MODEL" in done.stderr


def test_a_port_that_is_taken(corpus_home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--home", corpus_home, "--port", port, status=1)
    assert str(port) in done.stderr
    assert "Choose another" in done.stderr


def test_doctor(corpus_home: Path, tmp_path: Path) -> None:
    assert "20 releases" in run("doctor", "--home", corpus_home).stdout
    assert "pressdesk ingest" in run("doctor", "--home", tmp_path, status=1).stdout


def test_doctor_names_a_reranker_that_is_not_there(corpus_home: Path) -> None:
    environment = {"PRESSDESK_RERANKER": "./no-such-reranker", "HF_HUB_OFFLINE": "1"}
    for command in ("doctor", "ask"):
        arguments = [command, *(["潮汐大樓的造價是多少？"] if command == "ask" else []), "--home", corpus_home]
        shown = run(*arguments, status=1, **environment)
        assert "no-such-reranker" in shown.stdout + shown.stderr
        assert "PRESSDESK_RERANKER" in shown.stdout + shown.stderr
        assert "Traceback" not in shown.stdout + shown.stderr


def test_env_file_is_read(tmp_path: Path, corpus_home: Path) -> None:
    (tmp_path / ".env").write_text(f"PRESSDESK_HOME={corpus_home}\nOTHER_TOOL_KEY=1\n", encoding="utf-8")
    command = [str(PRESSDESK), "releases", "--json"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PRESSDESK_")}
    done = subprocess.run(command, env=kept, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert len(json.loads(done.stdout)) == 20, done.stderr


def test_every_setting_is_in_the_readmes_table_with_its_default() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        row = next((line for line in readme.splitlines() if line.startswith(f"| `PRESSDESK_{name.upper()}`")), None)
        assert row, f"PRESSDESK_{name.upper()} is not in the README"
        if isinstance(field.default, (int, float, str)):
            assert f"`{field.default}`" in row, row
