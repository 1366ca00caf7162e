"""The blocks of a part of a page, in order, as a browser would show them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from .blocks import Block
from .page import Element, is_link
from .page_table import is_layout, table_rows

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = _HEADINGS.keys() | {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "legend", "li", "main",
    "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_UNREAD = frozenset({
    "audio", "datalist", "head", "input", "map", "noscript", "progress", "rp", "rt", "select", "textarea", "title",
    "video",
})  # fmt: skip
_BOLD = frozenset({"b", "strong"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_BREAK = "\0"
"""Stands for a line break while white space is still markup's. No page has it: parsers take it out."""
_WIDE = r"[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
_SPACES = re.compile(r"[ \t\r\n\f]+")
_LINE_END = re.compile(rf"(?<={_WIDE})\n(?={_WIDE})")
_AROUND_BREAK = re.compile(rf"[ \n]?{_BREAK}[ \n]?")


@dataclass(frozen=True)
class PageBlock:
    """A block with the share of its text that is in links to other pages, and the element that it is made of."""

    block: Block
    linked: float
    element: Element


@dataclass
class _Run:
    """Text that stands in one block, until the next begins; `number`: of the list's item, to be put before it."""

    number: str = ""
    pieces: list[str] = field(default_factory=list)
    bold: int = 0
    linked: int = 0
    seen: int = 0


def page_blocks(part: Element) -> Iterator[PageBlock]:
    """The blocks of what is read in an element: paragraphs with their line breaks (two end a paragraph), headings,
    items of lists, tables. Tables that only lay the page out are read cell by cell."""
    run = _Run()
    owner = part
    depths = {"bold": 0, "link": 0, "pre": 0}
    numbers: dict[int, int] = {}
    waiting: list[tuple[Element | str, bool]] = [(part, False)]
    while waiting:
        item, leaving = waiting.pop()
        if isinstance(item, str):
            _add(run, item, depths)
            continue
        if not leaving:
            if item.left_out or item.tag in _UNREAD:
                continue
            if item.tag == "br":
                run.pieces.append(_BREAK)
                continue
        inline = item.tag not in _BLOCKS
        if not inline:
            yield from _blocks(run, owner)
            run = _Run("" if leaving or run.seen else run.number)
            owner = (item.parent or item) if leaving else item
        for name, of in (("bold", _is_bold(item)), ("link", is_link(item)), ("pre", item.tag == "pre")):
            depths[name] += (-1 if leaving else 1) if of else 0
        if leaving:
            continue
        if item.tag == "table" and not is_layout(item):
            yield from _table(item)
            continue
        if item.tag == "li" and item.parent is not None and item.parent.tag == "ol":
            number = numbers.get(id(item.parent)) or _first_number(item.parent)
            numbers[id(item.parent)] = number + 1
            run.number = f"{number}. "
        waiting.append((item, True))
        waiting += [(inner, False) for inner in reversed(item.items)]
    yield from _blocks(run, owner)


def _add(run: _Run, text: str, depths: dict[str, int]) -> None:
    seen = len("".join(text.split()))
    if seen and not run.seen and run.number:
        run.pieces.append(run.number)
    run.pieces.append(text.replace("\n", _BREAK) if depths["pre"] else text)
    run.seen += seen
    run.bold += seen if depths["bold"] else 0
    run.linked += seen if depths["link"] else 0


def _blocks(run: _Run, owner: Element) -> Iterator[PageBlock]:
    if not run.seen:
        return
    linked, bold = run.linked / run.seen, run.bold == run.seen
    heading = next((e for e in (owner, *islice(owner.within(), 4)) if e.tag in _HEADINGS), None)
    text = _collapsed("".join(run.pieces))
    if heading is not None:
        yield PageBlock(Block(text.replace("\n", " ").strip(), _HEADINGS[heading.tag]), linked, heading)
        return
    for paragraph in re.split(r"\n[\s\u200b]*\n", text):
        if paragraph.strip():
            lines = [line.strip() for line in paragraph.split("\n")]
            yield PageBlock(Block("\n".join(line for line in lines if line), bold=bold), linked, owner)


def _table(table: Element) -> Iterator[PageBlock]:
    caption = next((e for e in table.items if isinstance(e, Element) and e.tag == "caption"), None)
    if caption is not None and not caption.left_out:
        yield from page_blocks(caption)
    rows = table_rows(table, cell_text)
    if rows:
        yield PageBlock(Block(rows=rows), table.linked / max(1, table.characters), table)


def cell_text(cell: Element) -> str:
    """What a cell says."""
    return " ".join(made.block.text for made in page_blocks(cell) if not made.block.rows)


def _collapsed(text: str) -> str:
    """As a browser shows it: white space is one space, none between two Chinese characters at a line's end."""
    # Each run of white space becomes one character first: a pattern over runs would take the square of their length.
    text = _SPACES.sub(lambda run: "\n" if "\n" in run.group() else " ", text)
    text = _LINE_END.sub("", _AROUND_BREAK.sub(_BREAK, text)).replace("\n", " ")
    return text.replace(_BREAK, "\n").strip()


def _is_bold(element: Element) -> bool:
    return element.tag in _BOLD or bool(_BOLD_STYLE.search(element.attributes.get("style", "")))


def _first_number(items: Element) -> int:
    start = items.attributes.get("start", "1")
    return int(start) if re.fullmatch(r"\d{1,6}", start, re.ASCII) else 1
