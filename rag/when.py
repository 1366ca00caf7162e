"""What a question says of time: the days that it means, and whether it means the days of the releases themselves.

"Releases of last month" asks for releases of those days: that is a filter. "How many visitors in 2025?" may be
answered by a release of any day: that is no more than a preference.
"""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import dateparser

from pressdesk.ingest.errors import BadFilter
from pressdesk.ingest.fold import fold
from pressdesk.ingest.numeral import chinese_number

from .days import Span, Unit, around, dated, lately, part_of_year, weekday


@dataclass(frozen=True)
class When:
    """An expression of time in a question. `of_release`: it surely tells the day of the release that is asked for."""

    span: Span
    of_release: bool


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    span: Span
    kept: re.Match[str]
    rule: "_Rule"


_Match = re.Match[str]
_Rule = tuple[re.Pattern[str], Callable[[_Match, datetime.date, int | None], Span | None]]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(?P<weekday>mon|tues|wednes|thurs|fri|satur|sun)day\b"
_WEEKDAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)})"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "首": 1, "上": 1, "下": 2}
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ZH_YEAR = rf"(?:{_YEAR}\s*年|(?P<named>[去旧上今本前])年)"
_YEARS_AGO = {"去": 1, "旧": 1, "上": 1, "今": 0, "本": 0, "前": 2}
_THIS_OR_LAST = r"(?P<which>上上|上|今|本|这|呢)(?:1|一)?个?"
_AGO = {"上上": 2, "上": 1, "last": 1, "previous": 1}
_UNITS: dict[str, Unit] = {
    "天": "day", "日": "day", "星": "week", "礼": "week", "周": "week", "月": "month", "季": "quarter", "年": "year",
    "d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year",
}  # fmt: skip


def _year_of(m: _Match, today: datetime.date, given: int | None) -> int | None:
    """The year that the expression writes or names, else the one `given` by the other end of a range."""
    groups = m.groupdict()
    if groups.get("named"):
        return today.year - _YEARS_AGO[groups["named"]]
    return int(groups["year"]) if groups.get("year") else given


def _date(m: _Match, today: datetime.date, given: int | None) -> Span | None:
    groups = m.groupdict()
    month, day = groups.get("month"), groups.get("day")
    number = None if month is None else int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    return dated(today, _year_of(m, today, given), number, int(day) if day else None)


def _quarter(m: _Match, today: datetime.date, given: int | None) -> Span | None:
    number = m["number"]
    return part_of_year(today, _year_of(m, today, given), "quarter", _ORDINALS.get(number) or int(number))


def _half(m: _Match, today: datetime.date, given: int | None) -> Span | None:
    return part_of_year(today, _year_of(m, today, given), "half", _ORDINALS[m["number"]])


def _calendar(m: _Match, today: datetime.date, given: int | None) -> Span:
    del given
    return around(today, _UNITS[m["unit"][0]], _AGO.get(m["which"], 0))


def _rolling(m: _Match, today: datetime.date, given: int | None) -> Span:
    del given
    count = m.groupdict().get("count") or "1"
    if count == "半":
        return lately(today, 6, "month")
    return lately(today, int(count) if count.isdigit() else _NUMBERS.index(count) + 1, _UNITS[m["unit"][0]])


def _weekday(m: _Match, today: datetime.date, given: int | None) -> Span:
    del given
    if m["weekday"] in _WEEKDAYS:
        return weekday(today, _WEEKDAYS.index(m["weekday"]))
    return weekday(today, "一二三四五六日".index(m["weekday"].replace("天", "日")), _AGO.get(m["which"], 0))


def _days_ago(days: int) -> Callable[[_Match, datetime.date, int | None], Span]:
    return lambda _match, today, _given: around(today, "day", days)


