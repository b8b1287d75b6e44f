"""The whole way in a real browser, in both languages and without a script: who does what, and who sees none of it."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page
from tests.closing import close
from tests.site.serving import PATIENCE, Served, plain_environment

from palermo.site.demo_people import DEMO_PASSWORD
from palermo.site.verbs.serve import DEMO_FILE

pytestmark = pytest.mark.browser
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LANGUAGES = {
    "en": {"day": "2026-03-03", "overdue": "overdue", "disputes": "disputes", "received": "received", "dir": "ltr"},
    "ar": {"day": "2026-03-04", "overdue": "متأخر", "disputes": "يعترض", "received": "وارد", "dir": "rtl"},
}
ACTS = {"meeting.add": 1, "decision.add": 3, "progress.report": 1, "progress.review": 1, "return.hand-in": 1}
"""What the journey has written down of it, at the least."""
Enter = Callable[[str], Page]


@pytest.fixture
def enter(browser: Browser, served: Served, language: str) -> Iterator[Enter]:
    """Sign in as somebody, with scripts switched off and the language chosen."""
    opened = []

    def sign_in(login: str) -> Page:
        context = browser.new_context(java_script_enabled=False, base_url=served.address)
        context.add_cookies([{"name": "django_language", "value": language, "url": served.address}])
        opened.append(context)
        page = context.new_page()
        page.goto("/sign-in/")
        page.fill("#id_login", login)
        page.fill("#id_password", DEMO_PASSWORD)
        page.click("main button")
        return page

    yield sign_in
    for context in opened:
        close(context)


def send(page: Page) -> None:
    page.click("main form button[type=submit]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_conference_at_work(language: str, enter: Enter, served: Served) -> None:
    words = LANGUAGES[language]
    the_secretariat_enters_a_meeting_and_three_decisions_and_sees_what_is_overdue(enter("hana@office"), words)
    the_body_reports_progress(enter("basma@border-guard"))
    a_reader_disagrees(enter("nadia@rapporteur"), language)
    the_body_sees_it_and_has_no_way_to_touch_it(enter("basma@border-guard"), language, words)
    place = the_body_hands_in_its_return(enter("fadi@border-guard"), words)
    another_body_sees_none_of_it(enter("majed@labour-inspection"), place)
    the_auditor_sees_each_act(enter("ziad@rapporteur"), words)
    the_chain_of_the_audit_is_whole(served)


def the_secretariat_enters_a_meeting_and_three_decisions_and_sees_what_is_overdue(
    page: Page, words: dict[str, str]
) -> None:
    page.click("nav a[href='/conference/']")
    assert page.get_attribute("html", "dir") == words["dir"]
    page.click("main a[href='/conference/meetings/']")
    page.click("main a[href='/conference/meetings/add/']")
    page.fill("#id_on", words["day"])
    page.check("input[name=attended][value=border-guard]")
    send(page)
    for text, due in (("Open two houses", "2026-04-01"), ("Print a leaflet", "2099-01-01"), ("Ask for money", "")):
        page.click(f"main a[href='/conference/meetings/m-{words['day']}/decisions/add/']")
        page.fill("#id_text", f"{text} {words['day']}")
        page.fill("#id_due", due)
        page.check("input[name=owners][value=border-guard]")
        send(page)
    page.click("main a[href='/conference/meetings/']")
    heads = page.inner_text("main ol")
    assert f"Open two houses {words['day']}" in heads and words["overdue"] in heads
    assert "Print a leaflet" not in heads and f"Print a leaflet {words['day']}" in page.inner_text("main table")


def the_body_reports_progress(page: Page) -> None:
    page.goto("/conference/owed/")
    assert "d-2026" in page.inner_text("main table")
    page.goto("/conference/plans/p1/1.1/measure/")
    page.click("main a[href='/conference/plans/p1/1.1/report/']")
    page.select_option("#id_status", "under_way")
    page.fill("#id_note", "Taught in nine towns")
    page.fill("#id_evidence", "list-of-towns")
    send(page)
    assert "Taught in nine towns" in page.inner_text("main")


def a_reader_disagrees(page: Page, language: str) -> None:
    page.goto("/conference/plans/p1/1.1/measure/")
    page.click("main a[href='/conference/plans/p1/1.1/review/']")
    page.select_option("#id_verdict", "disputes")
    page.fill("#id_text", f"In three towns only, {language}")
    send(page)
    assert f"In three towns only, {language}" in page.inner_text("main")


def the_body_sees_it_and_has_no_way_to_touch_it(page: Page, language: str, words: dict[str, str]) -> None:
    page.goto("/conference/plans/p1/1.1/measure/")
    seen = page.inner_text("main")
    assert f"In three towns only, {language}" in seen and words["disputes"] in seen
    assert page.locator("main a[href$='/review/']").count() == 0
    page.goto("/conference/plans/p1/1.1/review/")
    page.select_option("#id_verdict", "agrees")
    send(page)
    assert page.locator(".govuk-error-summary").count() == 1
    page.goto("/conference/plans/p1/1.1/measure/")
    assert f"In three towns only, {language}" in page.inner_text("main")


def the_body_hands_in_its_return(page: Page, words: dict[str, str]) -> str:
    page.click("nav a[href='/conference/returns/']")
    book = load_workbook(io.BytesIO(page.request.get("/conference/returns/form/2025/").body()))
    sheet = book["Return"]
    reason = [cell.value for cell in sheet[1]].index("Reason when empty") + 1
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, reason, "not known")
    out = io.BytesIO()
    book.save(out)
    page.set_input_files("#id_file", {"name": "border-guard-2025.xlsx", "mimeType": XLSX, "buffer": out.getvalue()})
    send(page)
    said = page.inner_text("main")
    assert words["received"] in said
    numbers = [int(one) for one in re.findall(r"\d+", said.split("SHA-256")[0])[1:5]]
    assert numbers[0] == sum(numbers[1:]) > 0
    return page.url


def another_body_sees_none_of_it(page: Page, place: str) -> None:
    page.click("nav a[href='/conference/returns/']")
    assert page.locator("main li a").count() == 0
    answer = page.goto(place)
    assert answer is not None and answer.status == 404
    refused = page.goto("/conference/meetings/")
    assert refused is not None and refused.status == 403


def the_auditor_sees_each_act(page: Page, words: dict[str, str]) -> None:
    page.click("nav a[href='/audit/']")
    assert page.get_attribute("html", "dir") == words["dir"]
    for verb, times in ACTS.items():
        page.goto(f"/audit/?verb={verb}")
        lines = page.locator("main tbody tr")
        assert lines.count() >= times, verb
        assert verb in lines.first.inner_text()


def the_chain_of_the_audit_is_whole(served: Served) -> None:
    told = list(served.process.args)  # type: ignore[arg-type]  # it was started by a list of words
    database = Path(str(told[told.index("--dir") + 1])) / DEMO_FILE
    command = [sys.executable, "-m", "palermo", "audit", "verify", "--json"]
    environment = {**plain_environment(), "PALERMO_DATABASE": str(database)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, env=environment)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["events"] > sum(ACTS.values())
