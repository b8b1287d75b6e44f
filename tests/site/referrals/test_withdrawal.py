"""A consent that ends: everything open is closed, its payload destroyed, everybody told, on both engines."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.site.referrals.a_referral import DAY, FIELDS, NOW, Scene, in_days, later

from palermo.ground.errors import Refused, UsageError
from palermo.register.referral import FINAL, STATES
from palermo.site.access.refusals import Forbidden, LostRace
from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.cases import actions as cases
from palermo.site.cases.models import Case
from palermo.site.jobs.working import Periodically
from palermo.site.keys.refusals import KeyAbsent
from palermo.site.referrals import actions
from palermo.site.referrals.consents import actions as consents
from palermo.site.referrals.models import Consent, DueDay, Notice, Referral, ReferralMove, ReferralPayload
from palermo.site.referrals.rooms import of_rows
from palermo.site.referrals.running_out import run_out

pytestmark = pytest.mark.django_db


def states(stage: Scene) -> list[str]:
    with scoped(stage.worker):
        return sorted(value.state for _, value in of_rows(Referral.objects.all()))


def open_payloads(stage: Scene) -> int:
    """Payloads of which anything lies there for the receiver, by the table itself."""
    with scoped(stage.clinician):
        return ReferralPayload.objects.exclude(body__isnull=True, names__isnull=True).count()


def test_whatever_the_states_a_withdrawal_leaves_nothing_open_and_no_payload(stage: Scene) -> None:
    for state in STATES:
        stage.at_state(state)
    with scoped(stage.worker) as actor:
        for consent in Consent.objects.filter(withdrawn_on=None):
            consents.withdraw(actor, consent, now=later(2))
        told = Notice.objects.filter(kind="withdrawal").count()
        assert not ReferralPayload.objects.exclude(body__isnull=True, names__isnull=True).exists()
    assert set(states(stage)) <= FINAL
    assert told == 5  # sent, received, accepted, refused, completed: each had been handed over
    with scoped(stage.clinician) as clinician:
        for row in Referral.objects.all():
            with pytest.raises((UsageError, Forbidden)):
                actions.open_payload(clinician, row, now=later(2))


def test_what_was_recalled_is_gone_for_the_receiver_even_with_its_key_and_kept_for_the_sender(stage: Scene) -> None:
    row = stage.opened()
    with scoped(stage.worker) as actor:
        consents.withdraw(actor, Consent.objects.get(), now=NOW)
        kept = ReferralPayload.objects.get(referral=row)
        assert '"prs_Gender":"Feminine"' in kept.sent_body and "Amina" not in kept.sent_body
    with scoped(stage.clinician):
        held = ReferralPayload.objects.get(referral=row)
        assert (held.body, held.names) == (None, None)
        with pytest.raises(KeyAbsent):
            _ = held.sent_body
    assert open_payloads(stage) == 0


def test_the_list_says_what_cannot_be_taken_back(stage: Scene) -> None:
    stage.at_state("completed")
    with scoped(stage.worker) as actor:
        plan = consents.withdraw(actor, Consent.objects.get(), now=NOW)
        assert plan is not None
        kinds = [(one.kind, one.who, one.on) for one in plan.cannot_recall]
        assert kinds == [("payload_opened", "clinic", DAY), ("service", "clinic", DAY)]
        again = consents.would_follow(Consent.objects.get(), now=later(9))
        assert again is not None and [one.kind for one in again.cannot_recall] == ["payload_opened", "service"]


def test_a_withdrawal_is_made_once_and_of_what_was_given(stage: Scene) -> None:
    given = stage.consent()
    by_law = stage.consent(given_on=None, given_by="", basis_if_none="The law on shelters", fields=["prs_Gender"])
    with scoped(stage.worker) as actor:
        assert consents.withdraw(actor, given, now=NOW) is None  # nothing was sent under it
        for one in (Consent.objects.get(pk=given.pk), by_law):
            with pytest.raises(Refused):
                consents.withdraw(actor, one, now=NOW)


def test_an_older_version_is_not_withdrawn_past_the_newer_one(stage: Scene) -> None:
    old = stage.consent()
    told: dict[str, Any] = {"recipients": ["clinic"], "expires_on": None, "now": NOW}
    with scoped(stage.worker) as actor:
        consents.narrow(actor, old, fields=FIELDS[:2], **told)
        for act in (
            lambda: consents.withdraw(actor, old, now=NOW),
            lambda: consents.narrow(actor, old, fields=FIELDS[:1], **told),
        ):
            with pytest.raises(LostRace):
                act()


def test_nothing_is_sent_under_a_consent_that_ended_or_was_narrowed(stage: Scene) -> None:
    ended, narrowed = stage.draft(), stage.draft()
    with scoped(stage.worker) as actor:
        consents.withdraw(actor, Consent.objects.get(pk=ended.consent_id), now=NOW)
        old = Consent.objects.get(pk=narrowed.consent_id)
        consents.narrow(actor, old, fields=FIELDS, recipients=["clinic"], expires_on=in_days(3), now=NOW)
    for row in (ended, narrowed):
        with pytest.raises(Refused):
            stage.sent(row)
    assert states(stage) == ["draft", "recalled"]


def test_an_earlier_last_day_reaches_what_was_sent_before_anybody_is_told(stage: Scene) -> None:
    row = stage.opened()
    told: dict[str, Any] = {"fields": FIELDS, "recipients": ["clinic"], "expires_on": in_days(1), "now": NOW}
    with scoped(stage.worker) as actor:
        consents.narrow(actor, Consent.objects.get(), **told)
    with scoped(stage.clinician) as clinician, pytest.raises(UsageError):
        actions.move(clinician, Referral.objects.get(pk=row.pk), "accepted", seen=2, now=later(9))


def test_nothing_is_drafted_or_sent_on_a_closed_case(stage: Scene) -> None:
    consent = stage.consent()
    row = stage.draft(consent)
    with scoped(stage.worker):
        Case.objects.filter(pk=row.case_id).update(closed_on=DAY)
    for act in (lambda: stage.sent(row), lambda: stage.draft(consent)):
        with pytest.raises(UsageError):
            act()


def test_a_consent_that_runs_out_lets_what_was_not_accepted_run_out_with_it(stage: Scene) -> None:
    consent = stage.consent(expires_on=in_days(5))
    for to in ("", "opened", "accepted"):
        row = stage.sent(stage.draft(consent))
        if to:
            stage.opened(row)
        if to == "accepted":
            stage.answered("accepted", row)
    assert run_out(later(5)) == 0  # its last day
    work = Periodically(run_out, clock=lambda: later(6))
    assert work() and not work()
    assert states(stage) == ["accepted", "expired", "expired"]
    with scoped(stage.clinician):
        assert Notice.objects.filter(kind="expiry").count() == 3
        assert ReferralPayload.objects.filter(body__isnull=False).count() == 1
    assert run_out(later(7)) == 0
    with scoped(stage.worker):
        assert ReferralMove.objects.filter(by="system", account=None, cause="expiry").count() == 2


def test_a_referral_runs_out_after_its_own_last_day_and_is_no_longer_answered(stage: Scene) -> None:
    row = stage.opened(stage.sent(stage.draft(expires_on=in_days(2))))
    with scoped(stage.clinician) as clinician, pytest.raises(UsageError, match="last day"):
        actions.move(clinician, Referral.objects.get(pk=row.pk), "accepted", seen=2, now=later(3))
    assert run_out(later(3)) == 1
    assert states(stage) == ["expired"] and open_payloads(stage) == 0
    with scoped(stage.cast.actor("plan_secretary")):
        assert DueDay.objects.order_by("-seq")[0].state == "expired"


def test_a_case_does_not_close_over_an_open_referral(stage: Scene) -> None:
    row = stage.sent()
    with scoped(stage.worker) as actor:
        case = Case.objects.get(pk=stage.participation.case_id)
        with pytest.raises(Refused) as refused:
            cases.close_case(actor, case, case.version, on=DAY, reason="She is safe.")
        assert [one.code for one in refused.value.findings] == ["register.case-referral-open"]
        actions.move(actor, Referral.objects.get(pk=row.pk), "recalled", reason="She is safe.", seen=1, now=NOW)
        cases.close_case(actor, case, case.version, on=DAY, reason="She is safe.")


def test_the_receiver_changes_no_row_of_the_sender_and_moves_only_for_itself(stage: Scene) -> None:
    row = stage.opened()
    move = {"agency": row.agency, "receiver": stage.clinic, "referral": row, "seq": 3, "state": "recalled", "at": NOW}
    with scoped(stage.clinician):
        held = Referral.objects.get(pk=row.pk)
        held.urgent = True
        payload = ReferralPayload.objects.get(referral=row)
        forged = [ReferralMove(**move, by=by) for by in ("sender", "system")]
        for one in (held, payload, *forged):
            with pytest.raises(DatabaseError), transaction.atomic():
                one.save()
    with scoped(stage.officer):  # a third body, which knows every key
        for sender, receiver in (
            (stage.cast.bodies["police"], stage.clinic),
            (row.agency, stage.cast.bodies["police"]),
        ):
            told = {**move, "agency": sender, "receiver": receiver}
            by = "sender" if receiver == stage.clinic else "receiver"
            if connection.vendor == "postgresql":
                with pytest.raises(DatabaseError), transaction.atomic():
                    ReferralMove(**told, by=by).save()


def test_the_audit_knows_that_each_looked_and_holds_nothing_of_the_person(stage: Scene) -> None:
    stage.at_state("completed")
    with scoped(stage.cast.actor("auditor")):
        events = list(AuditEvent.objects.filter(kind__startswith="referrals."))
        acts = [one.verb for one in events]
        text = " ".join(f"{vars(one)}" for one in events)
    for act in ("consent.give", "referral.draft", "referral.send", "referral.received", "referral.read-payload"):
        assert act in acts
    for secret in ("Amina", "Haddad", "Amharic", "Feminine", "1999-05", "There is a bed", "She is well"):
        assert secret not in text
