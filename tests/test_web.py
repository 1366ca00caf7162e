"""Pages and files are fetched from a real server, kept, and not fetched again."""

import io
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pressdesk.ingest.errors import AddressUnreadable, HomeNotWritable
from pressdesk.ingest.web.fetch import Web
from pressdesk.ingest.web.outcomes import Counted, Fetched, Gone

from .website import RSS, XML, Page, Website, fetched, pages, reason, release, website


@pytest.fixture
def site() -> Iterator[Website]:
    with website({"/pier": release("碼頭啟用"), "/lighthouse": release("燈塔修復")}) as made:
        yield made


def _zip(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_x", ".x"), text)
    return out.getvalue()


def test_page_is_kept_under_a_name_that_tells_it(site: Website, tmp_path: Path) -> None:
    site.pages["/news/2026/%E7%A2%BC%E9%A0%AD.html"] = release("碼頭")
    (page,) = pages(fetched(tmp_path, f"{site.url}/news/2026/碼頭.html?utm_medium=x&fbclid=1#top"))
    assert page.url == f"{site.url}/news/2026/%E7%A2%BC%E9%A0%AD.html"
    assert page.fields == {"url": page.url}
    assert page.change == "new"
    assert page.path.name.startswith("news-2026-碼頭-") and page.path.suffix == ".html"
    assert page.path.parent.parent == tmp_path
    assert page.path.read_bytes() == release("碼頭").body


def test_second_run_downloads_nothing_again(site: Website, tmp_path: Path) -> None:
    site.pages["/feed"] = Page(RSS.encode(), XML, headers={"Last-Modified": "Sun, 01 Mar 2026 00:00:00 GMT"})
    first = pages(fetched(tmp_path, f"{site.url}/feed"))
    stamps = [page.path.stat().st_mtime_ns for page in first]
    site.seen.clear()
    again = pages(fetched(tmp_path, f"{site.url}/feed"))
    assert [page.change for page in again] == ["unchanged", "unchanged"]
    assert [(page.path, page.fields) for page in again] == [(page.path, page.fields) for page in first]
    assert [page.path.stat().st_mtime_ns for page in again] == stamps
    asked = {path: headers for path, headers in site.seen if path != "/robots.txt"}
    assert asked["/feed"]["if-modified-since"] == "Sun, 01 Mar 2026 00:00:00 GMT"
    assert all("if-none-match" in asked[path] for path in ("/pier", "/lighthouse"))


def test_changed_page_and_lost_file(site: Website, tmp_path: Path) -> None:
    (first,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    site.pages["/pier"] = release("碼頭延期")
    (changed,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    assert (changed.change, changed.path) == ("changed", first.path)
    assert "碼頭延期" in changed.path.read_text()
    changed.path.unlink()
    (back,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    assert back.change == "unchanged" and "碼頭延期" in back.path.read_text()
    changed.path.write_text("somebody wrote into it")
    (mended,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    assert "碼頭延期" in mended.path.read_text()


def test_page_without_validators_is_compared(site: Website, tmp_path: Path) -> None:
    site.pages["/plain"] = Page(b"<html><body>one</body></html>")
    assert [pages(fetched(tmp_path, f"{site.url}/plain"))[0].change for _ in range(2)] == ["new", "unchanged"]


@pytest.mark.parametrize("status", [404, 410])
def test_page_that_is_gone_is_told_and_its_file_stays(site: Website, tmp_path: Path, status: int) -> None:
    site.pages["/feed"] = Page(RSS.encode(), XML)
    site.pages["/pier"] = Page(status=302, headers={"Location": "/moved"})
    site.pages["/moved"] = release("碼頭啟用")
    pier, _ = pages(fetched(tmp_path, f"{site.url}/feed"))
    assert pier.url == f"{site.url}/moved"
    site.pages["/pier"] = Page(status=status)
    outcomes = fetched(tmp_path, f"{site.url}/feed")
    assert Gone(f"{site.url}/moved", pier.path) in outcomes
    assert pier.path.exists()
    assert [page.url for page in pages(outcomes)] == [f"{site.url}/lighthouse"]


def test_page_that_was_redirected_to_and_is_a_page_of_its_own(site: Website, tmp_path: Path) -> None:
    site.pages["/old"] = Page(status=302, headers={"Location": "/pier"})
    (pier,) = pages(fetched(tmp_path, f"{site.url}/old"))
    site.pages["/old"] = release("舊頁")
    (old,) = pages(fetched(tmp_path, f"{site.url}/old"))
    assert (old.url, old.change) == (f"{site.url}/old", "new")
    assert pier.path.read_bytes() == release("碼頭啟用").body
    assert pages(fetched(tmp_path, f"{site.url}/pier"))[0].change == "unchanged"


def test_page_that_becomes_another_kind(site: Website, tmp_path: Path) -> None:
    (page,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    site.pages["/pier"] = Page(b"%PDF-1.7", "application/pdf")
    (file,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    assert (file.change, file.path) == ("changed", page.path.with_suffix(".pdf"))
    assert not page.path.exists()


def test_page_of_nothing_but_a_comment(site: Website, tmp_path: Path) -> None:
    site.pages["/comment"] = Page(b"<!-- nothing -->")
    assert len(pages(fetched(tmp_path, f"{site.url}/comment"))) == 1


def test_page_that_never_was_is_no_page_that_is_gone(site: Website, tmp_path: Path) -> None:
    assert "there is no such page (404)" in str(reason(fetched(tmp_path, f"{site.url}/nothing")))


@pytest.mark.parametrize(
    ("body", "content_type", "path", "ending"),
    [
        (b"%PDF-1.7\n...", "application/octet-stream", "/download?id=3", ".pdf"),
        (b"%PDF-1.7\n...", "text/html", "/release.html", ".pdf"),
        (_zip(word__document_xml="<w/>"), "application/zip", "/get", ".docx"),
        (_zip(release="x"), "application/octet-stream", "/all.docx", ".zip"),
        ("碼頭啟用".encode(), "text/plain", "/release", ".txt"),
        (b"# Pier", "text/markdown", "/release", ".md"),
        (b"# Pier", "text/plain", "/release.md", ".md"),
        (b"From: a@b.example\n\nPier", "message/rfc822", "/mail", ".eml"),
        (b"<p>No html element</p>", "text/html", "/fragment", ".html"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'><html/>", "application/xhtml+xml", "/x", ".html"),
    ],
)
def test_kind_is_told_by_what_comes(
    site: Website, tmp_path: Path, body: bytes, content_type: str, path: str, ending: str
) -> None:
    site.pages[path] = Page(body, content_type)
    (page,) = pages(fetched(tmp_path, site.url + path))
    assert page.path.suffix == ending
    assert page.path.read_bytes() == body


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (_zip(xl__workbook_xml="<x/>", **{"[Content_Types]_xml": "<t/>"}), "application/zip"),
        (b'{"a": 1}', "application/json"),
        (b"<?xml version='1.0'?><note/>", "application/xml"),
        (b"", "text/html"),
    ],
)
def test_other_kinds_are_told(site: Website, tmp_path: Path, body: bytes, content_type: str) -> None:
    site.pages["/x"] = Page(body, content_type)
    assert isinstance(reason(fetched(tmp_path, f"{site.url}/x")), AddressUnreadable)
    assert not [path for path in tmp_path.rglob("*") if path.is_dir()]


def test_encoding_that_only_the_header_names(site: Website, tmp_path: Path) -> None:
    text = "<html><body>海港局宣布碼頭啟用</body></html>"
    site.pages["/big5"] = Page(text.encode("big5"), "text/html; charset=Big5")
    site.pages["/wrong"] = Page(text.encode(), "text/html; charset=iso-8859-1")
    (page,) = pages(fetched(tmp_path, f"{site.url}/big5"))
    assert page.path.read_text(encoding="utf-8-sig") == text
    (page,) = pages(fetched(tmp_path, f"{site.url}/wrong"))
    assert page.path.read_bytes() == text.encode()


def test_interrupted_and_continued(site: Website, tmp_path: Path) -> None:
    site.pages["/feed"] = Page(RSS.encode(), XML)

    with Web(tmp_path, allow_private=True, pause=0.0) as web:
        walk = web.fetch(f"{site.url}/feed")
        assert isinstance(next(walk), Counted)
        first = next(walk)
        walk.close()
    assert isinstance(first, Fetched) and first.change == "new"
    again = pages(fetched(tmp_path, f"{site.url}/feed"))
    assert [page.change for page in again] == ["unchanged", "new"]


def test_killed_while_it_fetches(site: Website, tmp_path: Path) -> None:
    items = "".join(f"<item><title>{n}</title><link>/{n}</link></item>" for n in range(6))
    site.pages["/feed"] = Page(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), XML)
    site.pages |= {f"/{n}": release(f"Release {n}") for n in range(6)}
    children: list[subprocess.Popen[bytes]] = []

    def killing(_: int) -> Page:
        for child in children:
            child.kill()
        return release("Release 4")

    site.pages["/4"] = killing
    program = (
        "import sys; from pathlib import Path; from pressdesk.ingest.web.fetch import Web\n"
        "with Web(Path(sys.argv[1]), allow_private=True, pause=0.0) as web: list(web.fetch(sys.argv[2]))"
    )
    children.append(subprocess.Popen([sys.executable, "-c", program, str(tmp_path), f"{site.url}/feed"]))
    assert children[0].wait(60) == -signal.SIGKILL
    children.clear()
    again = pages(fetched(tmp_path, f"{site.url}/feed"))
    assert [page.change for page in again] == ["unchanged"] * 4 + ["new"] * 2
    assert [page.path.read_bytes() for page in again] == [release(f"Release {n}").body for n in range(6)]
    assert set(tmp_path.rglob("*.html")) == {page.path for page in again}


def test_header_that_cannot_be_sent_back(site: Website, tmp_path: Path) -> None:
    page = release("碼頭啟用")
    page.headers["ETag"] = '"caf\xe9"'
    site.pages["/odd"] = page
    assert [pages(fetched(tmp_path, f"{site.url}/odd"))[0].change for _ in range(2)] == ["new", "unchanged"]


def test_state_that_is_lost_or_damaged_costs_only_requests(site: Website, tmp_path: Path) -> None:
    (first,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    (state,) = tmp_path.glob(".*.sqlite3")
    state.write_bytes(b"no database at all" * 100)
    (again,) = pages(fetched(tmp_path, f"{site.url}/pier"))
    assert again.path == first.path and again.change == "new"


def test_folder_that_cannot_be_written(site: Website, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeNotWritable):
        fetched(tmp_path / "file", f"{site.url}/pier")
