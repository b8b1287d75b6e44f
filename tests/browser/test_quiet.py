"""An edition opens from a disk and asks the world for nothing."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PAGES = ["index", "register"]


def address(folder: Path, name: str) -> str:
    return (folder / "en" / f"{name}.html").as_uri()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_nothing_in_the_console_and_requests_only_itself(page: Page, folder: Path, name: str) -> None:
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address(folder, name))
    page.wait_for_load_state("networkidle")
    assert told == []
    assert asked[0].startswith("file:///")
    assert [url for url in asked[1:] if not url.startswith("data:")] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_the_same_without_scripts(browser: Browser, folder: Path, name: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        bare = context.new_page()
        bare.goto(address(folder, name))
        text = bare.locator("main").inner_text()
    with browser.new_context() as context:
        full = context.new_page()
        full.goto(address(folder, name))
        assert full.locator("main").inner_text() == text
    assert len(text) > 500


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_a_page_fits_its_window(page: Page, folder: Path, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address(folder, name))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_lines_are_short_enough_to_read(page: Page, folder: Path, name: str) -> None:
    page.goto(address(folder, name))
    widest = page.evaluate("Math.max(...[...document.querySelectorAll('main > p, .promise')].map(p => p.clientWidth))")
    size = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert widest / size < 45  # about eighty letters


def test_every_file_the_pages_name_is_there(page: Page, example: Path) -> None:
    for name in PAGES:
        page.goto(address(example, name))
        links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
        files = {link.partition("#")[0] for link in links if "://" not in link} - {""}
        assert [link for link in sorted(files) if not (example / "en" / link).exists()] == []
