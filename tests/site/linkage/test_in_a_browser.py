"""A run in a real browser, in both languages: opened, lists sent, audited, linked by the worker, reviewed, closed."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page
from tests.closing import close
from tests.site.linkage.a_run import a_list, an_audit, clusters_in, facts_of
from tests.site.serving import Served
from tests.site.test_in_a_browser import sign_in, violations

pytestmark = pytest.mark.browser
WORDS = {
    "en": {"dir": "ltr", "deleted": "as the run was closed", "waits": "waits for another reviewer"},
    "ar": {"dir": "rtl", "deleted": "لأن الجولة أُغلقت", "waits": "ينتظر مراجعًا آخر"},
}
Enter = Callable[[str], Page]


@pytest.fixture
def enter(browser: Browser, served: Served, language: str) -> Iterator[Enter]:
    """A browser of one's own in the language, signed in. The policy is left aside only so that axe can look."""
    opened: list[BrowserContext] = []

    def come(login: str) -> Page:
        opened.append(browser.new_context(base_url=served.address, bypass_csp=True))
        page = opened[-1].new_page()
        sign_in(page, served, login)
        opened[-1].add_cookies([{"name": "django_language", "value": language, "url": served.address}])
        return page

    yield come
    for context in opened:
        close(context)


@pytest.mark.parametrize("language", ["en", pytest.param("ar", marks=pytest.mark.nightly)])
def test_a_run_from_its_terms_to_its_end(language: str, enter: Enter) -> None:
    words, code = WORDS[language], f"q1-{language}"
    operator = enter("leila@office")
    run = the_operator_opens_a_run(operator, code, words)
    senders = [enter("dina@shelters"), enter("omar@police")]
    for number, sender in enumerate(senders, start=1):
        a_body_sends_its_list(sender, run, number, code, language)
    the_operator_records_an_audit_and_links(operator, run, language)
    pair = the_operator_answers_for_a_pair(operator, run, words, language)
    another_decides_with_her(enter("munir@office"), pair)
    the_statistician_takes_the_clusters(enter("sami@office"), run)
    operator.goto(run)
    operator.click("main form[action$='/close/'] button")
    for sender in senders:
        sender.goto(run)
        assert words["deleted"] in sender.inner_text("main")
        assert "0." not in sender.inner_text("main")  # no score, no share
    the_auditor_sees_each_act(enter("ziad@rapporteur"))


def send(page: Page) -> None:
    page.click("main form button[type=submit]")


def the_operator_opens_a_run(page: Page, code: str, words: dict[str, str]) -> str:
    page.click("nav a[href='/linkage/']")
    page.click("main a[href='/linkage/open/']")
    assert page.get_attribute("html", "dir") == words["dir"]
    page.fill("#id_code", code)
    page.fill("#id_purpose", "how many there are")
    page.fill("#id_basis", "Act 7")
    page.fill("#id_expires_on", str(timezone.localdate() + timedelta(days=40)))
    page.check("#id_one_to_one")
    send(page)
    assert code in page.inner_text("h1")
    return page.url


def a_body_sends_its_list(page: Page, run: str, number: int, code: str, language: str) -> None:
    page.goto(run)
    page.click("main a[href$='/send/']")
    assert violations(page, language) == []
    page.set_input_files("#id_file", {"name": "x", "mimeType": "", "buffer": a_list(number, run="another")})
    page.fill("#id_basis", "Act 1")
    send(page)
    assert "linkage.encodings-differ" in page.inner_text("main")
    page.set_input_files("#id_file", {"name": "x", "mimeType": "", "buffer": a_list(number, run=code)})
    page.set_input_files("#id_facts", {"name": "f", "mimeType": "", "buffer": facts_of(number)})
    send(page)
    assert page.url == run and page.locator("main tbody tr").count() == 1
    assert violations(page, language) == []


def the_operator_records_an_audit_and_links(page: Page, run: str, language: str) -> None:
    page.goto(run)
    assert page.locator("main form[action$='/link/']").count() == 0
    page.click("main a[href$='/audit/']")
    page.set_input_files("#id_file", {"name": "a.json", "mimeType": "", "buffer": an_audit()})
    send(page)
    page.click("main form[action$='/link/'] button")
    for _ in range(120):
        if page.locator("main a[href*='/results/']").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    assert page.locator("main a[href*='/pairs/']").count() > 3
    assert violations(page, language) == []


def the_operator_answers_for_a_pair(page: Page, run: str, words: dict[str, str], language: str) -> str:
    page.click("main a[href*='/pairs/']")
    pair = page.url
    assert violations(page, language) == []
    assert page.locator("main tbody tr").count() == 4
    page.focus("main button[value=same]")
    page.keyboard.press("Enter")  # by the keyboard alone; then the next pair
    page.wait_for_url(lambda address: address != pair and "/linkage/pairs/" in address)
    page.goto(run)
    assert words["waits"] in page.inner_text("main")
    return pair


def another_decides_with_her(page: Page, pair: str) -> None:
    page.goto(pair)
    assert page.locator("main .govuk-inset-text").count() == 0  # what she said is not shown before he has answered
    page.click("main button[value=same]")
    page.goto(pair)
    assert page.locator("main .govuk-inset-text").count() == 1


def the_statistician_takes_the_clusters(page: Page, run: str) -> None:
    page.goto(run)
    with page.expect_download() as taken:
        page.click("main a[href*='/results/']")
    assert clusters_in(taken.value.path().read_bytes()).columns == ["source", "id", "subject"]


def the_auditor_sees_each_act(page: Page) -> None:
    page.goto("/audit/?verb=link-run.")
    acts = page.locator("main tbody tr td:nth-child(3)").all_inner_texts()[:8]
    said = ("open", "audit", "ask", "link", "answer", "answer", "take-out", "close")
    assert acts[::-1] == [f"link-run.{one}" for one in said]
    page.goto("/audit/?verb=encodings.")
    assert page.locator("main tbody tr").count() >= 6
