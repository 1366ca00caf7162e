"""Questions from Chinese sentences: what a clause says of a figure, date or reason, with the asking word in its place.

Chinese asks where it answers (有多少間企業), so that a clause stays grammatical. It must also stand alone: it begins
with a name, or what the release is about is put before it, or no question is made of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from opencc import OpenCC

from pressdesk.ingest.fold import fold
from pressdesk.ingest.quantity import Quantity, quantities
from pressdesk.ingest.release import Release

from .draft import Draft, Kind, Line, Made, Subject, of_lines, organisation_names, table_cells
from .standalone import CAUSE, Clause, alone, clauses, shortened, without_link

_SHORTEST, _LONGEST = 10, 42
_SPEECH = re.compile(
    r"(?P<who>[\u3400-\u9fff]{4,24}?)(?:(?:出席|在|于)[^，。]{2,12}时|致[辞词]时|补充)?(?:表示|指出|强调|认为|说)\s?[:：]\s?[「“]"
)
_ABOUT = re.compile(r"(?:大约|约有|约|超过|逾|近|多达|高达|只有|仅)\s*$")
_BOUNDED = re.compile(
    r"(?:不[多少超足低高]于?过?|不得?超过|足|多于|少于|高于|低于|每|达到?百|第|首|前|后|过去|未来|满|[距相]隔|凡)\s*$"
)
_RANGE = re.compile(
    r"^\s*(?:至|到|或|-|–|~|及|和|、)\s*(?=[\d０-９一二三四五六七八九十上下午早晚年底])|^\s*比|^.{0,3}(?:或以|以)[上下内]"
)
_WHAT_IT_IS = re.compile(
    r"(?:价|额|费|租|薪|预算|收入|开支|成本|面积|数|比例|比率|率|总数|长度|高度|年龄|上限|时间|年期|任期)(?:为|达|是|有|约|近|定为|维持由|由|达到|:|：)*\s*(?:约|超过|逾|近)?\s*$"
)
_MEASURE = re.compile(
    r"\s*[多余]?\s*(?:小时|分钟|个月|平方|公里|公顷|公斤|公吨|星期|兆瓦|千瓦|立方|[个间名项人位家层次座条所份辆台架艘天倍届期宗套款种支枚户幢栋场米张件头只岁部班页块吨度课门舱粒株棵封集组只段届]|周(?!年)|年(?![级期度])|[a-z]{2,8})"
)
_HOUR = re.compile(
    r"^\s*(?:日|号)?(?:星期[一二三四五六日天])?\s*(?:年?[初底中末]|[上中下]旬|第[一二三四]季|[上下]半年)?\s*(?:[上下]午|早上|晚上|傍晚|正午|中午|凌晨)?\s*(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[时:]\s*(?:\d{2}|半|正)?\s*分?)?(?:左右|前后)?"
)
_AT = re.compile(r"(?:(?<!至)于|(?<!存)在|由|自|从|到|至|延至|改为|定于|定为)\s*(?:今年|本年)?\s*$")
_BARE_DATE = re.compile(r"^(?:前|起|截止|开始|结束|动工|启用|落成|公布|举行|开放|生效|关闭|开学|投产|成立|竣工|通车)")
_HAPPENS = re.compile(
    r"举行|启用|动工|落成|完成|公布|开放|开幕|截止|接受|开始|结束|展开|投产|成立|出任|加入|退休|生效|推出|发表|上载|投入|开课|入伙|通知|关闭|开通|揭幕|出发|出版|起$|前往|交付|到[站场港]|竣工|通车|停用|搬|遷|迁|增至|抵达|交表|更换|签署|发放|评估"
)
_CHANGE = re.compile(r"[由从][^，。]{1,20}(?=(?:增加?|[减升降提调]|缩|延|改|提高|扩)[^，。]{0,3}[至到为])")
_PART_OF_SUBJECT = re.compile(
    r"将|会|已|完成|占|来自|使用|提高|属|合计|并无|以来|解决|可|须|不|排行|均|都|无|后$|中$|之中|参观|扮演|^\s?[次]|(?<!小)时$|^\s?[年]?[级期]"
)
"""Behind a figure: it belongs to a subject, or to a time, and what follows says something of that."""

_LISTED = re.compile(r"\s*(?:以及|及|和|与|、)\s*(?=\d|[一二两三四五六七八九十]+[个间名项人位家座条份辆台架张部])")
_DECORATION = re.compile(r"(?:的)?(?:今日|即日起|现时|目前|已经|同日|预料|陆续)")


def chinese_drafts(release: Release, lines: Sequence[Line], subject: Subject) -> Iterator[Draft]:
    """Questions on the sentences, rows and press contact of a Chinese release."""
    made = of_lines(
        lines,
        row=lambda line: _of_row(line, subject),
        contact=lambda _: _of_contact(release),
        sentence=lambda line: _of_sentence(line.reading, subject),
    )
    for line, (question, answer, kind, rank) in made:
        if _SHORTEST <= len(question) <= _LONGEST:
            yield Draft(question, release.id, line.start, line.end, answer, kind, rank)


def _of_sentence(sentence: str, subject: Subject) -> Iterator[Made]:
    folded = fold(sentence).text
    if len(folded) != len(sentence):
        return
    if speech := _SPEECH.search(folded):
        if speech.start() == 0 and subject.topic and subject.topic not in sentence[: speech.end()]:
            yield f"{sentence[speech.start('who') : speech.end('who')]}對{subject.topic}有甚麼看法？", "", "said", 1
        return
    if re.search(r"[「」“”『』]", re.sub(r"[「“][\u3400-\u9fff]{2,10}[」”]", "", sentence)):
        return
    # A heading that was taken for the beginning of the sentence.
    if re.search(r"[\u3400-\u9fff][ 　]+[\u3400-\u9fff]", folded):
        return
    if sentence[-1:] not in "。！？.」）)；":
        return
    plain = re.sub(r"[（(][^（）()]{1,20}[)）]", "", re.sub(r"[「」“”]", "", sentence))
    parts = [*map(shortened(subject), clauses(plain))]
    yield from _of_reason(parts, subject)
    for clause in alone(parts, subject):
        yield from _of_figures(clause)


def _of_figures(clause: Clause) -> Iterator[Made]:
    text = _DECORATION.sub("", clause.text) if len(fold(clause.text).text) == len(clause.text) else clause.text
    for old, new in (("今日", ""), ("目前", ""), ("現時", ""), ("现时", "")):
        text = text.replace(old, new)
    folded = fold(text).text
    if len(folded) != len(text):
        return
    if changed := _CHANGE.search(folded):
        text = text[: changed.start()] + text[changed.end() :]
        folded = fold(text).text
    found = [quantity for quantity in quantities(text) if quantity.kind != "phone"]
    if len(found) > 3:
        return
    for quantity in found:
        before, after = text[: quantity.start], text[quantity.end :]
        made = _asked(before, text[quantity.start : quantity.end], after, quantity)
        if made:
            question, kind = made
            yield f"{question}？", text[quantity.start : quantity.end], kind, clause.rank + (len(found) > 1)


def _asked(before: str, written: str, after: str, quantity: Quantity) -> tuple[str, Kind] | None:
    folded, rest = fold(before).text, fold(after).text
    if quantity.kind == "date":
        return _asked_when(before, after)
    about = _ABOUT.search(folded)
    head = before[: about.start()] if about else before
    if (
        _BOUNDED.search(folded)
        or _BOUNDED.search(fold(head).text)
        or _RANGE.match(rest)
        or re.search(r"[\d]\s*[至到-]\s*$", folded)
    ):
        return None
    head = head.rstrip()
    if re.search(r"[及和与、不已批年第等由从]$|包括", fold(head).text) or re.match(r".{0,3}的.{3}", rest):
        return None
    if re.search(r"、[^，]{0,8}\d", rest) or re.search(r"\d[^，]{0,4}、[^，]{0,8}$", folded):
        return None
    if listed := _LISTED.search(rest):
        after = after[: listed.start()]
        rest = fold(after).text
    if (what := _WHAT_IT_IS.search(fold(head).text)) and re.fullmatch(r"\s*[\u3400-\u9fff]{0,4}", after):
        noun = re.search(r"(?:為|为|達|达|是|有|約|约|近|定為|定为|由|:|：)*\s*$", head)
        del what
        return f"{head[: noun.start()] if noun else head}是多少{_unit(after, quantity)}", _kind(quantity)
    if quantity.kind == "money":
        return f"{head}多少{_currency(quantity)}{after.lstrip()}", "amount"
    if quantity.kind == "percent":
        share = "幾成" if "成" in written else "百分之幾"
        if _PART_OF_SUBJECT.search(rest) and not fold(head).text.endswith("有"):
            return None
        return f"{head}{share}{after.lstrip()}", "percent"
    if not _MEASURE.match(rest) or (_PART_OF_SUBJECT.search(rest) and not fold(head).text.endswith("有")):
        return None
    after = after.lstrip(" 多余餘")
    return f"{head}多少{' ' if after[:1].isascii() else ''}{after}", "number"


def _asked_when(before: str, after: str) -> tuple[str, Kind] | None:
    folded = fold(before).text
    if re.search(r"截至|归因于|[至到-]\s*$|\d\s*[及和、]\s*$", folded):
        return None
    behind = _HOUR.match(fold(after).text)
    tail = after[behind.end() :] if behind else after
    second = re.match(r"^\s*(?:至|到|及|和|-|–)\s*", tail)
    if second:
        ranged = quantities(tail[second.end() :])
        if not ranged or ranged[0].start:
            return None
        tail = tail[second.end() + ranged[0].end :]
        tail = tail[m.end() :] if (m := _HOUR.match(fold(tail).text)) else tail
    if re.match(r"\s*(?:前|内|以[前后内]|后)", fold(tail).text):
        return None
    if not (_AT.search(folded) or _BARE_DATE.match(fold(tail).text)):
        return None
    if not _HAPPENS.search(fold(before + tail).text) or any(q.kind == "date" for q in quantities(tail)[:1]):
        return None
    head = re.sub(r"(?:今年|本年|每年)\s*$", "", before).rstrip()
    head = re.sub(r"已(?=[於于在由自]$)", "", head)
    return f"{head}何時{tail.strip()}", "date"


def _unit(after: str, quantity: Quantity) -> str:
    return _currency(quantity) if quantity.kind == "money" else ("" if quantity.kind == "percent" else after.strip())


def _kind(quantity: Quantity) -> Kind:
    return {"money": "amount", "percent": "percent"}.get(quantity.kind, "number")  # type: ignore[return-value]


def _currency(quantity: Quantity) -> str:
    return {"HKD": "港元", "USD": "美元", "CNY": "元人民幣"}.get(quantity.currency or "", "元")


def _of_reason(parts: Sequence[str], subject: Subject) -> Iterator[Made]:
    for cause, effect in pairwise(parts):
        is_cause = CAUSE.match(fold(cause).text)
        led = re.match(r"^(?:因此|所以)", fold(effect).text)
        if not (is_cause or led):
            continue
        clause = next(iter(alone([without_link(effect)], subject)), None)
        if clause and len(clause.text) > len(subject.topic) + 5 and clause.text[-1] not in "起時时後后":
            yield f"為甚麼{clause.text}？", cause, "why", clause.rank


def _of_row(line: Line, subject: Subject) -> Iterator[Made]:
    cells = table_cells(line.reading)
    if len(cells) < 2 or re.search(r"\d|合計|合计|總|总", cells[0][1]):
        return
    within = f"{subject.topic}中，" if re.search(r"概[覽览]$|報告$|报告$", subject.topic) else ""
    for column, value in cells[1:]:
        unit = re.search(r"[（(]([^（）()]+)[)）]$", column)
        name = column[: unit.start()] if unit else column
        yield f"{within}{cells[0][1]}的{name}是多少{unit.group(1) if unit else ''}？", value, "row", 1


def _of_contact(release: Release) -> Iterator[Made]:
    name = next(iter(organisation_names(release)), "")
    if name and release.contact.phone:
        yield f"{name}的傳媒查詢電話是多少？", release.contact.phone, "contact", 2
    if name and release.contact.name:
        yield f"{name}的傳媒聯絡人是誰？", release.contact.name, "contact", 3


def contact_questions(language: str) -> tuple[str, ...]:
    """Questions for the press contact that can be asked of any releases."""
    return tuple(_in(question, language) for question in ("傳媒查詢電話是多少？", "傳媒聯絡人是誰？"))


def in_script(draft: Draft, language: str, written: str) -> Draft:
    """A draft in the characters, and the words, of `language`: zh-Hant as in Hong Kong, or zh-Hans. Drafts are made of
    what is `written` with asking words in Traditional characters."""
    if language == "zh-Hant" and written == "zh-Hant":
        return draft
    return replace(draft, question=_in(draft.question, language))


def _in(question: str, language: str) -> str:
    if language == "zh-Hans":
        text = _opencc("t2s").convert(question)
        return text.replace("甚么", "什么").replace("传媒联络人", "媒体联系人").replace("传媒", "媒体")
    return _opencc("s2hk").convert(question).replace("什麼", "甚麼") if language == "zh-Hant" else question


@cache
def _opencc(config: str) -> OpenCC:
    return OpenCC(config)
