"""Exact match and F1 of an answer's span, as the field scores CMRC and DRCD.

After CMRC 2018's evaluation (Cui et al. 2019, "A Span-Extraction Dataset for Chinese Machine Reading Comprehension",
§4): punctuation and case taken off, a Chinese character or a word of other letters counts one, the overlap is the
longest common run.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from pressdesk.ingest.fold import fold

_UNITS = re.compile(r"[a-z0-9]+|[^\W_]")


def units(text: str) -> list[str]:
    """What counts one each. Scripts are folded: a conversion by OpenCC may write the gold answer otherwise."""
    return _UNITS.findall(fold(text).text)


def exact_match(found: str, gold: Sequence[str]) -> float:
    """1 where `found` is one of the gold answers."""
    return float(units(found) in [units(answer) for answer in gold])


def f1(found: str, gold: Sequence[str]) -> float:
    """The largest F1 with any of the gold answers, 0 to 1."""
    return max((_f1(units(found), units(answer)) for answer in gold), default=0.0)


def _f1(found: list[str], gold: list[str]) -> float:
    if not found or not gold:
        return float(found == gold)
    common = SequenceMatcher(None, found, gold, autojunk=False).find_longest_match().size
    return 2 * common / (len(found) + len(gold))
