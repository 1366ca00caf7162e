"""Figures with what they count, so that two texts' figures can be held against each other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pressdesk.ingest.fold import fold, is_han, words
from pressdesk.ingest.quantity import Quantity, quantities
from pressdesk.ingest.terms import stem

_CLAUSE_END = re.compile(r"[，。；;！!？?\n|]|, |\. ")

_MEASURE_WORDS = (
    "个间名项人位家层次座条所份辆台架艘年天月周日小时倍届期宗套款种支枚户幢栋场公里公顷公斤平方米张件头只岁"
)
_CLASSES = {"间": "间", "家": "间", "所": "间", "名": "名", "人": "名", "位": "名", "幢": "座", "栋": "座", "座": "座"}
"""Measure words that count the same things are one."""

_TELLING = "层艘幢栋岁架户"

_COUNTED = re.compile(rf"\s*[多余]?\s*(?P<measure>[{_MEASURE_WORDS}])?(?P<noun>[\u3400-\u9fff]{{0,4}})")
_NO_NOUN = re.compile(r"[的在是由至到和及与或以将会可应为了增减改内后前外当佔占]")
_ASKED = re.compile(rf"(?:多少|几多?)\s*([{_MEASURE_WORDS}])")
_DURATION = re.compile(r"多久|几耐|多长时间|\bhow long\b")
_ENGLISH = re.compile(r"[\s-]*((?:[a-z]+[ -]?){1,3})")
_NO_UNIT = frozenset("in of on at to for from by with and or the a an is are was were which that".split())  # noqa: SIM905


@dataclass(frozen=True)
class Figure:
    """A figure of a text: what it is worth, as it is written, and the clause that it stands in.

    `measure` is the class of its Chinese measure word, `nouns` what it counts: the beginning of a Chinese noun, or
    English stems. Both are empty where the text doesn't say.
    """

    quantity: Quantity
    written: str
    clause: str
    measure: str
    nouns: frozenset[str]

    @property
    def kind(self) -> str:
        return self.quantity.kind

    @property
    def value(self) -> str:
        return self.quantity.value

    @property
    def number(self) -> Decimal | None:
        return self.quantity.number

    def counts_as(self, other: "Figure") -> bool:
        """Whether the two are figures of one thing as far as their texts say: two amounts, percentages or dates, or
        numbers of the same noun, or of the same measure word where one has no noun."""
        if self.kind != other.kind:
            return False
        if self.kind == "date":
            return _grain(self.value) == _grain(other.value)
        if self.kind != "number":
            return True
        if self.measure or other.measure:
            if self.measure != other.measure:
                return False
            return not self.nouns or not other.nouns or bool(self.nouns & other.nouns)
        return bool(self.nouns & other.nouns)

    def is_exactly(self, other: "Figure") -> bool:
        """Whether two numbers are surely of one thing: of one noun, or in a measure word that tells it (層)."""
        if self.nouns or other.nouns:
            return bool(self.nouns & other.nouns)
        return bool(self.measure) and self.measure == other.measure and self.measure in _TELLING


@lru_cache(8192)
def figures(text: str) -> tuple[Figure, ...]:
    """The figures of `text` in order; telephone numbers are none."""
    return tuple(_figures(text))


def counted_in(question: str) -> frozenset[str]:
    """The classes of measure word that a Chinese question asks for a number of (多少間, 多久); none: it may be any."""
    text = fold(question).text
    asked: set[str] = {_CLASSES.get(str(word), str(word)) for word in _ASKED.findall(text)}
    return frozenset(asked | set("年月天日周小时" if _DURATION.search(text) else ""))


def _figures(text: str) -> Iterator[Figure]:
    edges = [0, *(m.end() for m in _CLAUSE_END.finditer(text)), len(text)]
    for quantity in quantities(text):
        if quantity.kind == "phone":
            continue
        start = max(edge for edge in edges if edge <= quantity.start)
        end = min(edge for edge in edges if edge >= quantity.end)
        measure, nouns, after = _counted(text, quantity)
        written = text[quantity.start : after].strip()
        yield Figure(quantity, written, text[start:end].strip("，。；;！!？?\n|, .:："), measure, nouns)


def _counted(text: str, quantity: Quantity) -> tuple[str, frozenset[str], int]:
    """The measure word and nouns behind a figure, and where what belongs to it ends."""
    if quantity.kind != "number":
        return "", frozenset(), quantity.end
    folded = fold(text[quantity.end : quantity.end + 40])
    match = _COUNTED.match(folded.text)
    if match and (match["measure"] or match["noun"]):
        noun = _NO_NOUN.split(match["noun"])[0]
        measure = _CLASSES.get(match["measure"] or "", match["measure"] or "")
        end = match.end("measure") if match["measure"] else match.start("noun") + len(noun)
        # 「420 個單位」 and 「單位數目由 420 個」: two characters are enough of a noun to tell it from another.
        nouns = frozenset({noun[:2]}) if len(noun) > 1 else frozenset[str]()
        return measure, nouns, quantity.end + (folded.origins[end - 1] + 1 if end else 0)
    if english := _ENGLISH.match(folded.text):
        counted = [word for word in words(english.group(1)) if not is_han(word)]
        kept: list[str] = []
        for word in counted:
            if word in _NO_UNIT:
                break
            kept.append(stem(word))
        return "", frozenset(kept), quantity.end + (english.start(1) + len(english.group(1)) if kept else 0)
    return "", frozenset(), quantity.end


def _grain(iso: str) -> str:
    """What a date says: a day, a month or a year."""
    parts = iso.removeprefix("--").split("-")
    known = len(parts) + iso.startswith("--")
    return ("year", "month", "day")[known - 1]
