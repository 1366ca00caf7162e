"""Nothing reaches the reader that the cited passage doesn't say: the check of sentences that a model wrote.

A sentence must cite a passage that was shown to the model, every figure in it must stand in a passage that it
cites, however it is written there, and so must every e-mail address and URL.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from pressdesk.ingest.release import Release

from .figures import any_figures, written_figures
from .instructions import without_instructions
from .retriever import ScoredPassage

_MARK = re.compile(r"\s*[\[【]\s*(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[\]】]")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w|(?:https?://|www\.)[^\s，。；、）)」\]]+", re.ASCII)


def split_marks(written: str) -> tuple[str, tuple[int, ...]]:
    """A written sentence without its citation marks (`[2]`, 【1, 3】), and their numbers in order, each once."""
    numbers = [int(n) for match in _MARK.finditer(written) for n in re.findall(r"\d+", match.group(1))]
    return _MARK.sub("", written).strip(), tuple(dict.fromkeys(numbers))


def unproved(text: str, cited: tuple[int, ...], passages: Mapping[int, ScoredPassage]) -> str | None:
    """Why a sentence may not be shown, or None where it may. `passages` are those the model saw, by number."""
    known = [passages[n] for n in cited if n in passages]
    if not known:
        return "it cites no passage that was shown" if cited else "it cites nothing"
    said = "\n".join(f"{scored.passage.heading}\n{scored.passage.text}" for scored in known)
    return unsaid(text, said, [scored.release for scored in known])


def unsaid(text: str, said: str, releases: Sequence[Release]) -> str | None:
    """Which figure or address of `text` does not stand in `said`, a part of these releases; None where all do."""
    said = without_instructions(said)
    missing = written_figures(text) - any_figures(said) - _dates_of(releases)
    if missing:
        return f"the cited passage does not have the figure {', '.join(sorted(f'{n:f}' for n in missing))}"
    absent = [address for address in _ADDRESS.findall(text) if address.rstrip(".") not in said]
    return f"the cited passage does not have {absent[0]}" if absent else None


def _dates_of(releases: Sequence[Release]) -> set[Decimal]:
    """The figures of the cited releases' own dates: "on 25 February 2026" may come from the date line."""
    dates = [release.date for release in releases if release.date]
    return {Decimal(part).normalize() for day in dates for part in (day.year, day.month, day.day)}
