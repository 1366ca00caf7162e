"""Proper names that the passage lacks, as far as that can be told without a model.

In one language (Traditional and Simplified are one): Latin names in capitals, word by word, and a given name only
behind its own family name; Chinese names of people before or behind a title or before "said"; Chinese names that end
in what an organisation, building or programme is called; and whatever differs by a character from a name of the
passage. Across languages a name is held to the glossary where that knows it, and is otherwise left unchecked; Latin
names in a Chinese sentence are held to the passage in any language that writes them so.

Left unchecked: names of one word that begin an English sentence, names without a title or an ending that tells them,
and who of two people in the passage said it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pressdesk.ingest.fold import words
from pressdesk.ingest.glossary import Glossary


class Named(NamedTuple):
    """Where a name stands, end exclusive."""

    start: int
    end: int


_SURNAMES = (
    "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳史唐费廉岑"
    "薛雷贺倪汤罗毕郝安常傅齐康伍余顾孟黄穆萧尹姚邵汪毛狄戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾江童颜郭梅林钟徐邱骆"
    "高夏蔡田樊胡凌霍万柯卢莫房解应丁邓洪包左石崔龚程邢裴陆翁荀甄麦封靳段焦侯全班仇宁甘武刘詹龙叶司黎薄白蒲卓蔺池"
    "乔郁苍闻翟谭劳申冉雍桑桂牛燕尚温庄晏柴瞿阎连习艾容向古易廖耿匡文寇欧利师曾沙关游权盖丘简邝邬区佘冼老招缪萧肖"
)
_TITLES = (
    "博士|教授|女士|先生|小姐|医生|太平绅士|议员|院士|律师|工程师|校长|院长|主席|总裁|总监|主管|经理|署长|局长|司长|部长"
    "|市长|主任|会长|理事长|董事长|秘书长|处长|专员|发言人|创办人|行政长官"
)
_SAID = (
    "表示|指出|说|称(?!为)|认为|补充|强调|致辞|透露|解释|提醒|介绍|宣布|回应|形容|直言|坦言|相信|期望|担任|出任|主持|领导"
    "|讲述|批评|接受|获委任"
)
_BEFORE_TITLE = re.compile(rf"(?P<name>[{_SURNAMES}][\u3400-\u9fff]{{1,2}})(?:{_TITLES})")
_AFTER_TITLE = re.compile(
    rf"(?:{_TITLES})(?P<name>[{_SURNAMES}][\u3400-\u9fff]{{1,2}}?)(?=(?:今日|昨日|亦|也|则|最后|续)?(?:{_SAID})|[，,。、：:；与和及及]|$)"
)
_BEFORE_SAID = re.compile(rf"(?:^|[，。；、：\s」』）])(?P<name>[{_SURNAMES}][\u3400-\u9fff]{{1,2}}?)(?:{_SAID})")
_ENDINGS = (
    "公司|大学|学院|管理局|医院|中心|大楼|大厦|基金会|协会|商会|学会|研究院|研究所|计划|委员会|科技园|生命科学园|中试厂|科学园|园区"
    "|银行|集团|事务所|中学|小学|广场|码头|公园|酒店|书院|论坛|联盟|局|署|厂|站|岛|洲|湾|区"
)
_ORGANISED = re.compile(rf"(?P<name>[\u3400-\u9fff]{{2}})(?:{_ENDINGS})")
_LOOSE = frozenset("的在与和及由对向于为该这此本各每座幢间家个名项是有到从往来其将已获把被给让两一二三四五六七八九十多全新旧大小上下前后内外首第另")
_CAPITALS = re.compile(r"[A-Z][\w'’&-]*(?:\s+[A-Z][\w'’&-]*)*")
_ORDINARY = frozenset(
    "a an the in on at of for by with from to and or but if when while after before during since until under over it its"
    " he she they we i you this that these those there here as all both each every some most many more such one two"
    " three four five six seven eight nine ten first second third mr mrs ms miss dr prof professor sir january february"
    " march april may june july august september october november december monday tuesday wednesday thursday friday"
    " saturday sunday hk us am pm no yes not only also according about".split()
)
_GIVEN = re.compile(r"[A-Z][a-z]+-[a-z]+")


def unbacked_terms(folded: str, said: str, glossary: Glossary) -> Iterator[Named]:
    """The names that the glossary knows, where the passage has none of their forms in its language. For a sentence and
    a passage in different languages."""
    spoken = f" {' '.join(words(said))} "
    known = [(term.english, form) for term in glossary.terms for form in term.chinese]
    for english, chinese in known:
        for match in re.finditer(rf"(?<![a-z]){re.escape(english)}(?![a-z])", folded):
            if not any(form in said for other, form in known if other == english):
                yield Named(*match.span())
        at = folded.find(chinese)
        if at >= 0 and not any(f" {other} " in spoken for other, form in known if form == chinese):
            yield Named(at, at + len(chinese))


def unknown_capitals(text: str, said: str) -> Iterator[Named]:
    """The Latin names of a sentence that a folded passage does not have; places count in `text`, which is not folded."""
    spoken = words(said)
    known = {part for word in spoken for part in (word, *word.split("-"))}
    pairs = set(zip(spoken, spoken[1:], strict=False))
    initials = "".join(word[0] for word in spoken)
    for match in _CAPITALS.finditer(text):
        parts = list(re.finditer(r"\S+", match.group()))
        for n, part in enumerate(parts):
            start, end = match.start() + part.start(), match.start() + part.end()
            own = words(part.group())
            begins = not re.search(r"\w", re.split(r"[.!?。！？:：\n“「]", text[:start])[-1])
            if not own or all(word in _ORDINARY for word in own) or (begins and len(parts) == 1):
                continue
            is_initials = part.group().isupper() and len(part.group()) > 1 and part.group().lower() in initials
            if not all(word in known for word in own) and not is_initials:
                if begins and not (len(parts) > n + 1 and _GIVEN.match(parts[n + 1].group())):
                    continue
                yield Named(start, end)
            elif n and _GIVEN.fullmatch(part.group()) and not _follows(parts[n - 1].group(), own, pairs):
                yield Named(match.start() + parts[n - 1].start(), end)


def _follows(surname: str, given: list[str], pairs: set[tuple[str, str]]) -> bool:
    before = words(surname)
    return bool(before) and ((before[-1], given[0]) in pairs or before[-1] in _ORDINARY)


def unknown_chinese(folded: str, said: str) -> Iterator[Named]:
    """The Chinese names of a folded sentence that a folded Chinese passage does not have."""
    spans: set[tuple[int, int]] = set()
    for pattern in (_BEFORE_TITLE, _AFTER_TITLE, _BEFORE_SAID):
        for match in pattern.finditer(folded):
            if match["name"] not in said:
                spans.add(match.span("name"))
    for match in _ORGANISED.finditer(folded):
        name = match["name"]
        if match.group() not in said and name not in said and not _LOOSE.intersection(name):
            spans.add(match.span())
    spans |= set(_one_character_off(folded, said))
    yield from (Named(*span) for span in sorted(spans))


def _one_character_off(folded: str, said: str) -> Iterator[tuple[int, int]]:
    """Where the sentence has a name of the passage but for one character of three or more."""
    for name in _names_in(said):
        for at in range(len(folded) - len(name) + 1):
            written = folded[at : at + len(name)]
            alike = sum(a == b for a, b in zip(written, name, strict=True))
            if alike == len(name) - 1 and written not in said and re.fullmatch(r"[\u3400-\u9fff]+", written):
                yield at, at + len(name)


def _names_in(said: str) -> set[str]:
    found = {m["name"] for p in (_BEFORE_TITLE, _AFTER_TITLE, _BEFORE_SAID) for m in p.finditer(said)}
    found |= {m.group() for m in _ORGANISED.finditer(said) if not _LOOSE.intersection(m["name"])}
    return {name for name in found if len(name) > 2}
