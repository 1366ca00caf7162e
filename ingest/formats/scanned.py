"""Pages that are pictures of text, read by tesseract where it is installed."""

import csv
import io
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from functools import cache

from .bounded import Bounded, OverBounds
from .pdf_lines import Span, is_wide
from .pdf_page import PdfPage, picture_of

DOTS_PER_INCH = 300
MAX_PIXELS = 25_000_000
"""An A4 page at 300 dots per inch has 8.7 million."""
MAX_PAGES = 30
SECONDS = 60.0
"""For a page, which takes two on a free core: a page of noise takes seven."""
SECONDS_IN_ALL = 300.0
"""For all pages of a file, thirty of which take a minute on a free core; none is begun after that."""
_LANGUAGES = ("chi_tra", "chi_sim", "eng")


def whether_ocr() -> bool:
    """Whether tesseract is here, with a language that releases are in."""
    return bool(_languages(shutil.which("tesseract")))


def read_scanned(bounded: Bounded, data: bytes, numbers: Sequence[int]) -> dict[int, PdfPage]:
    """The pages of these numbers (from 0) of a PDF, as tesseract reads them; those left out that cannot be read,
    those after the first `MAX_PAGES`, and those that are left when `SECONDS_IN_ALL` are over."""
    read = {}
    ends = time.monotonic() + SECONDS_IN_ALL
    for number in numbers[:MAX_PAGES]:
        if time.monotonic() > ends:
            break
        try:
            picture = bounded(picture_of, data, number, DOTS_PER_INCH, MAX_PIXELS)
            read[number] = _page(picture)
        except (OverBounds, OSError, subprocess.SubprocessError, RuntimeError, ValueError):  # PDFium's is the fourth.
            continue
    return read


@cache
def _languages(command: str | None) -> tuple[str, ...]:
    if command is None:
        return ()
    listed = subprocess.run([command, "--list-langs"], capture_output=True, text=True, timeout=SECONDS, check=False)
    return tuple(language for language in _LANGUAGES if language in listed.stdout.split())


def _page(picture: bytes) -> PdfPage:
    languages = "+".join(_languages(shutil.which("tesseract")))
    command = ["tesseract", "stdin", "stdout", "-l", languages, "--dpi", str(DOTS_PER_INCH), "tsv"]
    # With its own four threads a page takes five times the processor's time, and on a busy machine four times as long.
    alone = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(command, input=picture, capture_output=True, timeout=SECONDS, check=True, env=alone)
    scale = 72 / DOTS_PER_INCH
    lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
    width = height = 0.0
    for row in csv.DictReader(io.StringIO(done.stdout.decode("utf-8")), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "1":
            width, height = int(row["width"]) * scale, int(row["height"]) * scale
        elif row["level"] == "5" and row["text"].strip():
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    spans = [_span(words, scale) for words in lines.values()]
    return PdfPage(width, height, tuple(spans))


def _span(words: list[dict[str, str]], scale: float) -> Span:
    """A line of words; tesseract calls each Chinese character one. All have one size: heights in a picture say little
    of it."""
    text = ""
    for word in words:
        said = word["text"].strip()
        text += said if not text or is_wide(text) or is_wide(said[0]) else f" {said}"
    left = min(int(w["left"]) for w in words) * scale
    right = max(int(w["left"]) + int(w["width"]) for w in words) * scale
    bottom = max(int(w["top"]) + int(w["height"]) for w in words) * scale
    return Span(text, left, right, bottom, 11.0, False)
