"""One form for what is written in several: full width and half, Traditional and Simplified, upper case and lower.

Folded text is for matching only and is never shown. Every folded character knows its place in what was folded.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from .language import HAN, convert

_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+(?:[.,]\d+)*|[\u3400-\u9fff\uf900-\ufaff]+|[^\W\d_]+")


@dataclass(frozen=True)
class Folded:
    """`text[i]` was made from the character `origins[i]` of what was folded."""

    text: str
    origins: tuple[int, ...]


def fold(text: str) -> Folded:
    """NFKC, lower case and Simplified characters (OpenCC, character by character), with the way back.

    Simplified rather than Traditional because many Traditional characters share one Simplified one and none is
    lost the other way round (發 and 髮 are both 发): both scripts meet in it.
    """
    characters: list[str] = []
    origins: list[int] = []
    for offset, character in enumerate(text):
        for made in _fold_character(character):
            characters.append(made)
            origins.append(offset)
    return Folded("".join(characters), tuple(origins))


@cache
def _fold_character(character: str) -> str:
    return convert("t2s", unicodedata.normalize("NFKC", character).lower())


def words(text: str) -> list[str]:
    """The folded words of `text` in order: Latin words, figures without thousands separators, runs of Han."""
    return [_plain(match.group()) for match in _WORD.finditer("".join(map(_fold_character, text)))]


def _plain(word: str) -> str:
    return re.sub(r",(?=\d{3}(?!\d))", "", word) if word[0].isdigit() else word.replace("’", "'").removesuffix("'s")


def is_han(word: str) -> bool:
    """Whether a folded word is a run of Han characters."""
    return bool(HAN.match(word))
