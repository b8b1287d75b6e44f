"""Closing a page or a context without waiting for ever."""

import asyncio
from contextlib import suppress

from playwright.sync_api import BrowserContext, Page

PATIENCE = 5.0


def close(held: Page | BrowserContext) -> None:
    """Close it, or leave it to the end of the browser.

    Chromium drops a close that meets a navigation as it is committed (crbug.com/536385539), as after a click that leads
    to another page. Playwright waits for it without end, and has no words for how long.
    """
    words = (False, None) if isinstance(held, Page) else (None,)
    with suppress(TimeoutError):
        held._sync(asyncio.wait_for(held._impl_obj.close(*words), PATIENCE))
