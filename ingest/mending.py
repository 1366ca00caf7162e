"""What a writer does first: carry on what was cut off, and make again what was lost."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from .errors import IndexDamaged
from .ledger import Entry
from .prepare import Prepared
from .recovery import differences, entry_of
from .report import IngestReport
from .writing import Held, Writing


def lost_releases(writing: Writing, held: Held, *, thorough: bool) -> list[Entry]:
    """Bring ledger and database to one state, as far as that needs no model; returns the releases that are to be made
    again. `thorough` looks at every bit of the database."""
    try:
        found = differences(held.store, held.facts, thorough=thorough)
    except IndexDamaged:
        if not held.facts.current:
            raise
        writing.reopened()
        found = differences(held.store, held.facts)
    for release_id in found.unfinished:
        held.store.remove(release_id)
    if held.facts.leaving:
        held.originals.forget(held.ledger.gone(held.facts.leaving))
    states = held.store.states()
    held.ledger.stored([entry_of(held.store, held.originals, i, *states[i]) for i in found.unwritten])
    if held.facts.damaged:
        held.ledger.write(replace(held.ledger.read(), leaving=set()))
    if held.facts.leaving or found.unwritten or held.facts.damaged:
        held.facts = held.ledger.read()
    return found.lost


def made_again(
    held: Held, lost: list[Entry], prepared: Callable[[Entry], Prepared | None], report: IngestReport
) -> Iterator[Prepared]:
    """Those of the lost that can be made again. The others are in no answer any more, and named in the report."""
    for entry in lost:
        made = prepared(entry)
        if made is not None:
            yield made
            continue
        report.lost.append(entry.id)
        if held.store.has_release(entry.id):
            held.store.remove(entry.id)
