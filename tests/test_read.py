"""Files in, text out; what is no release is refused by name."""

from pathlib import Path

import pytest

from pressdesk.ingest.errors import (
    NothingToIngest,
    SourceBinary,
    SourceEmpty,
    SourceError,
    SourceMissing,
    SourceTooLarge,
    SourceUndecodable,
)
from pressdesk.ingest.read import MAX_TEXT_BYTES, read_source
from pressdesk.ingest.sources import find_files

TRADITIONAL = "潮汐大樓可容納一百二十間企業，首批四十六間企業將於十月起陸續遷入。"
SIMPLIFIED = "双方每年各出资两千五百万元人民币，设立联合研发基金，首批支持十二个项目。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TRADITIONAL, "utf-8"),
        (TRADITIONAL, "utf-8-sig"),
        (TRADITIONAL, "utf-16"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL + "嘅嗰啲", "big5hkscs"),
        (SIMPLIFIED, "gbk"),
        (SIMPLIFIED, "gb18030"),
        ("The Tidal Building opened on 8 September 2025.", "ascii"),
    ],
)
def test_encodings_that_releases_come_in(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "release.txt"
    path.write_bytes(text.encode(encoding))
    assert read_source(path).text == text


def test_legacy_encodings_of_whole_releases(tmp_path: Path) -> None:
    for number, original in enumerate(sorted((Path(__file__).parent.parent / "corpus").glob("*.zh-Han*"))):
        text = original.read_text(encoding="utf-8")
        encoding = "big5hkscs" if "zh-Hant" in original.name else "gb18030"
        kept = text.encode(encoding, "ignore").decode(encoding)
        path = tmp_path / f"{number}.txt"
        path.write_bytes(kept.encode(encoding))
        assert read_source(path).text == kept


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", SourceEmpty),
        (b" \n\t \n", SourceEmpty),
        ("……！？".encode(), SourceEmpty),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", SourceBinary),
        (b"text with a NUL\x00 in it", SourceBinary),
        (bytes(range(1, 32)) * 20, SourceBinary),
        (b"\xff\xfeA", SourceUndecodable),
        (b"\xe9\xff\xfe\x81 caf\xe9 \xf8\xfb\xff na\xefve" * 9, SourceUndecodable),
    ],
)
def test_what_is_no_release_is_refused_by_name(tmp_path: Path, data: bytes, error: type[SourceError]) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes(data)
    with pytest.raises(error, match=r"odd\.txt") as raised:
        read_source(path)
    assert raised.value.remedy


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    with path.open("wb") as file:
        file.truncate(MAX_TEXT_BYTES + 1)
    with pytest.raises(SourceTooLarge, match=r"dump\.txt"):
        read_source(path)


def test_a_kind_that_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "release.xlsx"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(SourceBinary, match="xlsx"):
        read_source(path)


def test_folders_are_searched_to_the_bottom(tmp_path: Path) -> None:
    (tmp_path / "2026" / "02").mkdir(parents=True)
    (tmp_path / "2026" / "02" / "b.md").write_text("B")
    (tmp_path / "a.txt").write_text("A")
    (tmp_path / "README.md").write_text("not a release")
    (tmp_path / ".hidden.txt").write_text("nor this")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert [path.name for path in find_files(tmp_path)] == ["b.md", "a.txt"]


def test_a_folder_with_nothing_in_it_and_no_folder_at_all(tmp_path: Path) -> None:
    with pytest.raises(NothingToIngest, match=tmp_path.name):
        list(find_files(tmp_path))
    with pytest.raises(SourceMissing, match="nowhere"):
        list(find_files(tmp_path / "nowhere"))


def test_a_text_of_more_lines_than_a_release_has_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "data.txt"
    path.write_text("年\n" * 30_000, encoding="utf-8")
    with pytest.raises(SourceTooLarge, match=r"30,000 lines"):
        read_source(path)
