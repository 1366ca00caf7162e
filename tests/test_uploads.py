"""Releases that come over HTTP: asked about when the response is there, and gone when they are withdrawn."""

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest
from filelock import FileLock

from pressdesk.ingest.read import MAX_TEXT_BYTES
from pressdesk.ingest.safekeeping.originals import Originals
from pressdesk.ingest.store import Store
from pressdesk.ui.bounds import MAX_UPLOAD

from .conftest import CORPUS, serving
from .test_api import ask
from .test_pdf import scan

NAME = "2026-04-02-lantern-pier.zh-Hant.md"
ID = "2026-04-02-lantern-pier.zh-Hant"
TEXT = "# 提燈碼頭啟用\n\n（香港，2026年4月2日）提燈碼頭今日啟用，每日有 27 班渡輪。\n\n碼頭造價 3,870 萬元，由程樂民工程師設計。\n"
QUESTION = "提燈碼頭每日有多少班渡輪？"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uploaded") / "home"


@pytest.fixture(scope="module")
def url(home: Path) -> Iterator[str]:
    """A server that begins without an index."""
    with serving(home, ready=False) as url:
        yield url


@pytest.fixture(autouse=True)
def one_release(url: str) -> Iterator[None]:
    """Each test begins with one release, and ends as it began."""
    path = CORPUS / "2025-09-08-tidal-building.zh-Hant.txt"
    assert upload(url, path.name, path.read_bytes()).status_code in (200, 201)
    yield
    httpx.delete(f"{url}/v1/releases/{ID}", timeout=60)


def events_of(response: httpx.Response) -> list[tuple[str, dict[str, Any]]]:
    """Name and document of each event of a stream."""
    assert response.headers["content-type"].startswith("text/event-stream")
    told: list[tuple[str, dict[str, Any]]] = []
    for block in filter(None, response.text.split("\n\n")):
        name, data = block.split("\n")
        told.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return told


def stored_text(home: Path) -> str:
    store = Store.open(home)
    try:
        return store.release(ID).text
    finally:
        store.close()


def originals(home: Path) -> set[bytes]:
    """The bytes of every original that is kept."""
    kept = Originals(home)
    return {kept.read(name) or b"" for name in kept.names()}


def upload(url: str, name: str, data: bytes, **headers: str) -> httpx.Response:
    return httpx.post(f"{url}/v1/releases", files={"file": (name, data)}, headers=headers, timeout=120)


@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_uploaded_is_answered_from_at_once(url: str, home: Path, as_json: bool) -> None:
    assert ask(url, QUESTION)["refused"]
    if as_json:
        added = httpx.post(f"{url}/v1/releases", json={"name": NAME, "text": TEXT}, timeout=60)
    else:
        added = upload(url, NAME, TEXT.encode())
    assert added.status_code == 201, added.text
    told = added.json()
    assert (told["outcome"], told["release"]["id"], told["release"]["title"]) == ("added", ID, "提燈碼頭啟用")
    assert told["release"]["date"] == "2026-04-02"
    assert told["release"]["source"] == f"uploads/{NAME}"
    assert told["passages"] >= 1
    assert httpx.get(f"{url}{added.headers['location']}").json()["text"] == TEXT
    answer = ask(url, QUESTION)
    assert "27 班" in answer["text"]
    (citation, *_) = answer["citations"]
    assert TEXT[citation["start"] : citation["end"]] == citation["quote"]
    assert str(home) not in added.text + json.dumps(answer)


def test_what_is_withdrawn_is_gone_at_once(url: str, home: Path) -> None:
    upload(url, NAME, TEXT.encode())
    assert "27 班" in ask(url, QUESTION)["text"]
    assert httpx.delete(f"{url}/v1/releases/{ID}", timeout=60).status_code == 204
    answer = ask(url, QUESTION)
    assert answer["refused"]
    assert "27 班" not in json.dumps(answer["passages"], ensure_ascii=False)
    assert httpx.get(f"{url}/v1/releases/{ID}").status_code == 404
    assert ID not in httpx.get(f"{url}/v1/search", params={"q": QUESTION}).text
    assert TEXT.encode() not in originals(home)
    again = httpx.delete(f"{url}/v1/releases/{ID}", timeout=60)
    assert (again.status_code, again.json()["code"]) == (404, "unknown-release")
    assert upload(url, NAME, TEXT.encode()).status_code == 201
    assert "27 班" in ask(url, QUESTION)["text"]


