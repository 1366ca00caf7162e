"""The database's rows, as what they stand for."""

import datetime
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from .overrides import Overrides
from .read import SourceText
from .release import PartKind, PressContact, Release, ReleaseType
from .structure import Structure

OVERRIDES = TypeAdapter(Overrides)
STRUCTURE = TypeAdapter(Structure)


@dataclass(frozen=True)
class StoredFile:
    """What is known of an ingested file: the release it became and the hash of its bytes then."""

    release_id: str
    sha256: str


@dataclass(frozen=True)
class StoredSentence:
    id: int
    start: int
    end: int
    reading: str


@dataclass(frozen=True)
class StoredPassage:
    """A passage as stored: `text` is `release.text[start:end]`."""

    id: int
    release_id: str
    start: int
    end: int
    kind: PartKind
    heading: str
    reading: str
    text: str


def packed(vector: np.ndarray) -> bytes:
    """Half precision: a unit vector's cosines move by less than 0.0002, and the database is half as large."""
    return vector.astype("<f2").tobytes()


def release_of(row: sqlite3.Row) -> Release:
    return Release(
        id=row["id"],
        source=row["source"],
        title=row["title"],
        text=row["text"],
        language=row["language"],
        date=datetime.date.fromisoformat(row["date"]) if row["date"] else None,
        place=row["place"],
        organisation=row["organisation"],
        contact=PressContact(**json.loads(row["contact"])),
        headings=tuple(json.loads(row["headings"])),
        url=row["url"],
        type=ReleaseType(row["type"]),
        overridden=OVERRIDES.validate_json(row["overrides"]).given,
        structure=STRUCTURE.validate_json(row["structure"]),
    )


def original_of(row: sqlite3.Row) -> tuple[str, str, SourceText]:
    structure = STRUCTURE.validate_json(row["structure"])
    source = SourceText(Path(row["path"]), row["text"], row["encoding"], row["sha256"], structure, structure.fields)
    return row["source"], row["id"], source


def passage_of(row: sqlite3.Row, text: str) -> StoredPassage:
    return StoredPassage(
        id=row["id"],
        release_id=row["release_id"],
        start=row["start"],
        end=row["end"],
        kind=PartKind(row["kind"]),
        heading=row["heading"],
        reading=row["reading"],
        text=text[row["start"] : row["end"]],
    )
