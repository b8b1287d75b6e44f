"""What courts made of an event, how people fared after a return, and the alarm of a removal in a recovery period."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.register.cast import CONSENT

from palermo.ground.errors import UsageError
from palermo.register import (
    Complaint,
    Pause,
    Proceeding,
    Repatriation,
    Sentence,
    TraffickingEvent,
    clocks,
    proceedings,
    repatriation,
)
from palermo.standards import holidays, nrm

EVENT = TraffickingEvent(
    id="e1", participation="P1", facility="centre 4", staff_of="centre 4", place_role="exploitation"
)
OTHER = TraffickingEvent(id="e2", participation="P1")
COMPLAINT = Complaint(id="k1", event="e1", made_on=date(2025, 1, 10), made_to="ombudsman")
PROCEEDING = Proceeding(
    id="p1",
    case="hotline/H-104",
    kind="criminal",
    stage="ended",
    on=date(2026, 2, 1),
    events=("e1",),
    complaint="k1",
    suspects=3,
    charged=2,
    convicted=2,
    sentences=(Sentence(months=48), Sentence(months=12, suspended=True)),
    officials_involved=1,
)


def faults(one: Proceeding) -> list[str]:
    return [found.code for found in proceedings.check(one, [EVENT, OTHER], [COMPLAINT])]


def test_a_sound_proceeding_is_kept_without_a_word() -> None:
    assert faults(PROCEEDING) == []
    assert faults(replace(PROCEEDING, suspects=None, charged=None, convicted=None, officials_involved=None)) == []


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"stage": "rumour"}, ["register.proceeding-stage"]),
        ({"events": ("e1", "e7")}, ["register.proceeding-link"]),
        ({"complaint": "k9"}, ["register.proceeding-link"]),
        ({"events": ("e2",)}, ["register.proceeding-link"]),
        ({"on": date(2024, 1, 1)}, ["register.proceeding-order"]),
        ({"events": (), "complaint": None}, ["register.proceeding-alone"]),
        ({"convicted": 3}, ["register.proceeding-numbers"]),
        ({"suspects": 1, "charged": None}, ["register.proceeding-numbers"]),
        ({"convicted": 1}, ["register.proceeding-numbers"]),  # two sentences
        ({"officials_involved": -1}, ["register.proceeding-numbers"]),
        ({"victim_punished_for_forced_act": True}, ["register.proceeding-victim-punished"]),
    ],
)
def test_each_fault_of_a_proceeding_is_told(change: dict[str, object], codes: list[str]) -> None:
    assert faults(replace(PROCEEDING, **change)) == codes  # type: ignore[arg-type]


def test_an_event_leads_to_its_complaint_and_its_proceeding_and_names_facility_and_staff() -> None:
    by_complaint = replace(PROCEEDING, id="p2", events=())
    first, second = proceedings.trails([EVENT, OTHER], [COMPLAINT], [PROCEEDING, by_complaint])
    assert (first.complaints, first.proceedings) == (("k1",), ("p1", "p2"))
    assert (first.facility, first.staff_of) == ("centre 4", "centre 4")
    assert (second.complaints, second.proceedings) == ((), ())


def test_a_complaint_that_custody_keeps_is_named_by_the_event() -> None:
    (trail,) = proceedings.trails(
        [replace(OTHER, complaint="custody/9")], [], [replace(PROCEEDING, events=(), complaint="custody/9")]
    )
    assert (trail.complaints, trail.proceedings) == (("custody/9",), ("p1",))


LEFT = date(2025, 1, 31)
RETURN = Repatriation(
    id="t1",
    participation="hotline/H-104",
    kind="voluntary",
    planned_on=LEFT,
    left_on=LEFT,
    risk_assessed_on=date(2025, 1, 20),
    received_by="a body at home",
    consent="c1",
    follow_ups=repatriation.planned(LEFT),
)
AGREED = replace(CONSENT, given_on=date(2025, 1, 5), purpose="return")


def open_points(one: Repatriation, today: date = LEFT) -> list[str]:
    return [found.code for found in repatriation.check(one, AGREED, today=today)]


def test_follow_ups_are_planned_at_1_3_6_and_12_months_on_days_that_exist() -> None:
    assert [(one.month, one.due) for one in RETURN.follow_ups] == [
        (1, date(2025, 2, 28)),
        (3, date(2025, 4, 30)),
        (6, date(2025, 7, 31)),
        (12, date(2026, 1, 31)),
    ]
    assert [one.month for one in repatriation.planned(LEFT, (2, 24))] == [2, 24]
    for months in ((), (3, 1), (1, 1), (0, 3)):
        with pytest.raises(UsageError, match="months from 1 on"):
            repatriation.planned(LEFT, months)


def test_unreachable_is_a_result_and_stays_in_the_denominator() -> None:
    done = repatriation.recorded(RETURN, 1, "done", date(2025, 3, 1))
    away = repatriation.recorded(replace(RETURN, id="t2"), 1, "unreachable", date(2025, 3, 2))
    silent = replace(RETURN, id="t3")
    (share,) = repatriation.shares([done, away, silent], today=date(2025, 3, 10))
    assert (share.month, share.due, dict(share.results), share.not_yet) == (1, 3, {"done": 1, "unreachable": 1}, 1)


def test_a_result_recorded_after_the_day_is_not_known_on_it() -> None:
    late = repatriation.recorded(RETURN, 1, "done", date(2025, 3, 20))
    (share,) = repatriation.shares([late], today=date(2025, 3, 10))
    assert (share.due, dict(share.results)) == (1, {})


@pytest.mark.parametrize(("month", "on"), [(2, date(2025, 3, 1)), (1, date(2025, 1, 30))])
def test_no_result_without_a_follow_up_or_before_the_person_left(month: int, on: date) -> None:
    with pytest.raises(UsageError, match="no follow-up"):
        repatriation.recorded(RETURN, month, "done", on)
    with pytest.raises(UsageError, match="no follow-up"):
        repatriation.recorded(RETURN, 1, "fine", LEFT)  # type: ignore[arg-type]


RESULT = st.none() | st.sampled_from(repatriation.RESULTS)


@given(st.lists(st.tuples(RESULT, st.integers(0, 400)), max_size=10), st.integers(0, 500))
def test_whatever_the_results_each_follow_up_that_fell_due_is_counted_once(
    results: list[tuple[repatriation.Result | None, int]], after: int
) -> None:
    made = [
        repatriation.recorded(RETURN, 3, result, LEFT + timedelta(days=wait)) if result else RETURN
        for result, wait in results
    ]
    today = LEFT + timedelta(days=after)
    found = repatriation.shares(made, today=today)
    months = [one.month for one in RETURN.follow_ups if one.due <= today and made]
    assert [(one.month, one.due) for one in found] == [(month, len(made)) for month in months]
    assert all(0 <= one.not_yet <= one.due for one in found)


def test_a_return_that_is_not_forced_needs_the_persons_consent() -> None:
    assert open_points(RETURN) == []
    for consent in (
        None,
        replace(AGREED, id="c9"),
        replace(AGREED, withdrawn_on=date(2025, 1, 30)),
        replace(AGREED, given_on=date(2025, 2, 1)),
        replace(AGREED, given_on=None, given_by=None, basis_if_none="an act"),
    ):
        told = repatriation.check(RETURN, consent, today=LEFT)
        assert [one.code for one in told] == ["register.return-consent"]
    assert repatriation.check(replace(RETURN, kind="forced", consent=None), None, today=LEFT) == ()


def test_what_is_open_in_a_return_is_told_at_once() -> None:
    bare = replace(RETURN, risk_assessed_on=date(2025, 2, 3), received_by="", follow_ups=())
    assert open_points(bare) == ["register.return-risk", "register.return-receiver", "register.return-follow-up"]
    (late,) = repatriation.check(RETURN, AGREED, today=date(2025, 5, 1))
    assert (late.code, late.count) == ("register.return-follow-up-late", 2)


RECOVERY = clocks.due("recovery_period", date(2025, 1, 10), nrm.rulebook("uk"), holidays.working_days("gb_eaw"))


@pytest.mark.parametrize(
    ("kind", "planned", "left", "alarmed"),
    [
        ("forced", None, date(2025, 1, 10), True),
        ("forced", None, date(2025, 2, 9), True),
        ("forced", None, date(2025, 2, 10), False),
        ("forced", None, date(2025, 1, 9), False),
        ("forced", date(2025, 2, 1), None, True),
        ("forced", date(2025, 2, 1), date(2025, 3, 1), False),
        ("forced", None, None, False),
        ("voluntary", None, date(2025, 1, 20), False),
        ("assisted", None, date(2025, 1, 20), False),
    ],
)
def test_a_forced_return_in_a_recovery_period_raises_an_alarm(
    kind: repatriation.Kind, planned: date | None, left: date | None, alarmed: bool
) -> None:
    one = replace(RETURN, kind=kind, planned_on=planned, left_on=left)
    found = repatriation.alarms([one], {one.participation: [RECOVERY]})
    assert bool(found) is alarmed
    if found:
        assert (found[0].kind, found[0].ref, found[0].protected_to) == ("removal_in_recovery", "t1", date(2025, 2, 9))


def test_an_alarm_names_no_end_while_the_period_is_paused_and_is_silent_for_those_without_one() -> None:
    book, calendar = nrm.rulebook("uk"), holidays.working_days("gb_eaw")
    paused = clocks.due("recovery_period", date(2025, 1, 10), book, calendar, [Pause(date(2025, 1, 20))])
    one = replace(RETURN, kind="forced", left_on=date(2025, 6, 1))
    (alarm,) = repatriation.alarms([one], {one.participation: [RECOVERY, paused]})
    assert alarm.protected_to is None
    assert repatriation.alarms([one], {"hotline/H-9": [paused]}) == ()
