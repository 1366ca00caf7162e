"""What a reply is, unpacked, as it can be kept in a file."""

import zlib

from ..errors import AddressUnreadable
from ..read import MAX_BYTES
from .charset import with_charset
from .gunzip import TooMuch, gunzip
from .kinds import Kind, kind_of
from .transfer import Reply, too_large


def recognised(reply: Reply) -> tuple[Kind, bytes]:
    """Kind and bytes of what came. Raises `AddressUnreadable` for what is empty, damaged or of no kind that is read."""
    data = reply.data
    kind = kind_of(reply.url, reply.content_type, data)
    if kind == "gzip":
        try:
            data = gunzip(data, MAX_BYTES)
        except TooMuch as error:
            raise too_large(reply.url, MAX_BYTES) from error
        except zlib.error as error:
            raise AddressUnreadable(reply.url, f"what comes back is damaged ({error}).", "Try again later.") from error
        kind = kind_of(reply.url, "", data)
    if not data.strip():
        raise AddressUnreadable(reply.url, "what comes back is empty.", "Look at it in a browser.")
    if kind is None or kind == "gzip":
        raise AddressUnreadable(
            reply.url,
            f"what comes back is of a kind that is not read ({reply.content_type or 'unknown'}).",
            "Pages, feeds, sitemaps, PDF, Word, plain text, Markdown, mail and ZIP are.",
        )
    return kind, with_charset(kind, reply.charset, data)
