"""The whole way of a file in a real browser, in both languages: handed in, mended, mapped, and seen by nobody else."""

import base64
import csv
import io
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Browser, BrowserContext, Page
from tests.closing import close
from tests.site.serving import PATIENCE, Served, plain_environment
from tests.site.test_in_a_browser import sign_in

from palermo.site.demo_people import DEMO_PASSWORD

pytestmark = pytest.mark.browser
WORDS = {
    "en": {"dir": "ltr", "waits": "waiting|checked", "no code": "No code of the list", "future": "day in the future"},
    "ar": {"dir": "rtl", "waits": "ينتظر دوره|قيد", "no code": "ليس رمزًا من القائمة", "future": "يوم في المستقبل"},
}
PASSWORD = "a-long-and-quiet-password"  # noqa: S105
ROWS = 1200
"""More than is checked while one waits: the file becomes a job."""
Enter = Callable[[str | None], Page]


@dataclass
class Device:
    """What shows an officer's codes; each of them is good once."""

    secret: bytes
    steps: int = 0

    def code(self) -> str:
        clock = TOTP(self.secret, 30)
        clock.time = time.time() + 30 * self.steps  # a clock may run ahead by one step
        self.steps += 1
        return f"{clock.token():06}"


def a_file() -> bytes:
    """A code that is none in two rows, a day in the future, a cell that looks like a formula, and all the rest well."""
    lines = ["prs_FirstName,prs_Gender,prs_Birthdate,prs_Citizenship,note"]
    lines += [f"Person {at},Feminine,1999-05-01,MA,{at:0240}" for at in range(ROWS - 3)]
    lines += ["Nadia,Frau,2001-02-03,MA,=1+1", "Huda,Frau,2001-02-04,MA,x", "Omar,Masculine,2091-01-01,MA,y"]
    return "\n".join(lines).encode()


@pytest.fixture
def enter(browser: Browser, served: Served, language: str) -> Iterator[Enter]:
    """A browser of one's own in the language, signed in with a password alone where a name is given."""
    opened: list[BrowserContext] = []

    def come(login: str | None) -> Page:
        opened.append(browser.new_context(base_url=served.address))
        page = opened[-1].new_page()
        if login:
            sign_in(page, served, login)
        opened[-1].add_cookies([{"name": "django_language", "value": language, "url": served.address}])
        return page

    yield come
    for context in opened:
        close(context)


@pytest.mark.parametrize("language", WORDS)
def test_a_file_from_the_door_to_the_receipt(language: str, enter: Enter) -> None:
    words = WORDS[language]
    invitation = an_administrator_invites_an_officer(enter("adam@office"), language)
    officer = enter(None)
    device = the_officer_takes_up_the_account(officer, invitation, language)
    the_officer_signs_in_with_a_code(officer, device, language, words)
    address = the_officer_hands_in_a_file_and_sees_how_far_it_is(officer, words)
    the_officer_sees_each_row_that_did_not_pass(officer, address, words)
    the_officer_takes_the_rows_out(officer, address)
    the_officer_mends_a_row(officer, address)
    the_officer_maps_a_code_and_the_file_is_checked_again(officer, address, language)
    the_receipts_add_up(officer, address)
    another_body_sees_none_of_it(enter("dina@shelters"), address)
    the_auditor_sees_each_act(enter("ziad@rapporteur"), address)


def test_the_chain_of_the_audit_holds(served: Served) -> None:
    """After the journeys: looked at from outside, while the server runs."""
    command = [sys.executable, "-m", "palermo", "audit", "verify"]
    environment = {**plain_environment(), "PALERMO_DATABASE": served.database}
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr


def send(page: Page) -> None:
    page.click("main form button[type=submit]")


def an_administrator_invites_an_officer(page: Page, language: str) -> str:
    page.goto("/accounts/add/")
    page.select_option("#id_agency", index=[*page.locator("#id_agency option").all_inner_texts()].index(police(page)))
    page.fill("#id_name", f"officer-{language}")
    page.fill("#id_display_name", f"Officer {language}")
    page.select_option("#id_role", "agency_data_officer")
    send(page)
    page.click("main form[action$='/invite/'] button")
    return page.inner_text("main .palermo-codes")


def police(page: Page) -> str:
    return next(one for one in page.locator("#id_agency option").all_inner_texts() if "police" in one.lower())


def the_officer_takes_up_the_account(page: Page, invitation: str, language: str) -> Device:
    page.goto(invitation)
    page.fill("#id_password", PASSWORD)
    page.fill("#id_again", PASSWORD)
    send(page)
    page.fill("#id_login", f"officer-{language}@police")
    page.fill("#id_password", PASSWORD)
    send(page)
    page.goto("/account/second-factor/")
    typed = page.inner_text("main .palermo-codes").replace(" ", "")
    device = Device(base64.b32decode(typed + "=" * (-len(typed) % 8)))
    page.fill("#id_code", device.code())
    send(page)
    page.click("header form button")
    return device


