"""Chinese clauses that can be understood without the text around them.

A clause stands alone where it begins with a name, where its subject is surely that of the clause before, or where what
the release is about is put before it. All others are left out: better no question than one of a fragment.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pressdesk.ingest.fold import fold

from .draft import Subject
from .subject import HEADS

_TOPIC, _NAME, _PART, _OWNED = 0, 1, 2, 3
"""Ranks: the clause begins with the topic, another name, a part of the topic, or what may be the organisation's."""

_STOPS = re.compile(r"[，。；：！？\n]|,\s|;\s|:\s")
_LINKS = re.compile(
    r"^(?:并且|并|亦|也|更|另外|另设|另|同时|而且|而|但|不过|此外|因此|所以|其后|届时|目前|现时|截至目前)"
)
_UNCLEAR = re.compile(
    r"[我你您他她它该此这那]|其(?!他|它)|当中|其中|其余|余下|上述|有关|双方|两者|各自|前者|后者|本[次届年月活日]|去年|上年|上一|明年|后年|翌|同[日年期]|同时|今[日天次年届屆]|昨|"
    r"[「」“”『』《》]|之中|同一|原稿|对方|[各另]一|逐|每三|^[（(]|如[果有]?|若|即使|除|年内|以往|以前|早前|过程中|短短|一行|全日|^[当未不没无]|^[一二两三四五六七八九十\d]"
)
_PREDICATE = re.compile(
    r"^(?:只|仅|不|先|才|再|便|就|都|自|设有|设(?!计)|可(?!再)|将|会(?!员|场|议|址)|已(?!故)|须|需|获(?!选|配|聘|奖)|占|共|合共|提供|容纳|位于|坐落|备有|预计|涵盖|分为|包括|拥有|现有|历时|为期|耗资|"
    r"斥资|楼高|高|楼面|占地|造价|面积|总面积|投资额|总投资|全长|长|名额|月租|总预算|预算|收费|成立于|有|由|于|在|每年|每月|每日|每天|平均|约|最多|最少|总数|首届名额|为|是|达|"
    r"计划于|仍|其|不设|不会|曾|来自|服务|营运|运营|聘用|雇用|僱用|接待|吸引|收到|接获|录得|完成|增设|新增|安排|开放|并)"
)
_OF = re.compile(r"^(?:首|第|每|楼面|造价|面积|总|名额|月租|全)")
_ITSELF = re.compile(r"(?:公司|大学|集团|协会|管理局|机构|学会|医管局)(?!的)")
"""What an organisation calls itself."""

CAUSE = re.compile(
    r"^(?:由于|因为|因(?!此|而)|考虑到|为了|为(?:照顾|减[轻少]|方便|配合|免|保护|应付|缩短|鼓励|支援|加强|改善|回应|提升|提高|确保|协助|让))"
)
_SAME_SUBJECT = re.compile(
    r"^(?:设有|可|将|会|占|共|合共|提供|容纳|位于|备有|预计|涵盖|拥有|现有|历时|为期|耗资|获|增设|楼高|楼面|占地|造价|面积|投资额|全长|月租)"
)
_OWN = re.compile(r"^(?:历时|为期|耗资|楼高|楼面|占地|造价|面积|投资额|全长|月租)")
"""With what a clause can begin that is said of the subject of the clause before, and what of it only a thing has."""


@dataclass(frozen=True)
class Clause:
    """A clause that stands alone: `text` with what was put before it; `own` is where its own words begin there."""

    text: str
    rank: int


def shortened(subject: Subject) -> Callable[[str], str]:
    """Puts the organisation's short name for its long one: (short, long) are the first of a subject's `short`."""
    long, short = next(iter(subject.short.items()), ("", ""))
    return lambda clause: clause.replace(long, short) if long else clause


def clauses(sentence: str) -> list[str]:
    return [clause.strip() for clause in _STOPS.split(sentence) if clause.strip()]


def alone(clauses: Sequence[str], subject: Subject) -> Iterator[Clause]:
    """The clauses that can be understood alone. One without a subject has that of the clause before, where it is
    sure."""
    last = ""
    for number, written in enumerate(clauses):
        clause = _from_topic(without_link(written), subject.topic)
        folded = fold(clause).text
        name = _begins_with(clause, subject)
        if name:
            full, rest = name
            if re.match(
                r"\s*(?:约|超过|逾|近)?\s*\d|(?:达(?!成)|降至|升至|增至|占(?!地)|为(?!期|免))", fold(rest).text
            ):
                last = ""
                continue
            rest = re.sub(r"^(?:亦|也|则|則|还|還|又|更|并(?!非)|並(?!非))", "", rest)
            last = full if not rest.startswith("的") and _PREDICATE.match(fold(rest).text) else ""
            rank = _TOPIC if full == subject.topic else _NAME
            if not _UNCLEAR.search(fold(full + rest).text):
                yield Clause(full + rest, rank)
        elif _UNCLEAR.search(folded) or CAUSE.match(folded):
            last = last if _PREDICATE.match(folded) else ""
        elif _PREDICATE.match(folded):
            thing = last == subject.topic or not _OWN.match(folded)
            if last and thing and _SAME_SUBJECT.match(folded):
                yield Clause(last + clause, _NAME)
        else:
            last = ""
            owner = subject.topic or next(iter(subject.short.values()), "")
            if subject.topic and subject.topic in clause:
                yield Clause(clause, _NAME)
            elif owner and number == 0 and not re.match(HEADS if subject.topic else rf"每|首|第|{HEADS}", folded):
                joint = "" if _OF.match(folded) or "的" in folded[:4] else "的"
                yield Clause(f"{owner}{joint}{clause}", _PART if subject.topic else _OWNED)


def _from_topic(clause: str, topic: str) -> str:
    """The clause without what stands before its topic and only describes it: 旗下首個人才宿舍灣畔居."""
    at = clause.find(topic) if topic else -1
    described = 0 < at <= 12 and not re.search(r"[的與与和及在於于把將将為为向對对由就至到]", clause[:at])
    return clause[at:] if described else clause


def without_link(clause: str) -> str:
    return clause[len(match.group()) :] if (match := _LINKS.match(fold(clause).text)) else clause


def _begins_with(clause: str, subject: Subject) -> tuple[str, str] | None:
    """The name that a clause begins with, in full, and what follows it."""
    for name in sorted((subject.topic, *subject.names), key=len, reverse=True):
        if name and clause.startswith(name):
            return name, clause[len(name) :]
    topic = subject.topic
    for n in range(len(topic) - 1, 1, -1):
        short = topic[-n:]
        if clause.startswith(short):
            return topic, clause[n:]
    owner = next(iter(subject.short.values()), "")
    if owner and (match := _ITSELF.match(fold(clause).text)):
        return owner, clause[match.end() :]
    if len(topic) > 4 and clause.startswith(topic[:2]):
        return topic[:2], clause[2:]
    return None
