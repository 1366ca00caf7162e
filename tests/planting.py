"""How an error is planted into a sentence: a wrong figure, date, name or quotation, or two figures swapped.

Tables and expressions of this file only, none of them the verifier's. A wrong value is near the right one, and its
digits or words are nowhere in the passage.
"""

import random
import re
from dataclasses import dataclass
from functools import cache

from pressdesk.ingest.release import Release

from .rewriting import ENGLISH_NUMBERS, other_script


@dataclass(frozen=True)
class Stated:
    """A sentence of a passage."""

    sentence: str
    passage: str
    release: Release


_FIGURE = re.compile(
    r"(?<![\dA-Za-z.,:/-])\d{1,3}(?:,\d{3})+(?![\d.])|(?<![\dA-Za-z.,:/-])\d+(?:\.\d+)?(?![\d,.:A-Za-z/-]|\s?[月日年時时號号]|\s?[ap]m\b)"
)
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATED = re.compile(
    rf"(?<!\d)\d{{1,2}} (?:{_MONTH})|(?:{_MONTH}) \d{{4}}|\d{{1,2}} ?月(?! ?\d)|\d{{1,2}} ?月 ?\d{{1,2}} ?日|20\d\d ?年|(?:in|by|of|until) 20\d\d"
)


def _figures(sentence: str) -> list[re.Match[str]]:
    dates = [m.span() for m in _DATED.finditer(sentence)]
    return [
        m for m in _FIGURE.finditer(sentence)
        if not any(a < m.end() and m.start() < b for a, b in dates)
        and not re.match(rf"\s*(?:{_MONTH})", sentence[m.end() :])
    ]  # fmt: skip


