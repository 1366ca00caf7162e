"""Who may call, and how often: keys, scopes, rate limits, and what a server tells of itself."""

import base64
import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pressdesk.ui.interface import words_in

from .conftest import made_key, serving
from .test_cli import run

LIMIT = 40
ASKED = {"question": "潮汐大樓的造價是多少？"}


@pytest.fixture(scope="module")
def home(corpus_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("guarded") / "home"
    shutil.copytree(corpus_home, home)
    made_key(home, "admin", "the first key, from which on one is needed")
    return home


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[serving]:
    guarded = serving(
        home,
        PRESSDESK_RATE_LIMIT=f"{LIMIT}/minute",
        PRESSDESK_LOGS="json",
        PRESSDESK_CORS_ORIGINS='["https://ok.example"]',
    )
    with guarded:
        yield guarded


@pytest.fixture
def url(server: serving) -> str:
    return server.url


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def assert_problem(response: httpx.Response, status: int, code: str) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == code
    assert response.json()["request_id"] == response.headers["x-request-id"]


def test_without_a_key_nothing_is_told(url: str) -> None:
    for path in ("/v1/releases", "/v1/models", "/v1/search?q=x", "/v1/nowhere", "/metrics", "/mcp"):
        refused = httpx.get(f"{url}{path}")
        assert_problem(refused, 401, "key-needed")
        assert refused.headers["www-authenticate"].startswith("Bearer")
    for path in ("/", "/reader/2025-09-08-tidal-building.en", "/gradio_api/info", "/config"):
        refused = httpx.get(f"{url}{path}")
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Basic")
    assert httpx.get(f"{url}/healthz").status_code == 200
    assert httpx.get(f"{url}/readyz").status_code == 200


def test_a_key_opens_what_its_scope_says(url: str, home: Path) -> None:
    keys = {scope: made_key(home, scope) for scope in ("read", "ingest", "admin")}
    upload = {"name": "scopes.md", "text": "# Scopes\n\n(3 March 2026) There are 3 scopes."}
    for scope, opens in {"read": 1, "ingest": 2, "admin": 3}.items():
        with httpx.Client(base_url=url, headers=bearer(keys[scope]), timeout=60) as client:
            asked = client.post("/v1/ask", json=ASKED)
            uploaded = client.post("/v1/releases", json=upload)
            withdrawn = client.delete("/v1/releases/scopes")
            metrics = client.get("/metrics")
        assert "14.6 億元" in asked.json()["text"]
        assert uploaded.status_code == (201 if opens > 1 else 403)
        assert withdrawn.status_code == (204 if opens > 1 else 403)
        assert metrics.status_code == (200 if opens > 2 else 403)
        if opens == 1:
            assert_problem(uploaded, 403, "scope-needed")
            assert "ingest" in uploaded.json()["detail"]


def test_a_browser_shows_the_key_as_a_password(url: str, home: Path) -> None:
    key = made_key(home)
    assert httpx.get(url, auth=("anyone", key)).status_code == 200
    assert httpx.get(url, auth=("anyone", f"{key}x")).status_code == 401


@pytest.mark.parametrize(
    "header",
    ["Bearer", "bearer wrong", "Bearer wrong", "Bearer pd_00000000_" + "A" * 43, "Basic !!!", "Basic " + base64.b64encode(b"\xff\xfe").decode(), "Digest x", "Bearer " + "x" * 5000],
)  # fmt: skip
def test_what_is_no_key_opens_nothing(url: str, header: str) -> None:
    assert_problem(httpx.get(f"{url}/v1/models", headers={"authorization": header}), 401, "key-needed")


def test_a_revoked_key_opens_nothing_from_then_on(url: str, home: Path) -> None:
    key = made_key(home)
    assert httpx.get(f"{url}/v1/models", headers=bearer(key)).status_code == 200
    run("keys", "revoke", key.split("_")[1], "--home", home)
    assert_problem(httpx.get(f"{url}/v1/models", headers=bearer(key)), 401, "key-needed")
    listed = json.loads(run("keys", "list", "--json", "--home", home).stdout)
    assert [one["id"] for one in listed if one["revoked"]] == [key.split("_")[1]]


def test_keys_are_stored_as_hashes_alone(home: Path) -> None:
    key = made_key(home)
    stored = (home / "keys.db").read_bytes()
    assert key.encode() not in stored
    assert key.split("_", 2)[2].encode() not in stored


def test_a_key_and_an_address_are_limited(url: str, home: Path) -> None:
    one, other = made_key(home), made_key(home)
    statuses = [httpx.get(f"{url}/v1/models", headers=bearer(one)).status_code for _ in range(LIMIT + 3)]
    assert statuses == [200] * LIMIT + [429] * 3
    refused = httpx.get(f"{url}/v1/models", headers=bearer(one))
    assert_problem(refused, 429, "too-many-requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert httpx.get(f"{url}/v1/models", headers=bearer(other)).status_code == 200
    guessed = [httpx.get(f"{url}/v1/models", headers=bearer(f"guess {n}")).status_code for n in range(LIMIT + 1)]
    assert guessed[-1] == 429


def test_a_request_has_an_id(url: str) -> None:
    own = "press-desk.request_17"
    assert httpx.get(f"{url}/healthz", headers={"x-request-id": own}).headers["x-request-id"] == own
    for odd in ("short", "with blanks in it", "x" * 100, "<script>alert(1)</script>"):
        given = httpx.get(f"{url}/healthz", headers={"x-request-id": odd}).headers["x-request-id"]
        assert re.fullmatch(r"[0-9a-f]{32}", given)


def test_headers_tell_browsers_what_a_page_may_do(url: str) -> None:
    for path in ("/healthz", "/v1/releases", "/"):
        headers = httpx.get(f"{url}{path}").headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "http" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert "server" not in headers


def test_pages_elsewhere_may_call_only_where_they_are_named(url: str, server_url: str) -> None:
    asks = {"origin": "https://ok.example", "access-control-request-method": "POST"}
    assert httpx.options(f"{url}/v1/ask", headers=asks).headers["access-control-allow-origin"] == "https://ok.example"
    for where, origin in ((url, "https://other.example"), (server_url, "https://ok.example")):
        answer = httpx.options(f"{where}/v1/ask", headers={**asks, "origin": origin})
        assert "access-control-allow-origin" not in answer.headers


def test_the_log_has_no_secrets(server: serving, home: Path) -> None:
    key = made_key(home)
    secret = "什麼人也不該在日誌裏看到這句話"
    httpx.post(f"{server.url}/v1/ask", json={"question": secret}, headers=bearer(key), timeout=60)
    httpx.get(f"{server.url}/v1/search", params={"q": secret}, headers=bearer(key), timeout=60)
    asked = httpx.get(f"{server.url}/v1/models", headers=bearer(key))
    deadline = time.monotonic() + 10
    # A request is logged when its response is sent.
    while asked.headers["x-request-id"] not in server.logged and time.monotonic() < deadline:
        time.sleep(0.05)
    logged = server.logged
    rows = [json.loads(line) for line in logged.splitlines() if line.startswith("{")]
    (row,) = [row for row in rows if row.get("request_id") == asked.headers["x-request-id"]]
    assert (row["method"], row["route"], row["status"], row["caller"]) == (
        "GET",
        "/v1/models",
        200,
        f"key {key.split('_')[1]}",
    )
    assert secret not in logged
    assert key not in logged
    assert key.split("_", 2)[2] not in logged


def test_metrics_count_what_happened(home: Path, url: str) -> None:
    with httpx.Client(base_url=url, headers=bearer(made_key(home, "admin")), timeout=60) as client:

        def counted(name: str) -> float:
            return sum(
                float(line.rsplit(" ", 1)[1])
                for line in client.get("/metrics").text.splitlines()
                if line.startswith(name)
            )

        before = {name: counted(name) for name in ("pressdesk_answers_total", 'pressdesk_answers_total{outcome="refused"}', "pressdesk_answers_remembered_total", 'pressdesk_requests_total{method="POST",route="/v1/ask"', "pressdesk_stage_seconds_count")}  # fmt: skip
        for question in (
            "大樓有多少層？",
            "大樓有多少層？",
            "2022 年世界盃由哪一隊贏得？",
            "Who won the 2022 World Cup?",
        ):
            client.post("/v1/ask", json={"question": question})
        after = {name: counted(name) - value for name, value in before.items()}
    assert after["pressdesk_answers_total"] == 4
    assert after['pressdesk_answers_total{outcome="refused"}'] >= 1
    assert after["pressdesk_answers_remembered_total"] == 1
    assert after['pressdesk_requests_total{method="POST",route="/v1/ask"'] == 4
    assert after["pressdesk_stage_seconds_count"] == 3 * 4


def test_to_the_network_only_with_keys_or_when_told(corpus_home: Path, tmp_path: Path) -> None:
    refused = run("serve", "--host", "0.0.0.0", "--home", corpus_home, status=1)
    assert "pressdesk keys create" in refused.stderr
    assert "PRESSDESK_REQUIRE_KEYS=never" in refused.stderr
    for keys, needs_key in (("never", False), ("always", True)):
        with serving(tmp_path / "none", ready=False, PRESSDESK_HOST="0.0.0.0", PRESSDESK_REQUIRE_KEYS=keys) as url:
            assert httpx.get(f"{url}/v1/models").status_code == (401 if needs_key else 200)


def test_an_open_chat_is_open_and_the_api_is_not(home: Path) -> None:
    with serving(home, PRESSDESK_OPEN_CHAT="true") as url:
        assert httpx.get(url).status_code == 200
        assert httpx.get(f"{url}/reader/2025-09-08-tidal-building.en").status_code == 200
        assert_problem(httpx.get(f"{url}/v1/models"), 401, "key-needed")
        told = httpx.get(f"{url}/staff", headers={"accept": "text/html", "accept-language": "zh-HK"})
        assert told.status_code == 401
        assert told.headers["www-authenticate"].startswith("Basic ")
        assert words_in("zh-Hant").problems["key-needed"] in told.text


def test_pages_of_other_sites_change_nothing(home: Path) -> None:
    """By what browsers send of themselves; programs send none of it."""
    key = bearer(made_key(home, "ingest"))
    release = {"name": "2026-04-02-pier.en.txt", "text": "Pier opens\n\n(2 April 2026) The pier opened today."}
    with serving(home, PRESSDESK_CORS_ORIGINS='["https://ours.example"]') as url:

        def sent(**headers: str) -> int:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return httpx.post(f"{url}/v1/releases", json=release, headers=key | named, timeout=60).status_code

        assert sent(sec_fetch_site="cross-site", origin="https://evil.example") == 403
        assert sent(sec_fetch_site="same-site", origin="http://127.0.0.1:1") == 403
        assert sent(origin="https://evil.example") == 403
        assert sent(origin="null") == 403
        assert sent() == 201
        assert sent(sec_fetch_site="same-origin", origin=url) == 200
        assert sent(origin=url) == 200
        assert sent(sec_fetch_site="cross-site", origin="https://ours.example") == 200
        page = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
        assert httpx.get(f"{url}/v1/releases", headers=key | page, timeout=60).status_code == 200


def test_keys_say_what_is_wrong(tmp_path: Path) -> None:
    assert "no key" in run("keys", "revoke", "00000000", "--home", tmp_path, status=1).stderr
    assert run("keys", "list", "--json", "--home", tmp_path / "none").stdout.strip() == "[]"
