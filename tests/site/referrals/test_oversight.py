"""What a monitor of custody sees of somebody who agreed to it: codes alone, as they stand, nothing once it ended."""

from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.test import Client
from tests.site.referrals.a_referral import DAY, NOW, Scene, in_days, later
from tests.site.referrals.test_pages import followed, shown

from palermo.ground.errors import Refused
from palermo.site.access.actor import Actor
from palermo.site.access.refusals import Forbidden, LostRace
from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.cases.courts import actions as courts
from palermo.site.cases.decisions import actions as decisions
from palermo.site.cases.models import Case, Repatriation, StatusDecision
from palermo.site.referrals.consents import actions as consents
from palermo.site.referrals.models import Consent, MonitorShare, MonitorShareEnd, SharedFact
from palermo.site.referrals.oversight import actions
from palermo.site.referrals.running_out import run_out

pytestmark = pytest.mark.django_db
AGREED: dict[str, Any] = {
    "purpose": "oversight", "fields": ["status", "repatriation"], "recipients": ["rapporteur"],
}  # fmt: skip


def monitor(stage: Scene) -> Actor:
    return stage.cast.actor("custody_monitor")


def share(stage: Scene, consent: Consent | None = None) -> MonitorShare:
    held = consent or stage.consent(**AGREED)
    with scoped(stage.worker) as worker:
        return actions.begin(worker, held, stage.cast.bodies["rapporteur"], now=NOW)


def decide(stage: Scene, value: str) -> None:
    told = {
        "value": value, "stage": "first_assessment", "decided_by": "shelter", "decided_on": DAY, "rulebook": "",
        "reasons": "Amina told it so.",
    }  # fmt: skip
    with scoped(stage.cast.actor("agency_manager")) as manager:
        case = Case.objects.get(pk=stage.participation.case_id)
        decisions.decide(manager, case, stage.participation, told, now=NOW)


def seen(stage: Scene) -> list[tuple[str, str, str]]:
    with scoped(monitor(stage)):
        return sorted(SharedFact.objects.values_list("what", "value", "stage"))


def test_the_monitor_sees_status_and_return_as_they_stand_and_no_row_of_the_case(stage: Scene) -> None:
    decide(stage, "presumed")
    row = share(stage)
    assert seen(stage) == [("status", "presumed", "first_assessment")]
    with scoped(stage.worker) as worker:
        case = Case.objects.get(pk=stage.participation.case_id)
        told = {"kind": "assisted", "planned_on": in_days(9), "risk_assessed_on": DAY, "consented_on": DAY}
        courts.plan_return(worker, case, stage.participation, told, today=DAY)
    assert seen(stage) == [("repatriation", "assisted", "planned"), ("status", "presumed", "first_assessment")]
    with scoped(monitor(stage)):
        assert not any(model.objects.exists() for model in (Case, StatusDecision, Repatriation, Consent))
        with pytest.raises(ObjectDoesNotExist):
            MonitorShare.objects.get(pk=row.pk).participation  # noqa: B018  # the look is what is tried
    with scoped(stage.officer):
        assert not SharedFact.objects.exists() and not MonitorShare.objects.exists()


def test_a_share_needs_a_consent_to_oversight_that_names_the_monitor_and_what(stage: Scene) -> None:
    lacking = {
        "register.consent-purpose": {**AGREED, "purpose": "health"},
        "register.consent-recipient": {**AGREED, "recipients": ["clinic"]},
        "register.consent-field": {**AGREED, "fields": ["prs_Gender"]},
    }
    for code, told in lacking.items():
        with pytest.raises(Refused) as caught:
            share(stage, stage.consent(**told))
        assert code in {one.code for one in caught.value.findings}
    consent = stage.consent(**AGREED, given_by="guardian")
    share(stage, consent)
    with pytest.raises(LostRace):
        share(stage, consent)
    with scoped(stage.cast.actor("referral_desk")) as desk, pytest.raises(Forbidden):
        actions.begin(desk, consent, stage.cast.bodies["rapporteur"], now=NOW)