def test_the_same_name_is_a_new_version(url: str) -> None:
    upload(url, NAME, TEXT.encode())
    assert upload(url, NAME, TEXT.encode()).json()["outcome"] == "unchanged"
    updated = upload(url, NAME, TEXT.replace("27", "31").encode())
    assert (updated.status_code, updated.json()["outcome"]) == (200, "updated")
    answer = ask(url, QUESTION)
    assert "31 班" in answer["text"]
    assert "27 班" not in json.dumps(answer, ensure_ascii=False)


def test_its_progress_is_told(url: str) -> None:
    response = upload(url, NAME, TEXT.encode(), accept="text/event-stream")
    told = events_of(response)
    assert [event["stage"] for name, event in told if name == "progress"] == ["recognised", "embedded", "indexed"]
    assert all(event["done"] <= event["total"] for name, event in told if name == "progress")
    assert told[-1][0] == "upload"
    assert told[-1][1]["outcome"] == "added"


def test_what_cannot_be_read_changes_nothing(url: str, home: Path) -> None:
    upload(url, NAME, TEXT.encode())
    for bad in (b"", b"\x00\x01\x02\x03" * 100):
        refused = upload(url, NAME, bad)
        assert refused.status_code == 422
        assert refused.json()["detail"].startswith(f"{NAME}: ")
        assert str(home) not in refused.text
    assert stored_text(home) == TEXT
    assert "27 班" in ask(url, QUESTION)["text"]
    large = upload(url, "large.txt", b"words and words\n" * (MAX_TEXT_BYTES // 16 + 1))
    assert large.status_code == 422
    assert "large.txt" in large.json()["detail"]
    assert not any(data.startswith(b"words and words") for data in originals(home))
    larger = upload(url, "larger.txt", b"words and words\n" * (MAX_UPLOAD // 16 + 1))
    assert larger.status_code == 413


def test_old_encodings_are_read(url: str) -> None:
    assert upload(url, NAME, TEXT.encode("big5hkscs")).status_code == 201
    assert httpx.get(f"{url}/v1/releases/{ID}").json()["text"] == TEXT


def test_while_somebody_else_writes_it_says_when_to_come_back(url: str, home: Path) -> None:
    with FileLock(home / "ingest.lock"):
        for response in (upload(url, NAME, TEXT.encode()), httpx.delete(f"{url}/v1/releases/{ID}", timeout=60)):
            assert (response.status_code, response.json()["code"]) == (503, "index-busy")
            assert int(response.headers["retry-after"]) > 0
            assert str(home) not in response.text
    assert TEXT.encode() not in originals(home)
    assert upload(url, NAME, TEXT.encode()).status_code == 201


def test_a_document_is_uploaded_and_its_citation_fits(url: str) -> None:
    document = docx.Document()
    document.add_heading("提燈碼頭啟用", 0)
    document.add_paragraph("（香港，2026年4月2日）提燈碼頭今日啟用，每日有 27 班渡輪。")
    document.add_paragraph("碼頭造價 3,870 萬元，由程樂民工程師設計。")
    buffer = io.BytesIO()
    document.save(buffer)
    name = NAME.replace(".md", ".docx")
    uploaded = upload(url, name, buffer.getvalue()).json()["release"]
    assert (uploaded["title"], uploaded["date"]) == ("提燈碼頭啟用", "2026-04-02")
    answer = ask(url, QUESTION)
    citation = answer["citations"][answer["sentences"][0]["citations"][0] - 1]
    text = httpx.get(f"{url}/v1/releases/{citation['release_id']}").json()["text"]
    assert citation["release_id"] == ID
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert "27 班" in citation["quote"]


@pytest.mark.skipif(not shutil.which("tesseract"), reason="needs tesseract with chi_tra")
def test_what_a_machine_read_is_said_wherever_it_is_quoted(url: str) -> None:
    name = NAME.replace(".md", ".pdf")
    uploaded = upload(url, name, scan("北山公園今日開放，設有四十五個球場及三間餐廳，\n成人年票售價九百元。")).json()[
        "release"
    ]
    assert [(doubt["kind"], doubt["pages"]) for doubt in uploaded["doubts"]] == [("machine-read", [1])]
    answer = ask(url, "北山公園設有多少個球場？")
    assert not answer["refused"]
    assert any("機器" in notice and "原件" in notice for notice in answer["notices"])
    page = httpx.get(f"{url}/reader/{uploaded['id']}", headers={"accept-language": "zh-Hant"}).text
    assert "第 1 頁是圖片，文字由機器辨認" in page
