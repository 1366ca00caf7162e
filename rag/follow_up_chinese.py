"""The rules for follow-ups in Chinese, Cantonese forms among them."""

import re

from pressdesk.ingest.language import HAN, convert

from .question import read_question
from .slots import CHINESE_TIME, entities, put, same_ending
from .topics import Found, Names

_LEAD = re.compile(
    r"^(?:咁樣|咁|噉|那麼|那么|那(?![個个項项])|而(?!且)|至於|至于|另外|還有|还有|同埋|然後|然后|又(?=[^\s]{1,8}呢))[，,\s]*"
)
_END = re.compile(r"[\s？?。！!…]+$")
_PARTICLE = re.compile(r"(?:又)?(?:呢|啊|呀|㗎|架)$")

_CONFIRM = re.compile(r"[，,]?\s*(?:[對对啱]\s?(?:嗎|吗|吧|不[對对]|唔啱)|[是係]\s?(?:嗎|吗|吧|咪))$")
"""Longest after which such words still ask about what was asked before, where it names nothing itself."""
_CONFIRMED = 25

_PRONOUN = re.compile(
    r"它們|它们|它|佢哋|佢|[他她]們|[他她]们|[他她]"
    r"|(?:該項|该项|該|该|這個|这个|這項|这项|那個|那个|那項|那项|嗰個|呢個)"
    r"(?:計劃|计划|項目|项目|大樓|大楼|中心|公司|機構|机构|宿舍|基金|園區|园区|活動|活动|場地|场地|協議|协议|建築|建筑|地方|工程|展覽|展览)"
)
_LEAST_BEFORE = 4
"""Characters of content before a pronoun from which on it stands for something in its own question."""

_ASKING = re.compile(
    r"(?:在|由|於|于|喺)?(?:幾時|几时|何時|何时|(?:甚|什)[麼么](?:時候|时候|地方|人)|哪(?:一)?[年天日月]|幾月幾號|哪[裡裏里兒儿]|邊度|何處|何处|誰|谁|邊個|點解|為甚麼|為什麼|为什么|多久|幾耐|幾點|几点)"
    r"|(?:多少|幾多|几多|幾|几)(?:錢|钱|個|个|間|间|名|人|層|层|元|次|年|天|日|項|项|家|位|座|條|条|份|款|成)?"
)
_CLAUSE = 12
"""Longest clause without a subject that is taken for a follow-up where nothing else shows it, in characters."""

_BESIDE = 5
"""Most characters that such a clause has beside an asking word that it begins with."""

_BARE = 6
"""Longest phrase that is taken for a follow-up without a particle."""

_PHRASE = 14
_OPENS = re.compile(
    r"^(?:首(?:批|屆|届|年|期|階段|阶段)|每|第[一二三]|要|需要|有|會|会|可以|可|能|由|在|用|收|共|合共|一共|總共|总共|最多|最少|為甚麼|為什麼|为什么|點解|何時|何时|幾時|几时|甚麼時候|什么时候|什麼時候|多少|幾多|几多|幾|几|哪|邊|樓高|楼高|佔地|占地|造價|造价|地點|地点|月租|租金|開放|收費|費用|申請|截止|開始|完成|落成|動工|入伙|啟用)"
)
_PERSON = re.compile(
    r"(?:主席|總裁|总裁|總監|总监|院長|院长|負責人|负责人|聯絡人|联络人|經理|经理|發言人|发言人|主任|誰|谁)$"
)
_FIGURE = re.compile(
    r"(?:[租價价費费額额數数率量積积度齡龄薪]|金額|預算|预算|造價|造价|人數|時間|时间|上限|名額|名额|面積|总数|比例|經費|成本)$"
)
_OTHER = re.compile(r"(?:地點|地点|方式|資格|资格|要求|條件|条件|內容|内容|原因|對象|对象|範圍|范围)$")
_DAY = re.compile(r"(?:日期|日子|時間|时间|限期|期限)$")


def rewrite(question: str, before: str, names: Names) -> str | None:
    """`question` as a full one after `before`, or None where it stands alone."""
    bare = _END.sub("", question)
    core = _LEAD.sub("", bare)
    led = core != bare
    said = _PARTICLE.sub("", core)
    particle = said != core
    if not said:
        return None
    if (full := _pronoun(said, before, names)) is not None:
        return full
    if _CONFIRM.search(said) and len(said) <= _CONFIRMED:
        return None if entities(said, names) else f"{_END.sub('', before)}？{bare}？"
    if CHINESE_TIME.fullmatch(said):
        return _time(said, before)
    if _ASKING.fullmatch(said):
        return _asked(said, before)
    asks = (
        bool(_ASKING.search(said))
        or bool(read_question(said).asks)
        or bool(re.search(r"[嗎吗]|[甚什][麼么]|如何|怎樣|怎样|點樣", said))
    )
    if not asks or (particle and len(said) <= 4 and not _ASKING.search(said)):
        longest = _PHRASE if led or particle else _BARE
        is_phrase = len(said) <= longest and not re.search(r"[，,。；;\s]", said)
        return _phrase(said, before, names) if is_phrase and (led or particle or HAN.match(said)) else None
    if entities(said, names) or not (led or _is_open(said)):
        return None
    return _about(said, before, names)


