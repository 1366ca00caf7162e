"""Requests that no client should send, each with its answer; afterwards the server answers as before."""

import json
import socket
import threading
from pathlib import Path

import httpx
import pytest

from pressdesk.ui.bounds import BODY_SECONDS, HEADER_SECONDS, MAX_BODY

from .test_api import ask

QUESTION = json.dumps({"question": "潮汐大樓的造價是多少？"}).encode()
JSON = {"content-type": "application/json"}


@pytest.fixture(autouse=True)
def still_answers(server_url: str):
    yield
    assert "14.6 億元" in ask(server_url, "潮汐大樓的造價是多少？")["text"]


def sent(server_url: str, data: bytes, *more: bytes, seconds: float = 20) -> bytes:
    """What comes back for bytes on a connection, until the server closes it or says no more."""
    host, port = server_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=seconds) as connection:
        got = b""
        try:
            for piece in (data, *more):
                connection.sendall(piece)
            while piece := connection.recv(65536):
                got += piece
        except (ConnectionError, TimeoutError):
            pass
        return got


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def request(path: str = "/v1/ask", body: bytes = QUESTION, method: str = "POST", **headers: str) -> bytes:
    return request_with(headers, path, body, method)


def request_with(headers: dict[str, str], path: str = "/v1/ask", body: bytes = QUESTION, method: str = "POST") -> bytes:
    given = {"Host": "x", "Content_Type": "application/json", "Content_Length": str(len(body)), "Connection": "close"}
    lines = [f"{method} {path} HTTP/1.1", *(f"{n.replace('_', '-')}: {v}" for n, v in (given | headers).items() if v)]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b'{"question": "q",}', 422),
        (b"question=q", 422),
        (b"null", 422),
        (b"[]", 422),
        (b'"question"', 422),
        (b'{"question": "\xff\xfe"}', 400),
        (b"\xff\xfe{\x00}\x00", 422),
        (b'{"question": "\\ud800"}', 422),
        (b'{"question": "\\u0000"}', 422),
        (b'{"question": "q", "k": 1e999}', 422),
        (b'{"question": "q", "k": NaN}', 422),
        (b'{"question": "q", "k": ' + b"9" * 5000 + b"}", 422),
        (b'{"question": "q", "history": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", 422),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 422),
        (b'{"question": "q", "history": [' + b'{"question": "q"},' * 5000 + b'{"question": "q"}]}', 422),
        (b'{"question": "q", "' + b"x" * 100_000 + b'": 1}', 422),
    ],
)
@pytest.mark.parametrize("path", ["/v1/ask", "/v1/chat/completions", "/v1/verify"])
def test_malformed_bodies(server_url: str, path: str, body: bytes, status: int) -> None:
    response = httpx.post(f"{server_url}{path}", content=body, headers=JSON, timeout=60)
    assert response.status_code in {status, 400, 422}
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", "x" * 500]
)
def test_bodies_of_another_kind(server_url: str, kind: str) -> None:
    for path in ("/v1/ask", "/v1/releases"):
        response = httpx.post(f"{server_url}{path}", content=QUESTION, headers={"content-type": kind}, timeout=60)
        assert response.status_code in {400, 415, 422}, response.text
        assert response.headers["content-type"] == "application/problem+json"


