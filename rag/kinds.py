"""Whether a sentence holds the kind of thing that a question asks for."""

import re

from pressdesk.ingest.fold import fold

from .question import AnswerType

_FIGURE = r"(?:\d[\d,.]*|[〇零一二两三四五六七八九十百千半]+)"
_MONTHS = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_ENGLISH_FIGURE = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|third|quarter|dozen|hundred|thousand)\b"
)

# Folded text is matched: half width, lower case, Simplified characters.
_PATTERNS = {
    AnswerType.NUMBER: rf"\d|[〇零一二两三四五六七八九十百千万亿半几]+(?:[间家名个项人位所座台支只层栋幢次种类年月日天周小分秒米公英吨升倍成辆班场份条宗款]|多)|{_ENGLISH_FIGURE}",
    AnswerType.AMOUNT: rf"{_FIGURE}\s*(?:多)?\s*[十百千万亿]*\s*(?:港|人民币|美|欧)?(?:元|圆|块|仙)|{_FIGURE}\s*[万亿]|\d[\d,.]*\s*(?:million|billion|thousand|dollars?|yuan)|(?:hk|us|rmb|a)?\$\s*\d|rmb\s*\d|hkd|免费|全免|免息|免租|free\b|no charge",
    AnswerType.PERCENT: rf"\d\s*%|百分之|{_FIGURE}\s*成|per ?cent|{_FIGURE}\s*分之|\bhalf\b|quarters?\b|thirds?\b",
    AnswerType.DATE: rf"\d\s*[年月日号天周]|[〇零一二三四五六七八九十廿]+\s*[年月日号天周]|星期|季度?|\b(?:19|20)\d\d\b|\b{_MONTHS}\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|[今明去昨]年|世纪|\b\d+ (?:days?|weeks?|months?|years?|hours?|minutes?)\b|\d\s*(?:小时|分钟|个月|时)",
    AnswerType.TIME: rf"\d{{1,2}}:[0-5]\d(?!\d)|{_FIGURE}\s*[点时](?![间候期代候段])|\d\s*[ap]\.?m\b|\bo['’]clock|\b(?:noon|midday|midnight)\b|正午|中午|午夜",
    AnswerType.AGE: r"\d\s*岁|[一二三四五六七八九十]岁|年[龄纪]|\baged? \d|[- ]years?[- ]old\b|出生|\bborn\b|建于|建成|\bbuilt\b|历史|成立|\bfounded\b",
    AnswerType.PHONE: r"\+?\d[\d\s()-]{6,}\d",
    AnswerType.EMAIL: r"[\w.+-]+@[\w-]+\.[\w.-]+",
    AnswerType.PERSON: r"先生|女士|小姐|博士|教授|医生|主席|总裁|总监|院长|所长|主任|署长|局长|部长|校长|会长|经理|表示|指出|强调|认为|[「“][^」”]|\b(?:mr|ms|mrs|dr|professor|chairman|director|executive|president|manager)\b|said|\b[a-z]+ [a-z]+-[a-z]+\b",
    AnswerType.PLACE: r"[\u3400-\u9fff]{1,8}(?:市|区|省|县|镇|村|路|街|道|湾|岛|港|山|园|楼|厦|馆|厅|院|站|中心|广场|机场|大学|学院|国|州|城|场)|位于|坐落|\b(?:at|in|on|near) the\b|located|\b(?:street|road|building|park|centre|center|hall|station|university|island|city)\b",
}  # fmt: skip
OUTRIGHT = frozenset({AnswerType.TIME, AnswerType.AGE})
"""Kinds that are told for sure: what has none does not answer."""

_COMPILED = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}


def holds(kind: AnswerType, text: str) -> bool:
    """Whether `text` has something of this kind. Generous: a figure is taken for a number whatever it counts."""
    return bool(_COMPILED[kind].search(fold(text).text))


_CONTACT = re.compile(
    r"联[络系]人|(?:传媒|媒体|新闻|记者|press|media).{0,8}(?:查询|联[络系]|enquir|inquir|contact|officer)"
    r"|(?:enquir|inquir|contact|call).{0,24}\b(?:press|media|journalists?|reporters?)\b"
)


def asks_for_contact(question: str) -> bool:
    """Whether a question is for whom the press may turn to: a contact block answers it in whatever words."""
    return bool(_CONTACT.search(fold(question).text))
