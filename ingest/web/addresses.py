"""One address for one page, and a name for the file that it is kept in."""

import hashlib
import re
import unicodedata
from urllib.parse import unquote

import httpx

from ..errors import AddressRefused

_TRACKING = re.compile(
    r"(?:utm|mtm|hsa)_\w+|pk_(?:campaign|kwd|keyword|source|medium|content|cid)|_hs(?:enc|mi)|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid"
    r"|igshid|li_fat_id|mkt_tok|mc_[ce]id|spm|s_cid|_ga|_gl|wt_mc",
    re.IGNORECASE,
)
"""Parameters that tell a site where a visitor came from, and change nothing of the page."""
_STANDARD_PORTS = {"http": 80, "https": 443}
_LONGEST_NAME = 120
"""Bytes of a file's name before its hash: a name may have 255, and some go to the ending and to writing it aside."""


def canonical(url: str) -> str:
    """The address without fragment, tracking parameters and standard port, its host in ASCII, its path quoted.

    Raises `AddressRefused` for what is no address of a page: not http or https, no host, or a name and password in it.
    """
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError) as error:
        raise AddressRefused(url, f"this is no address ({error}).", "Check its spelling.") from error
    if parsed.scheme not in _STANDARD_PORTS:
        raise AddressRefused(url, "only http and https are fetched.", "Save the file and ingest it from its folder.")
    if not parsed.host or not 0 < (parsed.port or 80) < 65536:
        raise AddressRefused(url, "this is no address: it names no host.", "Check its spelling.")
    if parsed.userinfo:
        raise AddressRefused(_without_password(parsed), "the address has a name or password in it.", "Use one without.")
    path, _, query = parsed.raw_path.decode("ascii").partition("?")
    # The rest of the query stays as it was written, in its order: sites tell `a` and `a=` apart, and quote in Big5.
    kept = "&".join(part for part in query.split("&") if not _TRACKING.fullmatch(part.partition("=")[0]))
    target = f"{path}?{kept}" if kept else path
    return str(parsed.copy_with(port=_port(parsed), fragment=None, raw_path=target.encode("ascii")))


def joined(base: str, reference: str) -> str:
    """The canonical address of a link that stands on the page `base`. Raises `AddressRefused`."""
    try:
        return canonical(str(httpx.URL(base).join(reference.strip())))
    except (httpx.InvalidURL, ValueError) as error:
        raise AddressRefused(reference, f"this is no address ({error}).", f"It stands on {base}.") from error


def host_of(url: str) -> str:
    """Host, and port where it isn't the standard one: what is one site."""
    return httpx.URL(url).netloc.decode("ascii")


def robots_of(url: str) -> str:
    """Where the robots.txt for an address is."""
    return str(httpx.URL(url).copy_with(path="/robots.txt", query=None, fragment=None))


def ending_of(url: str) -> str:
    """The ending of the address's path, in lower case and with its dot; empty where it has none."""
    match = re.search(r"\.\w{1,10}$", httpx.URL(url).path)
    return match.group().lower() if match else ""


def file_name(url: str) -> str:
    """Folder and name without ending of the file for an address: by host, readable, and another for every address."""
    parsed = httpx.URL(url)
    path = unicodedata.normalize("NFC", unquote(parsed.path))
    words = re.sub(r"\W+", "-", re.sub(r"\.\w{1,10}$", "", path)).strip("-_")
    readable = words.encode()[:_LONGEST_NAME].decode("utf-8", errors="ignore") or "index"
    mark = hashlib.sha256(url.encode()).hexdigest()[:10]
    host = re.sub(r"[^\w.-]+", "_", parsed.netloc.decode("ascii")).strip("._") or "host"
    return f"{host}/{readable}-{mark}"


def _port(url: httpx.URL) -> int | None:
    return None if url.port == _STANDARD_PORTS[url.scheme] else url.port


def _without_password(url: httpx.URL) -> str:
    return str(url.copy_with(userinfo=b""))
