"""Releases that are ready go into the database: embedded together, each in one transaction, then into the ledger."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .embed import Encoder
from .moment import now
from .passage_vectors import embedded
from .prepare import Prepared
from .report import IngestReport, Progress, silent
from .rows import OVERRIDES
from .safekeeping.ledger import Entry
from .writing import Held


@dataclass(frozen=True)
class Stored:
    """A release that is on the disk; `is_new` where there was none of its id."""

    item: Prepared
    is_new: bool


def store_group(
    held: Held,
    encoder: Encoder,
    group: Sequence[Prepared],
    report: IngestReport,
    on_progress: Callable[[Progress], None] = silent,
) -> list[Stored]:
    """Embed and store releases together. When this returns, whatever happens, they are not lost."""
    store = held.store
    passages = [p for item in group for p in item.passages]
    passage_vectors, sentence_vectors = embedded(encoder, passages, on_progress)
    first_passage = first_sentence = 0
    stored: list[Stored] = []
    for item in group:
        after_passage = first_passage + len(item.passages)
        after_sentence = first_sentence + item.sentences
        is_new = not store.has_release(item.release.id)
        store.put(
            item.release,
            item.passages,
            passage_vectors[first_passage:after_passage],
            sentence_vectors[first_sentence:after_sentence],
            path=item.source.path,
            sha256=item.source.sha256,
            encoding=item.source.encoding,
            overrides=item.overrides,
        )
        stored.append(Stored(item, is_new))
        report.passages += after_passage - first_passage
        report.sentences += after_sentence - first_sentence
        first_passage, first_sentence = after_passage, after_sentence
    if not store.connection.in_transaction:  # Else all of it may be taken back.
        held.ledger.stored([_entry(held, item) for item in group])
    return stored


def _entry(held: Held, item: Prepared) -> Entry:
    before = held.facts.last(item.release.id)
    known = before if before and before.sha256 == item.source.sha256 else None
    return Entry(
        id=item.release.id,
        path=str(item.source.path.absolute()),
        source=item.release.source,
        sha256=item.source.sha256,
        original=known.original if known else item.source.sha256,
        fields=dict(item.source.known),
        overrides=OVERRIDES.dump_json(item.overrides, exclude_none=True).decode(),
        at=now(),
    )
