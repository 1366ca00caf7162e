"""Releases that come over HTTP: taken in one after the other, searchable or gone when the response is there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pressdesk.ingest.errors import SourceError
from pressdesk.ingest.overrides import NO_AMENDMENT, Amendment
from pressdesk.ingest.report import Progress
from pressdesk.ingest.sources import Source
from pressdesk.ingest.store import Store

from ..conversations.store import Conversations
from ..desk import Desk
from ..release_documents import ReleaseOut
from .documents import RebuildOut, UploadOut
from .override_documents import PreviewOut
from .progress import with_progress

_FOLDER = "uploads"


@dataclass(frozen=True)
class Uploads:
    """Uploads to a desk. The same name again is a new version of the same release."""

    desk: Desk
    conversations: Conversations

    def add(self, name: str, data: bytes, amendment: Amendment = NO_AMENDMENT) -> Iterator[Progress | UploadOut]:
        """Take in a file, with what a person gave; its progress as it goes, and in the end what became of it. Raises
        `SourceError` for one that cannot be read and `BadOverride` (nothing is changed then), `IndexBusy`,
        `IndexMismatch`, `HomeNotWritable`."""
        return with_progress(lambda tell: self._added(name, data, amendment, tell))

    def preview(self, name: str, data: bytes, amendment: Amendment = NO_AMENDMENT) -> PreviewOut:
        """What `add` would recognise; nothing is changed. Raises `SourceError`, `BadOverride`."""
        path = self._path(name)
        try:
            return PreviewOut.of(self.desk.ingester.preview(path, data, named=_named, amendment=amendment))
        except SourceError as error:
            raise _told_by_name(error, path) from error

    def amend(self, release_id: str, amendment: Amendment) -> ReleaseOut:
        """Change what a person gives for a release: when this returns, answers use it. Raises `UnknownRelease`,
        `BadOverride`, `NoIndex`, `IndexBusy`."""
        Store.open(self.desk.settings.home).close()
        self.desk.ingester.amend(release_id, amendment)
        return self._out(release_id)

    def rebuild(self) -> Iterator[Progress | RebuildOut]:
        """Make the index anew from the stored originals; until then, answers are from the old one. Its progress as it
        goes, and in the end what it was made of. Raises `NoIndex`, `IndexBusy`, `HomeNotWritable`."""
        Store.open(self.desk.settings.home).close()
        # Cut off, it leaves the index as it was.
        return with_progress(self._rebuilt, may_be_cut_off=True)

    def _rebuilt(self, tell: Callable[[Progress], None]) -> RebuildOut:
        report = self.desk.ingester.rebuild(on_progress=tell)
        # Opened here, so that the next question does not wait for it.
        self.desk.counts()
        return RebuildOut(
            releases=len(report.updated),
            passages=report.passages,
            sentences=report.sentences,
            seconds=round(report.seconds, 2),
        )

    def _path(self, name: str) -> Path:
        return self.desk.settings.home / _FOLDER / name

    def _added(self, name: str, data: bytes, amendment: Amendment, tell: Callable[[Progress], None]) -> UploadOut:
        path = self._path(name)
        report = self.desk.ingester.ingest_sources(
            [Source(path, lambda: data)], named=_named, on_progress=tell, amendment=amendment, listing=False
        )
        if report.failed:
            raise _told_by_name(report.failed[0], path) from report.failed[0]
        outcome = "added" if report.added else "updated" if report.updated else "unchanged"
        (release_id,) = report.added or report.updated or report.unchanged
        # Opened here, so that the next question does not wait for it.
        release = self._out(release_id)
        return UploadOut(outcome=outcome, release=release, passages=report.passages, sentences=report.sentences)

    def _out(self, release_id: str) -> ReleaseOut:
        desk = self.desk
        return ReleaseOut.of(desk.release(release_id), desk.linked(release_id), desk.versions(release_id))

    def withdraw(self, release_id: str) -> None:
        """Take a release out: when this returns, no answer has it, and none that was kept. Raises `UnknownRelease`,
        `IndexBusy`."""
        home = self.desk.settings.home
        store = Store.open(home)
        # Where earlier versions kept them.
        files = [path for path, owner in store.files_below(home / _FOLDER) if owner == release_id]
        store.close()
        self.desk.ingester.remove(release_id)
        self.conversations.forget(release_id, self.desk.release)
        for path in files:
            path.unlink(missing_ok=True)
        # Opened here, so that the next question does not wait for it.
        self.desk.counts()


def _named(path: Path) -> str:
    return f"{_FOLDER}/{path.name}"


def _told_by_name(error: SourceError, path: Path) -> SourceError:
    """Where it lies on the server is nobody's business."""
    return SourceError(Path(path.name), error.message.removeprefix(f"{path}: "), error.remedy)
