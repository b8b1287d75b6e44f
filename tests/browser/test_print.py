"""On paper: no contents, no buttons, the whole of every table, and a code behind each number of the text."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def paper(page: Page, folder: Path) -> Page:
    page.set_viewport_size({"width": 660, "height": 930})  # A4 less its margins, at 96 dots an inch
    page.goto((folder / "en" / "index.html").as_uri())
    page.emulate_media(media="print")
    return page


def test_paper_has_no_contents_and_no_way_to_skip(paper: Page) -> None:
    assert not paper.locator("nav").is_visible()
    assert not paper.locator(".skip").is_visible()
    assert paper.locator("main").is_visible()


def test_a_number_in_the_text_carries_its_paper_code(paper: Page) -> None:
    link = paper.locator("main > p a.fig").first
    code = link.get_attribute("data-code")
    assert code is not None and len(code) == 6
    shown = link.evaluate("e => getComputedStyle(e, '::after').content")
    assert code in shown


def test_the_code_on_paper_is_in_the_register(paper: Page, folder: Path) -> None:
    codes = set(paper.evaluate("[...document.querySelectorAll('main a.fig[data-code]')].map(a => a.dataset.code)"))
    register = (folder / "en" / "register.html").read_text("utf-8")
    assert codes and [code for code in codes if code not in register] == []


def test_nothing_is_cut_at_a_scrolling_edge(paper: Page) -> None:
    edges = paper.evaluate("[...document.querySelectorAll('.scroll')].map(e => getComputedStyle(e).overflowX)")
    assert set(edges) == {"visible"}


def test_everything_fits_the_sheet(paper: Page) -> None:
    assert paper.evaluate("document.documentElement.scrollWidth") <= 660


def test_it_prints(paper: Page) -> None:
    printed = paper.pdf(format="A4", prefer_css_page_size=True, tagged=True)
    assert printed.startswith(b"%PDF-") and len(printed) > 20_000
