"""The whole round in a real Chromium, under the real policy of the pages: bind, sign out, and in by the provider."""

import re
import shutil
import subprocess
import sys
import time
from base64 import b32decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Browser, BrowserContext, Page
from tests.closing import close
from tests.site.cast import PASSWORD
from tests.site.oidc.a_provider import CLIENT, SECRET, Listening, Provider
from tests.site.serving import PATIENCE, Served, plain_environment, serving
from tests.site.test_in_a_browser import violations

pytestmark = pytest.mark.browser


@dataclass
class Reached:
    """A server, the provider it names, and the invitation of its first account."""

    site: Served
    provider: Provider
    invitation: str


@pytest.fixture
def reached(listening: tuple[Provider, Listening], tmp_path: Path, sqlite_database: str) -> Iterator[Reached]:
    provider, _ = listening
    shutil.copy(sqlite_database, tmp_path / "site.sqlite3")
    secret = tmp_path / "client-secret"
    secret.write_text(SECRET, "ascii")
    secret.chmod(0o600)
    settings = {
        "PALERMO_DATABASE": str(tmp_path / "site.sqlite3"),
        "PALERMO_LEDGER": str(tmp_path / "ledger.jsonl"),
        "PALERMO_OIDC_ISSUER": provider.issuer,
        "PALERMO_OIDC_CLIENT": CLIENT,
        "PALERMO_OIDC_SECRET_FILE": str(secret),
        "PALERMO_OIDC_LABEL": "House of Keys",
    }

    def palermo(*words: str) -> str:
        command = [sys.executable, "-m", "palermo.site", *words]
        environment = {**plain_environment(), **settings}
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, env=environment, check=True)
        return done.stdout

    printed = palermo("admin", "--body", "shelter", "--body-name", "The shelter", "--name", "amal")
    invitation = re.search(r"/invitation/\S+", printed)
    assert invitation
    with serving(settings) as site:
        provider.back = f"{site.address}sign-in/provider/back/"
        yield Reached(site, provider, invitation[0][1:])


def seen(browser: Browser, context: BrowserContext, address: str, language: str) -> list[tuple[str, str]]:
    """What axe finds on the page in that language; the policy is left aside for it."""
    other = browser.new_context(bypass_csp=True, storage_state=context.storage_state())
    other.add_cookies([{"name": "django_language", "value": language, "url": address}])
    page = other.new_page()
    page.goto(address)
    assert page.get_attribute("html", "dir") == {"en": "ltr", "ar": "rtl"}[language]
    found = violations(page)
    close(other)
    return found


def let_in(page: Page, site: str, invitation: str) -> tuple[bytes, int]:
    """By the invitation, with a password and a device: its secret, and the step whose code was taken."""
    page.goto(site + invitation)
    for field in ("#id_password", "#id_again"):
        page.fill(field, PASSWORD)
    page.click("main button")
    page.fill("#id_login", "amal@shelter")
    page.fill("#id_password", PASSWORD)
    page.click("main form button")
    written = page.inner_text("p.palermo-codes").replace(" ", "")
    secret = b32decode(written + "=" * (-len(written) % 8))
    clock = TOTP(secret)
    clock.time = time.time()
    page.fill("#id_code", f"{clock.token():06d}")
    page.click("main button")
    assert "account/second-factor" in page.url and page.locator("ul.palermo-codes li").count() == 10
    return secret, clock.t()


def test_bound_signed_out_and_in_again_by_the_provider_under_the_policy_of_the_pages(
    browser: Browser, reached: Reached
) -> None:
    site, said = reached.site.address, []
    context = browser.new_context()
    page = context.new_page()
    # What a policy or a fault stops is an error or a warning; advice of the browser is neither.
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    secret, step = let_in(page, site, reached.invitation)

    page.goto(f"{site}account/provider/")
    faults = seen(browser, context, page.url, "ar")
    page.fill("#id_password", PASSWORD)
    page.click("main form button")
    page.click("main a.govuk-button")
    assert page.url == f"{site}account/provider/"  # there and back, and nothing of it in the address
    assert "Your account is bound" in page.inner_text("main")
    faults += seen(browser, context, page.url, "en")

    page.click("header form button")
    faults += seen(browser, context, f"{site}sign-in/", "ar")
    page.click("text=Sign in by House of Keys")
    assert page.url == f"{site}sign-in/code/"
    later = TOTP(secret)
    later.time = (step + 1) * 30.0
    page.fill("#id_code", f"{later.token():06d}")
    page.click("main button")
    page.goto(f"{site}account/")
    assert "amal@shelter" in page.inner_text("main")

    page.click("header form button")
    reached.provider.claims = {"nonce": "that-of-another-attempt"}
    page.click("text=Sign in by House of Keys")
    assert page.url == f"{site}sign-in/provider/refused/"
    assert "cannot be trusted" in page.inner_text("main")
    faults += violations(page)
    close(context)
    assert (faults, said) == ([], [])
