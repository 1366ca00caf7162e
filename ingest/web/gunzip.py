"""Unpacking gzip so that a small file cannot become a huge one."""

import zlib


class TooMuch(Exception):
    """More comes out than may."""


def gunzip(data: bytes, most: int) -> bytes:
    """What is packed in `data`, in one member or several. Raises `TooMuch` for more than `most` bytes, before they are
    made, and `zlib.error` for what is no gzip or is cut off."""
    out = bytearray()
    while data:
        member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        out += member.decompress(data, most + 1 - len(out))
        if len(out) > most:
            raise TooMuch
        if not member.eof:
            raise zlib.error("the end is missing")
        # Some writers fill up the last block.
        data = member.unused_data.lstrip(b"\0")
    return bytes(out)
