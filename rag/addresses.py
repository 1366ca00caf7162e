"""Telephone numbers, e-mail addresses and URLs of a text, each in the one form in which they are compared."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from pressdesk.ingest.quantity import quantities

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_URL = re.compile(r"(?:https?://|www\.)[^\s\u3000-\u30ff\u3400-\u9fff\uff00-\uffef<>\"“”‘’]+", re.ASCII | re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9][a-z0-9-]*\.)+(?:com|org|net|gov|edu|info|io|hk|cn|tw|mo|uk|example)(?![\w-])(?:/[\w./?=&%-]*)?",
    re.ASCII | re.IGNORECASE,
)
_LOCAL = re.compile(r"(?<![\d.,/+-])(?!(?:19|20)\d\d[ -](?:19|20))([2-9]\d{3})[ -](\d{4})(?![\d.,:/-]*\d)")
"""A Hong Kong number without its code, of a block that nobody has too (5550)."""

_AFTER = ".,;:!?)]}'"


class Address(NamedTuple):
    """An address at `folded[start:end]`; `value` is the number in E.164, the e-mail address, or the URL without scheme,
    `www.` and the slash at its end."""

    kind: Literal["phone", "email", "url"]
    value: str
    start: int
    end: int


def addresses(folded: str) -> list[Address]:
    """The addresses of folded text in order."""
    found = [*_phones(folded), *_emails(folded)]
    for pattern in (_URL, _BARE):
        for match in pattern.finditer(folded):
            written = match.group().rstrip(_AFTER)
            end = match.start() + len(written)
            if not any(match.start() < other.end and other.start < end for other in found):
                found.append(Address("url", _plain_url(written), match.start(), end))
    return sorted(found, key=lambda address: address.start)


def _phones(folded: str) -> Iterator[Address]:
    found = [q for q in quantities(folded) if q.kind == "phone"]
    for quantity in found:
        yield Address("phone", quantity.value, quantity.start, quantity.end)
    for match in _LOCAL.finditer(folded):
        if not any(match.start() < q.end and q.start < match.end() for q in found):
            yield Address("phone", f"+852{match[1]}{match[2]}", *match.span())


def _emails(folded: str) -> Iterator[Address]:
    for match in _EMAIL.finditer(folded):
        yield Address("email", match.group(), match.start(), match.end())


def _plain_url(written: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", written).rstrip("/")
