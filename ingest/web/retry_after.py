"""`Retry-After`: when a server wants to be asked again."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def retry_after(told: str) -> float | None:
    """Seconds of a `Retry-After` (RFC 9110, §10.2.3): a number of them, or a time."""
    if told.isdecimal():
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
