"""Whatever bytes come, an ingest ends with a release or a `SourceError`; what the fuzzer found stays found."""

import io
import random
import time
import zipfile

import pytest

from eval.fuzz_targets import TARGETS, mutated

SECONDS = 1.5
LONGEST = 10


@pytest.mark.parametrize("name", TARGETS)
def test_changed_files_end_in_a_release_or_an_error(name: str) -> None:
    target = TARGETS[name]
    chance = random.Random(8)
    ends = time.monotonic() + SECONDS
    for count, data in enumerate(mutated(target, chance)):
        began = time.monotonic()
        target.run(data)
        assert time.monotonic() - began < LONGEST
        if time.monotonic() > ends and count >= 20:
            break


def _nameless() -> bytes:
    file = io.BytesIO()
    nameless = zipfile.ZipInfo()
    nameless.filename = ""
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(nameless, b"text")
    return file.getvalue()


def _without_its_page() -> bytes:
    """A PDF with one page, which cannot be loaded: its object is cut off from the list of pages."""
    return (
        b"%PDF\x1e\0\0\0\0\0\0\0-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]"
        b"/Count 1>\x1e\0\0\0\0\0\0\x003 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>Helvetica>>endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n"
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("feed", b"<channel><item<link></item</link>"),
        ("feed", b"<>&#x110000;"),
        ("feed", b"<title</title<item<title>\x18<i</title>"),
        ("sitemap", b"<?x?><url"),
        ("sitemap", b'<?x?><t xmlns="}"><url'),
        ("zip", _nameless()),
        ("pdf", _without_its_page()),
    ],
)
def test_what_was_found_once(name: str, data: bytes) -> None:
    TARGETS[name].run(data)
