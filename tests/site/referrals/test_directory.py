"""The directory of services, and what goes to bodies outside: an age file that they alone open."""

import json
import re
from html import unescape

import pyrage
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pyrage import x25519
from tests.site.referrals.a_referral import DETAILS, NOW, Scene, a_person, mark_in
from tests.site.referrals.test_pages import a_family, followed, shown

from palermo.ground.errors import Refused, UsageError
from palermo.site.access.refusals import Forbidden, LostRace
from palermo.site.access.scope import scoped
from palermo.site.cases.models import Participation
from palermo.site.referrals.actions import Draft
from palermo.site.referrals.consents import actions as consents
from palermo.site.referrals.directory import actions
from palermo.site.referrals.directory.searching import search
from palermo.site.referrals.freezing import frozen, preview_mark
from palermo.site.referrals.models import OutsideReferral, ServiceOffer

pytestmark = pytest.mark.django_db
DAY = NOW.date()


def offer(**told: object) -> actions.Offer:
    return actions.Offer(**{"type": "shelter", "as_of": DAY, **told})  # type: ignore[arg-type]


def test_a_body_offers_and_changes_its_own_and_nobody_elses(stage: Scene) -> None:
    with scoped(stage.worker) as worker:
        made = actions.offer(worker, offer(places=4, free=1))
        with pytest.raises(Refused):
            actions.offer(worker, offer(places=4, free=5))
    with scoped(stage.clinician) as clinician:
        with pytest.raises(Forbidden):
            actions.change_offer(clinician, made, offer(places=4, free=4), version=1, ended_on=None)
        found = search(today=DAY, type="shelter", places=1)
        assert [(one.offer.agency, one.offer.free) for one in found] == [("shelter", 1)]
        assert search(today=DAY, type="shelter", places=3) == ()  # a family of three
    with scoped(stage.worker) as worker:
        actions.change_offer(worker, made, offer(places=4, free=4), version=1, ended_on=DAY)
        with pytest.raises(LostRace):
            actions.change_offer(worker, made, offer(), version=1, ended_on=None)
        assert search(today=DAY) == () and ServiceOffer.objects.count() == 1


def test_the_directory_is_searched_from_the_consent_and_leads_back_to_the_referral(stage: Scene) -> None:
    with scoped(stage.clinician) as clinician:
        actions.offer(clinician, offer(type="health", area="north", languages=["ara"], places=3, free=2))
    consent = stage.consent()
    worker = stage.cast.client(stage.cast.accounts["case_worker"])
    page = unescape(worker.get(f"/referrals/services/?type=health&consent={consent.pk}").content.decode())
    [leads] = re.findall(r'href="(/referrals/consents/[^"]+/refer/\?offer=[^"]+)"', page)
    assert '<option value="clinic" selected>' in worker.get(leads).content.decode()
    assert "Nothing was found." in worker.get("/referrals/services/?type=health&area=south").content.decode()


def test_a_body_outside_opens_its_file_and_what_it_held_is_recorded_and_cannot_be_recalled(stage: Scene) -> None:
    identity = x25519.Identity.generate()
    worker = stage.cast.client(stage.cast.accounts["case_worker"])
    told = {"code": "abroad", "name": "A body abroad", "recipient": str(identity.to_public())}
    assert "no age recipient" in worker.post("/referrals/outside/", {**told, "recipient": "age1x"}).content.decode()
    assert worker.post("/referrals/outside/", told).status_code == 302
    fields = ["given", "prs_Gender", "cas_OutgoingReferralDetails"]
    consent = stage.consent(recipients=["outside:abroad"], fields=fields)
    address = f"/referrals/consents/{consent.pk}/outside/"
    filled = {"addressee": "abroad", "fields_": fields}
    preview = followed(worker, address, {**filled, "details": "Amina needs a doctor."})
    page = shown(worker, preview)
    assert "A text holds a name recorded for the person" in page and "Make the file" not in page
    assert "Nobody asked how the person may be reached" in page
    followed(worker, f"{preview}change/", {**filled, "details": DETAILS, "version": 1})
    page = shown(worker, preview)
    assert '"given":"Amina"' in page and '"to":"outside:abroad"' in page and DETAILS in page
    assert worker.post(preview, {"seen": "0" * 64}).status_code == 409
    answer = worker.post(preview, {"seen": mark_in(page)})
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert b"Amina" not in answer.content and "Amina" not in answer.headers["Content-Disposition"]
    body, names = pyrage.decrypt(answer.content, [identity]).splitlines()
    assert f">{unescape(body.decode())}</pre>" in page  # exactly what the preview showed
    assert json.loads(body)["to"] == "outside:abroad" and json.loads(body)["fields"]["prs_Gender"] == "Feminine"
    assert json.loads(names)["fields"] == {"given": "Amina"}
    again = worker.post(preview, {"seen": mark_in(page)})
    assert (again.status_code, again["Location"]) == (302, f"/referrals/consents/{consent.pk}/")
    later = followed(worker, address, {**filled, "details": ""})
    with scoped(stage.worker) as actor:
        assert OutsideReferral.objects.get(at__isnull=False).sent_body == body.decode() + "\n"
        consents.withdraw(actor, consent, now=NOW)
    page = shown(worker, f"/referrals/consents/{consent.pk}/")
    assert "a file went to a body outside the system" in page and "A body abroad" in page
    assert "The consent was withdrawn" in shown(worker, later)


