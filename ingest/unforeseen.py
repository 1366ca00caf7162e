"""A fault that nobody foresaw, in one file: it is told of that file, and the others go on."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import PressdeskError, SourceUnforeseen

_log = logging.getLogger(__name__)


@contextmanager
def faults_told_of(path: Path) -> Iterator[None]:
    """Raises `SourceUnforeseen` of the file for whatever is raised inside that is none of our errors: a fault of a
    parser or of ours that this file's text brings out. What the machine refuses (`OSError`, `MemoryError`) is not the
    file's doing and passes."""
    try:
        yield
    except (PressdeskError, OSError, MemoryError):
        raise
    except Exception as error:
        _log.debug("Unforeseen in %s", path, exc_info=True)
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(last.filename).name}, line {last.lineno}"
        raise SourceUnforeseen(
            path,
            f"it brought out a fault in {place} ({type(error).__name__}: {error}).",
            "The other files are not held up. Please report it; once it is mended, run `pressdesk ingest --retry`.",
        ) from error
