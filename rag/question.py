"""What a question is: its words, its language, and what kind of thing would answer it."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from pressdesk.ingest.errors import BadQuestion
from pressdesk.ingest.language import detect_language

MAX_CHARACTERS = 2000
"""Longest question that is read, in code points: some ten times the longest that people were seen to ask."""


class AnswerType(StrEnum):
    """What a sentence must hold to answer the question."""

    NUMBER = "number"
    AMOUNT = "amount"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"
    AGE = "age"
    PHONE = "phone"
    EMAIL = "email"
    PERSON = "person"
    PLACE = "place"


@dataclass(frozen=True)
class Question:
    """`text` as asked, cleaned; `core` the same without what is only to be confirmed; `content` the core in which the
    words that only ask are blanks; `language` a BCP 47 tag; `asks` the kinds of thing that it asks for (none known:
    empty)."""

    text: str
    core: str
    content: str
    language: str
    asks: frozenset[AnswerType]

    @property
    def is_chinese(self) -> bool:
        return self.language.startswith("zh")


_ASKS = (
    (AnswerType.PHONE, r"電話|电话|phone|telephone|\bcall\b"),
    (AnswerType.EMAIL, r"電郵|电邮|郵箱|邮箱|e-?mail"),
    (AnswerType.PERCENT, r"百分之|百分比|巴仙|比例|比率|幾成|几成|percent|per cent|percentage|what (?:share|proportion|rate)"),
    (
        AnswerType.AMOUNT,
        r"(?:多少|幾多|几多|幾|几)(?:港|人民幣|人民币|美)?(?:錢|钱|元|蚊|銀|億|亿|萬|万)|造價|造价|成本|金額|金额|注資|注资|月租|租金|資助額|資助额|费用|費用"
        r"|(?:多少|幾多|几多)(?:補貼|补贴|津貼|津贴|資助|资助|撥款|拨款|獎金|奖金|預算|预算)"
        r"|how (?:much|expensive|costly)|what (?:amount|sum|budget|price|cost|rent|fee)"
        r"|what (?:do|does|did|will|would)\b.{1,80}\bcost\b",
    ),
    (AnswerType.DATE, r"何時|何时|幾時|几时|甚麼時候|什麼時候|什么时候|啥时候|哪(?:一)?[天日年]|幾號|几号|幾月|几月|幾年|几年|日期|截止|\bwhen\b|what (?:date|day|year|month)|which (?:day|year|month)|deadline|how long"),
    (AnswerType.AGE, r"[幾几多][歲岁]|多大年[紀纪齡龄]|年[紀纪齡龄](?:有)?多大|\bhow old\b|\bwhat age\b"),
    (AnswerType.TIME, r"[幾几][點点](?![建意要原好])|(?:甚|什)[麼么]鐘點|\bwhat times?\b|what hours?\b|\bo['’]clock\b"),
    (AnswerType.NUMBER, r"多少|幾多|几多|[幾几](?=[\u3400-\u9fff])|how many|how (?:large|big|tall|high|far|fast|long|often)|number of|多大|多高|多長|多长|多遠|多远|多快|多久"),
    (AnswerType.PERSON, r"誰|谁|邊個|哪位|哪一位|何人|甚麼人|什麼人|什么人|\bwho\b|\bwhom\b|\bwhose\b"),
    (AnswerType.PLACE, r"哪裡|哪裏|哪里|哪兒|哪儿|邊度|何處|何处|何地|哪個地方|哪个地方|\bwhere\b"),
)  # fmt: skip
_ASKS_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _ASKS)

_ASKING_WORDS = re.compile(
    r"請問|请问|可不可以|是不是|有沒有|有没有|能不能|會不會|会不会|多少|幾多|几多|多久|多大|多高|多長|多长|多遠|多远|多快|何時|何时|幾時|几时"
    r"|(?:甚|什|什)[麼么](?:時候|时候|人|地方)?|為何|为何|為甚麼|為什麼|为什么|點解|哪(?:裡|裏|里|兒|儿|個|个|些|位|間|间|家|一)?|誰|谁|邊個|邊度|如何|怎樣|怎样|怎麼|怎么"
    r"|[幾几](?=[\u3400-\u9fff])|[嗎吗呢吧啊呀的了是有在和與与及]|一共|總共|总共|合共|介紹|介绍|[？?。，,！!：:；;]"
    r"|\b(?:how (?:many|much|long|far|often|large|big|tall|high|fast)|(?:what|which) (?:dates?|days?|years?|months?)|what|when|where|which|who|whom|whose|why|how|is|are|was"
    r"|were|be|been|do|does|did|done|will|would|can|could|should|has|have|had|the|a|an|of|in|on|at|to|for|from|by|with|about"
    r"|and|or|it|its|this|that|these|those|there|their|they|please|tell|me|you|your|i|we|us|any|many|much)\b",
    re.IGNORECASE,
)


CONFIRMS = re.compile(
    r"[對对啱]\s?(?:嗎|吗|吧|不[對对]|唔啱|呀)|[是係系]\s?(?:嗎|吗|吧|咪|不是)?\s?[？?]?\s*$|[是係]咪|即[是係系]|也就是[說说]|所以"
    r"|\b(?:right|correct|true|yes|isn['’]t it|aren['’]t they|didn['’]t (?:it|they)|doesn['’]t it|wasn['’]t it)\s*[?？]?\s*$"
    r"|\bis it (?:true|correct|right)\b|^so\b",
    re.IGNORECASE,
)
"""What asks whether something is so."""

_TWO = re.compile(r"(?P<first>[^?？]{4,}[?？])\s*(?P<second>[^?？]+[?？]?)")

_MARKS = re.compile(r"[?？!！][?？!！\s]*[?？!！]")
_RUN = re.compile(r"([^\w\s])\1{3,}")


def _insisting(text: str) -> str:
    """A question asked with many marks is the one with a single mark: models read each, and lose sight of the rest."""
    text = _MARKS.sub(lambda marks: next((c for c in marks.group() if c in "?？"), marks.group()[0]), text)
    return _RUN.sub(r"\1", text)


def read_question(raw: str) -> Question:
    """Clean and classify a question.

    Control characters become spaces, a run of marks is one. Raises `BadQuestion` where nothing is asked: empty, longer than
    `MAX_CHARACTERS`, or without a letter or figure.
    """
    if len(raw) > MAX_CHARACTERS:
        raise BadQuestion(
            f"The question has {len(raw):,} characters; at most {MAX_CHARACTERS:,} are read.",
            "Ask it in a sentence or two.",
        )
    text = unicodedata.normalize("NFC", "".join(" " if unicodedata.category(c)[0] == "C" else c for c in raw))
    text = _insisting(re.sub(r"\s+", " ", text).strip())
    if not text:
        raise BadQuestion("The question is empty.", "Type what you want to know.")
    if not any(unicodedata.category(c)[0] in "LN" for c in text):
        raise BadQuestion("The question has no words.", "Type what you want to know.")
    asks = frozenset(kind for kind, pattern in _ASKS_COMPILED if pattern.search(text))
    if AnswerType.AMOUNT in asks or AnswerType.PERCENT in asks:
        asks -= {AnswerType.NUMBER}
    core = _unconfirmed(text)
    return Question(text, core, _ASKING_WORDS.sub(" ", core), detect_language(text), asks)


def _unconfirmed(text: str) -> str:
    """A question alone, where what one asks for is put behind it to be confirmed: "What did it cost? So it cost HK$2
    billion, right?" is answered by what answers the first."""
    two = _TWO.fullmatch(text)
    return two["first"] if two and CONFIRMS.search(two["second"]) and not CONFIRMS.search(two["first"]) else text
