"""What a release's page says of the releases that it is linked to."""

from collections.abc import Sequence
from dataclasses import dataclass

from pressdesk.ingest.links.link import LinkKind
from pressdesk.ingest.release import Release

from ..interface import words_in
from .reader_words import ReaderWords


@dataclass(frozen=True)
class LinkedRow:
    """A link with what it is called. `text`: the other release's title, or its source where the title is the same."""

    label: str
    release: Release
    text: str


def linked_rows(linked: Sequence[tuple[LinkKind, Release]], say: ReaderWords, language: str) -> list[LinkedRow]:
    """A row a link, in the interface `language`: translations first."""
    labels = {
        LinkKind.DUPLICATE: say.duplicate,
        LinkKind.CORRECTS: say.corrects,
        LinkKind.CORRECTED_BY: say.corrected_by,
        LinkKind.REPLACES: say.replaces,
        LinkKind.REPLACED_BY: say.replaced_by,
    }
    rows: list[LinkedRow] = []
    for kind, other in sorted(linked, key=lambda link: link[0] is not LinkKind.TRANSLATION):
        in_language = say.also_in.format(language=words_in(language).language_name(other.language))
        text = other.source if kind is LinkKind.DUPLICATE else other.title
        rows.append(LinkedRow(labels.get(kind, in_language), other, text))
    return rows


def warnings(linked: Sequence[tuple[LinkKind, Release]], say: ReaderWords) -> list[tuple[str, Release]]:
    """What whoever quotes the release must know: that it was corrected, or given out anew."""
    told = {LinkKind.CORRECTED_BY: say.corrected, LinkKind.REPLACED_BY: say.replaced}
    return [(told[kind], other) for kind, other in linked if kind in told]
