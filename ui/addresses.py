"""Where the server shows what answers point at: addresses that can be sent to a colleague."""

from urllib.parse import quote, urlencode


def release_address(release_id: str, start: int | None = None, end: int | None = None) -> str:
    """The page of a release; with a place, down to `text[start:end]`, marked there."""
    page = f"/reader/{quote(release_id, safe='')}"
    return page if start is None or end is None else f"{page}?{urlencode({'start': start, 'end': end})}#quote"


def version_address(release_id: str, sha256: str) -> str:
    """The page of a former version of a release."""
    return f"/reader/{quote(release_id, safe='')}/versions/{quote(sha256, safe='')}"


def answer_address(answer_id: str) -> str:
    """The page of an answer that the chat gave."""
    return f"/answers/{quote(answer_id, safe='')}"


def public_address(url: str | None) -> str:
    """A release's own page as a browser opens it; empty where it has none."""
    return url if url and url.lower().startswith(("http://", "https://")) else ""