def _is_open(said: str) -> bool:
    """Whether a clause lacks what it is about: it begins with what it asks, a verb or an aspect and says little more."""
    if len(said) > _CLAUSE or not _OPENS.match(said):
        return False
    asking = _ASKING.match(said)
    return asking is None or len(said) - asking.end() <= _BESIDE


def _pronoun(said: str, before: str, names: Names) -> str | None:
    match = _PRONOUN.search(said)
    if match is None:
        return None
    content = re.sub(r"\W", "", read_question(said[: match.start()] or "問").content) if match.start() else ""
    if len(content) >= _LEAST_BEFORE or names.found(said):
        return None
    about = _entity(before, names, last=match.group()[0] in "他她")
    return f"{put(said, *match.span(), about)}？" if about else None


def _time(said: str, before: str) -> str:
    if times := list(CHINESE_TIME.finditer(before)):
        return put(before, *times[-1].span(), said)
    return f"{said}{before}"


def _asked(said: str, before: str) -> str:
    """The question before, asking this of it."""
    bare = _END.sub("", before)
    match = _ASKING.search(bare)
    if match is None:
        return f"{re.sub(r'[嗎吗呢]$', '', bare)}，{said}？"
    rest = bare[match.end() :]
    if match.end() == len(bare) or not re.match(r"多少|[幾几](?![時时耐])", match.group()):
        return put(f"{bare}？", *match.span(), said)
    return f"{bare[: match.start()]}{rest}，{said}？"


def _phrase(said: str, before: str, names: Names) -> str:
    known = entities(before, names)
    if alike := names.alike(before, said):
        return put(before, alike.start, alike.end, said)
    if span := same_ending(before, said):
        return put(before, *span, said)
    begins = any(name.start == 0 and not name.common for name in names.found(said))
    if begins or names.has(said) or re.match(r"[「『“]", said):
        slot = known[0] if known else _first(before)
        return put(before, slot.start, slot.end, said) if slot else f"{said}：{before}"
    about = _entity(before, names)
    if about is None or about == said:
        return f"{said}：{before}"
    if (aspect := re.search(rf"{re.escape(about)}的([^的]{{1,10}}?)(?=是|有|由|在|[幾几]|多|何)", before)) is not None:
        return put(before, *aspect.span(1), said)
    is_aspect = any(pattern.search(said) for pattern in (_PERSON, _DAY, _FIGURE, _OTHER))
    if not known and not is_aspect and (slot := _first(before)):
        return put(before, slot.start, slot.end, said)
    tail = (
        "是誰"
        if _PERSON.search(said)
        else "是何時"
        if _DAY.search(said)
        else "是多少"
        if _FIGURE.search(said)
        else "是甚麼"
    )
    simplified = convert("t2s", before) == before and convert("s2t", before) != before
    full = f"{about}的{said}{tail}？"
    return convert("t2s", full) if simplified else full


def _about(said: str, before: str, names: Names) -> str | None:
    about = _entity(before, names)
    return f"{about}{said}？" if about else None


def _entity(before: str, names: Names, *, last: bool = False) -> str | None:
    """What the question before was about, in Chinese where the glossary has it; the `last` of its names for a person,
    whose post is named before."""
    if found := entities(before, names):
        own = [name for name in found if not name.common] or found
        chosen = max(own, key=lambda name: name.start) if last else own[0]
        # 副行政總裁林兆康 is about him, not about the post.
        chosen = next((name for name in own if name.start == chosen.end), chosen)
        text = before[chosen.start : chosen.end]
        return text if HAN.search(text) else names.translated(text, chinese=True) or text
    first = _first(before) if HAN.search(before) else None
    return before[first.start : first.end] if first else None


def _first(before: str) -> Found | None:
    """The first run of content of a question without a known name."""
    blanked = CHINESE_TIME.sub(lambda m: " " * len(m.group()), before)
    content = read_question(blanked).content
    runs = list(re.finditer(r"[^\W_]+", _aligned(blanked)))
    del content
    run = next((run for run in runs if len(run.group()) > 1), None)
    return Found(run.start(), run.end(), run.group()) if run else None


_FUNCTION = re.compile(
    r"請問|请问|多少|幾多|几多|何時|何时|幾時|几时|[甚什][麼么](?:時候|时候|人|地方)?|哪[裡裏里兒儿個个些位間间家一年天日]?|誰|谁|邊個|邊度|如何|怎樣|怎样|怎麼|怎么|點解|為何|为何"
    r"|[幾几嗎吗呢的了是有在和與与及將将被，,。？?]|一共|總共|合共"
)


def _aligned(text: str) -> str:
    """`text` with the words that are no content as blanks of the same length."""
    return _FUNCTION.sub(lambda m: " " * len(m.group()), text)
