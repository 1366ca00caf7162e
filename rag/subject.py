"""What a Chinese or English release is about: the name in its title that its body goes on speaking of."""

import re

from pressdesk.ingest.fold import fold
from pressdesk.ingest.release import Release

from .draft import Subject, organisation_names

HEADS = (
    "大楼|中心|计划|科技园|科学园|园|厂|馆|医院|书院|学院|居|站|试飞场|球场|市场|广场|剧场|机场|港|桥|线|大道|(?:开放|同乐|纪念|体验)日|节|周|奖|基金"
    "|展览|展|比赛|课程|服务|概览|报告|平台|系统|航线|算力券|车票|渡轮|宿舍|公园|步道|径|库|诊所|灯会|之夜|轩|苑|备忘录|先导区|隧道|码头|电厂|电站|风场"
)
"""What a building, programme or event is called in the end, folded."""

_NAMED = re.compile(rf"(?:{HEADS})(?:第[一二三四五六七八九十]期|[一二三四]期)?")
_QUOTED = re.compile(r"[「『“]([\u3400-\u9fff]{3,10})[」』”]")
_NOT_OF_NAME = re.compile(
    r"^(?:推出|公布|宣布|举办|举行|启用|发表|发布|设立|成立|投资|斥资|注资|增设|欢迎|新|扩建|兴建|首[个座条]|联同|携手|获|的|及|和|与|在|于|为|将|由|向|到|走进|增至|多|今年|本月|租|建|设|开设|开办|赴|返|添|拓|助|推|促|料)+"
)
_JOINED = re.compile(r"[与和同及]|[今明去]年|[一二三四五六七八九十]月|[将上]")
"""What no name has in it."""

_PHRASE = re.compile(r"　|[：；]|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_BESIDE = re.compile(r"[与和同及]\s?$")
_PLACE = re.compile(r"..(?:大楼|中心|计划|园|厂|馆|院|居|场|港|桥|基金|宿舍)$")
_ROLE = r"(?:总裁|主席|总监|院长|主任|所长|局长|部长|校长|会长|经理|主管|馆长|站长|董事|教授|博士|工程师)"
_PERSON = re.compile(
    rf"{_ROLE}(?P<name>[\u3400-\u9fff]{{2,3}})(?=教授|博士|医生|先生|女士|表示|说|指出|[，将于致称补])"
)

_CALLED = re.compile(rf"{_ROLE}[\u3400-\u9fff]{{3}}")
_OFTEN = 2
"""Times that a body has three characters behind a role, beyond which they are a name."""

_CAPITALS = re.compile(r"[A-Z][\w'’&-]*(?: (?:(?:of|and|for|the) )?[A-Z][\w'’&-]*)*")
_ENGLISH_PERSON = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+-[a-z]+\b")
_NO_TOPIC = re.compile(
    r"January|February|March|April|May|June|July|August|September|October|November|December|\w+day|HK|Hong|Kong|New"
    r"|Executive|Director|Chairman|Officer|Chief|President|Head"
)
"""Words with which no name of a thing ends."""


def chinese_subject(release: Release) -> Subject:
    """What a Chinese release is about, in its own characters."""
    body = _body(release)
    folded = fold(body).text
    own = organisation_names(release)
    people = {m.span("name") for m in _PERSON.finditer(folded)} if len(folded) == len(body) else set()
    known = {body[start:end] for start, end in people}
    called = {body[m.end() - 3 : m.end()] for m in _CALLED.finditer(folded)} if len(folded) == len(body) else set()
    known |= {name for name in called if body.count(name) > _OFTEN}
    known |= {name for name in _QUOTED.findall(body) if body.count(name) > 1 and _NAMED.search(fold(name).text)}
    places = {name for name in _lasting(body, own) if _PLACE.search(fold(name).text) and body.count(name) > 1}
    names = sorted({*own, *known, *places}, key=len, reverse=True)
    shortened = {own[-1]: own[0]} if len(own) > 1 else {}
    return Subject(_chinese_topic(release, body, own), tuple(names), shortened)


def english_subject(release: Release) -> Subject:
    """What an English release is about, with its article where the release gives it one."""
    body = _body(release)
    own = organisation_names(release)
    bare = [re.sub(r"^the ", "", name) for name in own]
    short = {
        f"{m[1]} {m[2]}": name
        for name in dict.fromkeys(_ENGLISH_PERSON.findall(body))
        for m in re.finditer(rf"\b(Mr|Ms|Mrs|Dr|Professor) ({name.split()[0]})\b(?! [A-Z])", body)
    }
    names = dict.fromkeys(name for name in _CAPITALS.findall(body) if " " in name and body.count(name) > 1)
    topic = ""
    for match in _CAPITALS.finditer(release.title):
        name = match.group()
        last = name.split()[-1]
        # A person is no building: what is said of it is not of him.
        if (
            _ENGLISH_PERSON.search(name)
            or _NO_TOPIC.fullmatch(last)
            or any(name in long or long in name for long in bare)
        ):
            continue
        if body.count(name) > 1 or (" " in name and len(re.findall(rf"\b[Tt]he {re.escape(last)}\b", body)) > 1):
            topic = name
            break
    if topic:
        last = topic.split()[-1]
        with_article = len(re.findall(rf"\b[Tt]he {re.escape(topic)}\b", body))
        topic = f"the {topic}" if 2 * with_article >= body.count(topic) else topic
        short |= {f"the {last}": topic, f"the {last.lower()}": topic}
    return Subject(topic, (*own, *names), short)


def _body(release: Release) -> str:
    """The text behind the title."""
    at = release.text.find(release.title)
    return release.text[at + len(release.title) :] if at >= 0 else release.text


def _chinese_topic(release: Release, body: str, own: tuple[str, ...]) -> str:
    quoted = [name for name in _QUOTED.findall(release.title) if name in body]
    if quoted:
        return quoted[0]
    # What a later phrase of the title names is another matter, of which the release speaks too.
    title = _PHRASE.split(release.title)[0]
    for name in own:
        title = title.replace(name, " " * len(name))
    found = [(title.index(name), -len(name), name) for name in _lasting(title, own) if name in body]
    first = [name for _, _, name in sorted(found) if not any(name != o and name in o for _, _, o in found)]
    return next((name for name in first if not _BESIDE.search(title[: title.index(name)])), "")


def _lasting(text: str, own: tuple[str, ...]) -> list[str]:
    """The longest strings of `text` that end as names do and stand in it, or in a clause before, more than once."""
    folded = fold(text).text
    if len(folded) != len(text):
        return []
    found: list[str] = []
    for match in _NAMED.finditer(folded):
        run = re.search(r"[\u3400-\u9fff]{0,9}$", folded[: match.start()])
        start = run.start() if run else match.start()
        for at in range(start, match.start()):
            piece = folded[at : match.end()]
            if len(piece) < 3 or _NOT_OF_NAME.match(piece) or _NOT_OF_NAME.fullmatch(folded[max(0, at - 1) : at + 1]):
                continue
            if not _JOINED.search(piece):
                found.append(text[at : match.end()])
    return [name for name in dict.fromkeys(found) if name not in own and not any(name.startswith(o) for o in own)]
