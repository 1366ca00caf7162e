"""A visit to an address as a guest should make it: asking robots.txt, not too fast, and again later where told so."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from protego import Protego
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from ..errors import AddressDisallowed, AddressGone, AddressRefused, AddressUnreachable, AddressUnreadable
from .addresses import host_of, joined, robots_of
from .pace import Pace
from .transfer import MostBytes, Reply, Transfer

ROBOT = "pressdesk"
"""What robots.txt may call us."""

_MOST_REDIRECTS = 5
_ATTEMPTS = 3
_LONGEST_WAIT = 60.0
"""Seconds before another attempt: for longer, others had better go first."""
_ROBOTS_BYTES = 512 * 1024
"""RFC 9309, §2.5: at least 500 KiB of it are read."""
_NOT_THERE = frozenset(range(400, 500)) - {HTTPStatus.TOO_MANY_REQUESTS}
_ALL_ALLOWED = Protego.parse("")

Conditions = Callable[[str], Mapping[str, str]]
"""Headers by which a server can tell that an address has not changed (RFC 9110, §13)."""


def unconditional(_: str) -> Mapping[str, str]:
    return {}


class Visits:
    """Visits of one run; robots.txt is asked for once a site."""

    def __init__(self, transfer: Transfer, pause: float) -> None:
        self._transfer = transfer
        self._pause = pause
        self._pace = Pace(pause)
        self._rules: dict[str, Protego] = {}

    def visit(self, url: str, most: MostBytes, conditions: Conditions = unconditional) -> Reply:
        """What is at a canonical address, or at the one that it redirects to. Raises `AddressError`."""
        return self._follow(url, most, conditions, asking=True)

    def _follow(self, url: str, most: MostBytes, conditions: Conditions, *, asking: bool) -> Reply:
        here = url
        for _ in range(_MOST_REDIRECTS + 1):
            if asking:
                self._ask_robots(here)
            reply = self._get(here, most, conditions)
            if not reply.location:
                return reply
            here = joined(here, reply.location)
        raise AddressUnreachable(url, f"it redirects more than {_MOST_REDIRECTS} times.", "Look at it in a browser.")

    def _get(self, url: str, most: MostBytes, conditions: Conditions) -> Reply:
        attempts = Retrying(
            retry=retry_if_exception(_may_succeed),
            wait=self._seconds_to_wait,
            stop=stop_after_attempt(_ATTEMPTS),
            reraise=True,
        )
        for attempt in attempts:
            with attempt:
                self._pace.wait(url)
                return self._once(url, most, conditions)
        raise AssertionError("the last attempt returns or raises")

    def _once(self, url: str, most: MostBytes, conditions: Conditions) -> Reply:
        try:
            reply = self._transfer.get(url, conditions(url), most)
        except AddressUnreachable as error:
            self._pace.failed(url, error)
            raise
        self._pace.answered(url)
        return reply

    def _seconds_to_wait(self, state: RetryCallState) -> float:
        error = state.outcome and state.outcome.exception()
        told = error.retry_after if isinstance(error, AddressUnreachable) else None
        return max(told or 0.0, self._pause * 2**state.attempt_number)

    def _ask_robots(self, url: str) -> None:
        site = robots_of(url)
        if site not in self._rules:
            self._rules[site] = self._fetched_rules(url, site)
        rules = self._rules[site]
        self._pace.slow_down(url, rules.crawl_delay(ROBOT) or 0.0)
        if not rules.can_fetch(url, ROBOT):
            raise AddressDisallowed(
                url, f"robots.txt of {host_of(url)} asks programs not to fetch this.", "Save it by hand, or ask there."
            )

    def _fetched_rules(self, url: str, site: str) -> Protego:
        """RFC 9309, §2.3.1: where there is no robots.txt all is allowed; where it cannot be had, nothing."""
        try:
            reply = self._follow(site, lambda *_: _ROBOTS_BYTES, unconditional, asking=False)
        except AddressGone:
            return _ALL_ALLOWED
        except AddressRefused as error:
            raise AddressRefused(url, error.reason, error.remedy) from error
        except AddressUnreadable as error:
            raise AddressDisallowed(
                url, f"robots.txt cannot be read: {error.reason}", "Save the page by hand."
            ) from error
        except AddressUnreachable as error:
            if error.answered and error.answered in _NOT_THERE:
                return _ALL_ALLOWED
            # Where the host does not answer at all, it does not matter what was asked for first.
            reason = f"{error.reason} (That was for robots.txt.)" if error.answered else error.reason
            raise AddressUnreachable(url, reason, error.remedy, None, error.answered) from error
        return Protego.parse(reply.data.decode("utf-8", errors="replace"))


def _may_succeed(error: BaseException) -> bool:
    return (
        isinstance(error, AddressUnreachable) and error.retry_after is not None and error.retry_after <= _LONGEST_WAIT
    )
