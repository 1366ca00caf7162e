"""What figures count, the same in Chinese and English: a small table of units and of things counted in releases.

Two classes that differ are two things (500 間企業 is not 500 名人才); a figure whose unit is not in the table has no
class and is never in conflict.
"""

import re
from itertools import islice

_CHINESE: dict[str, str] = {
    "organisation": "企业|公司|初创|机构|商会|家",
    "person": "人(?!次|工|类|民|造)|名(?!额)|从业员|员工|嘉宾|人才|学生|学员|研究员|居民|位(?=[\u4e00-\u9fff])",
    "visit": "人次|访客",
    "job": "职位|岗位|空缺",
    "place": "名额|座位",
    "room": "实验室|会议室|洁净室|潔净室|房间|课室",
    "home": "单位|伙(?!伴)|宿位|户(?!外)",
    "floor": "层|楼(?!面)",
    "square metre": "平方米|平米|平方公尺",
    "square foot": "平方呎|平方尺|平方英尺",
    "hectare": "公顷",
    "metre": "(?<!平方)(?<!立方)米|公尺",
    "kilometre": "公里|千米",
    "kilogram": "公斤|千克",
    "tonne": "公吨|吨",
    "megawatt": "兆瓦|mw",
    "kilowatt hour": "千瓦时|度电|kwh",
    "year": "年(?!级|度|前|后|底|初|中)",
    "month": "个月",
    "week": "星期(?![一二三四五六日天])|周(?!年|[一二三四五六日])|礼拜",
    "day": "天|日(?!元|圆|本)",
    "hour": "小时",
    "minute": "分钟",
    "project": "项目",
    "patent": "专利",
    "team": "团队|支队",
    "deal": "交易|宗",
    "country": "国家",
    "vehicle": "车辆|巴士|辆",
    "parking space": "车位|泊位",
    "bed": "病床|床位",
    "page": "页",
    "flight": "航班|架次|班次",
    "rack": "机柜",
}
_ENGLISH: dict[str, str] = {
    "organisation": "compan(?:y|ies)|start-?ups?|firms?|enterprises?|business(?:es)?|organi[sz]ations?",
    "person": "people|persons?|staff|employees?|guests?|participants?|students?|researchers?|members?|residents?"
    "|workers?|talents?|graduates?|engineers?",
    "visit": "visits|visitors?",
    "job": "jobs?|posts|positions|vacanc(?:y|ies)",
    "place": "places|seats?",
    "room": "laborator(?:y|ies)|labs?|(?:meeting|clean)?rooms?",
    "home": "flats?|apartments?|homes?|units?|households?",
    "floor": "store?ys?|floors?|stories",
    "square metre": "square met(?:re|er)s?|sq\\.? ?m|m2",
    "square foot": "square f(?:oo|ee)t|sq\\.? ?ft",
    "hectare": "hectares?",
    "metre": "(?<!square )(?<!cubic )met(?:re|er)s?",
    "kilometre": "kilomet(?:re|er)s?|km",
    "kilogram": "kilograms?|kg",
    "tonne": "tonn?es?|tons?",
    "megawatt": "megawatts?|mw",
    "kilowatt hour": "kilowatt[- ]hours?|kwh",
    "year": "years?",
    "month": "months?",
    "week": "weeks?",
    "day": "days?",
    "hour": "hours?",
    "minute": "minutes?",
    "project": "projects?",
    "patent": "patents?",
    "team": "teams?",
    "deal": "deals?|transactions?",
    "country": "countries",
    "vehicle": "vehicles?|buses|shuttles?",
    "parking space": "spaces?",
    "bed": "beds?",
    "page": "pages?",
    "flight": "flights?",
    "rack": "racks?",
}
_CLASSES = {
    unit: re.compile("|".join([_CHINESE[unit]] * (unit in _CHINESE) + [rf"(?<![a-z])(?:{_ENGLISH[unit]})(?![a-z])"]))
    for unit in _ENGLISH
}
_CLAUSE = re.compile(r"[，,；;。:：!?！？、|\n()（）]|\.\s|\.$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_AHEAD = 9
_WORDS_AHEAD = 5
"""How far behind a figure the thing may stand that it counts: 名來自內地的學生, two free workshops a month."""

_AHEAD = re.compile(rf"(?:[\u3400-\u9fff]{{1,{_HAN_AHEAD}}}|\s?[^\s\u3400-\u9fff]+)")


def counted_classes(folded: str, end: int, limit: int) -> frozenset[str]:
    """The classes of what a figure that ends at `folded[end]` may count: those named behind it, in its clause and
    before `limit`, where the next figure begins."""
    ahead = _ahead(folded[end:limit])
    return frozenset(unit for unit, pattern in _CLASSES.items() if pattern.search(ahead))


def _ahead(text: str) -> str:
    clause = _CLAUSE.split(text, maxsplit=1)[0]
    taken = ""
    for match in islice(_AHEAD.finditer(clause), _WORDS_AHEAD):
        taken = clause[: match.end()]
        if len(_HAN.findall(taken)) >= _HAN_AHEAD:
            break
    return taken
