"""The whole way in a real browser, in both languages: recorded at the hotline, asked, referred, taken up, withdrawn.

The police see none of it, the auditor sees that each looked, and the chain of the audit holds.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from looked_at import looked_at
from playwright.sync_api import Browser, BrowserContext, Page
from tests.closing import close
from tests.site.serving import PATIENCE, Served, plain_environment
from tests.site.test_in_a_browser import open_keys, sign_in

from palermo.engines import sealed_for
from palermo.register import Consent, Envelope, PersonName
from palermo.register.payload import build

pytestmark = pytest.mark.browser
Enter = Callable[[str], Page]


@dataclass(frozen=True)
class Words:
    """What the pages say in one language, and a person whom the test makes up in its script."""

    direction: str
    given: str
    family: str
    details: str
    sent: str
    accepted: str
    recalled: str
    withdrawn: str
    destroyed: str
    opened: str
    named: str


LANGUAGES = {
    "en": Words(
        "ltr", "Zarina", "Quartz", "Needs a quiet room tonight.", "sent, not opened yet", "accepted by the receiver",
        "recalled", "the consent was withdrawn", "was destroyed on", "what was sent was opened",
        "A text holds a name",
    ),
    "ar": Words(
        "rtl", "زرينة", "الكوارتز", "تحتاج غرفة هادئة الليلة.", "أُرسلت ولم تُفتح بعد", "قبلها المتلقي", "مستردة",
        "سُحبت الموافقة", "أُتلف ما خُتم للمتلقي", "فُتح ما أُرسل", "اسم مسجَّل للشخص",
    ),
}  # fmt: skip


FROM_OUTSIDE = Envelope(
    referral="r1", sender="abroad", receiver="outside:shelters", desk="", reference="7KQX-22BD", purpose="shelter"
)
AGREED = Consent(
    id="c1",
    participation="p1",
    purpose="shelter",
    fields=frozenset({"given", "prs_Gender"}),
    recipients=frozenset({"outside:shelters"}),
    given_on=date(2026, 3, 1),
    given_by="self",
)


@pytest.fixture
def enter(browser: Browser, served: Served, language: str) -> Iterator[Enter]:
    """A browser of one's own in the language; who works on cases opens the keys of the body."""
    opened: list[BrowserContext] = []

    def come(login: str) -> Page:
        opened.append(browser.new_context(base_url=served.address, bypass_csp=True))
        page = opened[-1].new_page()
        sign_in(page, served, login)
        if login != "ziad@rapporteur":
            open_keys(opened[-1].new_page(), served)
        opened[-1].add_cookies([{"name": "django_language", "value": language, "url": served.address}])
        return page

    yield come
    for context in opened:
        close(context)


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_hotline_to_the_shelter_and_back(language: str, enter: Enter) -> None:
    words = LANGUAGES[language]
    caller, shelter, police = enter("lamia@hotline"), enter("amal@shelters"), enter("yara@police")
    case = the_hotline_records_a_case(caller, words)
    consent = the_person_agrees(caller, case, words)
    referral = the_hotline_refers_to_the_shelter(caller, consent, words)
    the_police_find_nothing(police, (case, consent, referral), words)
    the_shelter_takes_it_up(shelter, referral, words)
    assert words.accepted in main(caller, referral)
    the_consent_is_withdrawn_and_both_see_what_follows(caller, shelter, consent, referral, words)
    the_police_find_nothing(police, (case, consent, referral), words)
    the_auditor_sees_that_each_looked(enter("ziad@rapporteur"), referral, words)


@pytest.mark.parametrize("language", ["ar"])
def test_a_file_from_outside_is_taken_in_and_answered(language: str, enter: Enter, tmp_path: Path) -> None:
    words, page = LANGUAGES[language], enter("amal@shelters")
    found = re.search("age1[a-z0-9]{58}", main(page, "/keys/"))
    assert found is not None
    names = PersonName(given=words.given, kind="used")
    made = build(FROM_OUTSIDE, {"given": words.given, "prs_Gender": "Feminine"}, AGREED, [names], date(2026, 3, 2))
    (tmp_path / "referral.age").write_bytes(sealed_for(found[0], made.body + (made.names or b"")))
    page.goto("/referrals/")
    page.click("main a[href$='/take-in/']")
    sound(page)
    page.set_input_files("#id_file", tmp_path / "referral.age")
    send(page)
    address = page.url
    assert "abroad" in main(page) and words.given not in main(page)
    sound(page)
    assert words.given in main(page, f"{address}contents/")
    page.goto(f"{address}answer/")
    sound(page)
    page.select_option("#id_to", "accepted")
    send(page)
    page.goto(f"{address}case/")
    assert page.input_value("#id_given") == words.given
    sound(page)
    page.goto("/referrals/")
    sound(page)


