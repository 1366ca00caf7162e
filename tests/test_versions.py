"""What a release said before its file changed: kept, shown as what it is, never an answer, gone with the release."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.errors import UnknownVersion
from pressdesk.ingest.overrides import Amendment
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.store import DATABASE, Store
from pressdesk.ui.pages.changes import changes

from .conftest import serving

ID = "2026-04-02-lantern-pier.zh-Hant"
FIRST = "# 提燈碼頭啟用\n\n（香港，2026年4月2日）提燈碼頭今日啟用，每日有 27 班渡輪。\n\n碼頭造價 3,870 萬元，由程樂民工程師設計。\n"
SECOND = FIRST.replace("3,870 萬元", "3,910 萬元")
THIRD = SECOND.replace("27 班", "31 班").replace("# 提燈碼頭啟用", "# 提燈碼頭今日啟用")


def ingested(encoder: SentenceEncoder, folder: Path, *texts: str) -> Path:
    """The home of an index that a file went into with one text after the other."""
    folder.mkdir(exist_ok=True)
    for text in texts:
        path = folder / f"{ID}.md"
        path.write_text(text, encoding="utf-8")
        Ingester(folder / "home", encoder).ingest([path])
    return folder / "home"


def former(home: Path) -> list[str]:
    store = Store.open(home)
    try:
        return [version.text for version in store.history.of(ID)]
    finally:
        store.close()


def test_every_text_that_a_file_had_is_kept_the_last_first(encoder: SentenceEncoder, tmp_path: Path) -> None:
    home = ingested(encoder, tmp_path, FIRST, FIRST, SECOND, THIRD)
    assert former(home) == [SECOND, FIRST]
    store = Store.open(home)
    last, first = store.history.of(ID)
    assert (first.title, last.title) == ("提燈碼頭啟用", "提燈碼頭啟用")
    assert store.history.version(ID, first.sha256) == first
    assert first.ingested_at <= first.replaced_at <= last.replaced_at
    with pytest.raises(UnknownVersion):
        store.history.version(ID, "0" * 64)
    assert store.count("releases") == 1
    assert not any("3,870" in reading for _, reading, _ in store.readings()), "nothing of it is searched"
    store.close()


def test_what_a_person_amends_and_a_rebuild_make_no_version(encoder: SentenceEncoder, tmp_path: Path) -> None:
    home = ingested(encoder, tmp_path, FIRST, SECOND)
    ingester = Ingester(home, encoder)
    ingester.amend(ID, Amendment.of(title="另一個標題"))
    ingester.rebuild()
    assert former(home) == [FIRST]


def test_withdrawn_means_gone(encoder: SentenceEncoder, tmp_path: Path) -> None:
    home = ingested(encoder, tmp_path, FIRST, SECOND)
    Ingester(home, encoder).remove(ID)
    assert former(home) == []
    sqlite3.connect(home / DATABASE).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    left = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"3,870" not in left and b"3,910" not in left


@pytest.fixture(scope="module")
def url(encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(ingested(encoder, tmp_path_factory.mktemp("versions"), FIRST, SECOND, THIRD)) as url:
        yield url


def test_versions_are_told_over_http(url: str) -> None:
    release = httpx.get(f"{url}/v1/releases/{ID}").json()
    assert release["text"] == THIRD
    last, first = release["versions"]
    address = f"{url}/v1/releases/{ID}/versions"
    assert httpx.get(f"{address}/{first['sha256']}").json()["text"] == FIRST
    assert httpx.get(f"{address}/{last['sha256']}").json()["text"] == SECOND
    missing = httpx.get(f"{address}/{'0' * 64}")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
    assert httpx.get(f"{url}/v1/releases/none/versions/{first['sha256']}").status_code == 404


def test_a_former_version_is_no_answer(url: str) -> None:
    answer = httpx.post(f"{url}/v1/ask", json={"question": "提燈碼頭造價多少？"}, timeout=60).json()
    assert "3,910" in answer["text"]
    assert "3,870" not in httpx.post(f"{url}/v1/ask", json={"question": "3,870 萬元是甚麼？"}, timeout=60).text.replace(
        "3,870 萬元是甚麼", ""
    )


@pytest.mark.parametrize(
    ("language", "marked", "link"),
    [
        ("zh-Hant", "這是舊版本", "舊版本"),
        ("zh-Hans", "这是旧版本", "旧版本"),
        ("en", "This is an earlier version", "Earlier versions"),
    ],
)
def test_a_former_version_has_a_page_that_says_what_it_is_and_what_changed(
    url: str, language: str, marked: str, link: str
) -> None:
    reader = httpx.get(f"{url}/reader/{ID}", params={"lang": language}).text
    assert link in reader
    addresses = re.findall(r'href="(/reader/[^"]+/versions/[0-9a-f]{64})"', reader)
    assert len(addresses) == 2
    page = httpx.get(f"{url}{addresses[1]}", params={"lang": language}).text
    assert marked in page
    assert f'href="/reader/{ID}"' in page
    article = re.search(r"<article[^>]*>(.*?)</article>", page, re.DOTALL)
    assert article
    assert re.sub(r"<ins>.*?</ins>|</?del>", "", article[1], flags=re.DOTALL) == FIRST
    assert re.sub(r"<del>.*?</del>|</?ins>", "", article[1], flags=re.DOTALL) == SECOND
    assert httpx.get(f"{url}/reader/{ID}/versions/{'0' * 64}").status_code == 404


@given(st.text(max_size=200), st.text(max_size=200))
def test_changes_have_both_texts_character_for_character(before: str, after: str) -> None:
    found = changes(before, after)
    assert "".join(change.text for change in found if change.kind != "inserted") == before
    assert "".join(change.text for change in found if change.kind != "removed") == after
    assert all(change.text for change in found)
