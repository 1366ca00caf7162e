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


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("feed", b"<channel><item<link></item</link>"),
        ("feed", b"<>&#x110000;"),
        ("feed", b"<title</title<item<title>\x18<i</title>"),
        ("sitemap", b"<?x?><url"),
        ("sitemap", b'<?x?><t xmlns="}"><url'),
        ("zip", _nameless()),
        (
            "pdf",
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        ),
    ],
)
def test_what_was_found_once(name: str, data: bytes) -> None:
    TARGETS[name].run(data)
