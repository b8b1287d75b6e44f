"""A referral has eight states and five actors: each of the 320 moves is tried, and what is allowed needs its own."""

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.register.cast import CONSENT, DRAFT, ENGLAND, HOUSE, MONDAY, PAYLOAD, SENDING, at, in_state

from palermo.ground.errors import Refused, UsageError
from palermo.register import FamilyUnit, Needs, Referral, referral
from palermo.register.referral import ACTORS, STATES, Actor, State

TABLE = """
draft     sent       sender
draft     recalled   sender system
sent      received   receiver
sent      recalled   sender system
sent      expired    system
received  recalled   sender system
received  expired    system
received  accepted   receiver
received  refused    receiver
accepted  completed  receiver
accepted  recalled   system
"""
ALLOWED = {(line.split()[0], line.split()[1], by) for line in TABLE.split("\n") if line for by in line.split()[2:]}


def digest(part: bytes) -> str:
    return hashlib.sha256(part).hexdigest()


LATER = at(MONDAY + timedelta(days=1))
WITHDRAWN = replace(CONSENT, withdrawn_on=MONDAY)
RUN_OUT = replace(CONSENT, expires_on=MONDAY)


def everything(to: State, by: Actor) -> tuple[Needs, ...]:
    """Whatever the move could ask for, under each consent there may be."""
    whole = replace(SENDING, reason="because")
    return tuple(replace(whole, consent=consent) for consent in (CONSENT, WITHDRAWN, RUN_OUT))


def codes(refused: Refused) -> list[str]:
    return [one.code for one in refused.findings]


def why_not(one: Referral, to: State, by: Actor, needs: Needs, when: datetime = LATER) -> list[str]:
    return [finding.code for finding in referral.check(one, to, by, at=when, needs=needs)]


@pytest.mark.parametrize(("state", "to", "by"), list(product(STATES, STATES, ACTORS)))
def test_each_of_the_320_cells(state: State, to: State, by: Actor) -> None:
    one = in_state(state)
    tried = [referral.check(one, to, by, at=LATER, needs=needs) for needs in everything(to, by)]
    assert any(not findings for findings in tried) == ((state, to, by) in ALLOWED)
    if (state, to, by) not in ALLOWED:
        for needs in everything(to, by):
            with pytest.raises(Refused) as refused:
                referral.move(one, to, by, at=LATER, needs=needs)
            assert codes(refused.value)[0] in {
                "register.referral-final",
                "register.referral-move",
                "register.referral-actor",
            }
    assert (to in referral.open_to(state, by)) == ((state, to, by) in ALLOWED)


def test_there_are_320_cells_and_the_coordination_office_moves_nothing() -> None:
    assert len(list(product(STATES, STATES, ACTORS))) == 320
    assert not {cell for cell in referral.MOVES if cell[2] in ("plan_secretary", "third")}
    assert referral.MOVES == ALLOWED


def test_who_somebody_is_to_a_referral() -> None:
    who = {
        agency: referral.actor_of(DRAFT, agency=agency, role="case_worker")
        for agency in ("hotline", "shelter", "police")
    }
    assert who == {"hotline": "sender", "shelter": "receiver", "police": "third"}
    assert referral.actor_of(DRAFT, agency="hotline", role="plan_secretary") == "plan_secretary"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"consent": None}, "register.consent-none"),
        ({"consent": WITHDRAWN}, "register.consent-withdrawn"),
        ({"consent": RUN_OUT}, "register.consent-expired"),
        ({"consent": replace(CONSENT, purpose="study")}, "register.consent-purpose"),
        ({"consent": replace(CONSENT, recipients=frozenset({"clinic"}))}, "register.consent-recipient"),
        ({"consent": replace(CONSENT, fields=frozenset({"prs_Gender", "prs_Citizenship"}))}, "register.consent-field"),
        ({"consent": replace(CONSENT, version=2)}, "register.referral-consent"),
        ({"consent": replace(CONSENT, participation="hotline/H-9")}, "register.consent-none"),
        ({"payload": None}, "register.referral-payload"),
        (
            {"payload": replace(PAYLOAD, body=PAYLOAD.body[:-2], sha256=digest(PAYLOAD.body[:-2]))},
            "register.referral-payload",
        ),
        ({"payload": replace(PAYLOAD, fields=frozenset())}, "register.referral-payload"),
        ({"payload": replace(PAYLOAD, body=PAYLOAD.body + b" ")}, "register.referral-payload"),
        ({"payload": replace(PAYLOAD, names=b"{}")}, "register.referral-payload"),
        ({"due": None}, "register.referral-due"),
        ({"due": MONDAY}, "register.referral-due"),
    ],
)
def test_nothing_is_sent_without_consent_payload_and_due_day(change: dict[str, object], code: str) -> None:
    assert why_not(DRAFT, "sent", "sender", SENDING) == []
    assert why_not(DRAFT, "sent", "sender", replace(SENDING, **change)) == [code]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"id": "r2"},
        {"receiver": "clinic"},
        {"sender": "police"},
        {"purpose": "treatment"},
        {"consent_version": 2},
        {"fields": DRAFT.fields - {"prs_Gender"}},
    ],
)
def test_a_draft_changed_after_its_payload_was_frozen_needs_a_new_one(change: dict[str, object]) -> None:
    changed = replace(DRAFT, **change)  # type: ignore[arg-type]
    assert referral.carries(DRAFT, PAYLOAD) and not referral.carries(changed, PAYLOAD)
    assert "register.referral-payload" in why_not(changed, "sent", "sender", SENDING)


