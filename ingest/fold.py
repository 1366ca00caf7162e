"""One form for what is written in several: full width and half, Traditional and Simplified, upper case and lower.

Folded text is for matching only and is never shown. Every folded character knows its place in what was folded.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from .language import HAN, convert

_WORD = re.compile(rf"[a-z]+(?:['’][a-z]+)?|\d+(?:[.,]\d+)*|{HAN.pattern}+|[^\W\d_]+")

_LEFT_OVER = str.maketrans(
    "著砲吿靑淸値愼塡緖郞顚鄕鑛濶逹廸廻囘欵鐡攷祇祗刦汚韮鼈簷黙裠羗覩鬬鬪鬦",
    "着炮告青清值慎填绪郎颠乡矿阔达迪回回款铁考只只劫污韭鳖檐默裙羌睹斗斗斗",
)
"""Variants that OpenCC keeps apart from the Simplified character: 著 (着 in Hong Kong), forms of older fonts."""


@dataclass(frozen=True)
class Folded:
    """`text[i]` was made from the character `origins[i]` of what was folded."""

    text: str
    origins: Sequence[int]


def fold(text: str) -> Folded:
    """NFKC, lower case and Simplified characters (OpenCC, character by character), with the way back.

    Simplified rather than Traditional because many Traditional characters share one Simplified one and none is
    lost the other way round (發 and 髮 are both 发): both scripts meet in it. Hong Kong's variants (裏, 衞, 綫) meet
    the standard ones in it too.
    """
    folded = text.translate(_FOLDS)
    # No character is folded to nothing, so as many characters means one for each.
    if len(folded) == len(text):
        return Folded(folded, range(len(text)))
    lengths = (len(_FOLDS[ord(character)]) for character in text)
    return Folded(folded, tuple(chain.from_iterable(map(repeat, range(len(text)), lengths))))


class _Folds(dict[int, str]):
    """From a code point to what it is folded to, made on first use."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code)).lower()
        made = self[code] = convert("hk2s", plain).translate(_LEFT_OVER)
        return made


_FOLDS = _Folds()


_SET_OTHERWISE = re.compile(r"(?<=\d),(?=\d{3}(?!\d))|(?!(?<=\d)[^\w,](?=\d)|(?<!\w)[-+−](?=\d)|[%‰°$£€¥])\W")
"""What is between letters and tells no figure from another."""


def letters(text: str) -> str:
    """The folded letters and digits of `text`, with what makes another figure of digits (a point or a stroke between
    them, a sign before them, per cent, a currency) and nothing else: what two ways of setting one sentence share."""
    return _SET_OTHERWISE.sub("", fold(text).text)


def words(text: str) -> list[str]:
    """The folded words of `text` in order: Latin words, figures without thousands separators, runs of Han."""
    return [_plain(match.group()) for match in _WORD.finditer(text.translate(_FOLDS))]


def placed_words(text: str) -> list[tuple[str, Sequence[int]]]:
    """The same, each with the numbers of the characters of `text` that it was made of."""
    folded = fold(text)
    return [(_plain(m.group()), folded.origins[m.start() : m.end()]) for m in _WORD.finditer(folded.text)]


def _plain(word: str) -> str:
    return re.sub(r",(?=\d{3}(?!\d))", "", word) if word[0].isdigit() else word.replace("’", "'").removesuffix("'s")


def is_han(word: str) -> bool:
    """Whether a folded word is a run of Han characters."""
    return bool(HAN.match(word))
