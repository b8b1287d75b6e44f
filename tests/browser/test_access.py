"""For everybody: axe finds nothing, and the keyboard goes everywhere, the way past the contents first."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
# The element that has the focus, and the outline that shows it.
STOP = """
() => {
  const stop = document.activeElement, style = getComputedStyle(stop)
  const name = stop === document.body ? 'BODY' : stop.id || stop.outerHTML
  return [name, style.outlineStyle, parseFloat(style.outlineWidth)]
}
"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def address(folder: Path, name: str) -> str:
    return (folder / "en" / f"{name}.html").as_uri()


# The two editions share their templates: the large one is looked at in one width only, since axe takes its time.
@pytest.mark.parametrize("name", ["index", "register"])
@pytest.mark.parametrize(("edition", "width"), [("invented", 390), ("invented", 1280), ("example", 1280)])
def test_axe_finds_no_violation(
    page: Page, edition: str, name: str, width: int, request: pytest.FixtureRequest
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address(request.getfixturevalue(edition), name))
    options = {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": {"target-size": {"enabled": True}},
        "resultTypes": ["violations"],  # a selector for each of ten thousand elements that pass takes minutes
    }
    found = Axe().run(page, options=options).response
    told = [(one["id"], one["nodes"][0]["html"], one["nodes"][0]["failureSummary"]) for one in found["violations"]]
    assert told == []
    assert len(found["passes"]) > 20


def test_axe_would_see_what_is_wrong(page: Page, invented: Path) -> None:
    page.goto(address(invented, "index"))
    page.evaluate("document.querySelector('.promise').style.color = '#bbb'")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    found = Axe().run(page).response
    assert {"color-contrast", "html-has-lang"} <= {one["id"] for one in found["violations"]}


@pytest.mark.parametrize("name", ["index", "register"])
def test_the_first_stop_of_the_keyboard_is_the_way_to_the_text(page: Page, folder: Path, name: str) -> None:
    page.goto(address(folder, name))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    box = page.locator(".skip").bounding_box()
    assert box is not None and box["y"] >= 0 and box["height"] >= 24
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_every_stop_shows_where_one_is(page: Page, folder: Path) -> None:
    page.goto(address(folder, "index"))
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        name, style, width = page.evaluate(STOP)
        if name == "BODY":  # once around
            break
        assert style == "solid" and width >= 2, name
        seen.add(name)
    assert len(seen) > 30


@pytest.mark.parametrize("name", ["index", "register"])
def test_no_stop_jumps_the_order_of_the_page(page: Page, folder: Path, name: str) -> None:
    page.goto(address(folder, name))
    orders = page.evaluate("[...document.querySelectorAll('[tabindex]')].map(e => e.getAttribute('tabindex'))")
    assert set(orders) <= {"0", "-1"}


@pytest.mark.parametrize("name", ["index", "register"])
def test_headings_skip_no_level(page: Page, folder: Path, name: str) -> None:
    page.goto(address(folder, name))
    levels = page.evaluate("[...document.querySelectorAll('main :is(h1,h2,h3,h4,h5,h6)')].map(h => +h.tagName[1])")
    assert levels and all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False))
    assert page.locator("h1").count() == 1


def test_every_chart_has_a_name_a_description_and_its_table(page: Page, folder: Path) -> None:
    page.goto(address(folder, "index"))
    charts = page.locator("figure.chart")
    assert charts.count() > 0
    for chart in charts.all():
        assert chart.locator("svg > title").text_content()
        assert chart.locator("svg > desc").text_content()
        beside = chart.locator("p.aside a")
        target = beside.get_attribute("href") if beside.count() else None
        below = chart.locator("xpath=following-sibling::details[1]//table")
        table = page.locator(f"[id='{target[1:]}'] table") if target else below
        assert table.count() == 1


@pytest.mark.parametrize("name", ["index", "register"])
def test_every_table_has_a_caption_and_scopes(page: Page, folder: Path, name: str) -> None:
    page.goto(address(folder, name))
    captions = page.evaluate(
        "[...document.querySelectorAll('table')].map(t => t.caption && t.caption.textContent.trim())"
    )
    assert captions and all(captions)
    assert page.locator("th:not([scope])").count() == 0