def test_the_coordination_office_sees_bodies_and_days_and_nothing_of_the_person() -> None:
    line = referral.for_the_office(in_state("refused"), date(2026, 3, 10))
    assert (line.sender, line.receiver, line.state, line.due) == ("hotline", "shelter", "refused", date(2026, 3, 9))
    assert {move.reason for move in line.moves} == {""} and not line.overdue
    assert DRAFT.participation not in repr(line) and "no free place" not in repr(line)
    assert referral.for_the_office(in_state("sent"), date(2026, 3, 10)).overdue


def test_one_of_a_family_is_referred_with_the_others_or_with_a_reason() -> None:
    unit = FamilyUnit(id="f1", agency="hotline", members={"P1": "mother", "P2": "child"}, guardian="P1")
    of_family = replace(DRAFT, family_unit="f1")

    def told(**more: object) -> list[str]:
        return why_not(of_family, "sent", "sender", replace(SENDING, **more))  # type: ignore[arg-type]

    both, one = {"P1": "shelter", "P2": "shelter"}, {"P1": "shelter"}
    assert told() == told(unit=replace(unit, id="f2"), referred=both) == ["register.referral-family"]
    assert told(unit=unit, referred={"P1": "clinic", "P2": "clinic"}) == ["register.referral-family"]
    assert (
        told(unit=unit, referred=both) == told(unit=unit, referred=one, apart_because="the child is in hospital") == []
    )
    assert told(unit=unit, referred=one) == ["register.family-apart"]


def test_everything_that_is_missing_is_told_at_once() -> None:
    assert why_not(DRAFT, "sent", "sender", Needs()) == [
        "register.consent-none",
        "register.referral-payload",
        "register.referral-due",
    ]


@pytest.mark.parametrize(
    ("state", "to", "by", "code"),
    [
        ("received", "refused", "receiver", "register.referral-reason"),
        ("accepted", "completed", "receiver", "register.referral-outcome"),
        ("sent", "recalled", "sender", "register.referral-reason"),
        ("received", "recalled", "sender", "register.referral-reason"),
        ("sent", "expired", "system", "register.referral-not-expired"),
        ("received", "expired", "system", "register.referral-not-expired"),
        ("draft", "recalled", "system", "register.referral-not-withdrawn"),
        ("accepted", "recalled", "system", "register.referral-not-withdrawn"),
    ],
)
def test_a_move_without_what_it_needs_is_refused(state: State, to: State, by: Actor, code: str) -> None:
    assert why_not(in_state(state), to, by, Needs(consent=CONSENT, reason="  ")) == [code]
    assert why_not(in_state(state), to, by, Needs()) == [code]


def test_a_draft_is_recalled_without_a_reason() -> None:
    assert why_not(DRAFT, "recalled", "sender", Needs()) == []


def test_a_referral_expires_after_its_last_day_or_with_the_consent() -> None:
    dated = in_state("sent", replace(DRAFT, expires_on=date(2026, 3, 20)))
    assert why_not(dated, "expired", "system", Needs(), at(date(2026, 3, 20))) == ["register.referral-not-expired"]
    assert why_not(dated, "expired", "system", Needs(), at(date(2026, 3, 21))) == []
    assert why_not(in_state("sent"), "expired", "system", Needs(consent=RUN_OUT)) == []
    others = Needs(consent=replace(RUN_OUT, id="c9"))
    assert why_not(in_state("sent"), "expired", "system", others) == ["register.referral-not-expired"]


