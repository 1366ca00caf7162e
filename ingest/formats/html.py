"""A release from a page of a site: its blocks and what the page says of itself, without what stands around it."""

import codecs
import re
from collections.abc import Sequence
from pathlib import Path

from ..dates import DATE, labelled_date
from ..decode import decode
from ..recognise import DATELINE
from .blocks import Block, extracted_of, same_words
from .extracted import Extracted
from .page import Element, parse_page
from .page_blocks import PageBlock, page_blocks
from .page_facts import page_facts
from .page_main import CONTACT, leave_out, main_part, title_element

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,200}?encoding=[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_HEAD_BYTES = 8_192
WHOLE_CHARSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
}
"""Charsets by the name that files give them, which are in truth larger ones (WHATWG Encoding does the same)."""

_BEFORE_TITLE = re.compile(
    rf"新[聞闻](?:稿|公[報报])|[即實实][時时][發发]|[發发][布佈稿]|(?:press|news|media) release|immediate release|"
    rf"\bdate\b|日期|{DATE.pattern}|【",
    re.IGNORECASE,
)
_SITES_WORDS = re.compile(
    r"^(?:分享|轉發|转发|列印|打印|返回|回到頂部|上一[則则頁页篇]|下一[則则頁页篇]|訂閱|订阅|主頁|首頁|首页|字型大小|更多新[聞闻]|"
    r"share\b|print\b|back\b|return to\b|skip\b|posted\b|tagged\b|tags?\s*:|categor|filed under|subscribe\b|home$|"
    r"next\b.{0,3}$|previous\b.{0,3}$|read more|leave a comment|follow us|loading)"
    r"|^©|^copyright\b|版[權权]所有|不得[轉转][載载]|all rights reserved",
    re.IGNORECASE,
)
_LIST_NAME = re.compile(
    r"^(?:更多|其他|其它|最新|近期|相[關关]|[熱热][門门]|延伸).{0,6}$"
    r"|^(?:related|more|other|latest|recent|you may also)\b.{0,25}$",
    re.IGNORECASE,
)
_WEB_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+", re.IGNORECASE)
_SENTENCE = re.compile(r".{12}[。.！!]\s*$")
_LINKED = 0.6
_LISTED = 0.1
"""Least share of a block's text that is in links, for one that is nothing but a link, and for one in a list of them."""


def read_html(path: Path, data: bytes) -> Extracted:
    """The release on a page. Its fields: title, date (ISO 8601, where the text gives none), url, organisation.

    Raises `SourceEmpty`, `SourceTooLarge`, `SourceDamaged`, and what `decode` does.
    """
    page = parse_page(path, page_text(path, data))
    facts = page_facts(page)
    leave_out(page)
    title = title_element(page, facts.titles)
    found = list(page_blocks(main_part(page, title)))
    found = _from_title(_without_lists(found, title), title)
    said = " ".join(title.text().split()) if title is not None else next(iter(facts.titles), "")
    blocks = [_as_title(made, title) for made in found]
    fields = {"title": said, "date": "" if dated(blocks) else facts.date or _shown_date(blocks), "url": facts.url}
    fields["organisation"] = facts.organisation
    return extracted_of(blocks, {name: value for name, value in fields.items() if value})


def page_text(path: Path, data: bytes) -> str:
    """A page's markup, by its byte order mark, by the charset that it declares, or as `decode` finds. Raises what that
    does."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(path, data)[0]
    declared = _DECLARED.search(data[:_HEAD_BYTES])
    if declared:
        text = decoded_as((declared[1] or declared[2]).decode("ascii", "replace"), data)
        if text is not None:
            return text
    return decode(path, data)[0]


def decoded_as(charset: str, data: bytes) -> str | None:
    """The text in this charset or the larger one that goes by its name; None where it is none, or isn't the data's."""
    try:
        name = codecs.lookup(charset).name
        text = data.decode(WHOLE_CHARSETS.get(name, name))
    except (LookupError, ValueError):
        return None
    return text if isinstance(text, str) and not name.startswith("utf-16") else None


def dated(blocks: Sequence[Block]) -> bool:
    """Whether the text itself says its date, in its date line or a line that calls itself one."""
    lines = [line for block in blocks[:20] for line in block.text.split("\n") if line][:20]
    return any(DATELINE.match(line) for line in lines) or labelled_date(lines) is not None


def _shown_date(blocks: Sequence[Block]) -> str:
    """A day that stands in a line of its own: over the text, or as the last thing under it."""
    first = next((number for number, block in enumerate(blocks) if len(block.text) > 80), len(blocks))
    for over, shown in ((True, blocks[: first + 1]), (False, blocks[-3:])):
        for line in (line for block in shown for line in block.text.split("\n")):
            match = DATE.search(line)
            if match and len(line) <= len(match.group()) + 12 and (over or match.start() == 0):
                return match.group()
    return ""


def _without_lists(found: list[PageBlock], title: Element | None) -> list[PageBlock]:
    """The blocks without those that are links elsewhere, or words that sites put around a text."""
    kept: list[PageBlock] = []
    dropped = False
    for number, made in enumerate(found):
        listed = dropped or (kept and _LIST_NAME.match(kept[-1].block.text))
        is_sites = _is_sites(found, number) or (listed and made.linked > _LISTED and not made.block.level)
        if _is_title(made, title) or not is_sites:
            kept.append(made)
            dropped = False
            continue
        if not dropped:
            # What stands over a list of links names it.
            while kept and not _is_title(kept[-1], title) and _names_list(kept[-1], made):
                kept.pop()
        dropped = True
    return kept


def _is_sites(found: list[PageBlock], number: int) -> bool:
    made = found[number]
    text = made.block.text
    if made.block.rows:
        return made.linked > 0.9
    if len(text) <= 120 and _SITES_WORDS.search(text) and not CONTACT.search(text):
        return True
    if made.linked < _LINKED or _WEB_ADDRESS.fullmatch(text.strip()):
        return False
    # One link between two paragraphs is the text's.
    beside = [found[n] for n in (number - 1, number + 1) if 0 <= n < len(found)]
    alone = all(b.linked < _LINKED and b.element.parent is made.element.parent for b in beside)
    return not (alone and len(beside) == 2 and made.element.tag == "p")


def _names_list(over: PageBlock, listed: PageBlock) -> bool:
    short = len(over.block.text) <= 20 and not over.block.rows and not re.search(r"[。.：:@\d]", over.block.text)
    return short and (over.block.level > 1 or over.block.bold or over.element.parent is not listed.element.parent)


def _from_title(found: list[PageBlock], title: Element | None) -> list[PageBlock]:
    """The blocks from the title on, and of those before it what can stand over a release."""
    at = next((number for number, made in enumerate(found) if _is_title(made, title)), 0)
    before = (made for made in found[:at] if made.linked < _LINKED)
    return [b for b in before if _BEFORE_TITLE.search(b.block.text) or _SENTENCE.search(b.block.text)] + found[at:]


def _is_title(made: PageBlock, title: Element | None) -> bool:
    return title is not None and not made.block.rows and same_words(made.block.text, title.text())


def _as_title(made: PageBlock, title: Element | None) -> Block:
    """A page may have its own name, or nothing, as its heading of level 1."""
    if _is_title(made, title):
        return Block(made.block.text, 1)
    block = made.block
    return Block(block.text, 2) if block.level == 1 and title is not None else block
