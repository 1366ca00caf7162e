"""How much of a release comes back from the pages of different sites, by library.

    python -m eval.sites

prints for each kind of site of `eval.pages` and each reader: characters of the release in the right order, characters
beside them, and how many words of the site are among them.
"""

from collections.abc import Iterable
from pathlib import Path

from rapidfuzz.distance import LCSseq

from .markup_peers import Reader, page_readers
from .pages import AROUND, PAGES
from .pieces import PieceKind, WrittenRelease
from .rendered import samples

_TITLE_STANDS_LATER = ("semantic", "layout tables")


def shown(site: str, release: WrittenRelease) -> str:
    """The release's characters in the order in which a kind of site shows them: most have its title at the top."""
    if site in _TITLE_STANDS_LATER:
        return _plain(release.text)
    rest = tuple(piece for piece in release.pieces if piece.kind is not PieceKind.TITLE)
    without = WrittenRelease(release.name, release.language, release.organisation, release.date, rest)
    return _plain(release.title + without.text)


def _plain(text: str) -> str:
    return "".join(text.replace("|", " ").split())


def _row(site: str, releases: Iterable[WrittenRelease], read: Reader) -> str:
    wanted = common = beside = words = 0
    for release in releases:
        text = read(Path("x.html"), PAGES[site](release).encode()).text
        said, given = shown(site, release), _plain(text)
        same = LCSseq.similarity(said, given)
        wanted, common, beside = wanted + len(said), common + same, beside + len(given) - same
        words += sum(word in text for word in AROUND)
    return f"{common / wanted:.2%} | {beside / wanted:.2%} | {words}"


def main() -> None:
    releases = list(samples())
    print("| site | read by | characters in order | beside them | words of the site |")
    print("| --- | --- | ---: | ---: | ---: |")
    for site in PAGES:
        for name, read in page_readers():
            print(f"| {site} | {name} | {_row(site, releases, read)} |", flush=True)


if __name__ == "__main__":
    main()