def the_officer_signs_in_with_a_code(page: Page, device: Device, language: str, words: dict[str, str]) -> None:
    page.fill("#id_login", f"officer-{language}@police")
    page.fill("#id_password", PASSWORD)
    send(page)
    assert page.url.endswith("/sign-in/code/") and page.locator("nav").count() == 0
    page.fill("#id_code", device.code())
    send(page)
    assert page.get_attribute("html", "dir") == words["dir"]
    page.goto("/keys/open/")
    page.fill("#id_passphrase", DEMO_PASSWORD)
    send(page)


def the_officer_hands_in_a_file_and_sees_how_far_it_is(page: Page, words: dict[str, str]) -> str:
    page.click("nav a[href='/submissions/']")
    page.click("main a[href='/submissions/hand-in/']")
    page.set_input_files("#id_file", {"name": "people.csv", "mimeType": "text/csv", "buffer": a_file()})
    page.select_option("#id_reading", "htcds")
    send(page)
    assert re.search(words["waits"], page.inner_text("#progress"))
    page.wait_for_selector("main a[href$='/rejects/']", timeout=60_000)  # the page looks again by itself
    assert "people.csv" in page.inner_text("h1")
    assert page.locator("main tbody td").all_inner_texts()[3:] == [str(ROWS), str(ROWS - 3), "3", "0", "0"]
    return page.url


def the_officer_sees_each_row_that_did_not_pass(page: Page, address: str, words: dict[str, str]) -> None:
    page.click("main a[href$='/rejects/']")
    cards = page.locator(".govuk-summary-card").all_inner_texts()
    told = [(str(ROWS - 1), "Frau", "no code"), (str(ROWS), "Frau", "no code"), (str(ROWS + 1), "2091", "future")]
    for card, (row, cell, why) in zip(cards, told, strict=True):
        assert row in card and cell in card and words[why] in card
    assert "Person" not in page.inner_text("main")


def the_officer_takes_the_rows_out(page: Page, address: str) -> None:
    with page.expect_download() as taken:
        page.click("main a[href$='rejects.csv']")
    rows = list(csv.DictReader(io.StringIO(taken.value.path().read_text("utf-8"))))
    assert [row["prs_FirstName"] for row in rows] == ["Nadia", "Huda", "Omar"]
    assert rows[0]["note"] == "\t=1+1" and rows[0]["palermo_codes"] == "value.not_in_list"


def the_officer_mends_a_row(page: Page, address: str) -> None:
    page.click(f"main a[href$='/rows/{ROWS + 1}/']")
    assert page.input_value("#id_c2") == "2091-01-01"
    page.fill("#id_c2", "1991-01-01")
    page.focus("#id_c2")
    page.keyboard.press("Enter")  # a form is sent by the keyboard alone
    page.wait_for_url("**/rejects/")
    assert "1991-01-01" in page.inner_text("main")


def the_officer_maps_a_code_and_the_file_is_checked_again(page: Page, address: str, language: str) -> None:
    page.click("main a[href$='/mapping/']")
    filled = page.locator("main tbody tr").nth(1).locator("td").all_inner_texts()[2:]
    assert filled == [str(ROWS), "2"]
    page.fill("#name", f"ours-{language}")
    page.select_option("#code_1_0", "Feminine")
    page.click("main form button")
    page.wait_for_selector("main tbody tr:nth-child(2)", timeout=60_000)
    page.wait_for_selector("main a[href$='/receipts/2/']", timeout=60_000)
    assert f"ours-{language}, 1" in page.inner_text("main")


def the_receipts_add_up(page: Page, address: str) -> None:
    for number, passed in ((2, ROWS), (1, ROWS - 3)):
        told = json.loads(page.request.get(f"{address}receipts/{number}/json/").body())
        assert (told["received"], told["accepted"]) == (ROWS, passed)
        assert told["received"] == told["accepted"] + told["rejected"] + told["pending"] + told["erased"]
        page.goto(f"{address}receipts/{number}/")
        assert f"{ROWS} = {passed} + {ROWS - passed} + 0 + 0" in page.inner_text("main")


def another_body_sees_none_of_it(page: Page, address: str) -> None:
    for path in ("", "rejects/", "rejects.csv", f"rows/{ROWS}/", "mapping/", "receipts/1/", "receipts/1/json/"):
        assert page.request.get(address + path).status == 404
    page.goto("/submissions/")
    assert "people.csv" not in page.inner_text("main")


def the_auditor_sees_each_act(page: Page, address: str) -> None:
    page.goto("/audit/?verb=submission.")
    acts = page.locator("main tbody tr td:nth-child(3)").all_inner_texts()[:6]
    assert acts[::-1] == [
        "submission.receive",
        "submission.check",
        "submission.take-out",
        "submission.mend",
        "submission.hand-in-again",
        "submission.check",
    ]
    page.goto("/audit/?verb=mapping.")
    assert page.locator("main tbody tr").count() >= 1
    assert "Nadia" not in page.inner_text("main") and "1991-01-01" not in page.inner_text("main")
