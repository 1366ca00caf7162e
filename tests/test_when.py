"""Expressions of time in questions, with the days worked out by hand from a calendar."""

from datetime import date

import pytest

from pressdesk.ingest.errors import BadFilter
from pressdesk.rag.days import Span
from pressdesk.rag.when import When, read_day, read_times

WEDNESDAY = date(2026, 11, 25)
NEW_YEAR = date(2027, 1, 1)  # a Friday
AFTER_LEAP_DAY = date(2028, 3, 1)  # a Wednesday


def days(first: str | None, last: str | None = "same") -> Span:
    end = first if last == "same" else last
    return Span(date.fromisoformat(first) if first else None, date.fromisoformat(end) if end else None)


def spans(question: str, today: date = WEDNESDAY) -> list[Span]:
    return [time.span for time in read_times(question, today)]


@pytest.mark.parametrize(
    ("questions", "span"),
    [
        (("今日有甚麼公布？", "今天有什么公布？", "今日有咩公布？", "What is new today?"), days("2026-11-25")),
        (("昨日說了甚麼？", "昨天说了什么？", "琴日講咗咩？", "尋日講咗咩？", "What was said yesterday?"), days("2026-11-24")),
        (("前天有甚麼消息？", "前日有咩消息？", "What was said the day before yesterday?"), days("2026-11-23")),
        (("上星期的消息", "上週的消息", "上周的消息", "上個禮拜有咩消息？", "上个星期", "last week's figures"), days("2026-11-16", "2026-11-22")),
        (("本星期", "這個星期", "本周", "呢個禮拜", "What happens this week?"), days("2026-11-23", "2026-11-29")),
        (("上星期三", "上周三", "上個禮拜三"), days("2026-11-18")),
        (("上星期日", "上周日", "上個禮拜日", "last Sunday"), days("2026-11-22")),
        (("上個月", "上月", "上个月", "in the last month", "the previous month"), days("2026-10-01", "2026-10-31")),
        (("本月", "這個月", "今個月", "呢個月", "this month"), days("2026-11-01", "2026-11-30")),
        (("上上個月",), days("2026-09-01", "2026-09-30")),
        (("去年有多少？", "去年有多少家？", "舊年有幾多？", "How many last year?"), days("2025-01-01", "2025-12-31")),
        (("今年有多少？", "本年", "this year"), days("2026-01-01", "2026-12-31")),
        (("前年",), days("2024-01-01", "2024-12-31")),
        (("過去三個月", "过去3个月", "最近三個月", "the last three months", "the past 3 months"), days("2026-08-25", "2026-11-25")),
        (("過去七天", "过去7日", "the last 7 days"), days("2026-11-18", "2026-11-25")),
        (("過去兩個星期", "最近两周", "the previous two weeks"), days("2026-11-11", "2026-11-25")),
        (("最近一年", "過去一年", "近一年", "over the past year"), days("2025-11-25", "2026-11-25")),
        (("過去半年",), days("2026-05-25", "2026-11-25")),
        (("2025 年有多少企業？", "2025年有多少家？", "二〇二五年", "How many companies in 2025?"), days("2025-01-01", "2025-12-31")),
        (("2026年2月", "二〇二六年二月", "2026 年 2 月份", "February 2026", "今年二月"), days("2026-02-01", "2026-02-28")),
        (("二月有甚麼活動？", "2月", "in February"), days("2026-02-01", "2026-02-28")),
        (("十二月", "in December"), days("2025-12-01", "2025-12-31")),
        (("十一月", "in November"), days("2026-11-01", "2026-11-30")),
        (("2 月 25 日", "二月廿五日", "2月25號", "25 February", "February 25th", "the 25th of February 2026", "2026-02-25", "25/2/2026"), days("2026-02-25")),
        (("11 月 25 日", "25 November"), days("2026-11-25")),
        (("11 月 26 日", "26 November"), days("2025-11-26")),
        (("去年十二月四日", "2025年12月4日", "December 4, 2025"), days("2025-12-04")),
        (("2025 年第一季", "2025年首季", "2025年第一季度", "二〇二五年第 1 季", "Q1 2025", "the first quarter of 2025"), days("2025-01-01", "2025-03-31")),
        (("第三季", "in Q3", "the third quarter"), days("2026-07-01", "2026-09-30")),
        (("上季", "上一季度", "last quarter"), days("2026-07-01", "2026-09-30")),
        (("2025 年上半年", "the first half of 2025"), days("2025-01-01", "2025-06-30")),
        (("自二月以來", "自2月起", "二月至今", "since February"), days("2026-02-01", None)),
        (("自上個月以來", "since last month"), days("2026-10-01", None)),
        (("2025年之前", "2025 年以前", "before 2025", "prior to 2025"), days(None, "2024-12-31")),
        (("2 月 25 日之前", "before 25 February 2026"), days(None, "2026-02-24")),
        (("2 月 25 日之後", "after 25 February 2026"), days("2026-02-26", None)),
        (("2026年5月至6月", "五月到六月", "from May to June 2026", "between May 2026 and June 2026"), days("2026-05-01", "2026-06-30")),
        (("2024年12月30日至2025年1月2日", "between 30 December 2024 and 2 January 2025"), days("2024-12-30", "2025-01-02")),
        (("2025年3月4日至5月6日", "from 4 March to 6 May 2025"), days("2025-03-04", "2025-05-06")),
    ],
)  # fmt: skip
def test_expressions_in_three_languages(questions: tuple[str, ...], span: Span) -> None:
    for question in questions:
        assert spans(question) == [span], question


