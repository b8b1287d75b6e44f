"""A consent is withdrawn: no payload stays open, every holder is told, and what cannot be taken back is listed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.register.cast import CONSENT, DRAFT, ENGLAND, HOUSE, MONDAY, at, in_state

from palermo.ground.errors import Refused, UsageError
from palermo.register import (
    Consent,
    Delivered,
    Notice,
    Published,
    Referral,
    WithdrawalPlan,
    consent,
    notices,
    withdrawal,
)
from palermo.register.referral import FINAL, STATES, State

FRIDAY = date(2026, 3, 6)
GONE = consent.withdrawn(CONSENT, FRIDAY)


def numbered(n: int, state: State) -> Referral:
    one = in_state(state)
    return replace(one, id=f"r{n}", moves=tuple(replace(move, referral=f"r{n}") for move in one.moves))


def plan(after: Consent, referrals: list[Referral], **more: object) -> WithdrawalPlan:
    return withdrawal.plan(after, referrals, at=at(FRIDAY, 15), rulebook=HOUSE, calendar=ENGLAND, **more)  # type: ignore[arg-type]


EVERY = [numbered(n, state) for n, state in enumerate(STATES)]


def test_every_open_referral_is_recalled_and_no_other_moves() -> None:
    done = plan(GONE, EVERY)
    assert done.cause == "withdrawal"
    assert {one.id for one in EVERY if one.is_open} == {move.referral for move in done.moves}
    assert {(move.to, move.by, move.reason) for move in done.moves} == {("recalled", "system", "withdrawal")}
    assert [one.state for one in done.referrals] == [one.state if one.state in FINAL else "recalled" for one in EVERY]


def test_no_payload_of_an_open_referral_can_be_opened_afterwards() -> None:
    done = plan(GONE, EVERY)
    assert set(done.closed_payloads) >= {one.id for one in EVERY if one.state in ("sent", "received", "accepted")}
    assert not [one for one in done.referrals if one.is_open]


def test_everybody_who_holds_it_is_told_and_nobody_else() -> None:
    told = {one.referral: one for one in plan(GONE, EVERY).notices}
    held = {one.id for one in EVERY if one.state in ("sent", "received", "accepted", "refused", "completed")}
    assert set(told) == held
    assert {(one.receiver, one.kind, one.sent, one.due) for one in told.values()} == {
        ("shelter", "withdrawal", FRIDAY, date(2026, 3, 11))
    }


def test_what_cannot_be_recalled_is_listed_with_who_has_it_and_since_when() -> None:
    accepted, sent = numbered(1, "accepted"), numbered(2, "sent")
    services = [
        Delivered(referral="r1", body="shelter", type="SocialCare", on=date(2026, 3, 4)),
        Delivered(referral="r9", body="clinic", type="Health", on=date(2026, 3, 4)),
    ]
    figures = [Published(figure="victims@2", on=date(2026, 3, 5)), Published(figure="victims@1", on=date(2025, 3, 5))]
    done = plan(GONE, [accepted, sent], services=services, figures=figures)
    assert [(one.kind, one.ref, one.who, one.on) for one in done.cannot_recall] == [
        ("payload_opened", "r1", "shelter", MONDAY),
        ("service", "SocialCare", "shelter", date(2026, 3, 4)),
        ("figure", "victims@2", "", date(2026, 3, 5)),
    ]


def test_a_consent_that_runs_out_lets_what_is_sent_or_received_expire_and_leaves_what_was_accepted() -> None:
    done = plan(replace(CONSENT, expires_on=date(2026, 3, 5)), EVERY)
    assert done.cause == "expiry"
    assert {(EVERY[int(m.referral[1:])].state, m.to) for m in done.moves} == {
        ("sent", "expired"),
        ("received", "expired"),
    }
    assert {one.kind for one in done.notices} == {"expiry"}


def test_a_narrower_version_recalls_only_what_it_no_longer_covers() -> None:
    clinic = replace(DRAFT, id="r8", receiver="clinic")
    stays, goes = numbered(1, "received"), clinic
    narrow = consent.narrowed(CONSENT, recipients={"shelter"})
    done = plan(narrow, [stays, goes])
    assert (done.cause, [move.referral for move in done.moves], done.notices) == ("narrowing", ["r8"], ())
    assert done.referrals[0] == stays


def test_while_the_consent_covers_everything_there_is_nothing_to_do() -> None:
    with pytest.raises(Refused, match="still covers"):
        plan(CONSENT, EVERY)


def test_a_referral_under_another_consent_is_not_touched() -> None:
    with pytest.raises(UsageError, match="another consent"):
        plan(GONE, [replace(DRAFT, consent="c2")])
    with pytest.raises(UsageError, match="another consent"):
        plan(GONE, [replace(DRAFT, participation="hotline/H-2")])


@given(st.lists(st.sampled_from(STATES), max_size=8), st.booleans())
def test_whatever_was_under_way_nothing_stays_open_after_a_withdrawal(states: list[State], second: bool) -> None:
    given_ = [numbered(n, state) for n, state in enumerate(states)]
    done = plan(GONE, given_)
    assert not [one.id for one in done.referrals if one.is_open]
    opened = {one.id for one in given_ if one.at("received")}
    assert {one.ref for one in done.cannot_recall} == opened <= {one.referral for one in done.notices}
    if second:
        again = plan(GONE, list(done.referrals))
        assert again.moves == () and again.referrals == done.referrals


NOTICE = Notice(
    referral="r1", sender="hotline", receiver="shelter", kind="withdrawal", sent=FRIDAY, due=date(2026, 3, 11)
)


def test_a_notice_waits_is_overdue_or_is_acknowledged() -> None:
    day = NOTICE.due + timedelta(days=1)
    assert (NOTICE.standing(NOTICE.due), NOTICE.standing(day)) == ("waiting", "overdue")
    assert notices.acknowledged(NOTICE, by="shelter", on=day).standing(day) == "acknowledged"
    assert notices.acknowledged(NOTICE, by="shelter", on=day).standing(FRIDAY) == "waiting"


def test_only_its_receiver_acknowledges_a_notice_and_once() -> None:
    done = notices.acknowledged(NOTICE, by="shelter", on=FRIDAY)
    for notice, by, on in ((NOTICE, "hotline", FRIDAY), (done, "shelter", FRIDAY), (NOTICE, "shelter", MONDAY)):
        with pytest.raises(UsageError, match="cannot be acknowledged"):
            notices.acknowledged(notice, by=by, on=on)
