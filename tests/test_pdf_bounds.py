"""A PDF made to do harm is refused; one that is only odd is read, in time that grows with its size."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pressdesk.ingest.errors import SourceError
from pressdesk.ingest.formats.pdf import read_pdf

from .pdf_files import by_hand, paragraphs, pdf

FIRST = "（香港，2025年12月4日）嵐灣創新港管理局今日公布年度概覽，涵蓋截至十月底共十二個月的數字。"


def read(data: bytes) -> str:
    return read_pdf(Path("x.pdf"), data).text


@pytest.mark.parametrize(
    "content",
    [
        b" " * 900_000_000,
        b"BT /F 9 Tf " + b"(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj " * 3_000_000 + b"ET",
        b"[" * 5_000_000,
        b"0 0 9 9 re S " * 2_000_000,
    ],
    ids=["blanks", "text", "nesting", "lines"],
)
def test_a_bomb_is_refused_and_the_next_file_read(content: bytes) -> None:
    data = by_hand(content)
    del content
    began = time.monotonic()
    with pytest.raises(SourceError):
        read(data)
    assert time.monotonic() - began < 75
    assert read(pdf(paragraphs(FIRST))).strip() == FIRST


def put(x: float, y: float, text: bytes) -> bytes:
    return b"BT /F 2 Tf %g %g Td (%s) Tj ET\n" % (x, y, text)


def words_in_a_row() -> bytes:
    count = 24_000
    return by_hand(b"".join(put(4 * n, 100, b"a") for n in range(count)) + put(4, 90, b"end"), size=(4 * count, 300))


def columns_that_go_on() -> bytes:
    count = 32_000
    rows = [put(10, 3 * (count - n), b"abc") + put(100, 3 * (count - n), b"def") for n in range(count)]
    return by_hand(b"".join(rows) + put(10, 1, b"end"), size=(595, 3 * count))


def figures_at_the_edges() -> bytes:
    row = b"".join(put(10 + 20 * (n % 28), 840 - n // 28, b"7") for n in range(150))
    body = b"".join(put(10, 600 - 4 * n, b"end of the line") for n in range(20))
    return by_hand(row + body, pages=300)


def walls_of_one_row() -> bytes:
    """A table whose first row has 1,400 cells, its second one, with text at the far end."""
    right = 5_605
    lines = [(5, y, right, y) for y in (10, 4_900, 5_000)] + [(x, 10, x, 5_000) for x in (5, right)]
    lines += [(x, 4_900, x, 5_000) for x in range(9, right, 4)]
    text = b"".join(put(right - 60 - n % 7 * 30, 30 + 4 * n, b"end of it") for n in range(1_000))
    return by_hand(
        b"".join(b"%d %d m %d %d l S\n" % line for line in lines) + text + put(50, 4_950, b"b") + put(90, 4_950, b"c"),
        size=(right + 10, 5_100),
    )


@pytest.mark.parametrize(
    "make", [words_in_a_row, columns_that_go_on, figures_at_the_edges, walls_of_one_row], ids=lambda make: make.__name__
)
def test_a_page_of_very_many_pieces_is_read(make: Callable[[], bytes]) -> None:
    # Each took longer than the minute that a file has while work grew with the square of the pieces.
    assert "end" in read(make())


def test_half_a_character_in_the_title_is_no_title() -> None:
    data = by_hand(b"BT /F 12 Tf 60 700 Td (The harbour opened its pier.) Tj ET", title=b"<FEFF0054D800>")
    assert read(data).strip() == "The harbour opened its pier."
