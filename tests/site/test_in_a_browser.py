"""The pages in a real Chromium: axe finds nothing in either direction of writing, and nothing needs a script."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.closing import close
from tests.site.serving import Served
from tests.tools.looked_at import looked_at

from palermo.site.demo_people import DEMO_PASSWORD

pytestmark = pytest.mark.browser
PAGES = {
    None: ["sign-in/", "sign-in/provider/", "nowhere/", "publications/"],
    "adam@office": ["", "account/", "account/password/", "account/second-factor/", "accounts/", "accounts/add/",
                    "bodies/", "bodies/add/", "emergency/", "account/tokens/", "account/provider/"],
    "amal@shelters": ["emergency/", "emergency/ask/", "keys/open/", "cases/", "cases/new/",
                       "cases/purpose/", "cases/CASE/", "cases/CASE/add/event/", "cases/CASE/held/", "",
                       "referrals/", "referrals/services/", "referrals/outside/"],
    "salma@rapporteur": ["referrals/oversight/"],
    "ziad@rapporteur": ["audit/", "audit/?verb=nothing", "audit/?day=yesterday"],
    "leila@office": ["linkage/", "linkage/open/"],
    "sami@office": ["publications/", "publications/releases/propose/"],
    "hana@office": ["referrals/office/", *(f"conference/{path}" for path in (
        "", "begin/", "bodies/", "bodies/add/", "bodies/border-guard/", "bodies/border-guard/seat/new/", "meetings/",
        "meetings/add/", "meetings/m-2025/", "meetings/m-2025/change/", "meetings/m-2025/agenda/add/",
        "meetings/m-2025/decisions/add/", "meetings/m-2025/follow-up/new/", "decisions/d-2025/", "plans/add/",
        "plans/p1/", "plans/p1/timeline/", "plans/p1/1.1/measure/", "plans/p1/1.1/change/", "owed/", "folder/in/",
        "returns/completeness/", "handovers/", "handovers/add/", "bodies/border-guard/dissolve/", "definitions/"))],
    "basma@border-guard": ["conference/plans/p1/1.1/report/", "conference/plans/p1/3.3/review/"],
    "fadi@border-guard": ["conference/returns/"],
    "rana@office": ["publications/editions/propose/", *(f"conference/{path}" for path in (
        "duties/", "duties/add/", "assessments/", "assessments/add/", "assessments/assessors/add/",
        "definitions/add/"))],
    "noor@shelters": ["keys/", "keys/replace/", "keys/retention/"],
    "dina@shelters": ["linkage/", "keys/retention/add/", "figures/", *(f"submissions/{path}" for path in (
        "", "hand-in/", "mappings/", "FILE/", "FILE/rejects/", "FILE/rows/11/", "FILE/mapping/", "FILE/receipts/1/"))],
}  # fmt: skip
FORMS = ("add/", "new/", "change/", "propose/", "begin/", "dissolve/", "replace/", "ask/")
"""Ends of addresses of forms: all of one template, which in Arabic is looked at once a day on each."""


def visits() -> Iterator[Any]:
    """Every page in both languages."""
    for login, path in ((login, path) for login, paths in PAGES.items() for path in paths):
        yield pytest.param(login, path, "en")
        alike = path.endswith(FORMS) and path not in ("accounts/add/", "conference/plans/p1/1.1/change/")
        yield pytest.param(login, path, "ar", marks=[pytest.mark.nightly] if alike else [])


@pytest.fixture(scope="module")
def contexts(browser: Browser, served: Served) -> Iterator[dict[str | None, BrowserContext]]:
    """A browser for each account, signed in once. The policy is left aside only so that axe can look."""
    opened = {}
    for login in PAGES:
        opened[login] = browser.new_context(bypass_csp=True)
        if login:
            sign_in(opened[login].new_page(), served, login)
    for login in ("dina@shelters", "amal@shelters"):
        open_keys(opened[login].new_page(), served)
    say_purpose(opened["amal@shelters"].new_page(), served)
    yield opened
    for context in opened.values():
        close(context)


def sign_in(page: Page, served: Served, login: str) -> None:
    page.goto(f"{served.address}sign-in/")
    page.fill("#id_login", login)
    page.fill("#id_password", DEMO_PASSWORD)
    page.click("main button")
    assert page.url == served.address


def open_keys(page: Page, served: Served) -> None:
    page.goto(f"{served.address}keys/open/")
    page.fill("#id_passphrase", DEMO_PASSWORD)
    page.click("main button")
    close(page)


def say_purpose(page: Page, served: Served) -> None:
    page.goto(f"{served.address}cases/purpose/")
    page.select_option("#id_purpose", "support")
    page.click("main form button")
    close(page)


def go_to(page: Page, served: Served, path: str) -> None:
    """The page at ``path``; for FILE and CASE stands the key of the oldest one that the demonstration has."""
    before, named, behind = next(
        (found for mark in ("FILE/", "CASE/") if (found := path.partition(mark))[1]), (path, "", "")
    )
    page.goto(served.address + before)
    if named:
        address = page.locator("main tbody a").last.get_attribute("href")
        page.goto(f"{served.address[:-1]}{address}{'' if behind == 'held/' else behind}")
    if behind == "held/":
        page.click("main a[href*='/held/']")


def violations(page: Page, language: str = "en") -> list[tuple[str, str, str]]:
    """In both languages; the colours, half of the time of a look, are those of the English page."""
    told, _ = looked_at(page, without=("color-contrast",) if language == "ar" else ())
    return told


@pytest.mark.parametrize(("login", "path", "language"), list(visits()))
def test_axe_finds_nothing(
    login: str | None, path: str, language: str, contexts: dict[str | None, BrowserContext], served: Served
) -> None:
    contexts[login].add_cookies([{"name": "django_language", "value": language, "url": served.address}])
    page = (contexts[login].pages or [contexts[login].new_page()])[-1]
    go_to(page, served, path)
    assert page.get_attribute("html", "dir") == {"en": "ltr", "ar": "rtl"}[language]
    told = violations(page, language)
    if path.endswith(("add/", "ask/", "sign-in/", "tokens/", "releases/propose/", "keys/open/", "hand-in/")):
        page.click("main form button")
        page.wait_for_selector(".govuk-error-summary")
        told += violations(page, language)
    assert told == []


def test_under_the_strict_policy_the_console_stays_empty_and_the_script_runs(browser: Browser, served: Served) -> None:
    page, said = browser.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    sign_in(page, served, "noor@shelters")
    assert "js-enabled" in (page.get_attribute("body", "class") or "")
    assert page.evaluate("typeof htmx") == "object"
    close(page)
    assert said == []


def test_without_a_script_one_signs_in_adds_a_body_and_signs_out(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, served, "adam@office")
    page.click("nav a[href='/bodies/']")
    page.click("main a[href='/bodies/add/']")
    page.fill("#id_code", "coastguard")
    page.select_option("#id_kind", "agency")
    page.fill("#id_name_en", "Coast Guard")
    page.click("main button")
    assert "Coast Guard" in page.inner_text("main")
    page.click("header form button")
    assert page.url.endswith("/sign-in/")
    close(context)


def enter(page: Page, place: str) -> None:
    """The key Enter at that place, and the page it leads to."""
    page.focus(place)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_without_a_script_and_by_the_keyboard_alone_a_file_is_handed_in_and_a_row_of_it_mended(
    browser: Browser, served: Served
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, served, "fadi@border-guard")
    open_keys(context.new_page(), served)
    page.goto(f"{served.address}submissions/hand-in/")
    data = b"prs_FirstName,prs_Gender\nA,Feminine\nB,none such\n"
    page.set_input_files("#id_file", {"name": "two.csv", "mimeType": "text/csv", "buffer": data})
    page.select_option("#id_reading", "htcds")
    enter(page, "#id_sheet")
    enter(page, "main a[href$='/rejects/']")
    enter(page, "main a[href$='/rows/3/']")
    assert "TransgenderFeminine" in page.inner_text("#id_c1-hint")
    page.focus("#id_c1")
    page.keyboard.press("Control+A")
    page.keyboard.type("Masculine")
    enter(page, "#id_c1")
    enter(page, "main form[action$='/again/'] button")
    assert page.locator("main tbody tr").first.locator("td").all_inner_texts()[3:] == ["2", "2", "0", "0", "0"]
    close(context)


def test_in_arabic_the_first_column_of_a_table_stands_on_the_right(
    contexts: dict[str | None, BrowserContext], served: Served
) -> None:
    page = contexts["adam@office"].new_page()
    page.goto(served.address)
    page.click("footer button[lang=ar]")
    page.goto(f"{served.address}accounts/")
    first, last = (page.locator("th").nth(place).bounding_box() for place in (0, -1))
    close(page)
    assert first is not None and last is not None and first["x"] > last["x"]


def test_the_first_stop_of_the_keyboard_is_the_way_to_the_content(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    page.goto(f"{served.address}sign-in/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    close(page)
