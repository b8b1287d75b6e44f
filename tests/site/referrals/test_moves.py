"""The 320 cells of a referral, made through the acts and the tables on both engines."""

from itertools import product

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.http import Http404
from tests.site.referrals.a_referral import NOW, Scene, later, secretary_of

from palermo.ground.errors import Refused, UsageError
from palermo.register.referral import ACTORS, MOVES, STATES
from palermo.site.access.actor import Actor
from palermo.site.access.refusals import Forbidden
from palermo.site.access.scope import scoped
from palermo.site.keys.refusals import KeyAbsent
from palermo.site.referrals import actions
from palermo.site.referrals.freezing import frozen, preview_mark
from palermo.site.referrals.models import DueDay, Referral, ReferralMove

pytestmark = pytest.mark.django_db
BY_ACT = {
    (state, to, by)
    for state, to, by in MOVES
    if by != "system" or to == "expired"  # a withdrawal recalls; it is tried in test_withdrawal.py
}


def attempt(stage: Scene, row: Referral, state: str, to: str, by: str) -> None:
    """The move as its actor would make it on the site."""
    with scoped(actor(stage, by)) as who:
        held = Referral.objects.filter(pk=row.pk).first() or row
        if by == "system":
            run_out_or_refuse(who, held, to)
        elif to == "sent":
            actions.send(who, held, seen=mark(held), now=NOW)
        elif to == "received":
            actions.open_payload(who, held, now=NOW)
        else:
            seen = STATES_SEEN[state]
            actions.move(who, held, to, reason="Because of this.", seen=seen, now=NOW)


STATES_SEEN = {"draft": 0, "sent": 1, "received": 2, "accepted": 3, "refused": 3, "completed": 4, "recalled": 2,
               "expired": 2}  # fmt: skip


def run_out_or_refuse(who: Actor, held: Referral, to: str) -> None:
    """Of its own accord the system lets a referral run out, and has no act for anything else."""
    if to != "expired":
        raise Refused("no act")
    actions.run_out(who, held, now=later(400))


def mark(held: Referral) -> str:
    try:
        return preview_mark(held, frozen(held, today=NOW.date()))
    except (ObjectDoesNotExist, Refused, KeyAbsent):
        return "none"


def actor(stage: Scene, by: str) -> Actor:
    return {
        "sender": stage.worker,
        "system": stage.worker,
        "receiver": stage.clinician,
        "third": stage.officer,
        "plan_secretary": secretary_of(stage.worker),
    }[by]


def test_of_320_cells_those_of_the_table_are_made_and_no_other(stage: Scene) -> None:
    made = set()
    for state in STATES:
        with transaction.atomic():
            row = stage.draft(expires_on=later(30).date()) if state == "draft" else stage.at_state(state)
            if state in ("sent", "received"):
                with scoped(stage.worker):
                    held = Referral.objects.get(pk=row.pk)
                    held.expires_on = later(30).date()
                    held.save()
            before = moves_of(stage, row)
            for to, by in product(STATES, ACTORS):
                try:
                    with transaction.atomic():
                        attempt(stage, row, state, to, by)
                        moved = moves_of(stage, row)[len(before) :]
                        # Who opened it looks at it again: that is no move.
                        assert moved == [to] or (moved == [] and (to, by) == ("received", "receiver"))
                        made |= {(state, to, by)} if moved else set()
                        transaction.set_rollback(True)
                except (Refused, UsageError, Forbidden, Http404):
                    assert moves_of(stage, row) == before
            transaction.set_rollback(True)
    assert made == BY_ACT
    assert len(STATES) ** 2 * len(ACTORS) == 320


