"""What the page of all releases says: the search with its filters, the timeline, the list."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pressdesk.ingest.links.link import LinkKind


@dataclass(frozen=True)
class BrowseWords:
    """The texts of one interface language. Those with `{…}` are filled in with `str.format`."""

    title: str
    query: str
    query_hint: str
    search: str
    filters: str
    date_from: str
    date_to: str
    language: str
    organisation: str
    type: str
    any: str
    chinese: str
    apply: str
    clear: str
    bad_day: str
    bad_order: str
    bad_language: str
    bad_type: str
    bad_query: str

    timeline: str
    year: str
    bar: str
    releases: str
    of_all: str
    undated: str
    pages: str
    shown: str
    newer: str
    older: str

    found: str
    better: str
    more: str
    nothing_found: str
    nothing_let_through: str
    nothing_yet: str
    all_days: str
    badges: Mapping[LinkKind, str] = field(hash=False)


BROWSE: Mapping[str, BrowseWords] = {
    "zh-Hant": BrowseWords(
        title="新聞稿",
        query="搜尋新聞稿",
        query_hint="字詞、數字或問題",
        search="搜尋",
        filters="篩選",
        date_from="由",
        date_to="至",
        language="語言",
        organisation="機構",
        type="類別",
        any="全部",
        chinese="中文（繁體及簡體）",
        apply="套用",
        clear="清除篩選",
        bad_day="「{typed}」不是日期。請寫成 2026-02-25，或「上星期」、「上個月」等。",
        bad_order="開始日期在結束日期之後，請對調。",
        bad_language="「{typed}」不是語言代碼，請從列表選擇。",
        bad_type="沒有「{typed}」這個類別，請從列表選擇。",
        bad_query="這樣無法搜尋。請輸入字詞、數字或一兩句問題。",
        timeline="各月新聞稿數目",
        year="{year} 年",
        bar="{when}：{count} 份",
        releases="{count} 份新聞稿",
        of_all="{count} 份符合篩選，共有 {total} 份",
        undated="日期不詳",
        pages="頁",
        shown="第 {first} 至 {last} 份",
        newer="較新",
        older="較舊",
        found="最相關的段落",
        better="較相關的",
        more="其次的",
        nothing_found="找不到相關段落。試試其他字詞，或放寬篩選。",
        nothing_let_through="沒有新聞稿符合篩選。",
        nothing_yet="還沒有新聞稿。匯入之後，會在這裏列出。",
        all_days="所有日子",
        badges={
            LinkKind.TRANSLATION: "另有{language}版",
            LinkKind.DUPLICATE: "相同文本",
            LinkKind.CORRECTED_BY: "其後更正",
            LinkKind.REPLACED_BY: "新版本",
        },
    ),
    "zh-Hans": BrowseWords(
        title="新闻稿",
        query="搜索新闻稿",
        query_hint="字词、数字或问题",
        search="搜索",
        filters="筛选",
        date_from="从",
        date_to="至",
        language="语言",
        organisation="机构",
        type="类别",
        any="全部",
        chinese="中文（繁体及简体）",
        apply="应用",
        clear="清除筛选",
        bad_day="“{typed}”不是日期。请写成 2026-02-25，或“上周”、“上个月”等。",
        bad_order="开始日期在结束日期之后，请对调。",
        bad_language="“{typed}”不是语言代码，请从列表选择。",
        bad_type="没有“{typed}”这个类别，请从列表选择。",
        bad_query="这样无法搜索。请输入字词、数字或一两句问题。",
        timeline="各月新闻稿数量",
        year="{year} 年",
        bar="{when}：{count} 份",
        releases="{count} 份新闻稿",
        of_all="{count} 份符合筛选，共有 {total} 份",
        undated="日期不详",
        pages="页",
        shown="第 {first} 至 {last} 份",
        newer="较新",
        older="较旧",
        found="最相关的段落",
        better="更相关的",
        more="其次的",
        nothing_found="找不到相关段落。试试其他字词，或放宽筛选。",
        nothing_let_through="没有新闻稿符合筛选。",
        nothing_yet="还没有新闻稿。导入之后，会在这里列出。",
        all_days="所有日期",
        badges={
            LinkKind.TRANSLATION: "另有{language}版",
            LinkKind.DUPLICATE: "相同文本",
            LinkKind.CORRECTED_BY: "其后更正",
            LinkKind.REPLACED_BY: "新版本",
        },
    ),
    "en": BrowseWords(
        title="Releases",
        query="Search the releases",
        query_hint="Words, a figure or a question",
        search="Search",
        filters="Filters",
        date_from="From",
        date_to="To",
        language="Language",
        organisation="Organisation",
        type="Type",
        any="All",
        chinese="Chinese (both scripts)",
        apply="Apply",
        clear="Clear the filters",
        bad_day="“{typed}” is no date. Write 2026-02-25, or words such as “last month”.",
        bad_order="The first day is after the last. Exchange the two.",
        bad_language="“{typed}” is no language tag. Choose one from the list.",
        bad_type="There is no type “{typed}”. Choose one from the list.",
        bad_query="This cannot be searched for. Type words, a figure, or a question of a sentence or two.",
        timeline="Releases by month",
        year="{year}",
        bar="{when}: {count}",
        releases="Releases: {count}",
        of_all="{count} of {total} releases pass the filters",
        undated="No date",
        pages="Pages",
        shown="{first} to {last}",
        newer="Newer",
        older="Older",
        found="Most relevant passages",
        better="More relevant",
        more="Next",
        nothing_found="Nothing found. Try other words, or wider filters.",
        nothing_let_through="No release passes the filters.",
        nothing_yet="There are no releases yet. They are listed here as soon as some are brought in.",
        all_days="All days",
        badges={
            LinkKind.TRANSLATION: "Also in {language}",
            LinkKind.DUPLICATE: "The same text",
            LinkKind.CORRECTED_BY: "Corrected",
            LinkKind.REPLACED_BY: "New version",
        },
    ),
}
"""By interface language."""