def test_a_family_is_referred_outside_together_or_the_reason_is_written_down(stage: Scene) -> None:
    with scoped(stage.worker) as worker:
        key = str(x25519.Identity.generate().to_public())
        body = actions.add_outside(worker, code="abroad", name="A body abroad", recipient=key, now=NOW)
    a_family(stage)
    consent = stage.consent(recipients=["outside:abroad"])
    with scoped(stage.worker) as worker:
        row = actions.draft_outside(worker, consent, body, Draft(fields=["prs_Gender"]), now=NOW)
        mark = preview_mark(row, frozen(row, today=DAY))
        with pytest.raises(Refused) as caught:
            actions.refer_outside(worker, row, seen=mark, now=NOW)
        assert [one.code for one in caught.value.findings] == ["register.family-apart"]
        because = Draft(fields=["prs_Gender"], apart_because="His father waits for him there.")
        actions.change_outside(worker, row, because, version=1)
        row.refresh_from_db()
        assert actions.refer_outside(worker, row, seen=mark, now=NOW).content
        with pytest.raises(LostRace):
            actions.refer_outside(worker, row, seen=mark, now=NOW)
        child = Participation.objects.exclude(pk=stage.participation.pk).get()
        terms = consents.Terms(
            purpose="health", fields=["prs_Gender"], recipients=["outside:abroad"], given_on=DAY, given_by="guardian"
        )
        of_the_child = consents.give(worker, child, terms, now=NOW)
        other = actions.draft_outside(worker, of_the_child, body, Draft(fields=["prs_Gender"]), now=NOW)
        assert actions.refer_outside(worker, other, seen=preview_mark(other, frozen(other, today=DAY)), now=NOW).content


def test_without_a_field_nothing_is_sent_outside(stage: Scene) -> None:
    with scoped(stage.worker) as worker:
        key = str(x25519.Identity.generate().to_public())
        body = actions.add_outside(worker, code="abroad", name="A body abroad", recipient=key, now=NOW)
        with pytest.raises(LostRace):
            actions.add_outside(worker, code="abroad", name="Another", recipient=key, now=NOW)
    consent = stage.consent(recipients=["outside:abroad"])
    with scoped(stage.worker) as worker, pytest.raises(UsageError):
        actions.draft_outside(worker, consent, body, Draft(fields=()), now=NOW)


def test_the_directory_shows_fifty_services_a_page_each_once(stage: Scene) -> None:
    with scoped(stage.worker) as worker:
        for at in range(53):
            actions.offer(worker, offer(places=60, free=at + 1))
    client = stage.cast.client(stage.cast.accounts["case_worker"])
    first = shown(client, "/referrals/services/?type=shelter")
    [further] = re.findall(r'rel="next" href="(\?[^"]+)"', first)
    assert "type=shelter" in further
    second = shown(client, f"/referrals/services/{further.replace('&amp;', '&')}")
    cards = [page.count("govuk-summary-card__title-wrapper") for page in (first, second)]
    assert cards == [50, 3] and 'rel="next"' not in second
    assert set(re.findall(r"services/([0-9a-f-]{36})/", first)).isdisjoint(
        re.findall(r"services/([0-9a-f-]{36})/", second)
    )


LISTS = ("/", "/referrals/", "/referrals/notices/", "/referrals/services/", "/referrals/outside/")
FRAME = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config")


def counted(client: Client, address: str) -> int:
    """Statements that ask or write; the frame of a transaction and of a scope is the same for every page."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return sum(not one["sql"].startswith(FRAME) for one in seen.captured_queries)


def test_a_page_asks_the_same_questions_however_much_there_is(stage: Scene) -> None:
    row = stage.at_state("received")
    client = stage.cast.client(stage.cast.accounts["case_worker"])
    with scoped(stage.worker) as worker:
        actions.offer(worker, offer())
    pages = (
        *LISTS,
        f"/referrals/{row.pk}/",
        f"/referrals/consents/{row.consent_id}/",
        f"/referrals/cases/{row.case_id}/",
    )
    client.get("/")
    before = {address: counted(client, address) for address in pages}
    assert max(before[address] for address in LISTS[1:]) <= 12, before
    assert before["/"] <= 30 and max(before.values()) <= 30, before
    again = stage.consent()
    for _ in range(3):
        stage.opened(stage.sent(stage.draft(again)))
    a_person(stage.cast, "Yusuf", "Haddad")
    with scoped(stage.worker) as worker:
        actions.offer(worker, offer(type="legal"))
    assert {address: counted(client, address) for address in pages} == before
