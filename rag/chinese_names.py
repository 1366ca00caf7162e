"""Names in a Chinese sentence that a Chinese passage lacks: by titles and endings, by what differs from a known name,
and by the dictionary: what is a name in it, or no word at all. All of it in folded text."""

import re
from collections.abc import Iterator
from itertools import groupby

from pressdesk.ingest.fold import is_han
from pressdesk.ingest.quantity import quantities

from .dictionary import HEADWORD_CHARACTERS, Dictionary
from .names import Named

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
    "|银行|集团|事务所|中学|小学|广场|码头|公园|酒店|书院|论坛|联盟|总署"
)
_ORGANISED = re.compile(rf"(?P<name>[\u3400-\u9fff]{{2}})(?:{_ENDINGS})")
_NEVER_GIVEN = frozenset("的了是在有和与及或为于以至到由从会将已也各每")
"""Characters of no given name: 公司的工程師 names nobody 司的."""

_LOOSE = frozenset(
    "的在与和及由对向于为该这此本各每座幢间家个名项是有到从往来其将已获把被给让两一二三四五六七八九十多全新旧大小上下前后内外首第另"
)


_IN_MARKS = re.compile(r"[「『“《\"](?P<name>[\u3400-\u9fff]{3,8})[」』”》\"]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ALONE = frozenset(
    "的是在有和与及或为于以至到由从向对将会可能已也亦都共约逾近达设获供给用每各该此这那其他她它们我你个名间家位项年月日时分"
    "秒元岁说称指看问做去来开入出上下前后内外中大小多少高低新旧全首次第则而但并且就只仅不未无非让使令被把因故所若如即便又再更"
    "最较很太还仍才刚曾正着了过起成自同两双半一二三四五六七八九十百千万亿占升增减降收付买卖建办推派住坐走讲谈写读学教定订选"
    "评审招聘请邀见面等须需要应愿想望令凭按照据经随等级类种款件条张层楼幢座栋辆架艘人物事处地方面元"
    "先可能定必皆均另总合即赴回带送拿放听造改换关变作算领取得失最当此后间内"
)
"""Characters that are often a word by themselves: one that is new in a sentence makes no name."""

_SHORT = 3
_LONG = 5
"""Characters of a name that another name may end like, or begin and end like."""


def unknown_chinese(folded: str, said: str, release: str, dictionary: Dictionary | None) -> Iterator[Named]:
    """The Chinese names of a folded sentence that a folded Chinese passage does not have. `release`: the folded text of
    the releases, whose names are known; without a dictionary fewer names are told from other words."""
    spans: set[tuple[int, int]] = set()
    for pattern in (_BEFORE_TITLE, _AFTER_TITLE, _BEFORE_SAID):
        for match in pattern.finditer(folded):
            if match["name"] not in said and not _NEVER_GIVEN.intersection(match["name"]):
                spans.add(match.span("name"))
    for match in _ORGANISED.finditer(folded):
        name = match["name"]
        if match.group() not in said and name not in said and not _LOOSE.intersection(name):
            spans.add(match.span())
    spans |= set(_one_character_off(folded, said, release))
    if dictionary:
        spans |= set(_strange(folded, said, dictionary))
    yield from (Named(*span) for span in sorted(spans))


def _strange(folded: str, said: str, dictionary: Dictionary) -> Iterator[tuple[int, int]]:
    """Strings of Han characters that the passage lacks and that are a name in the dictionary, or no word in it."""
    figures = {at for quantity in quantities(folded) for at in range(quantity.start, quantity.end)}
    new = [
        at
        for at in range(len(folded))
        if is_han(folded[at])
        and at not in figures
        and folded[at - 1 : at + 1] not in said
        and folded[at : at + 2] not in said
    ]
    candidates = {
        (start, start + length)
        for at in new
        for length in range(2, HEADWORD_CHARACTERS + 1)
        for start in range(max(0, at - length + 1), at + 1)
        if len(_HAN.findall(folded[start : start + length])) == length
        and figures.isdisjoint(range(start, start + length))
    }
    strings = {folded[start:end] for start, end in candidates}
    if not strings:
        return
    known = dictionary.glosses(strings)
    names = dictionary.names(strings)
    pieces = [(start, end, folded[start:end]) for start, end in candidates]
    covered = {at for start, end, piece in pieces if piece in known and piece not in names for at in range(start, end)}
    for start, end, piece in pieces:
        if piece in names and piece not in said and not covered.issuperset(at for at in new if start <= at < end):
            yield start, end
    left = [at for at in new if at not in covered and folded[at] not in _ALONE]
    for _, run in groupby(enumerate(left), lambda numbered: numbered[1] - numbered[0]):
        places = [at for _, at in run]
        if len(places) > 1 or _stands_for_a_name(folded, places[0], said, dictionary):
            yield places[0], places[-1] + 1


def _stands_for_a_name(folded: str, at: int, said: str, dictionary: Dictionary) -> bool:
    """Whether the passage has another character between the same two, one that makes no word with either."""
    before, after = folded[max(0, at - 1) : at], folded[at + 1 : at + 2]
    if not (is_han(before) and is_han(after)):
        return False
    others = re.findall(f"{before}([\u3400-\u9fff]){after}", said)
    return any(
        other not in _ALONE and not dictionary.glosses({before + other, other + after})
        for other in dict.fromkeys(others)
    )


def _one_character_off(folded: str, said: str, release: str) -> Iterator[tuple[int, int]]:
    """Where the sentence has a name of the release but for one character of three or more, a short one that ends alike
    (數碼港, 創新港), or a long one that begins and ends alike (燈塔試驗廠, 燈塔中試廠)."""
    for name in _names_in(release):
        for at in range(len(folded) - len(name) + 1):
            written = folded[at : at + len(name)]
            if written in said or len(_HAN.findall(written)) < len(written):
                continue
            alike = sum(a == b for a, b in zip(written, name, strict=True))
            namesake = len(name) <= _SHORT and written[-1] == name[-1] and written[:-1] not in said
            between = len(name) >= _LONG and written[:2] == name[:2] and written[-1] == name[-1]
            if alike == len(name) - 1 or between or (namesake and not _ALONE.intersection(written)):
                yield at, at + len(name)


def _names_in(said: str) -> set[str]:
    found = {m["name"] for p in (_BEFORE_TITLE, _AFTER_TITLE, _BEFORE_SAID) for m in p.finditer(said)}
    found |= {m.group() for m in _ORGANISED.finditer(said) if not _LOOSE.intersection(m["name"])}
    found |= {m["name"] for m in _IN_MARKS.finditer(said)}
    return {name for name in found if len(name) > 2}
