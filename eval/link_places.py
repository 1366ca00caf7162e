"""How well the place in a translation is found that says what is cited: by the questions over the invented
organisations, which name every sentence that answers them, in both languages."""

from collections.abc import Iterator
from pathlib import Path

from pressdesk.ingest.links.link import LinkKind
from pressdesk.ingest.release import Release
from pressdesk.ingest.store import Store
from pressdesk.rag.answer import Citation
from pressdesk.rag.retriever import PassageRetriever

from .organisations import Organisation


def places_found(store: Store, retriever: PassageRetriever, organisation: Organisation) -> tuple[int, int, int]:
    """Of sentences that answer a question and whose translation has one that answers it too: how many there are, for
    how many such a one is found, and for how many another."""
    there = right = wrong = 0
    seen: set[tuple[str, int, str]] = set()
    for said, other, start, end, answers in _asked(store, retriever, organisation):
        if (said.id, start, other.id) in seen:
            continue
        seen.add((said.id, start, other.id))
        citation = Citation(1, said.id, said.source, said.title, said.date, start, end, said.text[start:end])
        place = retriever.translated.place(citation, other, {})
        there += 1
        if place is not None:
            hit = any(place[0] < last and first < place[1] for first, last in answers)
            right, wrong = right + hit, wrong + (not hit)
    return there, right, wrong


def _asked(
    store: Store, retriever: PassageRetriever, organisation: Organisation
) -> Iterator[tuple[Release, Release, int, int, list[tuple[int, int]]]]:
    """A release, its translation, a stored sentence of the first that answers, and where the second does."""
    by_file = {Path(release.source).name: release for release in store.releases()}
    sentences = {r.id: store.sentences(store.passage_ids(r.id)) for r in by_file.values()}
    for question in organisation.questions:
        for answer in question.said:
            release = by_file[answer.release]
            at = release.text.find(answer.sentence)
            for other_id in retriever.links.others(release.id, LinkKind.TRANSLATION):
                other = retriever.by_id[other_id]
                theirs = [s.sentence for s in question.said if by_file[s.release].id == other_id]
                answers = [(first, first + len(s)) for s in theirs if (first := other.text.find(s)) >= 0]
                for sentence in (s for owned in sentences[release.id].values() for s in owned):
                    if answers and sentence.start < at + len(answer.sentence) and at < sentence.end:
                        yield release, other, sentence.start, sentence.end, answers
