"""A page is left behind, whatever it was about to do."""

import time

import pytest
from playwright.sync_api import Browser, Route
from tests import closing

LEAVES = '<meta http-equiv="refresh" content="0; URL=/there"><p>here</p>'


@pytest.mark.browser
def test_nobody_waits_for_a_page_that_is_just_leaving_for_another(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(route: Route) -> None:
        route.fulfill(content_type="text/html", body=LEAVES if route.request.url.endswith("/here") else "<p>there</p>")

    monkeypatch.setattr(closing, "PATIENCE", 1.0)
    begun = time.monotonic()
    for _ in range(8):
        context = browser.new_context()
        context.route("**/*", answer)
        page = context.new_page()
        page.goto("http://one.example/here", wait_until="commit")
        closing.close(page)
        closing.close(context)
    assert time.monotonic() - begun < 60


@pytest.mark.browser
def test_a_page_at_rest_is_closed(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    closing.close(page)
    assert page.is_closed() and not context.pages
    closing.close(context)
