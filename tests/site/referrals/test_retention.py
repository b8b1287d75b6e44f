"""At the end of the schedule for cases every copy of what was sent is gone, and its hash stays."""

from datetime import timedelta
from hashlib import sha256

import pytest
from pyrage import x25519
from tests.site.referrals.a_referral import DAY, DETAILS, NOW, Scene
from tests.site.referrals.test_pages import shown

from palermo.ground.errors import UsageError
from palermo.site.access.scope import scoped
from palermo.site.keys import actions as keys
from palermo.site.keys.models import RecordKey
from palermo.site.keys.retention import due
from palermo.site.referrals.actions import Draft
from palermo.site.referrals.directory import actions as directory
from palermo.site.referrals.freezing import frozen, preview_mark
from palermo.site.referrals.models import OutsideReferral, Referral, ReferralPayload

pytestmark = pytest.mark.django_db
KEPT = 30


def sent_outside(stage: Scene) -> OutsideReferral:
    consent = stage.consent(recipients=["outside:abroad"])
    key = str(x25519.Identity.generate().to_public())
    with scoped(stage.worker) as worker:
        body = directory.add_outside(worker, code="abroad", name="A body abroad", recipient=key, now=NOW)
        row = directory.draft_outside(worker, consent, body, Draft(fields=["prs_Gender"], details=DETAILS), now=NOW)
        directory.refer_outside(worker, row, seen=preview_mark(row, frozen(row, today=DAY)), now=NOW)
    return row


def erase_due(stage: Scene, days: int) -> int:
    """The data officer destroys all that is due so many days later."""
    today = DAY + timedelta(days=days)
    with scoped(stage.cast.actor("agency_data_officer")) as officer:
        agency = stage.cast.bodies["shelter"]
        chosen = [one.key.pk for one in due(agency.pk, today)]
        return keys.erase(officer, agency, chosen, today=today, now=NOW + timedelta(days=days))


def test_every_copy_goes_with_its_key_and_the_hash_stays(stage: Scene) -> None:
    row, outside = stage.answered("accepted"), sent_outside(stage)
    with scoped(stage.cast.actor("agency_data_officer")) as officer:
        agency = stage.cast.bodies["shelter"]
        keys.set_schedule(officer, agency, kind="case", days=KEPT, basis="the law on records", valid_from=DAY)
    with scoped(stage.worker):
        before = ReferralPayload.objects.get(referral=row)
        body, held = before.sent_body, before.sha256
        assert body is not None and sha256(body.encode()).hexdigest() == held
        assert RecordKey.objects.filter(kind="case").count() == 2
    assert erase_due(stage, KEPT) == 0
    assert erase_due(stage, KEPT + 1) == 2
    with scoped(stage.worker):
        after = ReferralPayload.objects.get(referral=row)
        assert (after.sent_body, after.body, after.names, after.sha256) == (None, None, None, held)
        assert after.fields == before.fields and after.closed_at is not None
        for written in (Referral.objects.get(pk=row.pk), OutsideReferral.objects.get(pk=outside.pk)):
            assert (written.details, written.apart_because) == (None, None)
        gone = OutsideReferral.objects.get(pk=outside.pk)
        assert gone.sent_body is None and len(gone.sha256) == len(gone.file_sha256) == 64
    with scoped(stage.clinician) as clinician, pytest.raises(UsageError, match="closed"):
        from palermo.site.referrals import actions

        actions.open_payload(clinician, Referral.objects.get(pk=row.pk), now=NOW)
    page = shown(stage.cast.client(stage.cast.accounts["case_worker"]), f"/referrals/{row.pk}/payload/")
    assert "Its hash stays" in page and held in page and "Feminine" not in page


def test_a_copy_whose_key_is_destroyed_opens_for_nobody_even_where_its_bytes_were_kept(stage: Scene) -> None:
    """A backup that holds the row and not the key holds nothing."""
    from palermo.site.keys.refusals import Erased

    row = stage.sent()
    with scoped(stage.cast.actor("agency_data_officer")) as officer:
        agency = stage.cast.bodies["shelter"]
        keys.set_schedule(officer, agency, kind="case", days=KEPT, basis="the law on records", valid_from=DAY)
    with scoped(stage.worker):
        kept = ReferralPayload.objects.get(referral=row)
        assert erase_due(stage, KEPT + 1) == 1
        with pytest.raises(Erased):
            _ = kept.sent_body
