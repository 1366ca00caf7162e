"""What an index was made with: read before anything of it is used."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from .chunk import CHUNKER
from .embed import Encoder
from .errors import IndexDamaged, IndexMismatch
from .store import Store
from .terms import TERMS

FORMAT = 3
"""Raised when the files of a generation change so that older code can't read them."""


class Manifest(BaseModel):
    """What an index was made with and what is in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = FORMAT
    model: str
    model_fingerprint: str
    dimension: int
    passage_tokens: int
    chunker: str = CHUNKER
    terms: str = TERMS
    revision: int = 0
    releases: int = 0
    passages: int = 0
    sentences: int = 0
    languages: list[str] = []
    files: dict[str, str] = {}
    """SHA-256 of each file of the generation, by its name within it."""


def wanted_manifest(encoder: Encoder, passage_tokens: int) -> Manifest:
    """What an index made now by this encoder would be made with; its counts are zero."""
    return Manifest(
        model=encoder.name,
        model_fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        passage_tokens=passage_tokens,
    )


def check_made_with(home: Path, store: Store, wanted: Manifest) -> None:
    """Raise `IndexMismatch` where the database's vectors or passages were made with something else."""
    stored = store.meta("manifest")
    if stored is None:
        return
    try:
        made = Manifest.model_validate_json(stored)
    except ValidationError as error:
        raise IndexDamaged(home, "its manifest cannot be read.", "Build it anew: pressdesk ingest --rebuild") from error
    for what, label in _COMPARED:
        if getattr(made, what) != getattr(wanted, what):
            by_version = what == "chunker"
            raise IndexMismatch(home, label, getattr(made, what), getattr(wanted, what), by_version=by_version)


_COMPARED = (
    ("model", "the model"),
    ("model_fingerprint", "model weights"),
    ("dimension", "vectors of length"),
    ("chunker", "chunker"),
    ("passage_tokens", "PRESSDESK_PASSAGE_TOKENS"),
)
