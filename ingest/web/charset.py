"""A text's encoding where only the header that it came with names it: a file has no headers."""

import codecs
import re

from .kinds import Kind

_DECLARED = re.compile(rb"<meta[^>]+charset|<\?xml[^>]+encoding", re.IGNORECASE)
_WHOLE = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso-8859-1": "cp1252", "ascii": "cp1252"}
"""What browsers read under these names (WHATWG Encoding)."""


def with_charset(kind: Kind, charset: str, data: bytes) -> bytes:
    """The bytes of a text or page; where its header alone says in what encoding, the same text in UTF-8 with a byte
    order mark."""
    if kind not in ("html", "txt", "md") or data.startswith(
        (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    ):
        return data
    if kind == "html" and _DECLARED.search(data[:4096]):
        return data
    try:
        name = codecs.lookup(charset).name
        if name == "utf-8":
            return data
        return data.decode(_WHOLE.get(name, name)).encode("utf-8-sig")
    except (LookupError, ValueError):  # The header is wrong: whoever reads it looks at the bytes.
        return data
