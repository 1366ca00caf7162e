"""Everything that can go wrong and that a user can mend: one tree, data in fields.

PressdeskError
├── SourceError                a file or folder that cannot be ingested
│   ├── SourceMissing
│   ├── SourceEmpty
│   ├── SourceBinary
│   ├── SourceUndecodable
│   ├── SourceTooLarge
│   ├── SourceDamaged
│   ├── SourceEncrypted
│   ├── SourceUnsafe
│   ├── NothingToIngest
│   └── AddressError
│       ├── AddressRefused
│       ├── AddressDisallowed
│       ├── AddressGone
│       ├── AddressUnreachable
│       └── AddressUnreadable
├── HomeError                the folder that holds the index
│   ├── NoIndex
│   ├── IndexMismatch
│   ├── IndexBusy
│   ├── IndexDamaged
│   │   └── IndexTooNew
│   ├── HomeNotWritable
│   └── HomeNotEmpty
├── BackupUnusable
├── UnknownRelease
├── UnknownPassage
├── UnknownVersion
├── BadOverride
├── ModelUnavailable
├── BadQuestion
├── BadFilter
├── BadText
├── BadCitation
└── LanguageModelFailed

`ui/problems.py` turns them into responses, `ui/cli.py` into a line on the terminal; nobody else formats them.
"""

from pathlib import Path


class PressdeskError(Exception):
    """Base of the tree. `code` names the kind for programs; `status` is the HTTP status that fits it."""

    code = "error"
    status = 500

    def __init__(self, message: str, remedy: str = "") -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message} {remedy}".strip())


class SourceError(PressdeskError):
    """A file or folder that cannot be ingested; `path` names it."""

    code = "bad-source"
    status = 422

    def __init__(self, path: Path, message: str, remedy: str = "") -> None:
        self.path = path
        super().__init__(f"{path}: {message}", remedy)


class SourceMissing(SourceError):
    """There is no such file or folder, or it may not be read."""


class SourceEmpty(SourceError):
    """The file holds no text."""


class SourceBinary(SourceError):
    """The file is not text."""


class SourceUndecodable(SourceError):
    """The bytes are text in no encoding that is read here."""


class SourceTooLarge(SourceError):
    """The file is larger than a release can be."""


class SourceDamaged(SourceError):
    """The file is not whole, or not what its ending says."""


class SourceEncrypted(SourceError):
    """The file opens only with a password."""


class SourceUnforeseen(SourceError):
    """Reading the file failed in a way that was not foreseen."""


class SourceUnsafe(SourceError):
    """The file is made so that reading it does harm: it unpacks without end, or reaches outside itself."""


class NothingToIngest(SourceError):
    """The folder has no file of a kind that is read."""


class AddressError(SourceError):
    """An address that cannot be fetched; `url` names it."""

    code = "bad-address"

    def __init__(self, url: str, message: str, remedy: str = "") -> None:
        super().__init__(Path(url), message, remedy)
        self.url, self.reason = url, message
        # A path makes one slash of two.
        self.message = f"{url}: {message}"
        self.args = (f"{self.message} {remedy}".strip(),)


class AddressRefused(AddressError):
    """Nothing is fetched from there: no public address, not http or https, a password in it."""

    code = "address-refused"


class AddressDisallowed(AddressError):
    """The site's robots.txt asks that this is not fetched."""


class AddressGone(AddressError):
    """There is no such page, or none any more."""


class AddressUnreachable(AddressError):
    """The site does not answer, or not with the page. `answered`: the HTTP status that it answers, `retry_after`: the
    seconds after which it may do better, where they are known."""

    def __init__(
        self, url: str, message: str, remedy: str = "", retry_after: float | None = None, answered: int | None = None
    ) -> None:
        self.retry_after, self.answered = retry_after, answered
        super().__init__(url, message, remedy)


class AddressUnreadable(AddressError):
    """What comes back is too large, damaged, or of no kind that is read."""


class HomeError(PressdeskError):
    """Something about the index folder `home`."""

    code = "index"
    status = 503

    def __init__(self, home: Path, message: str, remedy: str = "") -> None:
        self.home = home
        super().__init__(f"{home}: {message}", remedy)


class NoIndex(HomeError):
    """Nothing has been ingested yet."""

    code = "no-index"

    def __init__(self, home: Path) -> None:
        super().__init__(home, "there is no index here yet.", "Make one: pressdesk ingest FOLDER")


