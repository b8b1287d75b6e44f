"""A release in a real browser: one proposes and cannot approve, a second does, everybody sees it, the export builds."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.closing import close
from tests.site.publications.folders import a_released_report, release_files, unsafe_files
from tests.site.serving import Served
from tests.site.test_in_a_browser import sign_in, violations

from palermo import engines, report
from palermo.site.publications.exporting import ports

pytestmark = pytest.mark.browser


def packed(folder: Path, name: str, files: dict[str, bytes]) -> str:
    path = folder / f"{name}.zip"
    path.write_bytes(engines.pack_folder(files))
    return str(path)


def opened(browser: Browser, served: Served, login: str | None) -> Page:
    """A browser of that person's own, in which no script runs."""
    page = browser.new_context(java_script_enabled=False).new_page()
    if login:
        sign_in(page, served, login)
    page.goto(f"{served.address}publications/")
    return page


def test_a_release_and_an_edition_by_two_persons(browser: Browser, served: Served, tmp_path: Path) -> None:
    statistician = opened(browser, served, "sami@office")
    statistician.click("text=Propose a release")
    statistician.set_input_files("#id_packed", packed(tmp_path, "careless", unsafe_files()))
    statistician.click("main form button")
    assert "sex=M" in statistician.inner_text(".govuk-error-summary")
    statistician.set_input_files("#id_packed", packed(tmp_path, "returns-2024", release_files()))
    statistician.click("main form button")
    address = statistician.url
    assert "You proposed this" in statistician.inner_text("main")
    assert statistician.locator("button[value=approve]").count() == 0

    nobody = opened(browser, served, None)
    assert "returns-2024" not in nobody.inner_text("main")
    nobody.goto(address)
    assert "returns-2024" not in nobody.inner_text("main")

    editor = opened(browser, served, "rana@office")
    editor.click("main a:has-text('returns-2024')")
    editor.click("button[value=approve]")
    assert "approved" in editor.inner_text("main")
    nobody.goto(f"{served.address}publications/")
    nobody.click("main a:has-text('returns-2024')")
    assert "returns-of-2024" in nobody.inner_text("main")

    editor.goto(f"{served.address}publications/editions/propose/")
    editor.set_input_files("#id_packed", packed(tmp_path, "note", a_released_report()))
    editor.click("main form button")
    assert editor.locator("button[value=approve]").count() == 0
    statistician.goto(editor.url)
    statistician.click("button[value=approve]")
    nobody.goto(f"{served.address}publications/")
    assert "A short note" in nobody.inner_text("main")

    with editor.expect_download() as taken:
        editor.click("text=Take it as a report folder")
    with zipfile.ZipFile(taken.value.path()) as folder:
        files = {name: folder.read(name) for name in folder.namelist()}
    edition = report.build(files, ports=ports())
    assert b"data-fig" in edition.files["en/index.html"] and "releases/returns-2024/t1.csv" in edition.files
    for page in (statistician, editor, nobody):
        close(page.context)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_what_is_out(language: str, browser: Browser, served: Served) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    sign_in(page, served, "rana@office")
    context.add_cookies([{"name": "django_language", "value": language, "url": served.address}])
    told = []
    for start in ("a[href*='/releases/']:not([href$='csv'])", "a[href*='/editions/']:not([href$='propose/'])"):
        page.goto(f"{served.address}publications/")
        told += violations(page)
        page.locator(f"main {start}").last.click()
        told += violations(page)
    close(context)
    assert told == []
