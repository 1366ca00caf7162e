"""How much of a release comes back from a file, by kind of file and by library.

    python -m eval.formats [FOLDER]

renders the releases of `eval.rendered` into FOLDER (a temporary one if none is named; what is there already is not
rendered again) and reads every file with every library of `eval.format_peers`. Printed for each, as shares of what the
release has, over all of them: characters in the right order, characters that are no part of it, headings known as
such, rows of tables whole; of how many releases title and date are right; and seconds.
"""

import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import LCSseq

from pressdesk.ingest.formats.extracted import Extracted
from pressdesk.ingest.recognise import recognise

from .format_peers import Peer, peers
from .pieces import WrittenRelease
from .rendered import KINDS, render, samples

_NOT_COMPARED = re.compile(r"[\s|\u200b\ufeff]+")


@dataclass(frozen=True)
class Recovered:
    """What of a release came back from a file: counts, each with how many there are."""

    characters: int
    of_characters: int
    extra: int
    headings: int
    of_headings: int
    rows: int
    of_rows: int
    title: bool
    date: bool
    seconds: float = 0.0


def recovered(release: WrittenRelease, extracted: Extracted, name: str = "x.pdf") -> Recovered:
    """What of the release is in what was read. Characters are those of the longest common subsequence, without white
    space and the bars of tables."""
    wanted, given = _plain(release.text), _plain(extracted.text)
    common = LCSseq.similarity(wanted, given)
    lines = re.split(r"\r\n|[\n\r]", extracted.text)
    marked = {_plain(lines[number]) for number in extracted.structure.headings}
    rows = {tuple(_plain(cell) for cell in line.strip().strip("|").split("|")) for line in lines if line[:1] == "|"}
    wanted_rows = [tuple(map(_plain, row)) for piece in release.pieces for row in piece.rows]
    read, _, _ = recognise("x", name, extracted.text, extracted.structure)
    return Recovered(
        characters=common,
        of_characters=len(wanted),
        extra=len(given) - common,
        headings=sum(_plain(heading) in marked for heading in release.headings),
        of_headings=len(release.headings),
        rows=sum(row in rows for row in wanted_rows),
        of_rows=len(wanted_rows),
        title=_plain(read.title) == _plain(release.title),
        date=read.date is not None and read.date.isoformat() == release.date,
    )


def measure(peer: Peer, release: WrittenRelease, path: Path) -> Recovered:
    """One file read once by one library."""
    data = path.read_bytes()
    began = time.perf_counter()
    extracted = peer.read(path, data)
    seconds = time.perf_counter() - began
    return Recovered(**{**vars(recovered(release, extracted, f"x{path.suffix}")), "seconds": seconds})


def table(rows: Sequence[tuple[str, str, Sequence[Recovered]]]) -> str:
    """A Markdown table of kind, library and what came back."""
    lines = [
        "| file | read by | characters in order | beside them | headings | table rows | title | date | s |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind, name, found in rows:
        lines.append(
            f"| {kind} | {name} | {sum(f.characters for f in found) / sum(f.of_characters for f in found):.2%}"
            f" | {sum(f.extra for f in found) / sum(f.of_characters for f in found):.2%}"
            f" | {sum(f.headings for f in found)}/{sum(f.of_headings for f in found)}"
            f" | {sum(f.rows for f in found)}/{sum(f.of_rows for f in found)}"
            f" | {sum(f.title for f in found)}/{len(found)} | {sum(f.date for f in found)}/{len(found)}"
            f" | {sum(f.seconds for f in found):.2f} |"
        )
    return "\n".join(lines)


def _plain(text: str) -> str:
    return _NOT_COMPARED.sub("", text)


def _files(release: WrittenRelease, folder: Path) -> dict[str, Path]:
    there = {kind: folder / f"{release.name}.{end}" for kind, end in KINDS.items()}
    return there if all(path.is_file() for path in there.values()) else render(release, folder)


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        folder.mkdir(parents=True, exist_ok=True)
        files = [(release, _files(release, folder)) for release in samples()]
        found: dict[tuple[str, str], list[Recovered]] = defaultdict(list)
        for kind in KINDS:
            for peer in peers():
                if kind.startswith(peer.kind):
                    found[kind, peer.name] = [measure(peer, release, paths[kind]) for release, paths in files]
        print(table([(kind, name, of) for (kind, name), of in found.items()]))


if __name__ == "__main__":
    main()
