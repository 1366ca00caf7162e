"""What the releases have names for, and which names are of the same kind: what a follow-up may put for another."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from pressdesk.ingest.fold import fold, is_han, words
from pressdesk.ingest.glossary import Glossary
from pressdesk.ingest.language import convert
from pressdesk.ingest.release import Release

_READ = 2000
"""Releases, the newest, whose names are known: reading them takes two seconds at most, once, at the first follow-up."""

_LONGEST = 12
_LONGEST_WORDS = 6
"""Characters of a Chinese name, and words of an English one."""

_SAID = 3
"""Fewest characters that are left of a name."""

_TWICE = 2
"""Enumerations that must have a string, or texts a capitalised one: what stands in one may be a piece of a clause."""

_QUOTED = re.compile(r"[「『“]([\u3400-\u9fff]{2,12})[」』”]")
_CLAUSE = re.compile(r"[^，。；：！？,;:\n「」“”（）()]*、[^，。；：！？,;:\n「」“”（）()]*")
_BETWEEN = re.compile(r"、|以及|[及和与或]")
_CAPITALS = re.compile(r"(?<=[a-z,] )[A-Z][\w'’&-]*(?: (?:(?:of|and|for) )?[A-Z][\w'’&-]*)+")
_LISTED = re.compile(r"(?:[a-z]+(?: [a-z]+){0,3}, )+(?:[a-z]+(?: [a-z]+){0,3}),? (?:and|or) [a-z]+")
_ROW = re.compile(r"^\|([^|\n]+)\|", re.MULTILINE)
_MIDDLE = re.compile(r"[\u3400-\u9fff]{2,8}")


@dataclass(frozen=True)
class Found:
    """A name at `text[start:end]`; `name` is what it is known as, folded. `common`: every release has it."""

    start: int
    end: int
    name: str
    common: bool = False


class Names:
    """The names of the releases: of the glossary, in quotation marks, in capitals, and what enumerations and the first
    columns of tables have side by side. They are read at the first question that needs them."""

    def __init__(self, releases: Iterable[Release], glossary: Glossary) -> None:
        self._releases = releases
        self._glossary = glossary

    def found(self, text: str) -> list[Found]:
        """The names in `text`, apart from each other, the longest where several begin: in order, those of the
        organisation itself and of its place last, for every release has them."""
        named = self._among(text, self._single | self._ends)
        marked = [replace(found, common=found.name in self._common) for found in named]
        return sorted(marked, key=lambda found: found.common)

    def _among(self, text: str, known: Collection[str]) -> list[Found]:
        folded = fold(text)
        spans = sorted(_spans(folded.text, known), key=lambda span: (span[0], -span[1]))
        kept: list[Found] = []
        for start, end in spans:
            at, after = folded.origins[start], folded.origins[end - 1] + 1
            if not kept or at >= kept[-1].end:
                kept.append(Found(at, after, _bare(folded.text[start:end])))
        return kept

    def has(self, phrase: str) -> bool:
        """Whether `phrase` is a name, or a name's beginning or end: 鷺洲 stands for 鷺洲生命科學園."""
        bare = _bare(phrase)
        if bare in self._single or bare in self._places:
            return True
        if is_han(bare):
            return len(bare) > 1 and bare in self._short
        return False

    def alike(self, text: str, phrase: str) -> Found | None:
        """What in `text` enumerations and tables have beside `phrase`, most of them; None where there is no such."""
        places = self._places
        there = places.get(_bare(phrase), set())
        beside = [found for found in self._among(text, places.keys()) if places[found.name] & there]
        return max(beside, key=lambda found: len(places[found.name] & there), default=None)

    def translated(self, name: str, *, chinese: bool) -> str | None:
        """What the glossary has for a name in the other language, in Traditional characters or English capitals."""
        bare = _bare(name)
        for term in self._glossary.terms:
            if chinese and term.english == bare:
                return convert("s2hk", term.chinese[0])
        english = [term.english for term in self._glossary.terms if bare in term.chinese]
        return None if chinese or not english else max(english, key=len).title()

    @cached_property
    def _short(self) -> frozenset[str]:
        """The beginnings and ends of Chinese names of four characters or more, two characters at least."""
        long = [name for name in self._single if is_han(name) and len(name) > 3]
        return frozenset(piece for name in long for n in range(2, len(name)) for piece in (name[:n], name[-n:]))

    @cached_property
    def _ends(self) -> frozenset[str]:
        """What is left of a long Chinese name without its beginning, as people say it: 人才周 of 嵐灣人才周."""
        return frozenset(name[-n:] for name in self._single if is_han(name) for n in range(_SAID, len(name) - 1))

    @cached_property
    def _single(self) -> frozenset[str]:
        """The names that are known by themselves."""
        known = {name for term in self._glossary.terms for name in (term.english, *term.chinese)}
        capitals: Counter[str] = Counter()
        for release in self._read:
            known |= {fold(match).text for match in _QUOTED.findall(release.text)}
            capitals.update({_bare(match) for match in _CAPITALS.findall(release.text)})
        return frozenset(known | {name for name, seen in capitals.items() if seen >= _TWICE})

    @cached_property
    def _common(self) -> frozenset[str]:
        organisations = {fold(release.organisation).text for release in self._read if release.organisation}
        everywhere = organisations | {fold(release.place).text for release in self._read if release.place}
        for term in self._glossary.terms:
            if organisations & {term.english, *term.chinese}:
                everywhere |= {term.english, *term.chinese}
        return frozenset(name for name in self._single if any(name in long for long in everywhere))

    @cached_property
    def _places(self) -> defaultdict[str, set[int]]:
        """Names by the enumerations and tables that they stand in."""
        lists: list[list[str]] = []
        tables: list[list[str]] = []
        for release in self._read:
            text = fold(release.text).text
            lists += [_BETWEEN.split(clause) for clause in _CLAUSE.findall(text)]
            lists += [re.split(r", | and | or ", match) for match in _LISTED.findall(release.text)]
            tables.append([_bare(cell) for cell in _ROW.findall(release.text)])
        middles = Counter(
            _bare(item) for items in lists for item in items[1:-1] if _MIDDLE.fullmatch(item) or item.isascii()
        )
        sure = {name for name, seen in middles.items() if seen >= _TWICE} | self._single
        places: defaultdict[str, set[int]] = defaultdict(set)
        for number, items in enumerate(lists):
            # The first item has the beginning of its clause before it and the last has the rest of it behind it.
            whole = [_bare(item) for item in items[1:-1]]
            whole += [_edge(_bare(items[0]), sure, last=False), _edge(_bare(items[-1]), sure, last=True)]
            for name in whole:
                if name in sure:
                    places[name].add(number)
        for number, rows in enumerate(tables, start=len(lists)):
            # The row of column names and the rule below it.
            for name in rows[2:]:
                if re.fullmatch(r"[\u3400-\u9fff]{2,12}|[a-z ]{3,40}", name):
                    places[name].add(number)
        return places

    @cached_property
    def _read(self) -> list[Release]:
        return [release for release, _ in zip(self._releases, range(_READ), strict=False)]


def _spans(folded: str, known: Collection[str]) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[\u3400-\u9fff]+", folded):
        for at in range(match.start(), match.end() - 1):
            for end in range(min(match.end(), at + _LONGEST), at + 1, -1):
                if folded[at:end] in known:
                    yield at, end
                    break
    latin = list(re.finditer(r"[a-z]+(?:['’-][a-z]+)*", folded))
    for first in range(len(latin)):
        for last in range(min(len(latin), first + _LONGEST_WORDS), first, -1):
            start, end = latin[first].start(), latin[last - 1].end()
            if _bare(folded[start:end]) in known:
                yield start, end
                break


def _bare(phrase: str) -> str:
    return "".join(words(phrase)) if is_han(phrase.strip()) else " ".join(words(phrase))


def _edge(item: str, sure: set[str], *, last: bool) -> str:
    """The longest sure name that an item begins with, where it is the last, or else ends with."""
    pieces = item.split(" ") if not is_han(item[-1:]) and not is_han(item) else list(item)
    joint = "" if pieces == list(item) else " "
    for n in range(len(pieces), 0, -1):
        name = joint.join(pieces[:n] if last else pieces[-n:])
        if name in sure:
            return name
    return ""
