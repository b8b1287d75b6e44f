"""For everybody: axe finds nothing, and the keyboard goes everywhere, the way past the contents first."""

from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.tools.looked_at import looked_at

pytestmark = pytest.mark.browser
# The element that has the focus, and the outline that shows it.
STOP = """
() => {
  const stop = document.activeElement, style = getComputedStyle(stop)
  const name = stop === document.body ? 'BODY' : stop.id || stop.outerHTML
  return [name, style.outlineStyle, parseFloat(style.outlineWidth)]
}
"""


def address(folder: Path, name: str) -> str:
    return (folder / "en" / f"{name}.html").as_uri()


# Rows and entries are alike: axe looks at the first two and the last, since at ten thousand it looks for a minute.
FEWER = """
() => {
  document.querySelectorAll('tbody').forEach(body => [...body.rows].slice(2, -1).forEach(row => row.remove()))
  document.querySelectorAll('main > section').forEach(
    part => [...part.querySelectorAll(':scope > section')].slice(2, -1).forEach(entry => entry.remove()))
}
"""


@pytest.mark.parametrize("name", ["index", "register"])
@pytest.mark.parametrize(
    ("edition", "width"),
    [("invented", 390), ("invented", 1280), pytest.param("example", 1280, marks=pytest.mark.nightly)],
)
def test_axe_finds_no_violation(
    page: Page, edition: str, name: str, width: int, request: pytest.FixtureRequest
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address(request.getfixturevalue(edition), name))
    if edition == "example":
        page.evaluate(FEWER)
    told, passes = looked_at(page)
    assert told == []
    assert passes > 20


def test_axe_would_see_what_is_wrong(page: Page, invented: Path) -> None:
    page.goto(address(invented, "index"))
    page.evaluate("document.querySelector('.promise').style.color = '#bbb'")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    told, _ = looked_at(page)
    assert {"color-contrast", "html-has-lang"} <= {rule for rule, _, _ in told}


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
