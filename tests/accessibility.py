"""Whether a page can be used by everybody, as far as a program can tell."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def assert_accessible(page: Page) -> None:
    """Fail where axe-core finds anything serious or critical on the page as it stands, by the rules of WCAG 2.2 AA and
    by axe-core's own practice."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(_RULES)}})
    grave = [found for found in results.response["violations"] if found["impact"] in ("serious", "critical")]
    told = [f"{found['id']}: {found['help']}\n  {node['html']}" for found in grave for node in found["nodes"]]
    assert not told, "\n".join(told)
