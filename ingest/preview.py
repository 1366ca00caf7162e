"""What would be recognised in a file, for a person to look at before it is ingested."""

from dataclasses import dataclass

from .lines import read_lines
from .read import SourceText
from .release import Passage, PressContact, Release, own_title


@dataclass(frozen=True)
class HeadingLine:
    """A line that can be chosen as a heading, and whether it is one."""

    text: str
    is_heading: bool


@dataclass(frozen=True)
class Preview:
    """The release and passages that a file would become; `replaces`: id of the release that it would be a new version
    of. `lines` are those of the text that can be headings, in order, each once."""

    release: Release
    passages: list[Passage]
    replaces: str | None
    lines: list[HeadingLine]

    @property
    def sentences(self) -> int:
        return sum(len(passage.sentences) for passage in self.passages)

    @property
    def missing(self) -> list[str]:
        """What was neither recognised nor given, of title, date, organisation and contact."""
        release = self.release
        there = {
            "title": own_title(release.title, release.source),
            "date": release.date,
            "organisation": release.organisation,
            "contact": release.contact != PressContact(),
        }
        return [name for name, value in there.items() if not value]


def choosable_lines(source: SourceText, release: Release) -> list[HeadingLine]:
    """The lines of a text outside its tables, each once, and which of them are headings of `release`."""
    read = read_lines(source.text, source.structure)
    headings = set(release.headings)
    texts = dict.fromkeys(line.text for line in read.lines if line.table is None)
    return [HeadingLine(text, text in headings) for text in texts]
