"""A first contact in a real Chromium without a script: three pages, twelve fields, nothing personal left behind."""

import pytest
from playwright.sync_api import Browser, Page
from tests.closing import close
from tests.site.serving import Served
from tests.site.test_in_a_browser import open_keys, sign_in

pytestmark = pytest.mark.browser
NAME, WORDS = "Zeinab Quartz", "he keeps her papers"


def see(page: Page, text: str) -> None:
    assert text in page.inner_text("main"), text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_worker_records_a_first_contact_and_leaves_quickly(browser: Browser, served: Served, language: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "django_language", "value": language, "url": served.address}])
    page = context.new_page()
    sign_in(page, served, "amal@shelters")
    open_keys(context.new_page(), served)
    page.goto(f"{served.address}cases/")
    page.click("main a[href='/cases/new/']")
    asked = page.locator("main .govuk-form-group")
    assert asked.count() == 12
    assert page.locator("main .govuk-hint").count() == 12  # each says what it is for
    page.select_option("#id_source", "hotline")
    page.fill("#id_given", NAME.split()[0])
    page.fill("#id_family", NAME.split()[1])
    page.fill("#id_note", WORDS)
    page.click("main form button")
    see(page, NAME)
    see(page, WORDS)
    assert NAME not in page.title() and NAME not in page.url
    page.click("main a[href$='/add/event/']")
    page.check("input[name=acts][value=harbouring]")
    page.check("input[name=means][value=fraud]")
    page.check("input[name=purposes][value=servitude]")
    page.click("main form button")
    see(page, {"en": "elements recorded", "ar": "العناصر مسجّلة"}[language])
    page.goto(f"{served.address}cases/")
    page.fill("#id_text", "quartz")
    page.click("main form[method=post] button")
    see(page, NAME)
    assert "quartz" not in page.url.lower()
    assert page.locator("header a.palermo-leave").get_attribute("href") == "/leave/"
    close(context)