def test_a_later_version_that_leaves_the_receiver_out_recalls_it() -> None:
    narrower = replace(CONSENT, version=2, recipients=frozenset({"clinic"}))
    assert why_not(in_state("accepted"), "recalled", "system", Needs(consent=narrower)) == []
    same = replace(CONSENT, recipients=frozenset({"clinic"}))
    assert why_not(in_state("accepted"), "recalled", "system", Needs(consent=same)) == [
        "register.referral-not-withdrawn"
    ]
    wide = replace(CONSENT, version=2, recipients=frozenset({"shelter"}))
    assert why_not(in_state("accepted"), "recalled", "system", Needs(consent=wide)) == [
        "register.referral-not-withdrawn"
    ]


def test_of_two_who_move_at_once_the_second_is_refused() -> None:
    one = in_state("received")
    accepted, after = referral.move(one, "accepted", "receiver", at=LATER)
    recalled, _ = referral.move(one, "recalled", "sender", at=LATER, needs=Needs(reason="found another place"))
    assert accepted.seq == recalled.seq == 3
    with pytest.raises(Refused, match="meanwhile") as refused:
        referral.after(after, recalled)
    assert codes(refused.value) == ["register.referral-moved"]
    assert after.state == "accepted" and one.state == "received"


def test_a_move_before_the_last_one_or_without_a_zone_is_refused() -> None:
    early = at(MONDAY) - timedelta(minutes=1)
    assert why_not(in_state("sent"), "received", "receiver", Needs(), early) == ["register.referral-time"]
    with pytest.raises(UsageError, match="without a zone"):
        referral.move(in_state("sent"), "received", "receiver", at=datetime(2026, 3, 3))  # noqa: DTZ001


def test_moves_of_another_or_out_of_order_are_no_referral() -> None:
    moves = in_state("received").moves
    for wrong in (moves[::-1], moves[1:], (replace(moves[0], referral="r2"),)):
        with pytest.raises(UsageError, match="not in order"):
            replace(DRAFT, moves=wrong)
    with pytest.raises(UsageError, match="itself"):
        replace(DRAFT, receiver="hotline")


def test_the_due_day_is_that_of_the_rule_and_stays() -> None:
    assert referral.due_day(DRAFT, MONDAY, HOUSE, ENGLAND).due == date(2026, 3, 9)
    assert referral.due_day(replace(DRAFT, urgent=True), MONDAY, HOUSE, ENGLAND).due == date(2026, 3, 3)
    sent = in_state("sent")
    _, received = referral.move(sent, "received", "receiver", at=LATER, needs=Needs(due=date(2030, 1, 1)))
    assert sent.due == received.due == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("state", "overdue"),
    [(state, state in ("sent", "received")) for state in STATES],
)
def test_overdue_is_derived_from_the_day_and_the_state(state: State, overdue: bool) -> None:
    one = in_state(state)
    assert one.is_overdue(date(2026, 3, 9)) is False
    assert one.is_overdue(date(2026, 3, 10)) is overdue


def test_whether_it_was_answered_in_time_is_open_while_the_answer_may_come() -> None:
    due, after = date(2026, 3, 9), date(2026, 3, 10)
    assert in_state("accepted").was_answered_in_time(after) is True
    assert in_state("refused").was_answered_in_time(after) is True
    assert (in_state("sent").was_answered_in_time(due), in_state("sent").was_answered_in_time(after)) == (None, False)
    assert in_state("expired").was_answered_in_time(due) is False
    assert in_state("recalled").was_answered_in_time(after) is None
    assert DRAFT.was_answered_in_time(after) is None
    _, late = referral.move(in_state("received"), "accepted", "receiver", at=at(after))
    assert late.was_answered_in_time(after) is False


def test_the_receiver_reads_the_payload_until_it_is_recalled_or_expires() -> None:
    readable = {state for state in STATES if in_state(state).payload_is_readable}
    assert readable == {"sent", "received", "accepted", "refused", "completed"}


STEPS = st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from(ACTORS), st.integers(0, 2)), max_size=12)


@given(STEPS)
def test_no_walk_leads_out_of_a_final_state_or_skips_a_number(steps: list[tuple[State, Actor, int]]) -> None:
    one = DRAFT
    for to, by, which in steps:
        before = one
        try:
            _, one = referral.move(one, to, by, at=LATER, needs=everything(to, by)[which])
        except Refused:
            assert one == before
            continue
        assert before.is_open and (before.state, to, by) in ALLOWED
        assert one.moves[:-1] == before.moves
    assert [move.seq for move in one.moves] == list(range(1, len(one.moves) + 1))
    assert one.due is None or one.moves[0].to == "sent"
