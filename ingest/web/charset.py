"""A text's encoding where a file would not tell it: only the header does, or the name means less than is in it."""

import codecs
import re

from .kinds import Kind

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(rb"<meta[^>]+charset|<\?xml[^>]+encoding", re.IGNORECASE)
_XML_ENCODING = re.compile(r"""(\s*<\?xml[^>]*?)\s+encoding\s*=\s*["']([\w.:-]+)["']""")
_WHOLE = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso8859-1": "cp1252", "ascii": "cp1252"}
"""What browsers read under these names (WHATWG Encoding): Hong Kong's own characters under Big5."""


def with_charset(kind: Kind, charset: str, data: bytes) -> bytes:
    """The bytes of a text, page or feed; where its header alone says in what encoding, the same text in UTF-8 with a
    byte order mark. A feed is in UTF-8 in any case."""
    if kind not in ("html", "txt", "md", "feed") or data.startswith(_MARKS):
        return data
    if kind == "feed":
        return _feed_in_utf8(charset, data)
    # What is valid UTF-8 is UTF-8; and Latin-1 is what servers say that have not been told.
    if (kind == "html" and _DECLARED.search(data[:4096])) or _is_latin(charset) or _decoded("utf-8", data) is not None:
        return data
    text = _decoded(charset, data)
    return data if text is None else text.encode("utf-8-sig")


def _feed_in_utf8(charset: str, data: bytes) -> bytes:
    # XML's declaration is in ASCII, or the feed has a mark.
    declaration = _XML_ENCODING.match(data[:256].decode("latin-1"))
    declared = declaration.group(2) if declaration else ""
    for name in sorted(("utf-8", charset, declared), key=_is_latin):
        text = _decoded(name, data)
        if text is not None:
            return _XML_ENCODING.sub(r"\1", text, count=1).encode()
    return data


def _decoded(charset: str, data: bytes) -> str | None:
    """The text; None where it is in another encoding."""
    try:
        return data.decode(_whole(charset))
    except (LookupError, ValueError):
        return None


def _is_latin(charset: str) -> bool:
    return _whole(charset) == "cp1252"


def _whole(charset: str) -> str:
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return charset
    return _WHOLE.get(name, name)
