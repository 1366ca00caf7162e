"""What of a question another word can take the place of: its time, its names, what it asks."""

import re
from dataclasses import replace

from pressdesk.ingest.language import HAN

from .topics import Found, Names

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_NUMERAL = r"[\d〇零一二三四五六七八九十廿]"
CHINESE_TIME = re.compile(
    rf"(?:(?:{_NUMERAL}{{2,4}}\s*年(?:度|底|初)?|[今去明前後后上]年(?:度|底|初)?)\s*的?\s*)?"
    rf"(?:(?<!\d){_NUMERAL}{{1,3}}\s*月(?:份|底|初)?\s*(?:{_NUMERAL}{{1,3}}\s*[日號号])?|第\s?[一二三四1-4]\s?季度?|[上下]半年|[上下今本這这]個?个?[月週周季](?:度|份)?|[今昨明]日|今天|昨天)"
    rf"|(?<!\d){_NUMERAL}{{4}}\s*年(?:度|底|初)?|[今去明前後后上]年(?:度|底|初)?"
)
ENGLISH_TIME = re.compile(
    rf"\b(?:(?:in|on|during|since|by|for|at) )?(?:the )?(?:(?:end|beginning|start|middle) of )?(?:(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{1,2}})?(?:,? (?:19|20)\d\d)?"
    r"|(?:q[1-4]|(?:first|second|third|fourth) quarter)(?:(?: of)? (?:19|20)\d\d)?|(?:19|20)\d\d"
    r"|(?:last|this|next|previous) (?:year|month|quarter|week))\b",
    re.IGNORECASE,
)

_GOES_ON = re.compile(r"[\u3400-\u9fff](?<![的有是在幾几多何甚什哪和及與与會会將将要由需可共合月樓楼造舉举])")
"""A character behind a phrase that is likely part of it: 資助 has 資 in common with 投資 and is another word."""

_LATIN_NAME = re.compile(r"(?<=\S )(?!HK|US|RMB|NT|MOP)(?:[A-Z][\w'’&-]*)(?: (?:(?:of|and|for) )?[A-Z0-9][\w'’&-]*)*")
_QUOTED = re.compile(r"[「『“\"]([^「」『』“”\"]{2,40})[」』”\"]")


def entities(question: str, names: Names) -> list[Found]:
    """What `question` is about, likeliest first: the names that are known, each with the capitals around it, else what
    stands in quotation marks, or the longest in capitals behind the first word. A name that every release has is none
    where the question has another or goes on behind it (嵐灣醫院)."""
    found = [_whole(question, name) for name in names.found(question)]
    if found and not found[0].common:
        return found
    for pattern in (_QUOTED, _LATIN_NAME):
        if matches := list(pattern.finditer(question)):
            spans = sorted((m.span(m.lastindex or 0) for m in matches), key=lambda span: span[0] - span[1])
            return [Found(start, end, question[start:end]) for start, end in spans]
    return [name for name in found if not HAN.match(question[name.end :])]


def _whole(question: str, name: Found) -> Found:
    """A Latin name with the words in capitals that go on from it: "Egret Isle" for "Egret"."""
    if not question[name.end - 1].isascii():
        return name
    goes_on = re.match(r"(?: [A-Z][\w-]*)*", question[name.end :])
    return replace(name, end=name.end + (goes_on.end() if goes_on else 0))


def put(question: str, start: int, end: int, text: str) -> str:
    """`question` with `text` at [start, end), and no article twice or space left over."""
    before, after = question[:start], question[end:]
    if re.search(r"\b(?:the|a|an) $", before, re.IGNORECASE):
        text = re.sub(r"^(?:the|a|an) ", "", text, flags=re.IGNORECASE)
    return re.sub(r" {2,}", " ", f"{before}{text}{after}").strip()


def same_ending(question: str, phrase: str) -> tuple[int, int] | None:
    """Where `question` has something that ends as `phrase` does: 單人單位 for 雙人單位, "single flats" for "family
    flats". None where nothing does."""
    if re.search(r"[\u3400-\u9fff]", phrase):
        for length in range(len(phrase) - 1, 0, -1):
            at = question.find(phrase[-length:])
            start = at + length - len(phrase)
            ends = not _GOES_ON.match(question[at + length :])
            if at >= 0 and start >= 0 and ends and re.fullmatch(r"[\u3400-\u9fff\d]+", question[start : at + length]):
                return start, at + length
        return None
    words = phrase.split()
    if len(words) > 1:
        pattern = rf"\b(?:[\w'’-]+ ){{{len(words) - 1}}}{re.escape(words[-1])}\b"
        if match := re.search(pattern, question, re.IGNORECASE):
            return match.span()
    return None