# Folded text with its numerals in figures is matched; the first rule that fits a place has it.
_RULES: tuple[_Rule, ...] = tuple(
    (re.compile(pattern), span)
    for pattern, span in (
        (rf"(?<!\d){_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?!\d)", _date),
        (rf"(?<!\d)(?P<day>\d{{1,2}})[-/.](?P<month>\d{{1,2}})[-/.]{_YEAR}(?!\d)", _date),
        (rf"(?:{_ZH_YEAR}\s*)?(?<!\d)(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*[日号]", _date),
        (rf"(?:{_ZH_YEAR}的?\s*)?第?\s?(?P<number>(?<=第)[1-4]|(?<=第\s)[1-4]|首)\s*季度?", _quarter),
        (rf"(?:{_ZH_YEAR}的?\s*)?(?P<number>[上下])半年", _half),
        (rf"(?:{_ZH_YEAR}\s*)?(?<!\d)(?P<month>\d{{1,2}})\s*月份?(?!\s*\d{{1,2}}\s*[日号])", _date),
        (r"(?:过去|最近|近)的?\s*(?P<count>\d{1,3}|半)\s*个?(?P<unit>天|日|星期|礼拜|周|月|季|年)", _rolling),
        (rf"{_THIS_OR_LAST}(?:星期|礼拜|周)(?P<weekday>[一二三四五六日天])", _weekday),
        (rf"(?<!以){_THIS_OR_LAST}(?P<unit>星期|礼拜|周(?![年边刊期])|月(?![租薪费票供入])|季)", _calendar),
        (rf"(?<!\d){_ZH_YEAR}", _date),
        (r"今[日天]", _days_ago(0)),
        (r"[昨琴寻㖊][日天]", _days_ago(1)),
        (r"前[日天]|\bthe day before yesterday\b", _days_ago(2)),
        (r"\btoday\b", _days_ago(0)),
        (r"\byesterday\b", _days_ago(1)),
        (rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? {_YEAR})?", _date),
        (rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? {_YEAR})?", _date),
        (rf"\b{_MONTH},? (?:of )?{_YEAR}\b", _date),
        (rf"\bq(?P<number>[1-4])\b(?:(?: of|,)? {_YEAR})?", _quarter),
        (rf"\b{_YEAR} q(?P<number>[1-4])\b", _quarter),
        (rf"\b(?P<number>first|second|third|fourth) quarter\b(?: of {_YEAR})?", _quarter),
        (rf"\b(?P<number>first|second) half of {_YEAR}\b", _half),
        (rf"\b(?:last|past|previous) {_COUNT} (?P<unit>day|week|month|quarter|year)s?\b", _rolling),
        (r"\bpast (?P<unit>week|month|quarter|year)\b", _rolling),
        (r"\b(?P<which>last|previous|this|current) (?P<unit>week|month|quarter|year)\b", _calendar),
        (rf"\b(?:last|this|on) {_WEEKDAY}", _weekday),
        (rf"\b(?:in|of|since|before|after|during|from|last|this|for|to|until) {_MONTH}(?! (?:street|road|i|we|be)\b)", _date),
        (rf"\b{_MONTH}(?='s | (?:press |news )?(?:releases?|announcements?)\b)", _date),
        (rf"\b(?:in|of|for|during|since|before|after|from|to|until|by|the|year|fy) {_YEAR}\b(?! ?[%\-.,]?\d| [a-z]{{4,}}s\b)", _date),
    )
)  # fmt: skip

_SINCE = re.compile(r"\s*(?:份|度)?(?:以来|至今|起|开始)"), re.compile(r"\bsince (?:the )?$")
_BEFORE = re.compile(r"\s*(?:份|度)?(?:[之以]前|前(?![\d半任几]))"), re.compile(r"\b(?:before|prior to) (?:the )?$")
_AFTER = re.compile(r"\s*(?:份|度)?(?:[之以]后)"), re.compile(r"\bafter (?:the )?$")
_PREPOSITION = re.compile(r"(?:in|of|since|before|after|during|from|for|to|until|by|the|year|fy|on) ")
_TO = re.compile(r"\s*(?:至|到|-|–|—|~|to|until|through|till)\s*")
_AND = re.compile(r"\s*and\s*")

