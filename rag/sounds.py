"""How a name in Latin letters may be written in Chinese, by its sound: 特斯拉 for Tesla, 張居正 for Zhang Juzheng,
尖沙咀 for Tsim Sha Tsui.

Foreign names by a joint model of characters and letters (Li, Zhang and Su 2004, "A Joint Source-Channel Model for
Machine Transliteration", §3), trained by `eval/train_sounds.py`: what on and with what result is in
`docs/model-card-sounds.md`. Names in pinyin by `pypinyin`, and those of Hong Kong by `cantonese-romanisation`. Only
what some passage has can be meant, so only characters that stand side by side in the index are put together.
"""

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from importlib import resources
from itertools import takewhile

from pressdesk.ingest.fold import fold, words

WEIGHTS = "sounds.json"
LONGEST_PIECE = 6
"""Letters that one character may stand for: zhuang."""

_SHORTEST = 4
"""Letters of a name: shorter ones sound like anything."""

_LEAST_LIKELY = -4.7
_BEHIND = 0.3
_MOST_FOREIGN = 3
"""Least log likelihood a letter, how far a further way to write it may be behind the best, and how many are given."""

_MOST = 40
"""Ways to write a name in pinyin or in Cantonese, of which none is likelier than another: where there are more, it
sounds like anything."""

_KEPT = 60
_KEPT_ALIKE = 2000
"""Beginnings that are followed, of a foreign name and of one whose ways are all alike."""

_NONE: AbstractSet[str] = frozenset()

Followers = Mapping[str, AbstractSet[str]]
"""Of each folded character those that stand right behind it somewhere in the index."""

Spellings = Mapping[str, Mapping[str, float]]
"""Of a piece of letters the characters that it may be, with their log likelihoods."""


_MOST_WORDS = 4
"""Words in capitals that are taken for one name."""

_CAPITALS = re.compile(r"\b[A-Z]\w+(?:['’-]\w+)*")


def names_in(text: str) -> frozenset[str]:
    """The folded words of an English text that it writes in capitals, as names are."""
    return frozenset(word for name in _CAPITALS.findall(text) for word in words(name) if _letters(word))


def by_sound(asked: Sequence[str], number: int, names: AbstractSet[str], followers: Followers) -> list[str]:
    """How the word of this number among the folded words `asked` may be written in Chinese, if it is one of the
    `names`: what it and the names beside it sound like together, in Mandarin and in Cantonese, and it alone as a
    foreign one."""
    if asked[number] not in names:
        return []
    before = takewhile(names.__contains__, reversed(asked[:number]))
    after = takewhile(names.__contains__, asked[number:])
    run = [_letters(word) for word in (*reversed([*before]), *after)][:_MOST_WORDS]
    together = [*mandarin("".join(run), followers), *cantonese(run, followers)]
    return [*together, *foreign(_letters(asked[number]), followers)]


def _letters(word: str) -> str:
    """Its letters; nothing for a word with other signs than English ones."""
    bare = word.replace("'", "")
    return bare if bare.isascii() and bare.isalpha() else ""


def foreign(name: str, followers: Followers) -> list[str]:
    """How a foreign name may be written, the likeliest first: `name` in small letters without accents."""
    if len(name) < _SHORTEST:
        return []
    found = _written(name, _foreign(), followers, _KEPT)
    likely = sorted(((score / len(name), written) for written, score in found.items()), reverse=True)
    best = likely[0][0] if likely else 0.0
    return [written for score, written in likely[:_MOST_FOREIGN] if score >= max(_LEAST_LIKELY, best - _BEHIND)]


def mandarin(name: str, followers: Followers) -> list[str]:
    """How a name in pinyin without tones may be written."""
    return _unless_any(_written(name, _mandarin(), followers, _KEPT_ALIKE)) if len(name) >= _SHORTEST else []


def cantonese(syllables: Sequence[str], followers: Followers) -> list[str]:
    """How a name of these syllables may be written, as Hong Kong romanises them; none for a single one."""
    found = [""]
    for syllable in syllables if len(syllables) > 1 else ():
        heard = _cantonese().get(_plain_cantonese(syllable), frozenset())
        found = [w + c for w in found for c in (heard & followers.get(w[-1], _NONE) if w else heard)]
    return _unless_any(filter(None, found))


def _unless_any(ways: Iterable[str]) -> list[str]:
    """In an order that does not change from one process to the next."""
    found = sorted(ways)
    return found if len(found) <= _MOST else []


def _written(name: str, spellings: Spellings, followers: Followers, kept: int) -> dict[str, float]:
    """Two characters or more that give the letters of the name, with their log likelihoods."""
    reached: list[dict[str, float]] = [{} for _ in range(len(name) + 1)]
    reached[0][""] = 0.0
    for start in range(len(name)):
        begun = sorted(reached[start].items(), key=lambda item: (-item[1], item[0]))[:kept]
        for end in range(start + 1, min(start + LONGEST_PIECE, len(name)) + 1) if begun else ():
            there, heard = reached[end], spellings.get(name[start:end], {})
            for written, score in begun if heard else ():
                for character in heard.keys() & followers.get(written[-1], _NONE) if written else heard:
                    longer = written + character
                    there[longer] = max(there.get(longer, -math.inf), score + heard[character])
    return {written: score for written, score in reached[-1].items() if len(written) > 1}


@cache
def _foreign() -> Spellings:
    return json.loads(resources.files(__package__ or "pressdesk.rag").joinpath(WEIGHTS).read_text(encoding="utf-8"))


@cache
def _mandarin() -> Spellings:
    """Of each syllable of pinyin the folded characters that have it."""
    from pypinyin.contrib.tone_convert import to_normal
    from pypinyin.pinyin_dict import pinyin_dict

    plain = cache(lambda sound: to_normal(sound).replace("ü", "u"))
    spellings: dict[str, dict[str, float]] = defaultdict(dict)
    for code, sounds in pinyin_dict.items():
        character = chr(code)
        if _FIRST <= code <= _LAST and fold(character).text == character:
            for sound in sounds.split(","):
                spellings[plain(sound)][character] = 0.0
    return spellings


_FIRST, _LAST = 0x4E00, 0x9FA5
"""The characters that were in Unicode from the first, others being too rare to be in a name."""


@cache
def _cantonese() -> Mapping[str, AbstractSet[str]]:
    """Of each syllable, as `_plain_cantonese` has it, the folded characters that have it."""
    from cantoroman import Cantonese

    spellings: dict[str, set[str]] = defaultdict(set)
    for sound, characters in Cantonese().romanToChar.items():
        spellings[_plain_cantonese(sound)].update(fold("".join(characters)).text)
    return spellings


_PLAIN: Iterable[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"^(?:ts|ch|j|z)", "ch"), (r"^g", "k"), (r"^b", "p"), (r"^d", "t"), (r"^sh", "s"), (r"aa|ar", "a"),
        (r"ork$", "ok"), (r"(?:or|oh|o)$", "o"), (r"oo", "u"), (r"ee$|ei$", "i"), (r"eu", "u"), (r"yue", "yu"),
    )
]  # fmt: skip
"""What Hong Kong's names leave open: 波 is Po, Bo, Bor; 門 is Mun, Moon; 咀 is Tsui, Jui; 李 is Lee, Li, Lei."""


def _plain_cantonese(syllable: str) -> str:
    for pattern, plain in _PLAIN:
        syllable = pattern.sub(plain, syllable)
    return syllable
