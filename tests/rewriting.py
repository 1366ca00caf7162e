"""Ways of saying a sentence of a release otherwise without making it wrong, for the sets of `planted.py`.

Nothing here uses what the verifier uses: numerals are written out by tables of their own.
"""

import random
import re
from functools import cache

from opencc import OpenCC

_HAN_DIGITS = "零一二三四五六七八九"
ENGLISH_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_PARAPHRASES = {
    "zh-Hant": (
        ("表示", "說"), ("超過", "逾"), ("公布", "宣布"), ("合共", "共"), ("約有", "有大約"), ("可容納", "能容納"),
        ("設有", "備有"), ("企業", "公司"), ("提供", "給予"), ("預計", "估計"), ("帶來", "創造"), ("展開", "開始"),
        ("當中", "其中"), ("包括", "涵蓋"), ("將於", "會在"), ("首批", "第一批"), ("增加", "上升"),
    ),
    "zh-Hans": (
        ("表示", "说"), ("超过", "逾"), ("公布", "宣布"), ("共收到", "收到"), ("提供", "带来"), ("举行", "举办"),
        ("企业", "公司"), ("预计", "估计"), ("当中", "其中"), ("包括", "涵盖"), ("将于", "会在"), ("平均", "平均计"),
    ),
    "en": (
        ("companies", "firms"), ("said", "stated"), ("will", "is to"), ("about", "roughly"), ("more than", "over"),
        ("can house", "has room for"), ("comprise", "include"), ("receive", "get"), ("largest", "biggest"),
        ("announced", "made public"), ("bring about", "create"), ("expected", "set"), ("start-ups", "startups"),
    ),
}  # fmt: skip
_LEADS = {
    "zh-Hant": ("新聞稿指，", "據公布，", "資料顯示，"),
    "zh-Hans": ("新闻稿指出，", "据公布，", "资料显示，"),
    "en": ("According to the release, ", "The release says that ", "It was announced that "),
}


@cache
def _opencc(config: str) -> OpenCC:
    return OpenCC(config)


def other_script(sentence: str, language: str) -> str:
    """Traditional to Simplified or back, by words (OpenCC)."""
    return _opencc("hk2s" if language == "zh-Hant" else "s2hk").convert(sentence)


def shortened(sentence: str, language: str, rng: random.Random) -> str:
    """Some of the clauses, the first among them, in their order."""
    mark, stop = (", ", ".") if language == "en" else ("，", "。")
    clauses = sentence.rstrip("。.").split(mark)
    if len(clauses) < 2 or _has_quotation(sentence):
        return sentence
    kept = rng.randrange(1, len(clauses))
    return mark.join(clauses[:kept]) + stop


def paraphrased(sentence: str, language: str, rng: random.Random) -> str:
    """With other words for some of its words, and who said it put before, outside of quotations."""
    if _has_quotation(sentence):
        return sentence
    changes = [(a, b) for a, b in _PARAPHRASES[language] if a in sentence]
    for a, b in rng.sample(changes, min(len(changes), 2)):
        sentence = sentence.replace(a, b, 1)
    if rng.random() < 0.5 and not sentence.startswith("|"):
        lead = rng.choice(_LEADS[language])
        first = (
            sentence[0].lower() if language == "en" and sentence.split()[0] in ("The", "A", "It", "Of") else sentence[0]
        )
        sentence = lead + first + sentence[1:]
    return sentence


def renumbered(sentence: str, language: str) -> str:
    """With its figures and dates written otherwise, outside of quotations."""
    if _has_quotation(sentence):
        return sentence
    if language == "en":
        sentence = re.sub(r"(?<![\d$,.-])(\d\d?)(?= [a-z])(?! per cent| [ap]m)", _english, sentence)
        sentence = re.sub(
            rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)})( \d{{4}})?",
            lambda m: f"{m[2][:3]} {m[1]}{',' + m[3] if m[3] else ''}",
            sentence,
        )
        sentence = re.sub(r"HK\$([\d.]+) billion", lambda m: f"HK${round(float(m[1]) * 1000)} million", sentence)
        sentence = re.sub(r"HK\$(\d+),000\b", r"HK$\g<1>k", sentence)
        return re.sub(r"(\d+) per cent", r"\1%", sentence)
    sentence = re.sub(r"(\d{1,2}) ?月 ?(\d{1,2}) ?日", lambda m: f"{_han(int(m[1]))}月{_han(int(m[2]))}日", sentence)
    sentence = re.sub(
        r"([\d.]+) ?([億亿]) ?(港?元)",
        lambda m: f"{_millions(m[1])} 百萬{m[3]}" if float(m[1]) * 100 % 1 == 0 and "億" in m[2] else m[0],
        sentence,
    )
    sentence = re.sub(r"(\d{1,3}),(\d{3})(?![\d,])", lambda m: _ten_thousands(m[1] + m[2], language), sentence)
    return re.sub(r"(?<![\d.,:A-Za-z$])(\d{2}) ?(?=[間家名個个項项層层款年張张])", lambda m: _han(int(m[1])), sentence)


def _millions(hundred_millions: str) -> str:
    return f"{round(float(hundred_millions) * 100):,}"


def _ten_thousands(digits: str, language: str) -> str:
    number = int(digits)
    if number < 10_000:
        return digits
    return f"{number / 10_000:g}{'萬' if language == 'zh-Hant' else '万'}"


def _english(match: re.Match[str]) -> str:
    number = int(match[1])
    return ENGLISH_NUMBERS[number] if number < len(ENGLISH_NUMBERS) else match[1]


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _HAN_DIGITS[ones]
    return ("" if tens == 1 else _HAN_DIGITS[tens]) + "十" + (_HAN_DIGITS[ones] if ones else "")


def _has_quotation(sentence: str) -> bool:
    return re.search(r"[「」『』“”\"《》]", sentence) is not None
