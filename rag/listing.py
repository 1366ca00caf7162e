"""Releases and passages without a question: one by its id, and all that filters let through."""

from collections.abc import Iterable

from pressdesk.ingest.errors import UnknownPassage
from pressdesk.ingest.release import Release
from pressdesk.ingest.store import Store, StoredPassage

from .answer import Hit


def hit_of(passage: StoredPassage, release: Release, score: float = 0.0) -> Hit:
    """The public form of a passage."""
    return Hit(
        release_id=release.id,
        source=release.source,
        title=release.title,
        date=release.date,
        language=release.language,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        score=score,
        url=release.url,
        heading=passage.heading,
        kind=passage.kind,
        passage_id=passage.id,
    )


def passage_by_id(store: Store, passage_id: int) -> Hit:
    """Raises `UnknownPassage`."""
    passage = store.passages([passage_id]).get(passage_id)
    if passage is None:
        raise UnknownPassage(passage_id)
    return hit_of(passage, store.release(passage.release_id))


def passages_let_through(store: Store, through: Iterable[Release], offset: int, most: int) -> tuple[list[Hit], int]:
    """`most` passages from `offset` on of the releases in `through`, in their order and each in the order of its text;
    and how many there are in all."""
    releases = {release.id: release for release in through}
    order = {release: number for number, release in enumerate(releases)}
    owners = {passage: release for passage, release in store.release_ids().items() if release in order}
    ids = sorted(owners, key=lambda passage: (order[owners[passage]], passage))
    page = ids[offset : offset + most]
    found = store.passages(page)
    return [hit_of(found[i], releases[owners[i]]) for i in page if i in found], len(ids)