def test_what_is_not_agreed_to_is_not_shown(stage: Scene) -> None:
    decide(stage, "identified")
    share(stage, stage.consent(**{**AGREED, "fields": ["repatriation"]}))
    assert seen(stage) == []


@pytest.mark.parametrize("way", ["ended", "withdrawal", "narrowing", "expiry"])
def test_it_closes_at_once_by_whichever_way_it_ends(stage: Scene, way: str) -> None:
    decide(stage, "presumed")
    consent = stage.consent(**{**AGREED, "recipients": ["rapporteur", "clinic"]}, expires_on=in_days(3))
    row = share(stage, consent)
    assert seen(stage) != []
    with scoped(stage.worker) as worker:
        if way == "ended":
            actions.end(worker, row, now=NOW)
        elif way == "withdrawal":
            consents.withdraw(worker, consent, now=NOW)
        elif way == "narrowing":
            told = {"fields": AGREED["fields"], "recipients": ["clinic"], "expires_on": None}
            consents.narrow(worker, consent, **told, now=NOW)
    if way == "expiry":
        assert run_out(later(4)) == 1
    assert seen(stage) == []
    decide_again_is_not_shown(stage)
    with scoped(stage.worker) as worker:
        assert [one.cause for one in MonitorShareEnd.objects.all()] == [way]
        assert AuditEvent.objects.filter(verb="oversight.end").count() == 1
        with pytest.raises(LostRace):
            actions.end(worker, row, now=NOW)


def decide_again_is_not_shown(stage: Scene) -> None:
    with scoped(stage.worker) as worker:
        case = Case.objects.get(pk=stage.participation.case_id)
        told = {"kind": "assisted", "planned_on": in_days(9), "risk_assessed_on": DAY, "consented_on": DAY}
        courts.plan_return(worker, case, stage.participation, told, today=DAY)
    assert seen(stage) == []


def test_the_monitor_ends_nothing_and_nobody_changes_that_a_share_was(stage: Scene) -> None:
    row = share(stage)
    with scoped(monitor(stage)) as who, pytest.raises(Forbidden):
        actions.end(who, row, now=NOW)
    with scoped(monitor(stage)), pytest.raises(DatabaseError), transaction.atomic():
        ends = {"agency_id": row.agency_id, "monitor_id": row.monitor_id}
        MonitorShareEnd(**ends, share=row, cause="ended", ended_at=NOW).save()


def test_on_the_pages_it_is_begun_seen_and_ended(stage: Scene) -> None:
    decide(stage, "presumed")
    consent = stage.consent(**AGREED)
    worker: Client = stage.cast.client(stage.cast.accounts["case_worker"])
    looking: Client = stage.cast.client(stage.cast.accounts["custody_monitor"])
    of_case = f"/referrals/cases/{stage.participation.case_id}/oversight/"
    assert "Nothing is shared." in shown(worker, of_case)
    begun = followed(worker, f"/referrals/consents/{consent.pk}/oversight/", {"monitor": "rapporteur"})
    assert begun == of_case and "presumed victim" in shown(worker, of_case)
    page = shown(looking, "/referrals/oversight/")
    assert "presumed victim" in page and "A shelter" in page and "Amina" not in page
    with scoped(stage.worker):
        row = MonitorShare.objects.get()
        case = Case.objects.get(pk=stage.participation.case_id)
    assert row.reference in page and case.reference not in page and str(case.pk) not in page
    assert looking.get(of_case).status_code == 404
    assert looking.post(f"/referrals/oversight/{row.pk}/end/").status_code == 403
    assert followed(worker, f"/referrals/oversight/{row.pk}/end/", {}) == of_case
    assert "Nothing is shared." in shown(looking, "/referrals/oversight/")
    assert "the body that shared it has ended it" in shown(worker, of_case)
    assert worker.get("/referrals/oversight/").status_code == 403
