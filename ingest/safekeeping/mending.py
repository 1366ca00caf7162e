"""What a writer does first: carry on what was cut off, and make again what was lost."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from ..chunk import Chunker
from ..errors import IndexDamaged
from ..overrides import NO_AMENDMENT
from ..prepare import Prepared, amended, prepare
from ..recognise import recognise
from ..report import IngestReport
from ..rows import OVERRIDES
from ..writing import Held, Writing
from .ledger import Entry, Facts
from .originals import Originals, bytes_if
from .recovery import differences, entry_of, text_of


def lost_releases(writing: Writing, held: Held, *, thorough: bool) -> list[Entry]:
    """Bring ledger and database to one state, as far as that needs no model; returns the releases that are to be made
    again. `thorough` looks at every bit of the database and of the originals."""
    try:
        found = differences(held.store, held.facts, thorough=thorough)
    except IndexDamaged:
        if not held.facts.current:
            raise
        writing.reopen()
        found = differences(held.store, held.facts)
    for release_id in found.unfinished:
        held.store.remove(release_id)
    if held.facts.leaving:
        held.originals.forget(held.ledger.gone(held.facts.leaving))
    states = held.store.states()
    held.ledger.stored([entry_of(held.store, held.originals, i, *states[i]) for i in found.unwritten])
    if held.facts.damaged:
        held.ledger.write(replace(held.ledger.read(), leaving=set()))
    ledger_was_whole = not held.facts.damaged
    if held.facts.leaving or found.unwritten or held.facts.damaged:
        held.facts = held.ledger.read()
    if thorough:
        _put_right(held.facts, held.originals, ledger_was_whole=ledger_was_whole)
    return found.lost


def _put_right(facts: Facts, originals: Originals, *, ledger_was_whole: bool) -> None:
    """Keep again the originals whose files are still there, and let go of those that nothing needs: a run that was
    killed between keeping one and storing its release leaves one."""
    for entry in facts.current.values():
        if originals.read(entry.original) is None:
            data = bytes_if(Path(entry.path), entry.original)
            if data is not None:
                originals.keep(data)
    if ledger_was_whole:  # Else what it named may be needed still.
        originals.forget(set(originals.names()) - facts.originals)


def made_again(held: Held, chunker: Chunker, lost: list[Entry], report: IngestReport) -> Iterator[Prepared]:
    """Those of the lost that can be made again. The others are in no answer any more, and named in the report."""
    for entry in lost:
        source = text_of(entry, held.originals)
        if source is not None:
            overrides = amended(source, OVERRIDES.validate_json(entry.overrides), NO_AMENDMENT)
            yield prepare(chunker, source, entry.source, entry.id, overrides)
            continue
        report.lost.append(entry.id)
        if held.store.has_release(entry.id):
            held.store.remove(entry.id)


def versions_again(held: Held, release_id: str) -> None:
    """Put back what a release that was made again had said before."""
    *earlier, last = held.facts.entries[release_id]
    former = [entry for entry in {e.original: e for e in earlier}.values() if entry.original != last.original]
    known = {version.sha256 for version in held.store.history.of(release_id)}
    for entry, following in pairwise([*former, last]):
        source = text_of(entry, held.originals)
        if source is None or entry.sha256 in known:
            continue
        then, *_ = recognise(release_id, entry.source, source.text, source.structure)
        with held.store.transaction():
            held.store.history.put_back(then, entry.sha256, entry.at, following.at)


def read_again(held: Held, chunker: Chunker, release_id: str) -> Prepared:
    """A release from its original where that can be read; else from the text that was made of it."""
    name, _, kept = held.store.original(release_id)
    entry = held.facts.last(release_id)
    source = (text_of(entry, held.originals) if entry else None) or kept
    overrides = amended(source, held.store.overrides(release_id), NO_AMENDMENT)
    return prepare(chunker, source, name, release_id, overrides)
