"""An organisation's own terms in both languages, learned from its releases and their translations.

A name and its translation stand in the same pairs of sentences. For an English name that n sentences have, and a
Chinese string of which m have it and k of both, r = k / n and p = k / m; the string with the best F = 5pr / (4p + r)
is the translation (van Rijsbergen's measure, r counting double; association over aligned sentences as in Gale and
Church 1991, "Identifying Word Correspondences in Parallel Texts"). r counts double because English goes on with
"she" or "it" where Chinese says the name again, so that p is low for the right string too.

Few and right is what is wanted: only names (in capitals) are learned, from three pairs of sentences on. A short form
that a release gives in a parenthesis stands for what its long form does.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from pydantic import BaseModel, ConfigDict

from .fold import fold, is_han, words

_LEAST_PAIRS = 3
_LEAST_F = 0.75
"""What the sample corpus teaches from here on is right, all 21 terms of it; the best wrong pair has 0.64 (HK, 億元)."""

_NAME_WORDS = 6
_STRING_CHARACTERS = 10
_LOOKED_THROUGH = 16
"""Pairs of sentences, evenly spread, in which strings are looked for; they are counted in all."""

_NAME = re.compile(r"[A-Z][\w'’&-]*(?:\s+(?:(?:of|and|for|the|in)\s+)*[A-Z][\w'’&-]*)*")
_LEADING = frozenset({"the", "a", "an", "mr", "ms", "mrs", "dr", "prof", "professor"})
_LINKING = frozenset({"of", "and", "for", "the", "in"})
_PARENTHESIS = re.compile(r"[(（]([^()（）]{2,60})[)）]")
_BEFORE = 90
"""Characters before a parenthesis in which the name stands that it explains."""

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")


class Term(BaseModel):
    """A term in both languages, folded: English words with a space between, and what Chinese texts have for them."""

    model_config = ConfigDict(frozen=True)

    english: str
    chinese: tuple[str, ...]


class Glossary(BaseModel):
    """The terms learned, in alphabetical order of their English."""

    model_config = ConfigDict(frozen=True)

    terms: tuple[Term, ...] = ()


def learn_terms(pairs: Sequence[tuple[str, str]]) -> Glossary:
    """The terms that these pairs of a Chinese and an English sentence teach; none where there are no pairs."""
    texts = _Chinese([chinese for chinese, _ in pairs])
    seen: dict[str, set[int]] = defaultdict(set)
    for number, (_, english) in enumerate(pairs):
        for name in _names(english):
            seen[name].add(number)
    ordinary = {piece.strip("“”‘’.,;:?!()") for _, english in pairs for piece in english.split() if piece.islower()}
    learned = _linked(
        [
            (association, len(string), len(name), string, name)
            for name, at in seen.items()
            if len(at) >= _LEAST_PAIRS and name not in ordinary
            for association, string in texts.translations(frozenset(at))
        ]
    )
    namesakes: dict[str, list[str]] = defaultdict(list)
    for name, string in learned.items():
        namesakes[string].append(name)
    kept = {
        name: string
        for name, string in learned.items()
        if not _is_piece(name, namesakes[string]) and (" " in name or seen[name] <= texts.having(string))
    }
    terms = _with_short_forms(kept, pairs)
    return Glossary(terms=tuple(Term(english=name, chinese=tuple(terms[name])) for name in sorted(terms)))


def _names(text: str) -> set[str]:
    """The runs of capitalised words in `text`, and the runs within them, folded."""
    found: set[str] = set()
    for match in _NAME.finditer(text):
        parts = match.group().split()
        capitals = [i for i, part in enumerate(parts) if part[0].isupper()]
        for n, first in enumerate(capitals):
            for last in capitals[n : n + _NAME_WORDS]:
                name = words(" ".join(parts[first : last + 1]))
                if name and name[0] not in _LEADING:
                    found.add(" ".join(name))
    return found


def _linked(found: list[tuple[float, int, int, str, str]]) -> dict[str, str]:
    """One string for each name, the surest first; what is taken goes to a name with a word or the initials in common
    with those that took it ("Luk" and "Luk Man-yee"), and to no other (competitive linking: Melamed 2000, "Models of
    Translational Equivalence among Words")."""
    learned: dict[str, str] = {}
    taken: dict[str, set[str]] = {}
    for _, _, _, string, name in sorted(found, reverse=True):
        parts = {*name.split(), _initials(name)}
        if name not in learned and all(of & parts for other, of in taken.items() if string in other):
            learned[name] = string
            taken[string] = taken.get(string, set()) | parts
    return learned


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word not in _LINKING)


