"""One request and what comes back, within bounds, or in words why it does not."""

import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from functools import cache
from http import HTTPStatus
from typing import Self

import httpcore
import httpx

from ..errors import AddressError, AddressGone, AddressRefused, AddressUnreachable, AddressUnreadable
from .guarded import Guarded, NoSuchHost, PrivateAddress
from .gunzip import TooMuch, gunzip
from .retry_after import retry_after

MostBytes = Callable[[str, bytes], int]
"""Bytes that a body may have, by its content type and its first bytes."""

_PASSING = frozenset({502, 503, 504})
_WORTH_DRAINING = 65_536
_HEAD = 1024
"""Bytes by which a kind is told."""


@dataclass(frozen=True)
class Timeouts:
    """Seconds: for a connection, for each wait for more bytes, and for a request as a whole."""

    connect: float = 10.0
    read: float = 30.0
    whole: float = 300.0


@dataclass(frozen=True)
class Reply:
    """What an address answered: its `status` is 200, 304 or a redirect's (its target in `location`). `charset`: as the
    header names it, which may be wrong; empty where it does not."""

    url: str
    status: int
    data: bytes
    content_type: str = ""
    charset: str = ""
    location: str = ""
    etag: str = ""
    last_modified: str = ""


class Transfer:
    """Makes requests, over connections that are kept alive. Closed at the end of its `with`."""

    def __init__(self, guarded: Guarded, user_agent: str, timeouts: Timeouts, tls: ssl.SSLContext | None) -> None:
        self._guarded = guarded
        self._timeouts = timeouts
        self._headers = {"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "gzip"}
        # httpcore itself: no proxy, cookie or password of the environment's, and nothing that follows or unpacks.
        self._pool = httpcore.ConnectionPool(tls or _trusted(), network_backend=guarded)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    def get(self, url: str, headers: Mapping[str, str], most: MostBytes) -> Reply:
        """What is at a canonical address. Raises `AddressError`."""
        read = self._timeouts.read
        timeouts = {"connect": self._timeouts.connect, "read": read, "write": read, "pool": read}
        self._guarded.deadline = time.monotonic() + self._timeouts.whole
        sent = [*self._headers.items(), *headers.items()]
        try:
            with self._pool.stream("GET", url, headers=sent, extensions={"timeout": timeouts}) as response:
                return _reply(url, response, most)
        except AddressError:
            raise
        except Exception as error:
            raise _in_words(url, error) from error


def _reply(url: str, response: httpcore.Response, most: MostBytes) -> Reply:
    headers = httpx.Headers(response.headers)
    status = response.status
    if status != HTTPStatus.OK:
        _drain(response)
    if status in (301, 302, 303, 307, 308) and "location" in headers:
        return Reply(url, status, b"", location=headers["location"])
    if status not in (200, 304):
        raise _refusal(url, status, headers)
    told = Message()
    told["content-type"] = headers.get("content-type", "application/octet-stream")
    content_type = told.get_content_type() if "content-type" in headers else ""
    return Reply(
        url,
        status,
        _body(url, response, headers, content_type, most) if status == 200 else b"",
        content_type,
        (told.get_content_charset() or "").strip(),
        etag=_sendable(headers.get("etag", "")),
        last_modified=_sendable(headers.get("last-modified", "")),
    )


def _drain(response: httpcore.Response) -> None:
    """Read a body that nobody needs, so that the connection can be used again; not a long one."""
    read = 0
    for part in response.iter_stream():
        read += len(part)
        if read > _WORTH_DRAINING:
            return


def _body(
    url: str, response: httpcore.Response, headers: httpx.Headers, content_type: str, most_bytes: MostBytes
) -> bytes:
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise AddressUnreadable(url, f"the server packed it as {encoding}, which nobody asked for.")
    packed = encoding.endswith("gzip")
    data, most = bytearray(), 0
    for part in response.iter_stream():
        data += part
        # What is packed is looked into afterwards: it is no larger than what it becomes.
        if len(data) - len(part) < _HEAD:
            most = most_bytes("application/gzip" if packed else content_type, bytes(data[:_HEAD]))
        if len(data) > most or int(headers.get("content-length", "0")) > most:
            raise too_large(url, most)
    if not packed:
        return bytes(data)
    try:
        whole = gunzip(bytes(data), most)
    except TooMuch as error:
        raise too_large(url, most) from error
    if len(whole) > (least := most_bytes(content_type, whole[:_HEAD])):
        raise too_large(url, least)
    return whole


def too_large(url: str, most: int) -> AddressUnreadable:
    return AddressUnreadable(
        url, f"it has more than the {most:,} bytes that one may have.", "Save by hand what matters of it."
    )


def _refusal(url: str, status: int, headers: httpx.Headers) -> AddressError:
    if status in (404, 410):
        return AddressGone(url, f"there is no such page ({status}).", "Check the spelling of the address.")
    reason, remedy, again = f"the site answers {status}.", "Look at it in a browser.", None
    told = retry_after(headers.get("retry-after", ""))
    if status in (401, 403, 407):
        reason, remedy = f"the site lets nobody in without signing in ({status}).", "Save the page by hand."
    elif status == HTTPStatus.TOO_MANY_REQUESTS:
        when = f" before {told:.0f} seconds are over" if told else ""
        reason, remedy, again = f"the site wants no more requests{when} (429).", "Try again later.", told or 0.0
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        reason, remedy = f"the site is in trouble ({status}).", "Try again later."
        again = (told or 0.0) if status in _PASSING else None
    return AddressUnreachable(url, reason, remedy, again, status)


def _sendable(value: str) -> str:
    """What can be sent back in a header; anything else is as good as none."""
    return value if value.isascii() and value.isprintable() else ""


def _in_words(url: str, error: Exception) -> AddressError:
    if isinstance(error, PrivateAddress):
        remedy = "To fetch from addresses of your own network, set PRESSDESK_FETCH_PRIVATE=true."
        return AddressRefused(
            url,
            f"nothing is fetched from {error.address}, which is no public address.",
            remedy if error.can_be_allowed else "There are no releases.",
        )
    if isinstance(error, NoSuchHost):
        if error.passing:
            return AddressUnreachable(url, "its host's name cannot be looked up now.", "Try again later.", 0)
        return AddressUnreachable(url, "there is no such host.", "Check the spelling of the address.")
    if isinstance(error, httpcore.ConnectError):
        # httpcore takes the cause from its errors, but not from what they are made of.
        cause = error.args[0] if error.args else None
        if isinstance(cause, ssl.SSLCertVerificationError):
            return AddressUnreachable(
                url, f"its certificate is not trusted ({cause.verify_message}).", "Look at it in a browser."
            )
        if isinstance(cause, ssl.SSLError):
            return AddressUnreachable(url, f"no secure connection ({cause.reason}).", "Look at it in a browser.")
        return AddressUnreachable(url, "the host does not let us connect.", "Try again later.", 0)
    if isinstance(error, httpcore.TimeoutException):
        return AddressUnreachable(url, "the site takes too long.", "Try again later.")
    if isinstance(error, zlib.error):
        return AddressUnreadable(url, f"what comes back is damaged ({error}).", "Try again later.")
    if isinstance(error, httpcore.NetworkError | httpcore.RemoteProtocolError):
        return AddressUnreachable(url, "the connection broke off.", "Try again later.", 0)
    return AddressUnreachable(url, f"it cannot be fetched ({type(error).__name__}).", "Look at it in a browser.")


@cache
def _trusted() -> ssl.SSLContext:
    # Once for all: reading the certificates takes a while.
    return httpx.create_ssl_context()
