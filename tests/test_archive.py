"""Archives are folders: their members by safe names, within bounds, one bad member holding up no other."""

import io
import stat
import struct
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from pressdesk.ingest.errors import SourceDamaged, SourceEncrypted, SourceError, SourceTooLarge, SourceUnsafe
from pressdesk.ingest.formats.archive import MAX_MEMBERS, members

PATH = Path("releases.zip")


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


def named_as(names: list[bytes]) -> bytes:
    """An archive whose names are these bytes, as old programs wrote them, not marked as UTF-8."""
    data = packed({f"{number:02d}".ljust(len(name), "x"): b"text" for number, name in enumerate(names)})
    for number, name in enumerate(names):
        data = data.replace(f"{number:02d}".ljust(len(name), "x").encode(), name)
    return data


def read(data: bytes, path: Path = PATH) -> dict[str, bytes | type[SourceError]]:
    """What members read as, or how reading them fails."""
    made: dict[str, bytes | type[SourceError]] = {}
    for member in members(path, data):
        try:
            made[member.name] = member.read()
        except SourceError as error:
            assert member.name.split("/")[0] in str(error)
            assert error.remedy
            made[member.name] = type(error)
    return made


def test_members_by_name_hidden_ones_and_other_kinds_passed_over() -> None:
    files = {
        "2026/二月/概覽.txt": b"a",
        "b.PDF": b"b",
        "__MACOSX/._b.PDF": b"x",
        ".hidden/c.txt": b"x",
        "~$draft.docx": b"x",
        "README.md": b"x",
        "picture.png": b"x",
        "folder/": b"",
    }
    assert read(packed(files)) == {"2026/二月/概覽.txt": b"a", "b.PDF": b"b"}


@pytest.mark.parametrize(("encoding", "names"), [
    ("big5hkscs", ["創新港公布年度概覽.txt", "潮汐大樓啟用.txt"]),
    ("gb18030", ["创新港公布年度概览.txt", "潮汐大楼启用.txt"]),
    ("utf-8", ["創新港公布年度概覽.txt", "café.txt"]),
    ("cp437", ["café über.txt"]),
])  # fmt: skip
def test_names_in_the_encodings_that_archives_have(encoding: str, names: list[str]) -> None:
    assert list(read(named_as([name.encode(encoding) for name in names]))) == names


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/etc/passwd.txt", "etc/passwd.txt"),
        ("C:\\Windows\\a.txt", "Windows/a.txt"),
        ("..\\..\\a.txt", "a.txt"),
        ("a/./b/../c.txt", "a/b/c.txt"),
        ("con\n\x1b[2J.txt", "con__[2J.txt"),
        ("\u202etxt.exe.txt", "_txt.exe.txt"),
        ("x" * 400 + ".txt", "x" * 130 + ".txt"),
    ],
)
def test_names_never_lead_outside(name: str, safe: str) -> None:
    assert list(read(packed({name: b"a"}))) == [safe]


def test_two_members_of_one_name_are_told_apart() -> None:
    assert read(packed({"a/b.txt": b"1", "A/../a/B.txt": b"2", "/a/b.txt": b"3"})) == {
        "a/b.txt": b"1",
        "A/a/B.txt": b"2",
        "a/b (2).txt": b"3",
    }


def test_a_thousand_members_of_one_name_take_no_time() -> None:
    data = packed({f"{number:04d}.txt": b"a" for number in range(4_000)}, zipfile.ZIP_STORED)
    for number in range(4_000):
        data = data.replace(f"{number:04d}.txt".encode(), b"same.txt")
    began = time.monotonic()
    names = [member.name for member in members(PATH, data)]
    assert time.monotonic() - began < 5
    assert len(set(names)) == len(names) == 4_000


def test_links_encrypted_and_damaged_members_hold_up_no_other() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("secret.txt", "locked")
        archive.writestr("broken.txt", "MARKED-CONTENT")
        archive.writestr("fine.txt", "fine")
    data = bytearray(file.getvalue())
    at = data.index(b"secret.txt", data.index(b"PK\x01\x02"))
    data[at - 46 + 8] |= 1
    at = data.index(b"secret.txt")
    data[at - 30 + 6] |= 1
    made = read(bytes(data).replace(b"MARKED-CONTENT", b"MARKED-CONTENX"))
    assert made == {
        "link.txt": SourceUnsafe,
        "secret.txt": SourceEncrypted,
        "broken.txt": SourceDamaged,
        "fine.txt": b"fine",
    }


def test_archives_in_archives_to_a_small_depth() -> None:
    inner = packed({"概覽.txt": b"a"})
    assert read(packed({"2026.zip": packed({"二月.zip": inner})})) == {"2026.zip/二月.zip/概覽.txt": b"a"}
    deep = packed({"1.zip": packed({"2.zip": packed({"3.zip": inner})}), "a.txt": b"fine"})
    assert read(deep) == {"1.zip/2.zip/3.zip": SourceUnsafe, "a.txt": b"fine"}
    assert read(packed({"bad.zip": b"PK\x03\x04no", "a.txt": b"fine"})) == {"bad.zip": SourceDamaged, "a.txt": b"fine"}


def test_a_member_that_unpacks_without_end_is_refused_while_it_is_read() -> None:
    bomb = bytes(40_000_000)
    assert read(packed({"bomb.txt": bomb, "a.txt": b"fine"})) == {"bomb.txt": SourceUnsafe, "a.txt": b"fine"}
    assert read(packed({"inner.zip": packed({"bomb.txt": bomb}), "a.txt": b"fine"})) == {
        "inner.zip/bomb.txt": SourceUnsafe,
        "a.txt": b"fine",
    }
    # An archive of an archive of nothing but noughts: the inner one itself is the bomb.
    assert read(packed({"1.zip": packed({"2.zip": bytes(60_000_000)})})) == {"1.zip/2.zip": SourceUnsafe}


def test_a_size_that_a_member_lies_about_is_not_believed() -> None:
    data = bytearray(packed({"bomb.txt": bytes(30_000_000)}))
    for signature, size_at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature)
        data[at + size_at : at + size_at + 4] = struct.pack("<I", 10)
        data[at + size_at - 4 : at + size_at] = struct.pack("<I", 3_000_000_000)
    made = read(bytes(data))["bomb.txt"]
    assert made in (SourceUnsafe, SourceDamaged)


def test_an_archive_of_too_many_members_is_refused() -> None:
    with pytest.raises(SourceTooLarge, match=r"releases\.zip"):
        read(packed(dict.fromkeys(map("{}.txt".format, range(MAX_MEMBERS + 1)), b"a"), zipfile.ZIP_STORED))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no archive", packed({"a.txt": b"a" * 500})[:-40]])
def test_what_is_no_archive_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(SourceDamaged, match=r"releases\.zip") as raised:
        read(data)
    assert raised.value.remedy
