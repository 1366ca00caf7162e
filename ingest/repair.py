"""What a PDF left behind is taken out, and every character that stays knows where it came from.

The stored original is never changed: `Repaired` is a second reading of it, for recognising, splitting and
embedding. A citation is always cut from the original.
"""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

_LINK_LINE = re.compile(
    r"^\W*\[[^\]\n]*\]\([^)\n]*\)[^。.\n]{0,30}$"
    r"|^.{0,12}(?:請按此|请点击|按此下載|點擊下載|点击下载|click here to download)[^。\n]{0,30}$",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"^(?:[-–—]\s*)?\d{1,3}(?:\s*[-–—])?$|^第\s*\d{1,3}\s*[頁页](?:\s*[,，]?\s*共\s*\d{1,3}\s*[頁页])?$"
    r"|^(?:page|p\.)\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?$|^\d{1,3}\s*/\s*\d{1,3}$",
    re.IGNORECASE,
)
_TERMINAL = "。！？!?；;：:…」』”’）)】]|"
_INSIDE = re.compile(r"[，。；、：]|[,;:] |, ")
_CJK = re.compile(r"[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_OPENS_NEW = re.compile(
    r"^\s*(?:[（(【\[#|>*•·▪●○◆■-]|\d{1,2}[.、)）]\s|[一二三四五六七八九十]{1,3}[、.]|[A-Za-z一-鿿]{2,10}[：:])"
)
_DROPPED = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"}

_MIN_BROKEN = 12
"""Shortest line, in characters, that can be half of a broken sentence: shorter ones are headings, names, labels."""


@dataclass(frozen=True)
class Repaired:
    """`text` with, for each of its characters, the index of the character of the original that it stands for."""

    text: str
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's offsets (code points, end exclusive) of the repaired `text[start:end]`, not empty."""
        return self.origins[start], self.origins[end - 1] + 1

    def position(self, offset: int) -> int:
        """Where the original's character `offset`, or the next one that was kept, stands in `text`."""
        return bisect_left(self.origins, offset)


def repair(original: str) -> Repaired:
    """Drop link lines, lone page numbers, form feeds and invisible characters; close sentences that a page
    break or a hard line end cut; write full-width letters and digits in half width.

    `origins` is strictly increasing, so that any stretch of the outcome maps to one stretch of the original.
    """
    lines = [line for line in _lines(original) if not _is_debris(original[line[0] : line[1]])]
    characters: list[str] = []
    origins: list[int] = []
    for number, (start, end) in enumerate(lines):
        if number:
            gap = lines[number - 1][1]
            joint = _joint(original, lines[number - 1], (start, end))
            if joint:
                characters.append(joint)
                origins.append(gap)
        for offset in range(start, end):
            kept = _character(original[offset])
            if kept:
                characters.append(kept)
                origins.append(offset)
    return Repaired("".join(characters), tuple(origins))


def close_up(quote: str, *, lines_stand: bool = False) -> str:
    """A stretch of an original on one line as a reader sees it: debris lines out, broken lines joined (or, where
    `lines_stand`, as in an address, kept apart by a space).

    Every other character stays as it is; what is shown of a quotation is verbatim but for its line ends.
    """
    lines = [quote[start:end].strip() for start, end in _lines(quote)]
    kept = [line for line in lines if line and not _is_debris(line)]
    closed = ""
    for line in kept:
        tight = not closed or (not lines_stand and _CJK.match(closed[-1]) and _CJK.match(line[0]))
        closed += ("" if tight else " ") + line
    return "".join(c for c in closed if c not in _DROPPED)


def _lines(text: str) -> list[tuple[int, int]]:
    """Offsets of the non-empty lines without their ends and outer white space; a form feed ends a line too."""
    spans = []
    for match in re.finditer(r"[^\n\r\f\v\u2028\u2029]+", text):
        line = match.group()
        if line.strip():
            lead = len(line) - len(line.lstrip())
            spans.append((match.start() + lead, match.start() + len(line.rstrip())))
    return spans


def _is_debris(line: str) -> bool:
    line = line.strip()
    return bool(_PAGE_NUMBER.match(line) or _LINK_LINE.match(line))


def _character(character: str) -> str:
    if character in _DROPPED or (unicodedata.category(character) == "Cc" and character != "\t"):
        return ""
    if character in "\u3000\u00a0\t":
        return " "
    if "０" <= character <= "９" or "Ａ" <= character <= "Ｚ" or "ａ" <= character <= "ｚ":
        return chr(ord(character) - 0xFEE0)
    return character


def _joint(original: str, before: tuple[int, int], after: tuple[int, int]) -> str:
    """What stands between two lines: a line end, or a space, or nothing where a sentence was cut in two."""
    head, tail = original[before[0] : before[1]], original[after[0] : after[1]]
    if not _is_cut(head, tail):
        return "\n"
    return "" if _CJK.match(head[-1]) and _CJK.match(tail[0]) else " "


def _is_cut(head: str, tail: str) -> bool:
    """Whether the line break between two lines is inside a sentence."""
    if head[-1] in _TERMINAL or _OPENS_NEW.match(tail) or head.startswith(("#", "|")):
        return False
    if head[-1] in "，、,":
        return True
    if len(head) < _MIN_BROKEN or not _INSIDE.search(head):
        return False
    if _CJK.search(head):
        # A heading has no stop inside, and the text that follows a title begins with its date line.
        return bool(re.search(r"[。；，、]|, ", head)) and bool(re.search(r"[。！？；，,、]", tail))
    return tail[0].islower() and head[-1] != "."
