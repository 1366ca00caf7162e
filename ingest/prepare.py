"""What is stored of a file, before it is embedded: its release, with what a person gave, and its passages."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .chunk import Chunker
from .lines import read_lines
from .overrides import Amendment, Overrides
from .read import SourceText
from .recognise import recognise
from .release import Passage, Release
from .terms import terms
from .unforeseen import faults_told_of

BATCH = 256
"""Texts embedded together: enough for the model to group texts of like length, few enough to hold in memory."""


@dataclass(frozen=True)
class Prepared:
    """A file that is ready to be embedded and stored; `overrides`: what a person gave, now and before."""

    source: SourceText
    overrides: Overrides
    release: Release
    passages: list[Passage]

    @property
    def sentences(self) -> int:
        return sum(len(passage.sentences) for passage in self.passages)


def prepare(chunker: Chunker, source: SourceText, name: str, release_id: str, overrides: Overrides) -> Prepared:
    """A file's release and passages; `name` is what the release's source is shown by. Raises `SourceUnforeseen`."""
    with faults_told_of(source.path):
        release, repaired, parts = recognise(release_id, name, source.text, source.structure, overrides)
        passages = chunker.passages(release, repaired, parts)
        # The index takes the words of all releases at once: what it would stumble over must not get that far.
        for text in (release.title, *(passage.reading for passage in passages)):
            terms(text)
    return Prepared(source, overrides, release, passages)


def amended(source: SourceText, before: Overrides, amendment: Amendment) -> Overrides:
    """The overrides that a text has by an amendment of those before. Raises `BadOverride`."""
    if not (before.headings or amendment.overrides.headings):
        return amendment.applied(before, ())  # Without headings nothing need be known of the lines.
    return amendment.applied(before, read_lines(source.text, source.structure).texts)


def grouped(items: Iterable[Prepared]) -> Iterator[list[Prepared]]:
    """Releases in groups of about `BATCH` sentences, each to be embedded together."""
    group: list[Prepared] = []
    size = 0
    for item in items:
        group.append(item)
        size += item.sentences
        if size >= BATCH:
            yield group
            group, size = [], 0
    if group:
        yield group


def new_id(path: Path, is_taken: Callable[[str], bool]) -> str:
    """The file's name without its ending where that can stand in a URL, else (or if taken) a hash of its path."""
    digest = hashlib.sha256(str(path.absolute()).encode()).hexdigest()[:12]
    stem = path.stem
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", stem):
        return digest
    return f"{stem}-{digest}" if is_taken(stem) else stem
