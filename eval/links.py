"""`python -m eval.links`: how well releases are linked.

The thresholds of translations were set on five of the invented organisations (`eval/releases/`) and are reported on the
other three and the sample corpus. What has no example there is made of their releases (`varied.py`): the same text set
otherwise, new versions, forms filled in anew, corrections.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pressdesk.ingest.chunk import Chunker
from pressdesk.ingest.embed import SentenceEncoder
from pressdesk.ingest.groups import language_group
from pressdesk.ingest.links.corrected import corrected_by
from pressdesk.ingest.links.duplicates import bands, near_link
from pressdesk.ingest.links.link import LinkKind
from pressdesk.ingest.links.linking import current_links
from pressdesk.ingest.links.own_text import OwnText, OwnTexts, own_text_of
from pressdesk.ingest.links.own_vectors import OwnVectors
from pressdesk.ingest.links.translations import Side, likeness, translation_links
from pressdesk.ingest.overrides import NO_OVERRIDES
from pressdesk.ingest.prepare import prepare
from pressdesk.ingest.read import source_of
from pressdesk.ingest.release import Release
from pressdesk.ingest.store import Store
from pressdesk.rag.retriever import PassageRetriever

from .datasets import ROOT
from .indexes import CACHE, default_encoder, index_folder, trained_parts
from .link_places import places_found
from .organisations import Organisation, organisations
from .varied import CORRECTIONS, NEW_VERSIONS, NO_LINKS, SAME_TEXTS, Vary


@dataclass(frozen=True)
class Group:
    """Organisations that are measured together."""

    name: str
    indexes: Sequence[tuple[Store, PassageRetriever]]
    organisations: Sequence[Organisation] = ()

    @property
    def stores(self) -> list[Store]:
        return [store for store, _ in self.indexes]

    def releases(self) -> list[list[Release]]:
        """Those of each organisation."""
        return [store.releases() for store in self.stores]


@dataclass(frozen=True)
class Row:
    """Of the links that there are (`wanted`), how many were `found`, and how many others were (`wrong`)."""

    group: str
    what: str
    wanted: int
    found: int
    wrong: int


def main() -> None:
    encoder = default_encoder()
    chunker = Chunker(encoder.count_tokens, encoder.max_tokens)
    groups = _groups(encoder)
    rows: list[Row] = []
    for group in groups:
        rows += _translations(group)
        rows += _places(group)
        rows += _near(group, chunker)
        rows += _corrections(group)
    table = Table("releases of", "links", "there are", "found", "wrong", "recall", "precision")
    for row in rows:
        recall = f"{row.found / row.wanted:.3f}" if row.wanted else ""
        precision = f"{row.found / (row.found + row.wrong):.3f}" if row.found + row.wrong else ""
        table.add_row(row.group, row.what, str(row.wanted), str(row.found), str(row.wrong), recall, precision)
    Console(width=140).print(table)
    for group in groups:
        least, most = _margin(group)
        print(
            f"{group.name}: the least likeness of a translation is {least:.2f}, the largest of another pair {most:.2f}"
        )


def _groups(encoder: SentenceEncoder) -> list[Group]:
    questions, _ = trained_parts(encoder)

    def index(name: str, folder: Path) -> tuple[Store, PassageRetriever]:
        return index_folder(encoder, questions, folder, CACHE / "eval" / "links" / name)

    fit = [each for each in organisations() if not each.held_out]
    report = [each for each in organisations() if each.held_out]
    return [
        Group("five organisations (set on)", [index(each.name, each.folder) for each in fit], fit),
        Group("three others", [index(each.name, each.folder) for each in report], report),
        Group("the sample corpus", [index("corpus", ROOT / "corpus")]),
    ]


def _translations(group: Group) -> list[Row]:
    """By the names of files, which say what is a translation of what; as dated, and with all of one day."""
    dated, undated = [0, 0, 0], [0, 0, 0]
    for store in group.stores:
        releases = {release.id: release for release in store.releases()}
        there = _translated(releases.values())
        linked = {
            frozenset((link.release_id, link.other_id))
            for link in current_links(store)
            if link.kind is LinkKind.TRANSLATION
        }
        _count(dated, there, linked)
        sides = _sides(store, releases)
        pairs = [(a, b) for a, b in product(sides, sides) if _languages(a.release, b.release) == ("zh", "en")]
        links = translation_links(pairs, _never, set(releases))
        _count(undated, there, {frozenset((link.release_id, link.other_id)) for link in links})
    return [
        Row(group.name, "translations", *dated),
        Row(group.name, "translations, were all of an organisation's releases of one day", *undated),
    ]


def _places(group: Group) -> list[Row]:
    found = [
        places_found(store, retriever, organisation)
        for (store, retriever), organisation in zip(group.indexes, group.organisations, strict=False)
    ]
    if not found:
        return []
    there, right, wrong = (sum(column) for column in zip(*found, strict=True))
    return [Row(group.name, "the place in the translation that says what is cited", there, right, wrong)]


def _never(*_: str) -> bool:
    return False


def _margin(group: Group) -> tuple[float, float]:
    least, most = 10.0, 0.0
    for store in group.stores:
        releases = {release.id: release for release in store.releases()}
        there = _translated(releases.values())
        sides = _sides(store, releases)
        for a, b in product(sides, sides):
            if _languages(a.release, b.release) == ("zh", "en"):
                alike = likeness(a, b)
                if frozenset((a.release.id, b.release.id)) in there:
                    least = min(least, alike)
                else:
                    most = max(most, alike)
    return least, most


def _near(group: Group, chunker: Chunker) -> list[Row]:
    rows: list[Row] = []
    everything = [[_prepared(chunker, r.source, r.text) for r in releases] for releases in group.releases()]
    strays = sum(_judged(one, other) is not None for texts in everything for one, other in combinations(texts, 2))
    pairs = sum(len(texts) * (len(texts) - 1) // 2 for texts in everything)
    rows.append(Row(group.name, f"duplicates and new versions among {pairs} pairs that are neither", 0, 0, strays))
    for varied, kind in ((SAME_TEXTS, LinkKind.DUPLICATE), (NEW_VERSIONS, LinkKind.REPLACES), (NO_LINKS, None)):
        for what, vary in varied.items():
            found = wrong = wanted = made = 0
            for release in (release for releases in group.releases() for release in releases):
                judged = _of_varied(chunker, release, vary)
                if judged == "none":
                    continue
                made += 1
                wanted += kind is not None
                found += kind is not None and judged == kind
                wrong += judged is not None and judged != kind
            name = f"no link ({made}): {what}" if kind is None else f"{kind}: {what}"
            rows.append(Row(group.name, name, wanted, found, wrong))
    return rows


def _of_varied(chunker: Chunker, release: Release, vary: Vary) -> LinkKind | str | None:
    """What the varied release is judged to be to this one; "none" where it can't be varied so."""
    text = vary(release)
    if text is None:
        return "none"
    varied = _prepared(chunker, "varied.txt", text)
    if release.date and varied.release.date is None and vary not in SAME_TEXTS.values():
        return "none"  # Its day is known from the name of its file alone.
    link = _judged(varied, _prepared(chunker, release.source, release.text))
    if link is None:
        return None
    return link.kind if link.release_id == "varied" or link.kind is LinkKind.DUPLICATE else link.kind.inverse


