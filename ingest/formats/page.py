"""A page's elements, as a browser would build them: Resiliparse parses, which bears any depth and any error."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from resiliparse.parse.html import ElementNode, HTMLTree, Node, NodeType

from ..errors import SourceDamaged, SourceTooLarge

MAX_CHARACTERS = 8 * 1024 * 1024
MAX_ELEMENTS = 200_000
"""The pages of releases seen have some thousand elements."""

_DATA_ADDRESS = re.compile(r"data:[\w/+.-]{0,80};base64,[\w+/=\s%]*", re.ASCII)
_DEAD = frozenset({"script", "style", "template", "svg", "iframe", "object", "canvas", "math", "#comment"})
"""Elements whose text nobody sees. (A page's `<script>` with facts is read before.)"""
_INSIDE = re.compile(r"[，。；、！？]|[,.;!?](?:\s|$)")
_MIN_PROSE = 15


@dataclass(slots=True, eq=False)
class Element:
    """An element with what is in it in order. `characters` counts its text without white space; `linked` those of
    them in links to other pages; `prose` those in runs that read like sentences and are in no link; `tables` the
    tables in it. `left_out`: it is no part of what is read."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None"
    items: "list[Element | str]" = field(default_factory=list)
    characters: int = 0
    linked: int = 0
    prose: int = 0
    tables: int = 0
    left_out: bool = False

    def within(self) -> "Iterator[Element]":
        """The elements that this one is in, from the nearest outwards."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def text(self, most: int = 1_000) -> str:
        """Its text up to so many pieces, as it stands in the markup."""
        pieces: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting and most:
            most -= 1
            item = waiting.pop()
            if isinstance(item, str):
                pieces.append(item)
            else:
                waiting += reversed(item.items)
        return "".join(pieces)

    @property
    def named(self) -> str:
        """Its class and id."""
        return f"{self.attributes.get('class', '')} {self.attributes.get('id', '')}"


@dataclass(frozen=True)
class Page:
    """`head`: the elements of its head, `<meta>` and `<link>` with their attributes; `scripts`: facts in JSON-LD, as
    written; `elements`: the body's, in order, the body first."""

    title: str
    head: list[dict[str, str]]
    scripts: list[str]
    elements: list[Element]

    @property
    def body(self) -> Element:
        return self.elements[0]


def parse_page(path: Path, markup: str) -> Page:
    """The page of this markup. Raises `SourceTooLarge`, or `SourceDamaged` where there is no page in it."""
    if "data:" in markup:
        markup = _DATA_ADDRESS.sub("", markup)
    if len(markup) > MAX_CHARACTERS or markup.count("<") > 3 * MAX_ELEMENTS:
        raise _too_large(path)
    tree = HTMLTree.parse(markup)
    if tree.body is None or tree.document is None:
        raise SourceDamaged(path, "there is no page in this file.", "Save the page again, as HTML.")
    meta = [dict(_attributes(node)) for node in tree.document.query_selector_all("meta, link[rel]")]
    scripts = [node.text or "" for node in tree.document.query_selector_all('script[type="application/ld+json"]')]
    page = Page(tree.title or "", meta, scripts, _elements(path, tree.body))
    _add_up(page)
    return page


def _add_up(page: Page) -> None:
    """What is in an element counts for all that it is in."""
    for element in reversed(page.elements):
        if element.parent is not None:
            element.parent.characters += element.characters
            element.parent.linked += element.characters if is_link(element) else element.linked
            element.parent.prose += 0 if is_link(element) else element.prose
            element.parent.tables += element.tables + (element.tag == "table")


def _elements(path: Path, body: ElementNode) -> list[Element]:
    """Built without recursion: a page may be nested deeper than Python's stack."""
    root = Element("body", _attributes(body), None)
    made = [root]
    waiting: list[tuple[Node | None, Element]] = [(body.first_child, root)]
    while waiting:
        node, above = waiting.pop()
        if node is None:
            continue
        waiting.append((node.next, above))
        if node.type == NodeType.TEXT:
            _add_text(above, node.value or "")
        elif isinstance(node, ElementNode) and node.tag not in _DEAD:
            element = Element(node.tag or "", _attributes(node), above)
            above.items.append(element)
            made.append(element)
            waiting.append((node.first_child, element))
            if len(made) > MAX_ELEMENTS:
                raise _too_large(path)
    return made


def _add_text(element: Element, text: str) -> None:
    element.items.append(text)
    seen = len("".join(text.split()))
    element.characters += seen
    if seen >= _MIN_PROSE and _INSIDE.search(text):
        element.prose += seen


def _attributes(node: ElementNode) -> dict[str, str]:
    return {name.lower(): value or "" for name in node.attrs for value in [node.getattr(name)]}


def is_link(element: Element) -> bool:
    """Whether it leads to another page: an address of mail, a number to call and a place on the page do not."""
    address = element.attributes.get("href", "").strip().lower()
    return element.tag == "a" and bool(address) and not address.startswith(("mailto:", "tel:", "#"))


def _too_large(path: Path) -> SourceTooLarge:
    return SourceTooLarge(path, "this page is far larger than one with a release on it.", "Save the release alone.")