def test_no_day_stands_without_its_move_so_that_a_receiver_cannot_block_a_recall(stage: Scene) -> None:
    row = stage.at_state("received")
    with scoped(stage.clinician) as receiver:
        there = DueDay.objects.get(seq=2)
        ends = {"agency_id": row.agency_id, "receiver_id": row.receiver_id, "reference": row.reference, "on": there.on}
        for seq, state, due in ((3, "recalled", there.due), (2, "accepted", there.due), (2, "received", None)):
            with pytest.raises(DatabaseError), transaction.atomic():
                DueDay(**ends, seq=seq, state=state, due=due).save()
        assert DueDay.objects.count() == 2
        assert receiver.agency == row.receiver_id
    with scoped(stage.worker) as sender:
        actions.move(sender, Referral.objects.get(pk=row.pk), "recalled", reason="Because of this.", seen=2, now=NOW)
    assert moves_of(stage, row) == ["sent", "received", "recalled"]


SIDES = {"sender": ("sender", "system"), "receiver": ("receiver",)}
"""As whom each end of a referral may write at all."""


def hostile(row: Referral, seq: int, state: str, by: str) -> ReferralMove:
    """A move as it would be written past the acts, straight through the role that serves."""
    ends = {"agency_id": row.agency_id, "receiver_id": row.receiver_id}
    return ReferralMove(**ends, referral_id=row.pk, seq=seq, state=state, by=by, at=NOW)


def test_past_the_acts_too_each_side_writes_the_moves_of_the_table_and_no_other(stage: Scene) -> None:
    made = set()
    for state in STATES:
        with transaction.atomic():
            row = stage.at_state(state)
            with scoped(stage.worker):
                row, following = Referral.objects.get(pk=row.pk), STATES_SEEN[state] + 1
            for end, to, by in product(SIDES, STATES, ACTORS):
                with scoped(stage.worker if end == "sender" else stage.clinician):
                    try:
                        with transaction.atomic():
                            hostile(row, following, to, by).save()
                            assert by in SIDES[end]
                            made.add((state, to, by))
                            transaction.set_rollback(True)
                    except DatabaseError:
                        assert (state, to, by) not in MOVES or by not in SIDES[end]
            transaction.set_rollback(True)
    assert made == MOVES


def test_past_the_acts_too_a_move_is_the_next_one_of_its_own_referral(stage: Scene) -> None:
    row, other = stage.at_state("received"), stage.at_state("sent")
    with scoped(stage.clinician):
        held = Referral.objects.get(pk=row.pk)
        for seq in (0, 1, 2, 4, 9):
            with pytest.raises(DatabaseError), transaction.atomic():
                hostile(held, seq, "accepted", "receiver").save()
        with pytest.raises(DatabaseError), transaction.atomic():  # it stands where only the other one does
            hostile(Referral.objects.get(pk=other.pk), 3, "accepted", "receiver").save()
        for seq, state in ((3, "completed"), (3, "recalled"), (3, "received")):
            with pytest.raises(DatabaseError), transaction.atomic():
                hostile(held, seq, state, "receiver").save()
        with pytest.raises(DatabaseError), transaction.atomic():
            ReferralMove.objects.bulk_create([hostile(held, seq, "accepted", "receiver") for seq in (3, 4)])
    with scoped(stage.worker) as sender:  # the place was not taken: the other side moves as ever
        actions.move(sender, Referral.objects.get(pk=row.pk), "recalled", reason="Because of this.", seen=2, now=NOW)
    assert moves_of(stage, row) == ["sent", "received", "recalled"]
    assert moves_of(stage, other) == ["sent"]


def test_past_the_acts_too_a_move_names_the_two_bodies_of_its_referral(stage: Scene) -> None:
    row = stage.at_state("sent")
    with scoped(stage.worker):
        held = Referral.objects.get(pk=row.pk)
        for wrong in (None, stage.officer.agency):
            made = hostile(held, 2, "recalled", "sender")
            made.receiver_id = wrong
            with pytest.raises(DatabaseError), transaction.atomic():
                made.save()
    with scoped(stage.officer) as third:
        made = hostile(held, 2, "received", "receiver")
        made.receiver_id = third.agency
        with pytest.raises(DatabaseError), transaction.atomic():
            made.save()
    assert moves_of(stage, row) == ["sent"]


def moves_of(stage: Scene, row: Referral) -> list[str]:
    with scoped(stage.worker):
        return list(ReferralMove.objects.filter(referral=row.pk).order_by("seq").values_list("state", flat=True))