def _judged(one: OwnText, other: OwnText):
    return near_link(one, other) if bands(one) & bands(other) else None


def _corrections(group: Group) -> list[Row]:
    rows: list[Row] = []
    for what, correct in CORRECTIONS.items():
        counts = [0, 0, 0]
        for releases in group.releases():
            for release in releases:
                correction = correct(release)
                if correction is None or release.date is None:
                    continue
                named = {r.id for r in releases if r.date == release.date or r.title == release.title}
                by_title = {r.id for r in releases if r.title == release.title}
                there = by_title if "title" in what else named
                _count(
                    counts,
                    {frozenset([i]) for i in there},
                    {frozenset([i]) for i in corrected_by(correction, releases)},
                )
        rows.append(Row(group.name, f"corrections that name a release by {what}", *counts))
    return rows


def _prepared(chunker: Chunker, source: str, text: str) -> OwnText:
    path = Path(source)
    made = prepare(chunker, source_of(path, text.encode()), path.name, path.stem, NO_OVERRIDES)
    return own_text_of(made.release, made.passages)


def _sides(store: Store, releases: dict[str, Release]) -> list[Side]:
    texts, vectors = OwnTexts(store, releases), OwnVectors(store, releases)
    return [Side(release, texts[release.id].figures, vectors.of(release)) for release in releases.values()]


def _translated(releases: Iterable[Release]) -> set[frozenset[str]]:
    by_name: dict[str, list[str]] = {}
    for release in releases:
        by_name.setdefault(Path(release.source).name.split(".")[0], []).append(release.id)
    return {frozenset(ids) for ids in by_name.values() if len(ids) == 2}


def _languages(one: Release, other: Release) -> tuple[str, str]:
    return language_group(one.language), language_group(other.language)


def _count(counts: list[int], there: set[frozenset[str]], found: set[frozenset[str]]) -> None:
    counts[0] += len(there)
    counts[1] += len(there & found)
    counts[2] += len(found - there)


if __name__ == "__main__":
    main()
