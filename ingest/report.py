"""What an ingest tells as it goes, and when it is done."""

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

from .errors import SourceError
from .structure import Doubt


@dataclass(frozen=True)
class Step:
    """One file done: `outcome` is added, updated, unchanged, withdrawn or failed; `done` of `total` files are."""

    path: Path
    outcome: str
    done: int
    total: int


@dataclass(frozen=True)
class Progress:
    """How far the files at hand are: `stage` is recognised (passages made), embedded (`done` of `total` texts are, of
    a rebuild releases), or indexed (searchable)."""

    stage: Literal["recognised", "embedded", "indexed"]
    done: int
    total: int


def silent(_: object) -> None:
    pass


@dataclass
class IngestReport:
    """What an ingest did, by ids of releases. `failed` has what is wrong with each file that could not be read,
    `withdrawn` the files that were passed over because their releases were withdrawn, `doubts` what a person should
    know of the reading of a file. `recovered`: releases that the database had lost and that were made again from their
    originals; `lost`: those that could not be."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[SourceError] = field(default_factory=list)
    withdrawn: list[Path] = field(default_factory=list)
    recovered: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubts: dict[Path, tuple[Doubt, ...]] = field(default_factory=dict)
    passages: int = 0
    sentences: int = 0
    seconds: float = 0.0

    def add(self, other: "IngestReport") -> None:
        """Tell what another ingest did, too."""
        for one in fields(self):
            mine, more = getattr(self, one.name), getattr(other, one.name)
            setattr(self, one.name, mine | more if isinstance(mine, dict) else mine + more)

    @property
    def changed(self) -> bool:
        return bool(self.added or self.updated or self.removed or self.recovered or self.lost)
