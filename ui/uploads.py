"""Releases that come over HTTP: taken in one after the other, searchable or gone when the response is there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pressdesk.ingest.errors import PressdeskError, SourceError
from pressdesk.ingest.read import MAX_BYTES, SUFFIXES
from pressdesk.ingest.report import Progress
from pressdesk.ingest.store import Store

from .bounds import MAX_NAME
from .desk import Desk
from .release_documents import ReleaseOut

_FOLDER = "uploads"
_NAME = re.compile(r"\w[\w.()+ -]*\.(?:md|markdown|txt|text)")


class BadName(PressdeskError):
    """The name of an upload is no file name, or of a kind that is not read."""

    code = "bad-name"
    status = 422

    def __init__(self, name: str) -> None:
        kinds = ", ".join(sorted(SUFFIXES))
        super().__init__(
            f"name: {name[:MAX_NAME]!r} is no name for a release.",
            f"Use letters, digits, spaces and . _ - ( ) +, at most {MAX_NAME}, with one of these endings: {kinds}",
        )


class UploadIn(BaseModel):
    """A release as JSON."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "2026-03-02-harbour-fair.en.md", "text": "# Harbour Fair opens\n\n(2 March 2026) …"}]
        },
    )

    name: str = Field(
        max_length=MAX_NAME,
        pattern=f"^{_NAME.pattern}$",
        description=f"Name of the file: the same again is a new version. Endings: {', '.join(sorted(SUFFIXES))}.",
    )
    text: str = Field(max_length=MAX_BYTES, description="The release, as plain text or Markdown by its name's ending.")


class UploadOut(BaseModel):
    """What became of an upload. `outcome`: `unchanged` where the same file was there before."""

    outcome: Literal["added", "updated", "unchanged"]
    release: ReleaseOut
    passages: int = Field(description="Passages made of it; 0 where nothing changed.")
    sentences: int = Field(description="Sentences of them.")


@dataclass(frozen=True)
class Uploads:
    """Uploads to a desk. They are kept in the index's folder under their names: the same name again is a new version of
    the same release."""

    desk: Desk

    def checked_name(self, name: str) -> str:
        """Raises `BadName`: a name is no path, and has an ending that is read."""
        if len(name) > MAX_NAME or not _NAME.fullmatch(name):
            raise BadName(name)
        return name

    def add(self, name: str, data: bytes) -> Iterator[Progress | UploadOut]:
        """Take in a file; its progress as it goes, and in the end what became of it. Raises `SourceError` for one that
        cannot be read (nothing is changed then), `IndexBusy`, `IndexMismatch`, `HomeNotWritable`."""
        told: SimpleQueue[Progress | UploadOut | BaseException] = SimpleQueue()

        def work() -> None:
            try:
                told.put(self._added(name, data, told))
            except BaseException as error:
                told.put(error)

        thread = Thread(target=work, name="upload")
        thread.start()
        try:
            while True:
                event = told.get()
                if isinstance(event, BaseException):
                    raise event
                yield event
                if isinstance(event, UploadOut):
                    return
        finally:
            # Also where nobody waits for it any more: the next one would find the index busy.
            thread.join()

    def _added(self, name: str, data: bytes, told: "SimpleQueue[Progress | UploadOut | BaseException]") -> UploadOut:
        path = self.desk.settings.home / _FOLDER / name
        before = path.read_bytes() if path.is_file() else None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        try:
            report = self.desk.ingester.ingest(
                [path], named=lambda path: f"{_FOLDER}/{path.name}", on_progress=told.put
            )
            if report.failed:
                raise report.failed[0]
        except Exception as error:
            if before is None:
                path.unlink()
            else:
                path.write_bytes(before)
            if isinstance(error, SourceError):
                # Where it lies on the server is nobody's business.
                raise SourceError(Path(name), error.message.removeprefix(f"{path}: "), error.remedy) from error
            raise
        outcome = "added" if report.added else "updated" if report.updated else "unchanged"
        (release_id,) = report.added or report.updated or report.unchanged
        # Opened here, so that the next question does not wait for it.
        release = ReleaseOut.of(self.desk.release(release_id))
        return UploadOut(outcome=outcome, release=release, passages=report.passages, sentences=report.sentences)

    def withdraw(self, release_id: str) -> None:
        """Take a release out: when this returns, no answer has it. Raises `UnknownRelease`, `IndexBusy`."""
        home = self.desk.settings.home
        store = Store.open(home)
        files = [path for path, owner in store.files_below(home / _FOLDER) if owner == release_id]
        store.close()
        self.desk.ingester.remove(release_id)
        for path in files:
            path.unlink(missing_ok=True)
        # Opened here, so that the next question does not wait for it.
        self.desk.counts()
