"""The same text from two sources, and new versions of a release: which of two near-identical releases is which.

Candidates come from bands of MinHash signatures (Broder 1997; Leskovec, Rajaraman and Ullman, "Mining of Massive
Datasets", §3.4), so that only releases with much in common are compared; the comparison itself is exact.
"""

import datetime
import hashlib
import re
from pathlib import PurePath

import numpy as np
from datasketch import MinHash
from rapidfuzz.distance import Levenshtein

from ..fold import fold, letters
from ..groups import language_group
from ..release import Release
from .link import Link, LinkKind
from .organisations import strangers
from .own_text import OwnText, share

_BANDS, _ROWS = 32, 4
"""Two releases are candidates where one of 32 bands of 4 minima is the same: of those with 0.6 of their shingles in
common 0.99 are, of those with 0.9 all, of those with 0.05, as two releases of one organisation have, 0.0002."""

_SAME_TEXT = 0.8
_VERSION = 0.6
"""Least part of the shingles of both that both have: in a duplicate, and in a new version."""

_SAME_FIGURES = 0.6
"""Least part of the figures in common of a release and its new version: of a form that is filled in every month, as a
statistics office does, the words stay and the figures go."""

_UNMARKED = datetime.timedelta(days=31)
_MARKED = datetime.timedelta(days=366)
"""How long after a release its new version may come out: without a mark that says that it is one, and with."""

_WORD = (
    r"(?:更新(?:版|稿)?|修[订正](?:版|稿)?|经修[订正]|第[二三四五2-5][版稿]"
    r"|updated?|revised?|amended|re-?issued?|version \d|v[2-9])"
)
_MARK = re.compile(
    rf"[\[(【〔]\s*{_WORD}[^\])】〕]{{0,12}}[\])】〕]|^{_WORD}\s?[:—–-]\s*|\s?[:—–-]\s?{_WORD}$|(?:更新|修[订正])[版稿]"
)
"""Of a folded title. A word alone is no mark: there are releases on renewal and on service updates."""

_NUMERAL = re.compile(r"[\d〇零一二三四五六七八九十百千万亿]")
_NUMBERED = re.compile(r"(?:[-_. ](?:v|ver|version|rev)[-_. ]?(\d{1,2})|[-_. ](updated|revised))(?![a-z0-9])")


def bands(text: OwnText) -> frozenset[int]:
    """The bands of a text's signature, of 64 bits each; none of a text without words."""
    if not text.shingles:
        return frozenset()
    signature = MinHash(num_perm=_BANDS * _ROWS)
    signature.update_batch([shingle.encode() for shingle in text.shingles])
    rows = np.asarray(signature.hashvalues, dtype="<u8").reshape(_BANDS, _ROWS)
    hashes = (hashlib.blake2b(row.tobytes(), digest_size=8, salt=bytes([number])) for number, row in enumerate(rows))
    # Signed, as SQLite keeps integers.
    return frozenset(int.from_bytes(digest.digest(), "big", signed=True) for digest in hashes)


def near_link(one: OwnText, other: OwnText) -> Link | None:
    """What two releases in one language are to each other, if their texts are nearly one; None where they aren't, or
    where nothing tells which is the newer version."""
    a, b = one.release, other.release
    if language_group(a.language) != language_group(b.language):
        return None
    same_day = a.date == b.date or None in (a.date, b.date)
    if one.letters == other.letters:
        return Link(a.id, LinkKind.DUPLICATE, b.id) if same_day else None
    if strangers(a, b):
        return None
    alike = share(one.shingles, other.shingles)
    if alike >= _SAME_TEXT and same_day and marked(a) == marked(b) and _same_figures(one, other):
        return Link(a.id, LinkKind.DUPLICATE, b.id)
    if alike < _VERSION or a.is_correction or b.is_correction:
        return None
    newer = _newer(one, other)
    if newer is None:
        return None
    older = other if newer is one else one
    return Link(newer.release.id, LinkKind.REPLACES, older.release.id) if _replaces(newer, older) else None


def _same_figures(one: OwnText, other: OwnText) -> bool:
    """Whether two near-identical texts have the same figures: read so, or since no edit that makes one the other
    touches one, however their lines are broken."""
    if _values(one, other) == _values(other, one):
        return True
    edits = Levenshtein.opcodes(one.letters, other.letters)
    touched = (
        one.letters[max(0, e.src_start - 1) : e.src_end + 1] + other.letters[max(0, e.dest_start - 1) : e.dest_end + 1]
        for e in edits
        if e.tag != "equal"
    )
    return not any(_NUMERAL.search(text) for text in touched)


def _values(text: OwnText, beside: OwnText) -> frozenset[tuple[str, str]]:
    """A text's quantities but the days on which either came out: one of the two may not have its own."""
    days = {written for each in (text, beside) if (day := each.release.date) for written in _as_written(day)}
    return frozenset((kind, value) for kind, value in text.values if value not in days)


def _as_written(day: datetime.date) -> tuple[str, ...]:
    return day.isoformat(), f"--{day:%m-%d}", f"---{day:%d}"


def marked(release: Release) -> bool:
    """Whether a release's title says that it is a new version."""
    return _MARK.search(fold(release.title).text) is not None


def _replaces(newer: OwnText, older: OwnText) -> bool:
    a, b = newer.release, older.release
    after = a.date - b.date if a.date and b.date else datetime.timedelta()
    if marked(a) and not marked(b):
        return after <= _MARKED and _without_mark(a) == _without_mark(b)
    # What comes round again, a talk or an open day, is announced in the same words for another day.
    said, before = _values(newer, older), _values(older, newer)
    same_days = {value for kind, value in said ^ before if kind == "date"} == set()
    same_matter = _without_mark(a) == _without_mark(b) and same_days
    return after <= _UNMARKED and same_matter and share(said, before) >= _SAME_FIGURES


def _newer(one: OwnText, other: OwnText) -> OwnText | None:
    """The newer of two versions, by their days, by a mark in a title, or by the number in the file's name."""
    a, b = one.release, other.release
    if a.date and b.date and a.date != b.date:
        newer, older = (one, other) if a.date > b.date else (other, one)
        return newer if marked(newer.release) or not marked(older.release) else None
    if marked(a) != marked(b):
        return one if marked(a) else other
    numbers = _number(a), _number(b)
    if numbers[0] == numbers[1]:
        return None
    return one if numbers[0] > numbers[1] else other


def _number(release: Release) -> int:
    """The version that the name of the file gives, 1 where it gives none."""
    found = _NUMBERED.search(PurePath(release.source).name.lower())
    return int(found.group(1) or 2) if found else 1


def _without_mark(release: Release) -> str:
    return letters(_MARK.sub("", fold(release.title).text))
