"""Which releases are of one organisation."""

from ..fold import fold
from ..release import Release


def organisation_key(release: Release) -> str:
    """What the releases of one organisation share in every language: the domain that its press office writes from."""
    return press_domain(release) or fold(release.organisation).text


def press_domain(release: Release) -> str:
    """The domain of the press contact's address; empty where there is none."""
    return release.contact.email.rpartition("@")[2].lower()


def strangers(a: Release, b: Release) -> bool:
    """Whether two releases are of different organisations, as far as their press contacts tell."""
    return bool(press_domain(a) and press_domain(b) and press_domain(a) != press_domain(b))
