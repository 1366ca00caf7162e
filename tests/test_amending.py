"""What staff sees of a release before it goes in, and corrects: over HTTP, with the client, on the terminal."""

import json
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from filelock import FileLock

from pressdesk.ingest.release import PressContact
from pressdesk.ui.bounds import MAX_BODY
from pressdesk.ui.client import AsyncPressdesk, PressdeskProblem
from pressdesk.ui.uploads.override_documents import ContactIn, OverridesIn

from .conftest import made_key, serving
from .test_cli import run
from .test_overrides import HEADINGS, ID, NAME, TEXT
from .test_uploads import events_of, originals

QUESTION = "提燈碼頭每日有多少班渡輪？"
GIVEN: dict[str, Any] = {
    "title": "提燈碼頭今天啟用",
    "date": "2026-04-03",
    "organisation": "提燈航運",
    "contact": {"name": "何曉嵐", "phone": "+852 5550 0199", "email": ""},
    "language": "zh-Hant",
    "type": "notice",
    "url": "https://lantern.example/pier",
    "headings": ["工程與造價"],
}


@pytest.fixture(scope="module")
def home(corpus_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("amended") / "home"
    shutil.copytree(corpus_home, home)
    return home


@pytest.fixture(scope="module")
def key(home: Path) -> str:
    return made_key(home, "ingest")


@pytest.fixture(scope="module")
def url(home: Path, key: str) -> Iterator[str]:
    with serving(home) as url:
        httpx.get(f"{url}/v1/releases", headers={"authorization": f"Bearer {key}"})
        yield url


@pytest.fixture
def staff(url: str, key: str) -> Iterator[httpx.Client]:
    """One who may bring releases in; afterwards the release of these tests is gone."""
    with httpx.Client(base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=120) as client:
        yield client
        client.delete(f"/v1/releases/{ID}")


def asked(staff: httpx.Client) -> dict[str, Any]:
    return staff.post("/v1/ask", json={"question": QUESTION}).json()


def upload(staff: httpx.Client, text: str = TEXT, **overrides: Any) -> httpx.Response:
    return staff.post("/v1/releases", json={"name": NAME, "text": text, "overrides": overrides})


def passages(staff: httpx.Client) -> list[dict[str, Any]]:
    found = staff.get("/v1/search", params={"q": "*", "from": "2026-04-01", "to": "2026-04-05", "k": 100}).json()[
        "hits"
    ]
    return [hit for hit in found if hit["release_id"] == ID]


def state(home: Path) -> tuple[str, list[Path]]:
    with sqlite3.connect(home / "pressdesk.db") as db:
        return db.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()[0], sorted(
            home.rglob("uploads/*")
        )


@pytest.mark.parametrize("as_file", [False, True])
def test_a_preview_shows_what_an_upload_would_do_and_changes_nothing(
    staff: httpx.Client, home: Path, as_file: bool
) -> None:
    before = state(home)

    def sent(path: str, overrides: dict[str, Any]) -> httpx.Response:
        if as_file:
            fields = {"overrides": json.dumps(overrides)}
            return staff.post(path, files={"file": (NAME, TEXT.encode("big5hkscs"))}, data=fields)
        return staff.post(path, json={"name": NAME, "text": TEXT, "overrides": overrides})

    preview = sent("/v1/releases/preview", {"date": "2026-04-03"})
    assert preview.status_code == 200, preview.text
    told = preview.json()
    assert (told["replaces"], told["missing"]) == (None, [])
    assert (told["release"]["date"], told["release"]["overridden"]) == ("2026-04-03", ["date"])
    assert [line["text"] for line in told["lines"] if line["is_heading"]] == list(HEADINGS)
    assert TEXT.startswith(told["text_start"])
    assert state(home) == before
    assert staff.get(f"/v1/releases/{ID}").status_code == 404
    added = sent("/v1/releases", {"date": "2026-04-03"})
    assert added.status_code == 201, added.text
    assert added.json()["release"] == told["release"]
    assert (added.json()["passages"], added.json()["sentences"]) == (told["passages"], told["sentences"])
    again = sent("/v1/releases/preview", {"title": "提燈碼頭今天啟用"}).json()
    assert again["replaces"] == ID
    assert again["release"]["overridden"] == ["title", "date"]


def test_what_is_not_known_is_missing(staff: httpx.Client) -> None:
    bare = {"name": "bare.txt", "text": "只有一段文字，沒有標題，也沒有日期。"}
    told = staff.post("/v1/releases/preview", json=bare).json()
    assert told["missing"] == ["title", "date", "organisation", "contact"]
    filled = staff.post("/v1/releases/preview", json=bare | {"overrides": {k: GIVEN[k] for k in told["missing"]}})
    assert filled.json()["missing"] == []


def test_the_lines_of_a_long_text_are_bounded_and_no_heading_is_left_out(staff: httpx.Client) -> None:
    paragraphs = [f"第 {n} 段說了一件事情，說得頗為詳細，也頗為清楚。" for n in range(900)]
    text = "# 長文\n\n" + "\n\n".join(paragraphs) + "\n\n" + "很長的一行，" * 60 + "完。\n\n## 最後一節\n\n結束。\n"
    lines = staff.post("/v1/releases/preview", json={"name": "long.md", "text": text}).json()["lines"]
    assert len(lines) == 500
    assert lines[-1] == {"text": "最後一節", "is_heading": True}
    assert max(len(line["text"]) for line in lines) <= 120


def test_an_amendment_is_used_at_once_and_can_be_taken_back(staff: httpx.Client) -> None:
    upload(staff)
    recognised = staff.get(f"/v1/releases/{ID}").json()
    assert asked(staff)["citations"][0]["title"] == "提燈碼頭啟用"
    amended = staff.patch(f"/v1/releases/{ID}", json=GIVEN)
    assert amended.status_code == 200, amended.text
    assert {name: amended.json()[name] for name in GIVEN} == GIVEN
    assert sorted(amended.json()["overridden"]) == sorted(GIVEN)
    assert {hit["heading"] for hit in passages(staff)} == {"", "工程與造價"}
    answer = asked(staff)
    (citation, *_) = answer["citations"]
    assert "27 班" in answer["text"]
    assert (citation["title"], citation["date"]) == (GIVEN["title"], GIVEN["date"])
    assert TEXT[citation["start"] : citation["end"]] == citation["quote"]
    some = staff.patch(f"/v1/releases/{ID}", json={"headings": None, "date": None}).json()
    assert set(GIVEN) - set(some["overridden"]) == {"headings", "date"}
    assert (some["headings"], some["date"]) == (recognised["headings"], recognised["date"])
    none = staff.patch(f"/v1/releases/{ID}", json=dict.fromkeys(GIVEN)).json()
    assert none == {name: value for name, value in recognised.items() if name != "text"}


def test_a_correction_is_kept_in_a_new_version_and_in_a_rebuild(staff: httpx.Client) -> None:
    upload(staff, **GIVEN)
    updated = upload(staff, TEXT.replace("27 班", "31 班"))
    assert (updated.status_code, updated.json()["outcome"]) == (200, "updated")
    rebuilt = staff.post("/v1/index/rebuild")
    assert rebuilt.status_code == 200, rebuilt.text
    assert rebuilt.json()["releases"] == staff.get("/v1/releases").json()["total"]
    release = staff.get(f"/v1/releases/{ID}").json()
    assert "31 班" in release["text"]
    assert {name: release[name] for name in GIVEN} == GIVEN
    assert "31 班" in asked(staff)["text"]


def test_while_the_index_is_rebuilt_answers_go_on(staff: httpx.Client, url: str) -> None:
    upload(staff)
    during: list[dict[str, Any]] = []
    response: list[httpx.Response] = []

    def rebuilt() -> None:
        # What was embedded lately is known again: one of few releases is over before two questions are answered.
        for _ in range(12):
            response.append(staff.post("/v1/index/rebuild", headers={"accept": "text/event-stream"}))

    rebuild = threading.Thread(target=rebuilt)
    rebuild.start()
    with httpx.Client(base_url=url, headers=staff.headers, timeout=60) as other:
        while rebuild.is_alive():
            question = QUESTION + "？" * (len(during) % 5)
            during.append(other.post("/v1/ask", json={"question": question}).json())
            time.sleep(0.01)
    rebuild.join()
    assert len(during) > 5
    assert not [answer for answer in during if "27 班" not in answer["text"]]
    told = events_of(response[0])
    assert told[-1][0] == "rebuild", told[-1]
    progress = [event for name, event in told if name == "progress"]
    assert [progress[0]["stage"], progress[-1]["stage"]] == ["recognised", "indexed"]
    assert {event["stage"] for event in progress[1:-1]} == {"embedded"}
    assert all(before["done"] <= after["done"] for before, after in pairwise(progress))
    assert told[-1][1]["releases"] == progress[-1]["total"] == staff.get("/v1/releases").json()["total"]


@pytest.mark.parametrize(
    "overrides",
    [
        {"title": ""}, {"title": " \u3000"}, {"title": "a\nb"}, {"title": "x" * 301}, {"title": 3}, {"date": "2026"},
        {"date": 20260403}, {"date": "2026-02-30"}, {"language": "zh"}, {"language": "Chinese"}, {"type": "story"},
        {"url": "javascript:alert(1)"}, {"url": "https://"}, {"url": "https://a\" onclick=x"}, {"contact": "x"},
        {"contact": {"fax": "1"}}, {"headings": "工程與造價"}, {"headings": ["並無此行"]}, {"place": "香港"},
    ],
)  # fmt: skip
def test_what_cannot_be_given(staff: httpx.Client, home: Path, overrides: dict[str, Any]) -> None:
    upload(staff)
    before = state(home)
    sent = {"name": NAME, "text": TEXT.replace("27 班", "31 班"), "overrides": overrides}
    file = {"file": (NAME, TEXT.encode())}
    for response in (
        staff.patch(f"/v1/releases/{ID}", json=overrides),
        staff.post("/v1/releases", json=sent),
        staff.post("/v1/releases/preview", json=sent),
        staff.post("/v1/releases", files=file, data={"overrides": json.dumps(overrides)}),
    ):
        assert response.status_code == 422, response.text
        assert response.headers["content-type"] == "application/problem+json"
        assert next(iter(overrides)) in response.json()["detail"]
    assert state(home) == before
    assert TEXT.encode() in originals(home)


def test_odd_requests_are_told_what_is_wrong(staff: httpx.Client) -> None:
    file = {"file": (NAME, TEXT.encode())}
    for path in ("/v1/releases", "/v1/releases/preview"):
        for fields in ({"overrides": "{"}, {"overrides": "[]"}, {"overrides": ["{}", "{}"]}, {"other": "{}"}):
            response = staff.post(path, files=file, data=fields)
            assert (response.status_code, response.json()["code"]) == (422, "bad-request")
        assert staff.post(path, content=TEXT.encode(), headers={"content-type": "text/plain"}).status_code == 415
        empty = staff.post(path, files={"file": (NAME, b"")})
        assert (empty.status_code, empty.json()["detail"]) == (422, f"{NAME}: the file is empty.")
    unknown = staff.patch("/v1/releases/nowhere", json={"title": "x"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-release")
    # A preview may be as large as an upload.
    large = staff.post("/v1/releases/preview", files={"file": ("large.txt", b"\x00" * (2 * MAX_BODY))})
    assert (large.status_code, large.json()["code"]) == (422, "bad-source")
    assert staff.patch(f"/v1/releases/{ID}", json={"headings": ["x" * 900] * 1500}).status_code == 413


def test_while_somebody_else_writes_only_a_preview_is_made(staff: httpx.Client, home: Path) -> None:
    upload(staff)
    with FileLock(home / "ingest.lock"):
        for response in (
            staff.patch(f"/v1/releases/{ID}", json={"title": "x"}),
            staff.post("/v1/index/rebuild"),
            staff.post("/v1/index/rebuild", headers={"accept": "text/event-stream"}),
        ):
            assert (response.status_code, response.json()["code"]) == (503, "index-busy")
            assert int(response.headers["retry-after"]) > 0
        assert staff.post("/v1/releases/preview", json={"name": NAME, "text": TEXT}).json()["replaces"] == ID
    assert staff.get(f"/v1/releases/{ID}").json()["overridden"] == []


def test_only_who_may_bring_releases_in_may_do_this(staff: httpx.Client, url: str, home: Path) -> None:
    upload(staff)
    for scope in ("read", "admin"):
        with httpx.Client(
            base_url=url, headers={"authorization": f"Bearer {made_key(home, scope)}"}, timeout=60
        ) as one:
            responses = [
                one.post("/v1/releases/preview", json={"name": NAME, "text": TEXT}),
                one.patch(f"/v1/releases/{ID}", json={"organisation": scope}),
                one.post("/v1/index/rebuild"),
            ]
            assert [response.status_code for response in responses] == [403 if scope == "read" else 200] * 3
            assert one.get(f"/v1/releases/{ID}").json()["overridden"] == ([] if scope == "read" else ["organisation"])
    for refused in (httpx.post(f"{url}/v1/index/rebuild"), httpx.patch(f"{url}/v1/releases/{ID}", json={})):
        assert (refused.status_code, refused.json()["code"]) == (401, "key-needed")


@pytest.mark.anyio
async def test_the_client_previews_amends_and_rebuilds(staff: httpx.Client, url: str, key: str) -> None:
    del staff  # It takes the release out again.
    async with AsyncPressdesk(url, key=key) as desk:
        preview = await desk.preview(NAME, TEXT, OverridesIn(organisation="提燈航運"))
        assert (preview.release.organisation, preview.replaces) == ("提燈航運", None)
        added = await desk.upload(NAME, TEXT, OverridesIn(organisation="提燈航運"))
        assert added.release == preview.release
        contact = ContactIn(name="何曉嵐", phone="+852 5550 0199")
        amended = await desk.amend(ID, OverridesIn(contact=contact, organisation=None))
        assert amended.contact == PressContact("何曉嵐", "+852 5550 0199", "")
        assert (amended.organisation, amended.overridden) == ("提燈渡輪公司", ("contact",))
        assert (await desk.rebuild()).releases == (await desk.releases()).total
        with pytest.raises(PressdeskProblem, match="並無此行"):
            await desk.amend(ID, OverridesIn(headings=["並無此行"]))


def test_on_the_terminal(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / NAME
    file.write_text(TEXT, encoding="utf-8")
    run("ingest", file, "--home", home)
    run("amend", ID, "--title", "提燈碼頭今天啟用", "--contact-phone", "+852 5550 0199", "--home", home)
    (release,) = json.loads(run("releases", "--json", "--home", home).stdout)
    assert (release["title"], release["overridden"]) == ("提燈碼頭今天啟用", ["title", "contact"])
    assert release["contact"] == {"name": "方詠詩", "phone": "+852 5550 0199", "email": "press@lantern.example"}
    run("amend", ID, "--recognised", "title", "--date", "2026-04-03", "--home", home)
    (release,) = json.loads(run("releases", "--json", "--home", home).stdout)
    assert (release["title"], release["date"]) == ("提燈碼頭啟用", "2026-04-03")
    assert release["overridden"] == ["date", "contact"]
    assert "date" in run("amend", ID, "--date", "3 April", "--home", home, status=2).stderr
    assert "what to change" in run("amend", ID, "--home", home, status=2).stderr
    assert "nowhere" in run("amend", "nowhere", "--title", "x", "--home", home, status=1).stderr