def test_huge_bodies_are_not_read(server_url: str) -> None:
    announced = sent(server_url, request(body=b"", Content_Length=str(10**12)))
    assert status_of(announced) == 413
    assert b'"status":413' in announced
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    chunks = [chunk] * (2 * MAX_BODY // 0x10000)
    chunked = sent(server_url, request(body=b"", Content_Length="", Transfer_Encoding="chunked"), *chunks)
    assert status_of(chunked) in {0, 413}
    with httpx.Client(timeout=60) as client:
        response = client.post(f"{server_url}/v1/ask", content=b" " * (MAX_BODY + 1), headers=JSON)
        assert response.status_code == 413
        assert f"{MAX_BODY:,}" in response.json()["detail"]
        assert client.post(f"{server_url}/mcp", content=b" " * (MAX_BODY + 1), headers=JSON).status_code == 413


def test_slow_headers_and_bodies_are_given_up(server_url: str) -> None:
    """The connections wait side by side."""
    answers: dict[str, bytes] = {}
    slow = {
        "nothing": b"",
        "headers": b"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-T",
        "body": request(Content_Length="1000"),
        "upload": request("/v1/releases", b'{"name": "a.md", ', Content_Length="1000"),
        "mcp": request("/mcp", b"{", Content_Length="1000", Accept="application/json, text/event-stream"),
    }

    def wait(name: str) -> None:
        answers[name] = sent(server_url, slow[name], seconds=max(BODY_SECONDS, HEADER_SECONDS) + 15)

    threads = [threading.Thread(target=wait, args=(name,)) for name in slow]
    for thread in threads:
        thread.start()
    assert "14.6 億元" in ask(server_url, "潮汐大樓的造價是多少？")["text"]
    for thread in threads:
        thread.join()
    assert (answers["nothing"], answers["headers"]) == (b"", b"")
    assert [status_of(answers[name]) for name in ("body", "upload")] == [408, 408]
    assert status_of(answers["mcp"]) in {400, 408}


def test_floods_of_headers(server_url: str) -> None:
    flood = {f"X-{n}": "y" * 1000 for n in range(200)}
    assert status_of(sent(server_url, request_with(flood))) in {0, 400, 431}
    one = {"X-Long": "y" * 1_000_000}
    assert status_of(sent(server_url, request_with(one))) in {0, 400, 431}
    assert status_of(sent(server_url, request(f"/v1/search?q={'q' * 1_000_000}", b"", "GET"))) in {0, 400, 414, 431}
    assert status_of(sent(server_url, request(Accept="x," * 20_000, Accept_Language="zh," * 5000))) in {200, 400}


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"\r\n" * 1000,
        b"GET /v1/models HTTP/1.1\r\n\r\n",
        b"GET /v1/models HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        request(Transfer_Encoding="chunked"),
        request(Content_Length="-1"),
        request(Content_Length="1, 2"),
        request("/v1/mod els", b"", "GET"),
        request(body=b"", Content_Length="", Transfer_Encoding="chunked") + b"zz\r\nxx",
        request(body=b"", Content_Length="", Transfer_Encoding="gzip, chunked") + b"0\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_no_http(server_url: str, data: bytes) -> None:
    answer = sent(server_url, data, seconds=3)
    assert status_of(answer) in {0, 400, 501}, answer[:200]
    assert b"Traceback" not in answer


@pytest.mark.parametrize(
    "path",
    [
        "/v1/releases/../../../etc/passwd",
        "/v1/releases/..%2f..%2f..%2fetc%2fpasswd",
        "/v1/releases/%2e%2e/%2e%2e/etc/passwd",
        "/v1/releases/....//....//etc/passwd",
        "/v1/releases/%00",
        "/v1/releases/a%0d%0aSet-Cookie:%20x=y",
        "/v1/releases/%ff%fe",
        "/v1/releases/" + "x" * 5000,
        "/v1/releases/' OR 1=1 --".replace(" ", "%20"),
        "/v1/passages/1%20OR%201",
        "/v1//ask",
        "/v1/ask/",
        "/v1/%61sk/x",
        "/reader/..%2f..%2fetc%2fpasswd",
        "/static-offline-docs/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/static-offline-docs/../../../../etc/passwd",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=../../../../etc/passwd",
        "/file=/etc/passwd",
    ],
)  # fmt: skip
def test_tricks_with_paths(server_url: str, path: str) -> None:
    answer = sent(server_url, request(path, b"", "GET"))
    assert status_of(answer) in {307, 400, 403, 404, 405, 422}, answer[:300]
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"root:" not in body
    assert b"set-cookie: x" not in head.lower()
    if path.startswith("/v1") and status_of(answer) >= 400:
        assert b"application/problem+json" in head


@pytest.mark.parametrize(
    "name",
    ["../../x.md", "..\\x.md", "/etc/x.md", "x.md/../../y.md", ".md", "..", "", "x", "x.exe", "x.md\x00.txt", "a\nb.md", "-x.md", "x" * 200 + ".md", "CON:.md", "~root.md", "%2e%2e%2fx.md"],
)  # fmt: skip
def test_tricks_with_names_of_uploads(server_url: str, corpus_home: Path, name: str) -> None:
    before = sorted(path for path in corpus_home.rglob("*") if "index" not in path.parts)
    text = "# T\n\n(3 March 2026) Nothing may come of this."
    as_json = httpx.post(f"{server_url}/v1/releases", json={"name": name, "text": text}, timeout=60)
    assert as_json.status_code == 422, as_json.text
    as_file = httpx.post(f"{server_url}/v1/releases", files={"file": (name, text.encode())}, timeout=60)
    assert as_file.status_code in {400, 422}, as_file.text
    assert sorted(path for path in corpus_home.rglob("*") if "index" not in path.parts) == before


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "empty"), (b" \n\t ", "empty"), (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "text"), (bytes(range(256)) * 40, "text"), (b"%PDF-1.7\n\x00\x01", "text"), (b"PK\x03\x04\x00\x00", "text")],
)  # fmt: skip
def test_uploads_that_are_no_releases(server_url: str, data: bytes, says: str) -> None:
    response = httpx.post(f"{server_url}/v1/releases", files={"file": ("odd.txt", data)}, timeout=60)
    assert response.status_code == 422, response.text
    problem = response.json()
    assert problem["detail"].startswith("odd.txt: ")
    assert says in problem["detail"]
    assert httpx.get(f"{server_url}/v1/releases/odd").status_code == 404


def test_several_files_and_fields_are_too_many(server_url: str) -> None:
    file = ("a.md", b"# A\n\n(3 March 2026) One.")
    for files, data in (
        (([("file", file), ("file", file)]), {}),
        ([("file", file)], {"more": "x"}),
        ([("other", file)], {}),
    ):
        response = httpx.post(f"{server_url}/v1/releases", files=files, data=data, timeout=60)
        assert response.status_code in {400, 422}, response.text
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'{"jsonrpc": "2.0"}', b'{"jsonrpc": "2.0", "id": 1, "method": "nope"}', b"[" * 10_000, b"\xff"],
)
def test_what_is_no_mcp(server_url: str, body: bytes) -> None:
    headers = JSON | {"accept": "application/json, text/event-stream"}
    response = httpx.post(f"{server_url}/mcp", content=body, headers=headers, timeout=60)
    assert response.status_code < 500
    assert "Traceback" not in response.text
    assert response.status_code >= 400 or "error" in response.json()
