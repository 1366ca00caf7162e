"""What a page says of itself: title, day of publication, address, organisation, from its head and its facts in
JSON-LD."""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..dates import read_date
from .page import Page

_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "title")
_DATES = (
    "article:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date",
    "dcterms.date", "publishdate", "publish-date", "pubdate", "date",
)  # fmt: skip
_ORGANISATIONS = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name")
_ARTICLES = ("newsarticle", "article", "pressrelease", "reportagenewsarticle", "blogposting", "webpage")
_BETWEEN = re.compile(r"\s+[-–—|·:»]+\s+|\s*[|｜»]\s*")
_MAX_FACTS = 5_000
_MAX_VALUE = 500


@dataclass(frozen=True)
class PageFacts:
    """`titles`: what may be its title, the surest first. `date`: ISO 8601, or empty, as `url` and `organisation`."""

    titles: tuple[str, ...]
    date: str
    url: str
    organisation: str


def page_facts(page: Page) -> PageFacts:
    """The facts of a page; what is no day, address or name is passed over."""
    said = _by_name(page)
    linked = list(_linked_data(page))
    articles = sorted((a for a in linked if _rank(a) < len(_ARTICLES)), key=_rank)
    title = " ".join(page.title[:_MAX_VALUE].split())
    shorter = [part for m in _BETWEEN.finditer(title) for part in (title[: m.start()], title[m.end() :])]
    shorter.sort(key=len, reverse=True)
    titles = [*(_text(a.get("headline")) for a in articles), *(said.get(name, "") for name in _TITLES), title, *shorter]
    dates = [*(_text(a.get("datePublished")) for a in articles), *(said.get(name, "") for name in _DATES)]
    names = [
        *(said.get(name, "") for name in _ORGANISATIONS),
        *(_text(_first(a.get("publisher")).get("name")) for a in articles),
    ]
    urls = [said.get("canonical", ""), said.get("og:url", ""), *(_text(a.get("url")) for a in articles)]
    return PageFacts(
        titles=tuple(dict.fromkeys(t for t in map(_one_line, titles) if t)),
        date=next((day.isoformat() for written in dates if (day := read_date(written[:40]))), ""),
        url=next((url for url in map(str.strip, urls) if re.match(r"https?://\S{1,2000}$", url)), ""),
        organisation=next((name for name in map(_one_line, names) if name), ""),
    )


def _by_name(page: Page) -> dict[str, str]:
    said: dict[str, str] = {}
    for attributes in page.head:
        if attributes.get("rel", "").lower() == "canonical":
            said.setdefault("canonical", attributes.get("href", ""))
        for key in ("property", "name", "itemprop"):
            content = attributes.get("content", "")
            if content.strip() and attributes.get(key):
                said.setdefault(attributes[key].strip().lower(), content)
    return said


def _linked_data(page: Page) -> Iterator[Mapping[str, Any]]:
    """The things that a page's JSON-LD is about, in whatever lists they stand."""
    waiting: deque[Any] = deque()
    for script in page.scripts:
        try:
            waiting.append(json.loads(script.strip().removesuffix(";")))
        except (ValueError, RecursionError):
            continue
    for _ in range(_MAX_FACTS):
        if not waiting:
            return
        thing = waiting.popleft()
        if isinstance(thing, list):
            waiting += thing
        elif isinstance(thing, dict):
            yield thing
            waiting += [thing[key] for key in ("@graph", "mainEntity") if key in thing]


def _rank(thing: Mapping[str, Any]) -> int:
    kinds = thing.get("@type")
    named = {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}
    return next((rank for rank, kind in enumerate(_ARTICLES) if kind in named), len(_ARTICLES))


def _first(value: Any) -> Mapping[str, Any]:
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, dict) else {"name": value}


def _text(value: Any) -> str:
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, str) else ""


def _one_line(text: str) -> str:
    return " ".join(text.split()).strip(" -–—|·:»｜") if len(text) <= _MAX_VALUE else ""
