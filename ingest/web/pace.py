"""How fast a host is asked, and when not at all."""

import time
from dataclasses import dataclass

from ..errors import AddressUnreachable
from .addresses import host_of

LONGEST_DELAY = 30.0
"""Seconds between requests: who asks for more than this gets this."""
_MOST_FAILURES = 3


@dataclass
class _Host:
    pause: float
    last: float = float("-inf")
    failures: int = 0
    closed_until: float = float("-inf")


class Pace:
    """Requests to one host are `pause` seconds apart, or further where it asks for that; a host that wants none for a
    while gets none, and neither does one that failed three times one after another."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._hosts: dict[str, _Host] = {}

    def wait(self, url: str) -> None:
        """Until the host of this address may be asked again. Raises `AddressUnreachable` where that's not soon."""
        host = self._host(url)
        now = time.monotonic()
        if host.closed_until > now:
            raise AddressUnreachable(url, "its host wants no more requests for now.", "Try again later.")
        if host.failures >= _MOST_FAILURES:
            raise AddressUnreachable(url, "its host failed several times and is not asked again.", "Try again later.")
        time.sleep(max(0.0, host.last + host.pause - now))
        host.last = time.monotonic()

    def slow_down(self, url: str, delay: float) -> None:
        """The host asks for `delay` seconds between requests."""
        host = self._host(url)
        host.pause = max(host.pause, min(delay, LONGEST_DELAY))

    def answered(self, url: str) -> None:
        self._host(url).failures = 0

    def failed(self, url: str, error: AddressUnreachable) -> None:
        """What is wrong with one page is nothing that its host has to be left alone for; not to answer at all is."""
        host = self._host(url)
        host.failures = 0 if error.answered else host.failures + 1
        host.closed_until = time.monotonic() + (error.retry_after or 0.0)

    def _host(self, url: str) -> _Host:
        return self._hosts.setdefault(host_of(url), _Host(self._pause))
