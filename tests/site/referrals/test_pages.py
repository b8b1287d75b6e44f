"""The pages as they are used: a consent, a referral, what both sides see, and what the police do not."""

import re
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.site.referrals.a_referral import DAY, DETAILS, Scene, a_person

from palermo.site.access.actor import of
from palermo.site.access.scope import scoped
from palermo.site.cases.models import PersonRecord
from palermo.site.referrals.models import Consent, Referral
from palermo.site.referrals.views import page as page_of_lists

pytestmark = pytest.mark.django_db
CONSENT = {
    "purpose": "health", "recipients": ["clinic"], "fields_": ["given", "family", "prs_Gender", "safe_contact",
    "cas_OutgoingReferralDetails"], "given_by": "self", "given_on": "2026-03-02",
}  # fmt: skip
DRAFT = {
    "addressee": "clinic", "fields_": CONSENT["fields_"], "details": DETAILS, "desk": "The desk of the shelter",
}  # fmt: skip


def text(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    assert answer.headers["Cache-Control"] == "no-store"
    return text(answer)


def followed(client: Client, address: str, filled: dict[str, object]) -> str:
    """Where a form leads to."""
    answer = client.post(address, filled)
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


@pytest.fixture
def worker(stage: Scene) -> Client:
    return stage.cast.client(stage.cast.accounts["case_worker"])


@pytest.fixture
def clinician(stage: Scene) -> Client:
    return stage.cast.client(stage.accounts["case_worker"])


@pytest.fixture
def officer(stage: Scene) -> Client:
    return stage.cast.client(stage.cast.other["case_worker"])


def consent_of(stage: Scene, worker: Client) -> str:
    return followed(worker, f"/referrals/people/{stage.participation.pk}/consent/add/", CONSENT)


def sent_by(stage: Scene, worker: Client) -> str:
    """The address of a referral that went out over the pages."""
    preview = followed(worker, f"{consent_of(stage, worker)}refer/", DRAFT)
    mark = re.search(r'name="seen" value="([0-9a-f]+)"', shown(worker, preview))
    assert mark is not None
    return followed(worker, preview, {"seen": mark[1]})


def test_a_person_goes_from_the_shelter_to_the_clinic_and_both_see_where_it_stands(
    stage: Scene, worker: Client, clinician: Client, officer: Client
) -> None:
    address = sent_by(stage, worker)
    assert "sent, not opened yet" in shown(worker, address)
    assert "Open what was sent" in shown(clinician, address)
    assert "receipt" in shown(clinician, f"{address}payload/")
    opened = text(clinician.post(f"{address}payload/"))
    assert "Amina" in opened and "Haddad" in opened and DETAILS in opened and "female" in opened
    followed(clinician, f"{address}answer/", {"to": "accepted", "reason": "A bed is free.", "seen": 2})
    for client in (worker, clinician):
        page = shown(client, address)
        assert "accepted" in page and "A bed is free." in page and "answered in time" in page
        assert "Amina" not in page
    followed(clinician, f"{address}complete/", {"reason": "She is well.", "seen": 3})
    assert "She is well." in shown(worker, address)
    assert "Amina" not in shown(worker, f"{address}payload/")  # the names were sealed to the clinic alone
    for part in ("", "payload/", "answer/", "recall/", "preview/"):
        assert officer.get(f"{address}{part}").status_code == 404


def test_the_preview_shows_every_byte_and_what_speaks_against_it(stage: Scene, worker: Client) -> None:
    named = {**DRAFT, "details": "Amina needs a doctor."}
    preview = followed(worker, f"{consent_of(stage, worker)}refer/", named)
    page = shown(worker, preview)
    assert "A text holds a name recorded for the person" in page and "Send exactly this" not in page
    assert "Nobody asked how the person may be reached" in page
    assert worker.post(preview, {"seen": "0" * 64}).status_code == 200
    followed(worker, preview.replace("preview", "change"), {**DRAFT, "version": 1})
    page = shown(worker, preview)
    assert '"cas_OutgoingReferralDetails":"She needs a doctor who speaks Amharic."' in page
    assert '"given":"Amina"' in page  # the part to be sealed is shown too, before it is
    assert worker.post(preview, {"seen": "0" * 64}).status_code == 409


def test_an_age_goes_with_the_day_it_was_told(stage: Scene, worker: Client, clinician: Client) -> None:
    with scoped(stage.worker):
        person = PersonRecord.objects.get(pk=stage.participation.person_id)
        person.age, person.age_on = 17, DAY
        person.save()
    told = {**CONSENT, "fields_": ["age"]}
    consent = followed(worker, f"/referrals/people/{stage.participation.pk}/consent/add/", told)
    preview = followed(worker, f"{consent}refer/", {**DRAFT, "fields_": ["age"], "details": ""})
    page = shown(worker, preview)
    assert '"age":{"told_on":"2026-03-02","years":17}' in page and "17 (2026-03-02)" in page
    mark = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert mark is not None
    address = followed(worker, preview, {"seen": mark[1]})
    assert "17 (2026-03-02)" in text(clinician.post(f"{address}payload/"))
    held = f"/cases/{stage.participation.case_id}/held/{person.pk}/"
    assert "17 (2026-03-02)" in shown(worker, held)


def test_a_withdrawal_is_shown_before_it_is_done_and_both_sides_see_what_followed(
    stage: Scene, worker: Client, clinician: Client
) -> None:
    address = sent_by(stage, worker)
    clinician.post(f"{address}payload/")
    with scoped(stage.worker):
        consent = f"/referrals/consents/{Consent.objects.get().pk}/"
    before = shown(worker, f"{consent}withdraw/")
    assert "A clinic" in before and "what was sent was opened" in before
    followed(worker, f"{consent}withdraw/", {})
    after = shown(worker, consent)
    assert "It was withdrawn on" in after and "what was sent was opened" in after and "Refer to a body" not in after
    for client in (worker, clinician):
        page = shown(client, address)
        assert "recalled" in page and "the consent was withdrawn" in page and "was destroyed on" in page
    assert "The payload is closed." in text(clinician.post(f"{address}payload/"))
    assert "Notices to be acknowledged" in shown(clinician, "/")
    notices = shown(clinician, "/referrals/notices/")
    seen = re.search(r'action="(/referrals/notices/[^"]+/seen/)"', notices)
    assert seen is not None
    followed(clinician, seen[1], {})
    assert "acknowledged" in shown(worker, "/referrals/notices/")
    assert clinician.post(seen[1]).status_code == 409


def test_a_narrower_consent_recalls_what_it_no_longer_covers(stage: Scene, worker: Client) -> None:
    address = sent_by(stage, worker)
    with scoped(stage.worker):
        consent = f"/referrals/consents/{Consent.objects.get().pk}/"
    told = {"recipients": ["clinic"], "fields_": ["prs_Gender"]}
    newer = followed(worker, f"{consent}narrow/", told)
    assert "Earlier versions" in shown(worker, newer)
    assert "the consent was narrowed" in shown(worker, address)
    assert "holds the same or more" in text(worker.post(f"{newer}narrow/", told))


def test_home_says_what_waits_and_what_is_due(stage: Scene, worker: Client, clinician: Client) -> None:
    assert "Nothing is due and nothing waits." in shown(clinician, "/")
    consent = consent_of(stage, worker)
    followed(worker, f"{consent}refer/", DRAFT)
    assert "Drafts" in shown(worker, "/")
    sent_by(stage, worker)
    page = shown(clinician, "/")
    assert "Referrals that wait for our answer" in page and "A shelter" in page and "Amina" not in page


def test_the_office_sees_two_bodies_a_state_and_a_day(stage: Scene, worker: Client) -> None:
    sent_by(stage, worker)
    secretary = stage.cast.client(stage.cast.accounts["plan_secretary"])
    page = shown(secretary, "/referrals/office/")
    with scoped(stage.worker):
        row = Referral.objects.get()
    assert row.reference in page and "A shelter" in page and "A clinic" in page
    assert str(row.pk) not in page and "Amina" not in page and str(row.case_id) not in page
    assert worker.get("/referrals/office/").status_code == 403
    assert secretary.get("/referrals/").status_code == 200  # it may read referrals, and none is its own
    assert row.reference not in shown(secretary, "/referrals/")


def test_a_family_is_referred_together_or_the_reason_is_written_down(stage: Scene, worker: Client) -> None:
    a_family(stage)
    preview = followed(worker, f"{consent_of(stage, worker)}refer/", DRAFT)
    page = shown(worker, preview)
    assert "A family would be parted" in page
    mark = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert mark is not None
    refused = worker.post(preview, {"seen": mark[1]})
    assert refused.status_code == 200 and "A family would be parted" in text(refused)
    change = preview.replace("preview", "change")
    followed(worker, change, {**DRAFT, "version": 1, "apart_because": "His father waits for him there."})
    mark = re.search(r'name="seen" value="([0-9a-f]+)"', shown(worker, preview))
    assert mark is not None
    followed(worker, preview, {"seen": mark[1]})


def a_family(stage: Scene) -> None:
    from tests.site.cases.a_case import stored

    from palermo.site.cases.models import Case, FamilyMember, FamilyUnit, PersonRecord

    with scoped(stage.worker):
        case = Case.objects.get(pk=stage.participation.case_id)
    child = a_person(stage.cast, "Yusuf", "Haddad", case)
    own = {"agency_id": stage.participation.agency_id}
    with scoped(stage.worker):
        mother = PersonRecord.objects.get(pk=stage.participation.person_id)
        unit = stored(FamilyUnit, **own, reference="f-1", guardian=mother)
        stored(FamilyMember, **own, unit=unit, person=mother, relation="mother")
        stored(FamilyMember, **own, unit=unit, person_id=child.person_id, relation="child")


def test_the_manager_of_the_clinic_reads_it_and_its_data_officer_does_not(stage: Scene, worker: Client) -> None:
    address = sent_by(stage, worker)
    officer = stage.cast.client(stage.accounts["agency_data_officer"])
    assert officer.get(address).status_code == 200
    assert officer.post(f"{address}payload/").status_code == 403
    manager = stage.cast.client(stage.accounts["agency_manager"])
    assert "Amina" in text(manager.post(f"{address}payload/"))
    with scoped(of(stage.accounts["agency_manager"])):
        assert Referral.objects.get().moves.count() == 2


def test_a_long_list_goes_on_until_its_last_row_and_shows_each_once(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_of_lists, "LISTED", 2)
    consent = stage.consent()
    made = {stage.draft(consent).reference for _ in range(5)}
    client = stage.cast.client(stage.cast.accounts["case_worker"])
    query, seen = "?out=nowhere", []
    while query:
        page = shown(client, f"/referrals/{query}")
        seen += re.findall(r'<a class="govuk-link" href="/referrals/[0-9a-f-]{36}/"><bdi>([^<]+)</bdi>', page)
        query = next(iter(re.findall(r'rel="next" href="([^"]+)"', page)), "")
    assert len(seen) == 5 and set(seen) == made
