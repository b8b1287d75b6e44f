"""What axe says of a page: the violations alone, since a list of all that passes takes longer than the look."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE = Axe()
_LOOK = "options => axe.run(options).then(said => ({told: said.violations, passes: said.passes.length}))"


def looked_at(page: Page, *, without: tuple[str, ...] = ()) -> tuple[list[tuple[str, str, str]], int]:
    """Each violation as (rule, element, how to mend it), and how many rules the page passed."""
    page.evaluate(f"{_AXE.axe_script};undefined")
    rules = {"target-size": {"enabled": True}, **{name: {"enabled": False} for name in without}}
    options = {"runOnly": {"type": "tag", "values": TAGS}, "rules": rules, "resultTypes": ["violations"]}
    said: dict[str, Any] = page.evaluate(_LOOK, options)
    told = [(one["id"], one["nodes"][0]["html"], one["nodes"][0]["failureSummary"]) for one in said["told"]]
    return told, said["passes"]
