"""Which part of a page is the release, and what in it is the site's own: menus, notices of cookies, lists of other
news, share buttons, footers.

Main content extractors (trafilatura, readability, jusText, Resiliparse's own) find the paragraphs and lose what is
short: the title, the place and date, headings, the press contact. So the part of the page is looked for that holds all
the prose and the title, and what does not belong to the release is taken out of it by what it is called.
"""

import re
from collections.abc import Sequence
from itertools import islice

from .blocks import folded
from .page import Element, Page

_SITE_TAGS = frozenset({"nav", "button", "dialog", "menu"})
_EDGE_TAGS = frozenset({"header", "footer", "aside"})
_SITE_ROLES = frozenset({
    "navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar",
    "complementary", "tablist",
})  # fmt: skip
_SITE_NAMES = re.compile(
    r"(?<![a-z])(?:cookies?|consent|gdpr|cc|share|shares|sharing|sharedaddy|sharethis|addthis|addtoany|social|sns|"
    r"breadcrumbs?|crumbs?|related|recommended|recommendations?|sidebar|widget-area|nav|navbar|navigation|mainnav|"
    r"subnav|topnav|menu|submenu|mainmenu|megamenu|pager|pagination|paging|comments?|disqus|respond|skip|newsletter|"
    r"subscribe|subscription|footer|masthead|tags|toolbar|popup|modal|search|login|ads?|advert|advertisement|sr-only|"
    r"visually-hidden|screen-reader-text|topbar|copyright|lang-switch|language-switcher|back-to-top|gotop)(?![a-z])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
CONTACT = re.compile(
    r"[傳传]媒(?:查[詢询]|[聯联][絡络])|媒[體体](?:查[詢询]|[聯联][絡络系])|新[聞闻]界查[詢询]"
    r"|(?:media|press)\s+(?:enquir|inquir|contact)",
    re.IGNORECASE,
)
_CONTACT_NAMES = re.compile(r"(?:media|press)[-_ ]?(?:contact|enquir|inquir)", re.IGNORECASE)
_REACHED = re.compile(r"@[\w-]+\.|\d{4}[ -]?\d{4}|\+\d")
_MOST = 0.4
"""Share of a page's text that no menu or notice has: what has more is read, whatever it is called."""
_ALL = 0.95
_SHORT = 300
_MOST_CONTACTS = 10


def leave_out(page: Page) -> None:
    """Marks the elements that are the site's own, with all in them, and counts the prose of the others anew."""
    most = _MOST * page.body.characters
    for element in page.elements[1:]:
        if element.parent is not None and element.parent.left_out:
            element.left_out = True
        elif element.characters <= most or element.tag in _SITE_TAGS:
            element.left_out = _is_sites(element)
    _take_off(page)


def _take_off(page: Page) -> None:
    """What is left out counts no more for what it is in."""
    taken: dict[int, tuple[int, int, int]] = {}
    for element in reversed(page.elements):
        off = (element.prose, element.linked, element.characters)
        if not element.left_out:
            off = taken.pop(id(element), (0, 0, 0))
            element.prose, element.linked = element.prose - off[0], element.linked - off[1]
            element.characters -= off[2]
        if element.parent is not None:
            before = taken.get(id(element.parent), (0, 0, 0))
            taken[id(element.parent)] = (before[0] + off[0], before[1] + off[1], before[2] + off[2])


def leave_out_hidden(page: Page) -> None:
    """Marks the elements of a mail's page that nobody is shown."""
    for element in page.elements[1:]:
        element.left_out = element.parent is not None and (element.parent.left_out or _is_hidden(element))


def _is_hidden(element: Element) -> bool:
    return "hidden" in element.attributes or bool(_HIDDEN.search(element.attributes.get("style", "")))


def _is_sites(element: Element) -> bool:
    attributes = element.attributes
    if element.tag in _SITE_TAGS or _is_hidden(element):
        return True
    named = _SITE_NAMES.search(_CAMEL.sub("-", element.named)) if element.named.strip() else None
    if element.tag not in _EDGE_TAGS and not named and attributes.get("role", "").lower() not in _SITE_ROLES:
        return attributes.get("aria-hidden") == "true" and element.tag != "span"
    inside = any(above.tag in ("article", "main") for above in islice(element.within(), 40))
    if element.tag == "header" or _has_title(element):
        return not inside and not _has_title(element)
    said = element.text()
    return not (inside and CONTACT.search(said) and _REACHED.search(said))


def _has_title(element: Element) -> bool:
    waiting: list[Element] = [element]
    for _ in range(200):
        if not waiting:
            break
        inner = waiting.pop()
        if inner.tag == "h1":
            return True
        waiting += [item for item in inner.items if isinstance(item, Element)]
    return False


def title_element(page: Page, titles: Sequence[str]) -> Element | None:
    """The element that says the title: one of the `titles` that the page gives itself, the best first; else its only
    heading of level 1."""
    said: dict[str, Element] = {}
    for element in page.elements:
        if text := _own_text(element):
            said.setdefault(folded(text), element)
    for title in titles:
        if found := said.get(folded(title)):
            return found
    firsts = [e for e in page.elements if e.tag == "h1" and not e.left_out and e.characters]
    return firsts[0] if len(firsts) == 1 else None


def _own_text(element: Element) -> str:
    """What a short element says, where some of it stands in it directly."""
    if element.left_out or not 1 < element.characters <= _SHORT:
        return ""
    return element.text(200) if any(isinstance(item, str) and item.strip() for item in element.items) else ""


def main_part(page: Page, title: Element | None) -> Element:
    """The smallest element with nearly all the prose, the title and the press contact in it."""
    part = page.body
    named = [e for e in page.elements if _is_named_main(e) and e.prose >= page.body.prose / 2 and e.prose]
    if named:
        part = min(named, key=lambda element: element.characters)
    while (inner := _core(part)) is not None:
        part = inner
    if title is not None:
        part = _common(part, title)
    contacts = (element for element in page.elements if _is_contact(element))
    for element in islice(contacts, _MOST_CONTACTS):
        common = _common(part, element)
        if 2 * element.linked <= element.characters:
            part = common
    return part


def _is_contact(element: Element) -> bool:
    if element.left_out or not 1 < element.characters <= 3 * _SHORT:
        return False
    return bool(_CONTACT_NAMES.search(element.named) or CONTACT.search(_own_text(element)))


def _is_named_main(element: Element) -> bool:
    if element.left_out:
        return False
    role, itemprop = element.attributes.get("role", "").lower(), element.attributes.get("itemprop", "").lower()
    return element.tag in ("main", "article") or role in ("main", "article") or itemprop == "articlebody"


def _core(part: Element) -> Element | None:
    """The element in it that has nearly all its prose, or most of it beside what is mostly links."""
    inner = [item for item in part.items if isinstance(item, Element) and not item.left_out and item.prose]
    best = max(inner, key=lambda element: element.prose, default=None)
    if best is None or best.tag in ("p", "span", "li", "h1", "h2", "h3"):
        return None
    others = [element for element in inner if element is not best]
    if best.prose >= _ALL * part.prose:
        return best
    listed = all(3 * element.linked > element.characters for element in others)
    return best if listed and best.prose >= part.prose / 2 else None


def _common(one: Element, other: Element) -> Element:
    """The smallest element with both in it."""
    above = {id(one), *(id(element) for element in one.within())}
    return next((e for e in (other, *other.within()) if id(e) in above), one)