_ZH_NAME = r"(?:新闻稿|新闻公报|公报|公告|通告|声明|演[辞词]|致辞|更正|启事|邀请|新闻|消息|稿)"
_ZH_ISSUED = r"(?:发布|公布|发出|发表|宣布|刊登)[过了]?"
_EN_NAME = r"(?:releases?|announcements?|statements?|speech(?:es)?|news|corrections?|corrigendum|notices?|remarks|invitations?)"
_OF_RELEASE = re.compile(
    rf"§\s*(?:[所已共]?{_ZH_ISSUED}|出)?\s*[的有]?(?:几多|多少|[什甚]么|哪些|哪|咩|乜|最新|[𠮶那这份篇则张个些])*"
    rf"(?:[关有][于关][^,。?!]{{1,20}}的)?{_ZH_NAME}"
    rf"|§[^,。?!]{{0,6}}{_ZH_ISSUED}(?:[什甚]么|咩|乜|哪些|几多|多少)|§\s*有?(?:[什甚]么|咩|乜)(?:发布|公布|宣布)"
    rf"|{_ZH_NAME}\s*(?:\(|,?\s*(?:发[布表])?日期[为是:]?)\s*§"
    rf"|\b{_EN_NAME}\b(?: (?:about|on) [\w' -]{{1,40}}?)?"
    r"(?: (?:that|which|was|were|issued|published|put out|sent out|given|made|dated|released|came out|from|of|in|on|during|over|between|the))*"
    rf"[ (]*§|§(?:'s)? (?:press |media |news )?{_EN_NAME}\b"
    r"|\bwhat\b[^.?!,]{0,40}\b(?:announc\w+|publish\w*|released?|issued?|came out|put out)(?: (?:in|on|during|over|the))* §"
)  # fmt: skip


def read_times(question: str, today: datetime.date) -> tuple[When, ...]:
    """The expressions of time in `question`, in its order, seen from `today`."""
    text = _NUMERALS.sub(_in_figures, fold(question).text)
    joined: list[_Found] = []
    for found in sorted(_expressions(text, today), key=lambda f: f.start):
        together = _range(text, joined[-1], found, today) if joined else None
        joined[-1:] = [together] if together else [*joined[-1:], found]
    return tuple(When(f.span, bool(_OF_RELEASE.search(f"{text[: f.start]}§{text[f.end :]}"))) for f in joined)


def read_day(field: Literal["from", "to"], written: str, today: datetime.date) -> datetime.date:
    """The day that a filter's `field` is set to, as a date or in words: of "last month" the first day for `from`, the
    last for `to`. Raises `BadFilter`."""
    spans = [time.span for time in read_times(f"in {written}", today)]
    if len(spans) == 1 and (day := spans[0].first if field == "from" else spans[0].last):
        return day
    settings = {
        "RELATIVE_BASE": datetime.datetime.combine(today, datetime.time()),
        "PREFER_DATES_FROM": "past",
        "REQUIRE_PARTS": ["day", "month"],
    }
    found = dateparser.parse(written, languages=["en", "zh"], settings=settings)
    if found is None:
        raise BadFilter(field, f"{written!r} is no date.", "Write 2026-02-25, or words like 'last month'.")
    return found.date()


_NUMERALS = re.compile(r"[〇零一二两三四五六七八九十廿卅]+(?=\s*(?:年|月|日|号|天|周|个|季|星期|礼拜))")


def _in_figures(numeral: re.Match[str]) -> str:
    number = chinese_number(numeral.group())
    return numeral.group() if number is None else str(int(number))


def _expressions(text: str, today: datetime.date) -> Iterator[_Found]:
    taken: list[tuple[int, int]] = []
    for rule in _RULES:
        pattern, read = rule
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            # Of a day that there is not, 30 February, no part is taken for a month or year.
            if span := read(match, today, None):
                yield _bounded(text, match, span, rule)


def _bounded(text: str, match: _Match, span: Span, rule: _Rule) -> _Found:
    """The expression with the words that make it open at one end."""
    lead = _PREPOSITION.match(match.group())
    start = match.start() + (lead.end() if lead else 0)
    for (behind, ahead), opened in ((_SINCE, span.since), (_BEFORE, span.before), (_AFTER, span.after)):
        after, before = behind.match(text, match.end()), ahead.search(text[:start])
        if after or before:
            return _Found(
                before.start() if before else start, after.end() if after else match.end(), opened, match, rule
            )
    return _Found(start, match.end(), span, match, rule)


def _range(text: str, one: _Found, other: _Found, today: datetime.date) -> _Found | None:
    """Two expressions as one from the first to the last, where the text between them says so. A year that only one of
    them has is the other's too."""
    between = text[one.end : other.start]
    if not _TO.fullmatch(between) and not (_AND.fullmatch(between) and re.search(r"\bbetween $", text[: one.start])):
        return None
    first = one.rule[1](one.kept, today, _year_of(other.kept, today, None))
    last = other.rule[1](other.kept, today, _year_of(one.kept, today, None))
    if not (first and last and first.first and last.last and first.first <= last.last):
        return None
    return _Found(one.start, other.end, Span(first.first, last.last), other.kept, other.rule)