class IndexMismatch(HomeError):
    """The index was made with another model or other settings, or (`by_version`) by a Pressdesk that made passages or
    their vectors otherwise."""

    code = "index-mismatch"

    def __init__(self, home: Path, what: str, stored: object, wanted: object, *, by_version: bool = False) -> None:
        self.what, self.stored, self.wanted = what, stored, wanted
        message = f"this index was made with {what} {stored}; the settings now say {wanted}."
        advice = "Set it back, or build the index anew from its originals: pressdesk ingest --rebuild (make rebuild)."
        if by_version:
            message = f"this index was made by another version of Pressdesk ({what} {stored}, here {wanted})."
            advice = "Build the index anew from its originals: pressdesk ingest --rebuild (make rebuild)."
        super().__init__(home, message, advice)


class IndexBusy(HomeError):
    """Another process is writing this index."""

    code = "index-busy"
    retry_after = 10

    def __init__(self, home: Path) -> None:
        super().__init__(home, "another ingest is writing this index.", "Wait for it to end, then try again.")


class IndexDamaged(HomeError):
    """A file of the index cannot be read."""

    code = "index-damaged"


class IndexTooNew(IndexDamaged):
    """A newer version made the index."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, "a newer Pressdesk made this index.", "Use that version, or another PRESSDESK_HOME.")


class HomeNotWritable(HomeError):
    """The folder cannot be written: rights, or no room left."""

    code = "home-not-writable"
    status = 507


class HomeNotEmpty(HomeError):
    """There is something where a backup is to be restored."""

    code = "home-not-empty"

    def __init__(self, home: Path) -> None:
        super().__init__(home, "the folder is not empty.", "Restore into a new one: --home FOLDER")


class BackupUnusable(PressdeskError):
    """A file is no whole backup; `path` names it."""

    code = "bad-backup"
    status = 422

    def __init__(self, path: Path, message: str, remedy: str = "Use another backup.") -> None:
        self.path = path
        super().__init__(f"{path}: {message}", remedy)


class UnknownRelease(PressdeskError):
    """No release has this id."""

    code = "unknown-release"
    status = 404

    def __init__(self, release_id: str) -> None:
        self.release_id = release_id
        super().__init__(f"There is no release {release_id!r}.", "See the ids: pressdesk releases")


class UnknownVersion(PressdeskError):
    """A release had no version with this hash."""

    code = "unknown-version"
    status = 404

    def __init__(self, release_id: str, sha256: str) -> None:
        super().__init__(
            f"The release {release_id!r} had no version {sha256!r}.", "The release lists its versions by their hashes."
        )


class UnknownPassage(PressdeskError):
    """No passage has this id."""

    code = "unknown-passage"
    status = 404

    def __init__(self, passage_id: int) -> None:
        self.passage_id = passage_id
        super().__init__(
            f"There is no passage {passage_id}.",
            "Passages get new ids when their release is ingested anew; a citation's release and offsets last.",
        )


class BadOverride(PressdeskError):
    """A value that a person gave for a release cannot stand in it; `field` names it."""

    code = "bad-override"
    status = 422

    def __init__(self, field: str, message: str, remedy: str = "") -> None:
        self.field = field
        super().__init__(f"{field}: {message}", remedy)


class ModelUnavailable(PressdeskError):
    """The embedding model cannot be loaded."""

    code = "model-unavailable"
    status = 503

    def __init__(self, model: str, reason: str, remedy: str = "") -> None:
        self.model = model
        super().__init__(f"The embedding model {model} cannot be used: {reason}.", remedy)


class BadQuestion(PressdeskError):
    """The question is empty, too long, or not text."""

    code = "bad-question"
    status = 422


class BadFilter(PressdeskError):
    """A filter has a value that cannot be used; `field` names it."""

    code = "bad-filter"
    status = 422

    def __init__(self, field: str, message: str, remedy: str = "") -> None:
        self.field = field
        super().__init__(f"{field}: {message}", remedy)


class BadText(PressdeskError):
    """The text to check is empty or too long."""

    code = "bad-text"
    status = 422


class BadCitation(PressdeskError):
    """What a text is to be held to is not there: no release is named, or the offsets are not within it."""

    code = "bad-citation"
    status = 422


class LanguageModelFailed(PressdeskError):
    """The language model could not be reached or gave nothing usable."""

    code = "language-model-failed"
    status = 502