def _is_piece(name: str, namesakes: list[str]) -> bool:
    """Whether a name is a piece of a longer one with the same translation, other than the word that it begins with."""
    longer = (other for other in namesakes if other != name and f" {name} " in f" {other} ")
    return any(other.split()[0] != name for other in longer)


class _Chinese:
    """The Chinese sides of the pairs, folded, with the pairs that have each two characters."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = [fold(text).text for text in texts]
        self._having: dict[str, set[int]] = defaultdict(set)
        for number, text in enumerate(self._texts):
            for one, other in pairwise(text):
                self._having[one + other].add(number)
        # A name and the names within it stand in the same pairs.
        self.translations = cache(self._translations)

    def _translations(self, at: frozenset[int]) -> list[tuple[float, str]]:
        """The strings that go with these pairs well enough, with how well."""
        looked = sorted(at)[:: -(-len(at) // _LOOKED_THROUGH)]
        strings = Counter(string for number in looked for string in self._strings(number))
        common = ((self._f(at, string), string) for string, count in strings.items() if count * 2 > len(looked))
        found = [pair for pair in common if pair[0] >= _LEAST_F]
        return [(f, s) for f, s in found if not any(f == g and s in t and s != t for g, t in found)]

    def having(self, string: str) -> set[int]:
        """The pairs that have a string."""
        having = set.intersection(*(self._having[one + other] for one, other in pairwise(string)))
        return {number for number in having if string in self._texts[number]}

    def _f(self, at: frozenset[int], string: str) -> float:
        having = self.having(string)
        both = len(at & having)
        if both < _LEAST_PAIRS:
            return 0.0
        r, p = both / len(at), both / len(having)
        return 5 * p * r / (4 * p + r)

    def _strings(self, number: int) -> set[str]:
        return {
            run[first:after]
            for run in _HAN_RUN.findall(self._texts[number])
            for first in range(len(run))
            for after in range(first + 2, min(first + _STRING_CHARACTERS, len(run)) + 1)
        }


def _with_short_forms(learned: dict[str, str], pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Every name with its translation, and the short forms of either."""
    english, chinese = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    longs = {*learned, *learned.values()}
    for text in {text for pair in pairs for text in pair}:
        for match in _PARENTHESIS.finditer(text):
            before = text[max(0, match.start() - _BEFORE) : match.start()]
            for long in longs.intersection(_endings(before)):
                for short in _short_forms(match.group(1), long):
                    (chinese if is_han(short) else english)[long].add(short)
    terms = {name: {string: None} for name, string in learned.items()}
    for name, string in learned.items():
        for form in (name, *english[name], *english[string]):
            terms.setdefault(form, {}).update(dict.fromkeys([string, *sorted(chinese[string])]))
    return {name: list(strings) for name, strings in terms.items()}


def _endings(text: str) -> Iterator[str]:
    """What `text` ends with that may be a name, folded."""
    ahead, folded = words(text), fold(text).text.strip()
    yield from (" ".join(ahead[-n:]) for n in range(1, 2 * _NAME_WORDS))
    yield from (folded[-n:] for n in range(2, _STRING_CHARACTERS + 1))


def _short_forms(inside: str, long: str) -> Iterator[str]:
    """The pieces of a parenthesis that are short for what stands before it: of an English name its initials or some of
    its words, of a Chinese one some of its characters in order or an abbreviation in Latin capitals."""
    for piece in re.split(r"[;,；，、]|簡稱|简称|下稱|下称", inside):
        short = " ".join(word for word in words(piece) if word not in _LINKING)
        if not short or short == long:
            continue
        if not is_han(long):
            is_short = short == _initials(long) or set(short.split()) < set(long.split())
        elif is_han(short):
            rest = iter(long)
            is_short = len(short) > 1 and all(character in rest for character in short)
        else:
            is_short = piece.strip(" 「」『』“”\"'").isupper()
        if is_short:
            yield short
