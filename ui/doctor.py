"""What `pressdesk doctor` looks at: each check gives a status, what was found, and what to do."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pressdesk.ingest.embed import Encoder, load_encoder
from pressdesk.ingest.errors import PressdeskError
from pressdesk.ingest.index import open_index
from pressdesk.ingest.pipeline import Ingester
from pressdesk.ingest.store import Store

from .opening import load_stages
from .settings import Settings

_LOW_DISK = 1_000_000_000
"""Bytes: the unpacked default model takes half a gigabyte, an index of 10,000 passages a fifth of one."""


class Status(StrEnum):
    """How a check went."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """The outcome of one check."""

    check: str
    status: Status
    message: str
    remedy: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Run the checks in the order in which a start needs them."""
    yield _python()
    yield _disk(settings)
    encoder: Encoder | None = None
    try:
        encoder = load_encoder(settings.model, settings.cache)
        yield Finding(
            "model", Status.OK, f"{encoder.name}, {encoder.dimension} dimensions, {encoder.max_tokens} tokens"
        )
    except PressdeskError as error:
        yield Finding("model", Status.ERROR, error.message, error.remedy)
    if encoder is not None:
        yield _reranker(settings, encoder)
        yield _index(settings, encoder)
    yield _language_model(settings)


def _python() -> Finding:
    return Finding("python", Status.OK, ".".join(map(str, sys.version_info[:3])))


def _disk(settings: Settings) -> Finding:
    folder = settings.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    message = f"{free / 1e9:.1f} GB free for {settings.home}"
    if free < _LOW_DISK:
        return Finding("disk", Status.WARNING, message, "Make room, or set PRESSDESK_HOME to another disk.")
    return Finding("disk", Status.OK, message)


def _reranker(settings: Settings, encoder: Encoder) -> Finding:
    try:
        _, reranker = load_stages(settings.reranker, encoder)
    except PressdeskError as error:
        return Finding("reranker", Status.ERROR, error.message, error.remedy)
    if settings.reranker == "reader" and reranker is None:
        return Finding(
            "reranker",
            Status.WARNING,
            f"none: Pressdesk's reader does not work with {encoder.name}",
            "Set PRESSDESK_RERANKER to a cross-encoder, or to none.",
        )
    return Finding("reranker", Status.OK, settings.reranker)


def _index(settings: Settings, encoder: Encoder) -> Finding:
    try:
        store = Store.open(settings.home)
        index = open_index(settings.home, store, Ingester(settings.home, encoder, settings.passage_tokens).manifest)
    except PressdeskError as error:
        return Finding("index", Status.ERROR, error.message, error.remedy)
    made = index.manifest
    message = f"{made.releases} releases, {made.passages} passages, {made.sentences} sentences in {settings.home}"
    if not made.releases:
        return Finding("index", Status.WARNING, message, "Ingest some: pressdesk ingest FOLDER")
    return Finding("index", Status.OK, message)


def _language_model(settings: Settings) -> Finding:
    if settings.llm is None:
        return Finding("language model", Status.OK, "none set: answers are quotations")
    where = f" at {settings.llm_base_url}" if settings.llm_base_url else ""
    return Finding("language model", Status.OK, f"{settings.llm}{where} (not called by this check)")
