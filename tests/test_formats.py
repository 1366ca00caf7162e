"""What comes back from files as LibreOffice and Chromium make them, with the measure of `python -m eval.formats`."""

import re
import shutil
from pathlib import Path

import pytest

from eval.browser import NoChromium
from eval.formats import recovered
from eval.pieces import WrittenRelease
from eval.rendered import KINDS, render, samples
from pressdesk.ingest.chunk import Chunker
from pressdesk.ingest.formats.extracted import Extracted
from pressdesk.ingest.read import read_source
from pressdesk.ingest.recognise import recognise
from pressdesk.ingest.sentence import split_sentences

LEAST = 0.995
"""Share of a release's characters that come back in order."""

Rendered = list[tuple[WrittenRelease, dict[str, Path]]]


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice: apt install libreoffice-writer fonts-noto-cjk")
    folder = tmp_path_factory.mktemp("rendered")
    try:
        return [(release, render(release, folder)) for release in samples()]
    except NoChromium as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize("kind", KINDS)
def test_a_release_comes_back_whole(rendered: Rendered, kind: str) -> None:
    for release, files in rendered:
        source = read_source(files[kind])
        found = recovered(release, Extracted(source.text, source.structure), files[kind].name)
        assert found.characters >= LEAST * found.of_characters
        assert found.extra <= (1 - LEAST) * found.of_characters
        assert (found.headings, found.rows) == (found.of_headings, found.of_rows)
        assert found.title and found.date


@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_is_cited_where_it_stands(rendered: Rendered, kind: str) -> None:
    for written, files in rendered:
        source = read_source(files[kind])
        release, repaired, parts = recognise("x", files[kind].name, source.text, source.structure)
        passages = Chunker(count_tokens=len, max_tokens=400).passages(release, repaired, parts)
        spans = [(sentence.start, sentence.end) for passage in passages for sentence in passage.sentences]
        assert spans == sorted(spans)
        cited = "".join(plain(release.text[start:end]) for start, end in spans)
        paragraphs = [piece.text for piece in written.pieces if piece.kind == "paragraph"]
        sentences = [plain(text[start:end]) for text in paragraphs for start, end in split_sentences(text)]
        assert len(sentences) > 20
        assert [sentence for sentence in sentences if sentence not in cited] == []


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)