@pytest.mark.parametrize(
    ("question", "span"),
    [
        ("昨日", days("2026-12-31")),
        ("上星期", days("2026-12-21", "2026-12-27")),
        ("this week", days("2026-12-28", "2027-01-03")),
        ("上個月", days("2026-12-01", "2026-12-31")),
        ("last year", days("2026-01-01", "2026-12-31")),
        ("last quarter", days("2026-10-01", "2026-12-31")),
        ("過去三個月", days("2026-10-01", "2027-01-01")),
        ("12 月 31 日", days("2026-12-31")),
        ("1 月 1 日", days("2027-01-01")),
        ("in Q4", days("2026-10-01", "2026-12-31")),
    ],
)
def test_at_the_turn_of_a_year(question: str, span: Span) -> None:
    assert spans(question, NEW_YEAR) == [span]


@pytest.mark.parametrize(
    ("question", "today", "span"),
    [
        ("昨天", AFTER_LEAP_DAY, days("2028-02-29")),
        ("上個月", AFTER_LEAP_DAY, days("2028-02-01", "2028-02-29")),
        ("February 2027", AFTER_LEAP_DAY, days("2027-02-01", "2027-02-28")),
        ("2 月 29 日", AFTER_LEAP_DAY, days("2028-02-29")),
        ("29 February", WEDNESDAY, days("2024-02-29")),
        ("過去一年", date(2028, 2, 29), days("2027-02-28", "2028-02-29")),
        ("過去一個月", date(2027, 3, 31), days("2027-02-28", "2027-03-31")),
    ],
)
def test_leap_days_and_short_months(question: str, today: date, span: Span) -> None:
    assert spans(question, today) == [span]


def test_weeks_begin_on_monday() -> None:
    monday, sunday = date(2026, 11, 23), date(2026, 11, 22)
    assert spans("上星期", monday) == spans("本星期", sunday) == [days("2026-11-16", "2026-11-22")]
    assert spans("last week", sunday) == [days("2026-11-09", "2026-11-15")]
    assert spans("上星期一", sunday) == [days("2026-11-09")]
    assert spans("on Friday", WEDNESDAY) == [days("2026-11-20")]
    assert spans("last Wednesday", WEDNESDAY) == [days("2026-11-18")]


@pytest.mark.parametrize(
    "question",
    [
        "潮汐大樓樓高多少層？",
        "一年制課程要三個月嗎？",
        "月租 4,800 元以上月租多少？",
        "五周年慶典",
        "How tall is the 20-storey building?",
        "May I visit it in March Street?",
        "Did in 2000 companies apply?",
        "2026年2月30日",
        "31 February 2026 or 2026-13-01",
        "？！🙂",
        "",
    ],
)
def test_what_says_nothing_of_time(question: str) -> None:
    assert spans(question) == []


@pytest.mark.parametrize(
    "question",
    [
        "上個月發布的新聞稿說了甚麼？",
        "上个月发布的新闻稿",
        "上個月有甚麼新聞稿？",
        "上個禮拜有咩新聞？",
        "創新港上星期公布了甚麼？",
        "2 月 25 日的新聞稿",
        "2 月廿五號嗰份新聞稿",
        "去年發表的聲明",
        "過去三個月關於灣畔居的新聞稿",
        "2025 年之前的新聞稿",
        "新聞稿（2026年1月14日）",
        "releases of last month",
        "press releases issued in February 2026",
        "the release of 25 February",
        "the release dated 2026-02-25",
        "What was announced last week?",
        "What did the Harbour announce yesterday?",
        "news about Bayside Residence since last month",
        "last month's press releases",
        "the statement issued on 3 March 2026",
        "press releases between 1 May and 3 June",
    ],
)
def test_what_surely_tells_the_day_of_the_release(question: str) -> None:
    assert [time.of_release for time in read_times(question, WEDNESDAY)] == [True]


@pytest.mark.parametrize(
    "question",
    [
        "How many visitors came in 2025?",
        "2025 年有多少訪客？",
        "去年成立的公司有幾多間？",
        "由 5 月 4 日起開放時間是甚麼？",
        "What opens on 25 May?",
        "上個月的租金是多少？",
        "How much was invested in Q1 2025?",
    ],
)
def test_what_may_be_a_day_that_the_text_speaks_of(question: str) -> None:
    assert [time.of_release for time in read_times(question, WEDNESDAY)] == [False]


def test_several_expressions_are_each_told() -> None:
    assert read_times("Compare the visitors in 2024 with those in 2025", WEDNESDAY) == (
        When(days("2024-01-01", "2024-12-31"), of_release=False),
        When(days("2025-01-01", "2025-12-31"), of_release=False),
    )


def test_the_days_of_filters() -> None:
    for written in ("2026-10-01", "last month", "上個月", "2026年10月"):
        assert read_day("from", written, WEDNESDAY) == date(2026, 10, 1)
    assert read_day("to", "last month", WEDNESDAY) == date(2026, 10, 31)
    assert read_day("to", "上星期", WEDNESDAY) == date(2026, 11, 22)
    assert read_day("from", "3 days ago", WEDNESDAY) == date(2026, 11, 22)
    for written in ("", "soon", "5", "2026-02-30"):
        with pytest.raises(BadFilter, match=r"^to: ") as raised:
            read_day("to", written, WEDNESDAY)
        assert raised.value.field == "to"