def _digits(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", text.translate(_WIDE).replace(",", "")))


_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def _put(sentence: str, match: re.Match[str], new: str) -> str:
    return sentence[: match.start()] + new + sentence[match.end() :]


def wrong_figure(said: Stated, _language: str, rng: random.Random) -> str | None:
    """One figure near the right one: a digit more or less, two digits swapped, ten times it, the point moved."""
    figures = _figures(said.sentence)
    if not figures:
        return None
    match = rng.choice(figures)
    old = match.group().replace(",", "")
    step = 10 ** rng.randrange(len(old.split(".")[0]))
    ways = [
        f"{float(old) + step:g}" if "." in old else str(int(old) + step),
        f"{max(0, float(old) - 0.1):g}" if "." in old else str(abs(int(old) - step)),
        old[::-1] if "." not in old else old.replace(".", ""),
        old + "0" if "." not in old else f"{float(old) * 2:g}",
    ]
    new = rng.choice(ways).lstrip("0")
    known = _digits(said.passage) | {str(n) for d in [said.release.date] if d for n in (d.year, d.month, d.day)}
    small = new.isdigit() and int(new) <= 20
    if not new or new in known or new == old or "e" in new or (small and _written_out(int(new), said.passage)):
        return None
    return _put(said.sentence, match, f"{int(new):,}" if "," in match.group() and new.isdigit() else new)


def _written_out(number: int, passage: str) -> bool:
    """Whether the passage may have a small number in words."""
    tens, ones = divmod(number, 10)
    han = ("十" if tens == 1 else "二十" if tens else "") + ("" if tens and not ones else "零一二三四五六七八九"[ones])
    extra = {2: "兩两雙双", 1: "首"}.get(number, "")
    ordinals = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth"}
    return (
        han in passage
        or any(c in passage for c in extra)
        or ENGLISH_NUMBERS[number] in passage.lower()
        or ordinals.get(number, "\0") in passage.lower()
    )


def wrong_date(said: Stated, _language: str, rng: random.Random) -> str | None:
    """One part of one date changed, to a day, month or year that the passage does not have in that place."""
    dates = list(_DATED.finditer(said.sentence))
    if not dates:
        return None
    match = rng.choice(dates)
    parts = list(re.finditer(rf"\d+|{_MONTH}", match.group()))
    part = rng.choice(parts)
    old = part.group()
    if old.isdigit() and len(old) == 4:
        new = str(int(old) + rng.choice((-2, -1, 1, 2)))
        if re.search(new, said.passage) or re.search(
            "今年|明年|去年|上年|來年|来年|(?:this|next|last) year", said.passage
        ):
            return None
        if said.release.date and new == str(said.release.date.year):
            return None
    elif old.isdigit():
        is_month = re.match(r" ?月", match.group()[part.end() :]) is not None
        new = str((int(old) + rng.choice((1, 2, 3, -1, -2)) - 1) % (12 if is_month else 28) + 1)
    else:
        months = _MONTH.split("|")
        new = months[([*months].index(old) + rng.choice((1, 2, -1))) % 12]
    changed = match.group()[: part.start()] + new + match.group()[part.end() :]
    day = re.search(r"\d{1,2}(?= ?日| [A-Z])", changed)
    if day and re.search(
        rf"(?:至|到|、|及|to|and) ?{day.group()}(?!\d)|(?<!\d){day.group()} (?:to|and) ", said.passage
    ):
        return None
    own = said.release.date
    bare = re.sub(r"\s|20\d\d年|in |by |of |until ", "", changed)
    if bare and bare in re.sub(r"\s", "", said.passage):
        return None
    if own and any(
        re.sub(r"\s", "", f) == bare
        for f in (f"{own.month}月{own.day}日", f"{own.month}月", f"{own:%-d %B}", f"{own:%B %Y}")
    ):
        return None
    return _put(said.sentence, match, changed)


_NAMES = {
    "zh-Hant": (
        ("陸敏儀", ("陸敏怡", "羅敏儀", "鄭佩珊", "陸美儀")), ("何啟榮", ("何啟明", "何志榮", "梁國華", "賀啟榮")),
        ("岑樂文", ("岑樂敏", "沈樂文", "周子聰", "岑文樂")), ("林兆康", ("林兆基", "連兆康", "黃偉倫")),
        ("馮凱晴", ("馮凱琳", "方凱晴", "鄧嘉欣")), ("溫啟邦", ("溫啟明", "尹啟邦", "葉永康")),
        ("譚可恩", ("譚可欣", "唐可恩", "蔡思敏")), ("潮汐大樓", ("潮音大樓", "晨光大樓", "海汐大樓")),
        ("燈塔中試廠", ("燈台中試廠", "星塔中試廠", "燈塔試驗廠")), ("鷺洲生命科學園", ("鶴洲生命科學園", "鷺島生命科學園")),
        ("嵐灣醫院", ("嵐山醫院", "瑪嘉烈醫院", "東灣醫院")), ("灣畔居", ("灣景居", "海畔居", "灣畔樓")),
        ("創新港", ("創科港", "數碼港")), ("起航計劃", ("啟航計劃", "揚帆計劃")),
    ),
    "en": (
        ("Luk Man-yee", ("Luk Man-kei", "Lok Man-yee", "Cheng Pui-shan")),
        ("Ho Kai-wing", ("Ho Kai-ming", "Hui Kai-wing", "Leung Kwok-wah")),
        ("Sham Lok-man", ("Sham Lok-yin", "Shum Lok-man", "Chow Tsz-chung")),
        ("Lam Siu-hong", ("Lam Siu-ming", "Lim Siu-hong", "Wong Wai-lun")),
        ("Fung Hoi-ching", ("Fung Hoi-lam", "Fong Hoi-ching")), ("Tidal Building", ("Tide Tower", "Coral Building")),
        ("Lighthouse Pilot Plant", ("Lantern Pilot Plant", "Lighthouse Trial Works")),
        ("Egret Isle", ("Heron Isle", "Egret Point")), ("Bayside Residence", ("Bayview Residence", "Bayside Lodge")),
        ("Lanwan", ("Lonwan", "Lamwan")), ("Set Sail", ("Full Sail", "Set Forth")),
        ("Hong Kong", ("Macau", "Singapore")),
    ),
}  # fmt: skip


@cache
def _simplified_names() -> tuple[tuple[str, tuple[str, ...]], ...]:
    extra = (
        ("鵬海科技園", ("鵬城科技園", "騰海科技園")), ("程毓棠", ("程毓堂", "陳毓棠", "許志強")),
        ("浦岸會展廳", ("浦江會展廳", "浦岸展覽館")), ("錦川創意中心", ("錦江創意中心", "錦川藝術中心")),
        ("楚江會議中心", ("楚天會議中心", "長江會議中心")),
        ("武漢", ("西安", "杭州")), ("成都", ("重慶", "昆明")), ("上海", ("北京", "南京")),
    )  # fmt: skip
    pairs = (*_NAMES["zh-Hant"], *extra)
    return tuple((other_script(n, "zh-Hant"), tuple(other_script(w, "zh-Hant") for w in ws)) for n, ws in pairs)


def wrong_name(said: Stated, language: str, rng: random.Random) -> str | None:
    """Another name in place of one: near it, or of somebody or something else."""
    table = _simplified_names() if language == "zh-Hans" else _NAMES[language]
    known = [(name, wrong) for name, wrong in table if name in said.sentence]
    if not known:
        return None
    name, wrong = rng.choice(known)
    return said.sentence.replace(name, rng.choice(wrong), 1)


_WORDS = {
    "zh-Hant": (("不", ""), ("我們", "他們"), ("企業", "市民"), ("可以", "不可以"), ("最", "較"), ("希望", "保證"), ("今年", "明年"),
                ("會", "不會"), ("已", "未"), ("要", "不要"), ("計劃", "方案"), ("用戶", "客戶"), ("啟航", "遠航"), ("起航", "遠航")),
    "zh-Hans": (("不", ""), ("我们", "他们"), ("企业", "市民"), ("可以", "不可以"), ("最", "较"), ("希望", "保证"), ("今年", "明年"),
                ("会", "不会"), ("已", "未"), ("要", "不要"), ("计划", "方案"), ("人才", "英才"), ("湾畔", "湾景"), ("咨询", "服务")),
    "en": (("not ", ""), (" we ", " they "), (" will ", " may "), (" is ", " is not "), ("hope", "promise"), ("companies", "residents"),
           (" can ", " cannot "), (" want ", " need "), ("year", "month"), (" more ", " less "), ("the Harbour", "the Haven"), ("money", "time")),
}  # fmt: skip
QUOTING = re.compile(r"[「」“”『』《》]")
_QUOTED = re.compile(r"[「“《『]([^」”》』]{3,})(?:[」”》』]|$)")


def wrong_quotation(said: Stated, language: str, rng: random.Random) -> str | None:
    """A word changed, put in or left out between the quotation marks."""
    match = _QUOTED.search(said.sentence)
    if not match:
        return None
    inside = match[1]
    changes = [(a, b) for a, b in _WORDS[language] if a in inside]
    if changes and rng.random() < 0.8:
        a, b = rng.choice(changes)
        wrong = inside.replace(a, b, 1)
    elif language == "en" and len(inside.split()) > 4:
        parts = inside.split()
        at = rng.randrange(1, len(parts) - 2)
        wrong = " ".join([*parts[:at], *parts[at + 1 :]])
    elif language != "en" and len(inside) > 4:
        at = rng.randrange(1, len(inside) - 2)
        if not re.search(r"^\w+$", inside[at : at + 3]):
            return None
        wrong = inside[:at] + inside[at + 2 :]
    else:
        return None
    return said.sentence[: match.start(1)] + wrong + said.sentence[match.end(1) :]


_RANGE = re.compile(r"\s*(?:至|到|to|-|–|~)\s*")


def swapped(said: Stated, _language: str, rng: random.Random) -> str | None:
    """Two figures of the sentence exchanged, or one replaced by another figure of the passage."""
    figures = _figures(said.sentence)
    if len(figures) < 2:
        return None
    one, other = sorted(rng.sample(figures, 2), key=lambda m: m.start())
    if rng.random() < 0.3:
        elsewhere = [m for m in _figures(said.passage) if m.group() not in {f.group() for f in figures}]
        return _replaced(said, one, rng.choice(elsewhere)) if elsewhere else None
    between = said.sentence[one.end() : other.start()]
    if one.group() == other.group() or _RANGE.fullmatch(between):
        return None
    if _is_percentage(said.sentence, one) != _is_percentage(said.sentence, other):
        return None
    return said.sentence[: one.start()] + other.group() + between + one.group() + said.sentence[other.end() :]


def _replaced(said: Stated, match: re.Match[str], by: re.Match[str]) -> str | None:
    """One figure replaced by one from elsewhere in the passage, unless the passage says that too."""
    behind = said.sentence[match.end() : match.end() + 4]
    alike = _is_percentage(said.sentence, match) == _is_percentage(said.passage, by)
    if not alike or by.group() + behind in said.passage:
        return None
    return _put(said.sentence, match, by.group())


def _is_percentage(text: str, match: re.Match[str]) -> bool:
    return re.match(r"\s?(?:%|per cent)", text[match.end() :]) is not None