def test_the_chain_of_the_audit_holds(served: Served) -> None:
    """After the journeys: looked at from outside, while the server runs."""
    command = [sys.executable, "-m", "palermo", "audit", "verify"]
    environment = {**plain_environment(), "PALERMO_DATABASE": served.database}
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr


def main(page: Page, address: str = "") -> str:
    """What stands on the page; nothing personal stands in its title or address."""
    if address:
        page.goto(address)
    for words in LANGUAGES.values():
        assert words.given not in page.title() + page.url
    return page.inner_text("main")


def send(page: Page) -> None:
    page.click("main form button:not([name])")


def sound(page: Page) -> None:
    """Axe finds nothing on it."""
    assert looked_at(page)[0] == []


def the_hotline_records_a_case(page: Page, words: Words) -> str:
    page.goto("/cases/new/")
    assert page.get_attribute("html", "dir") == words.direction
    page.select_option("#id_source", "hotline")
    page.fill("#id_given", words.given)
    page.fill("#id_family", words.family)
    page.select_option("#id_sex", "Feminine")
    page.check("input[name=channels][value=phone]")
    send(page)
    assert words.given in main(page)
    return page.url


def the_person_agrees(page: Page, case: str, words: Words) -> str:
    page.goto(case)
    page.click("main a[href^='/referrals/cases/']")
    page.click("main a[href$='/consent/add/']")
    page.select_option("#id_purpose", "shelter")
    page.check("input[name=recipients][value=shelters]")
    for field in ("given", "family", "prs_Gender", "safe_contact", "cas_OutgoingReferralDetails"):
        page.check(f"input[name=fields_][value={field}]")
    sound(page)
    send(page)
    return page.url


def the_hotline_refers_to_the_shelter(page: Page, consent: str, words: Words) -> str:
    """By the directory; a name in a text stops it; then exactly what was previewed is sent."""
    page.goto(f"{consent}refer/")
    page.click("main a[href*='/services/']")
    assert "24" in main(page)  # the places of the shelter
    page.click("main a[href*='/refer/?offer=']")
    page.fill("#id_details", f"{words.given} {words.details}")
    page.fill("#id_desk", "42")
    send(page)
    assert words.named in main(page) and page.locator("input[name=seen]").count() == 0
    page.click("main a[href$='/change/']")
    page.fill("#id_details", words.details)
    send(page)
    assert words.details in page.locator("pre").first.inner_text()
    sound(page)
    send(page)
    assert words.sent in main(page)
    return page.url


def the_shelter_takes_it_up(page: Page, referral: str, words: Words) -> None:
    page.goto("/")
    page.click(f"main a[href='{path_of(referral)}']")
    assert words.given not in main(page)
    sound(page)
    page.click("main a[href$='/payload/']")
    send(page)
    read = main(page)
    assert words.given in read and words.family in read and words.details in read
    page.goto(f"{referral}answer/")
    page.select_option("#id_to", "accepted")
    send(page)
    assert words.accepted in main(page)


def the_consent_is_withdrawn_and_both_see_what_follows(
    caller: Page, shelter: Page, consent: str, referral: str, words: Words
) -> None:
    assert words.opened in main(caller, f"{consent}withdraw/")
    sound(caller)
    send(caller)
    assert words.opened in main(caller)
    for page in (caller, shelter):
        told = main(page, referral)
        assert words.recalled in told and words.withdrawn in told and words.destroyed in told
    shelter.goto("/referrals/notices/")
    with shelter.expect_navigation():
        shelter.locator("main form button").first.click()
    shelter.goto(f"{referral}payload/")
    assert words.given not in main(shelter)


def the_police_find_nothing(page: Page, addresses: tuple[str, ...], words: Words) -> None:
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None and answer.status == 404
    for place in ("/", "/cases/", "/referrals/", "/referrals/notices/"):
        assert words.given not in main(page, place)
        assert page.locator(f"main a[href='{path_of(addresses[-1])}']").count() == 0


def the_auditor_sees_that_each_looked(page: Page, referral: str, words: Words) -> None:
    key = path_of(referral).strip("/").rsplit("/", 1)[1]
    acts = {}
    for verb in ("consent.", "referral.", "read"):
        told = main(page, f"/audit/?verb={verb}")
        rows = page.locator("main tbody tr").all_inner_texts()
        acts[verb] = [row for row in rows if verb != "read" or key in row]
        assert words.given not in told and words.details not in told
    assert any("consent.withdraw" in row for row in acts["consent."])
    for act in (
        "referral.send",
        "referral.received",
        "referral.read-payload",
        "referral.accepted",
        "referral.recalled",
    ):
        assert any(act in row for row in acts["referral."]), act
    assert any("Hotline" in row or "الخط الساخن" in row for row in acts["read"])
    assert any("Shelters" in row or "دور الإيواء" in row for row in acts["read"])


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]
