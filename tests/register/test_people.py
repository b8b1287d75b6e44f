"""Around the person: how they may be reached, who stays with whom, who offers what, and when a case may close."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.register.cast import DRAFT, MONDAY, in_state

from palermo.ground.errors import Refused, UsageError
from palermo.register import (
    Case,
    FamilyUnit,
    Hours,
    SafeContact,
    Service,
    ServiceOffer,
    SupportPlan,
    closing,
    contact,
    family,
    services,
)
from palermo.register.referral import STATES, State

MORNINGS = Hours(frozenset({1, 2, 3, 4, 5}), time(9), time(12))
SAFE = SafeContact(person_record="P1", channels=("sms", "friend"), hours=(MORNINGS,), asked_on=MONDAY, set_by="hotline")


def when(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given_", "channel", "moment", "codes"),
    [
        (SAFE, "sms", when(2, 9), []),
        (SAFE, "sms", when(2, 12), ["register.contact-hours"]),
        (SAFE, "sms", when(7, 10), ["register.contact-hours"]),  # a Saturday
        (SAFE, "letter", when(2, 8, 59), ["register.contact-channel", "register.contact-hours"]),
        (replace(SAFE, hours=()), "friend", when(7, 3), []),
        (replace(SAFE, do_not_contact=True), "sms", when(2, 10), ["register.contact-forbidden"]),
        (replace(SAFE, channels=()), "sms", when(2, 10), ["register.contact-channel"]),
        (None, "sms", when(2, 10), ["register.contact-not-asked"]),
    ],
)
def test_what_is_shown_before_somebody_is_reached(
    given_: SafeContact | None, channel: str, moment: datetime, codes: list[str]
) -> None:
    assert [one.code for one in contact.before_contact(given_, channel, moment)] == codes


def test_only_where_nobody_asked_is_it_a_warning_and_not_a_bar() -> None:
    (asked,) = contact.before_contact(None, "sms", when(2, 10))
    (barred,) = contact.before_contact(replace(SAFE, do_not_contact=True), "sms", when(2, 10))
    assert (asked.severity, barred.severity) == ("warning", "error")


def test_hours_that_end_before_they_begin_are_refused() -> None:
    for days, start, end in (({1}, time(22), time(6)), (set(), time(9), time(10)), ({8}, time(9), time(10))):
        with pytest.raises(UsageError, match="Safe hours"):
            Hours(frozenset(days), start, end)


UNIT = FamilyUnit(id="f1", agency="shelter", members={"P1": "mother", "P2": "child", "P3": "child"}, guardian="P1")


@pytest.mark.parametrize("act", ["referred", "housed", "returned"])
def test_a_family_is_kept_together_unless_a_reason_is_on_record(act: family.Act) -> None:
    same = dict.fromkeys(UNIT.members, "shelter")
    assert family.together(UNIT, act, same) == ()
    for parted in (same | {"P3": "clinic"}, {"P1": "shelter", "P2": "shelter"}):
        assert [one.code for one in family.together(UNIT, act, parted)] == ["register.family-apart"]
        assert [one.code for one in family.together(UNIT, act, parted, reason="  ")] == ["register.family-apart"]
        told = family.together(UNIT, act, parted, reason="the court placed the child")
        assert [(one.code, one.severity) for one in told] == [("register.family-parted", "warning")]


def test_a_family_that_is_not_to_be_kept_together_is_not_held_up() -> None:
    told = family.together(replace(UNIT, keep_together=False), "housed", {"P1": "shelter"})
    assert [one.code for one in told] == ["register.family-parted"]


def test_what_is_about_nobody_of_the_family_parts_nobody() -> None:
    assert family.together(UNIT, "housed", {"P9": "shelter"}) == ()


def test_a_unit_has_two_members_and_its_guardian_is_one() -> None:
    for members, guardian in (({"P1": "mother"}, None), ({"P1": "mother", "P2": "child"}, "P9")):
        with pytest.raises(UsageError, match="two members"):
            FamilyUnit(id="f", agency="shelter", members=members, guardian=guardian)


def offer(id: str, **more: object) -> ServiceOffer:
    fields: dict[str, object] = {
        "agency": "shelter",
        "type": "SocialCare",
        "area": "north",
        "languages": frozenset({"ro", "en"}),
        "for_whom": frozenset({"women"}),
        "places": 10,
        "free": 2,
        "as_of": MONDAY,
        **more,
    }
    return ServiceOffer(id=id, **fields)  # type: ignore[arg-type]


OFFERS = (
    offer("bed"),
    offer("full", free=0),
    offer("not told", free=None),
    offer("south", area="south"),
    offer("everywhere", area="", free=1),
    offer("everybody", for_whom=frozenset({"everybody"}), free=1, as_of=date(2026, 2, 2)),
    offer("men", for_whom=frozenset({"men"})),
    offer("health", type="Health"),
    offer("arabic", languages=frozenset({"ar"}), free=9),
    offer("no language told", languages=frozenset(), free=9),
    offer("later", as_of=date(2026, 3, 30)),
)


def found(**asked: object) -> list[str]:
    return [one.offer.id for one in services.search(OFFERS, today=date(2026, 3, 9), **asked)]  # type: ignore[arg-type]


def test_the_directory_is_searched_by_type_area_language_for_whom_and_free_places() -> None:
    asked = {"type": "SocialCare", "area": "north", "languages": ["ro"], "for_whom": "women"}
    assert found(**asked) == ["bed", "everywhere", "everybody", "no language told", "not told"]
    assert found(**asked, places=2) == ["bed", "no language told", "not told"]
    assert "full" in found(**asked, free_only=False)
    assert found(type="Health") == ["health"]
    assert set(found(for_whom="men")) == {"men", "everybody"}
    assert "later" not in found(free_only=False)


def test_how_old_the_number_of_free_places_is_stands_beside_it() -> None:
    ages = {one.offer.id: one.days_old for one in services.search(OFFERS, today=date(2026, 3, 9))}
    assert (ages["bed"], ages["everybody"]) == (7, 35)


@pytest.mark.parametrize(("places", "free", "faults"), [(3, 4, 1), (3, -1, 1), (3, 3, 0), (None, 9, 0), (3, None, 0)])
def test_an_offer_has_no_more_places_free_than_there_are(places: int | None, free: int | None, faults: int) -> None:
    assert len(services.check_offer(offer("x", places=places, free=free))) == faults


PLAN = SupportPlan(id="s1", participation="P1", type="Health", planned_end=date(2026, 6, 30))
SERVICE = Service(id="v1", participation="P1", type="Health", requested=MONDAY, support_plan="s1")


def test_a_service_goes_from_need_to_end() -> None:
    whole = replace(SERVICE, started=date(2026, 3, 5), ended=date(2026, 4, 1), outcome="recovered")
    days = (date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 31), date(2026, 4, 1))
    assert [whole.state(day) for day in days] == ["requested", "running", "running", "ended"]
    assert services.check_service(whole, PLAN) == ()


def test_a_service_out_of_order_without_outcome_or_under_anothers_plan_is_told_at_once() -> None:
    wrong = replace(SERVICE, ended=date(2026, 3, 1))
    codes = [one.code for one in services.check_service(wrong, replace(PLAN, participation="P2"))]
    assert codes == ["register.service-order", "register.service-outcome", "register.service-plan"]


def test_a_plan_is_overdue_after_its_planned_end_until_it_ends() -> None:
    assert not PLAN.is_overdue(date(2026, 6, 30)) and PLAN.is_overdue(date(2026, 7, 1))
    assert not replace(PLAN, actual_end=date(2026, 7, 9)).is_overdue(date(2026, 7, 10))


CASE = Case(agency="hotline", local_id="H-104", opened_on=MONDAY)
APRIL = date(2026, 4, 1)


@pytest.mark.parametrize("state", STATES)
def test_a_case_does_not_close_over_an_open_referral_and_over_a_refused_one_with_a_reason(state: State) -> None:
    one = in_state(state)
    with_reason = [f.code for f in closing.check(CASE, on=APRIL, reason="moved away", referrals=[one])]
    assert with_reason == (["register.case-referral-open"] if one.is_open else [])
    if state == "refused":
        with pytest.raises(Refused) as refused:
            closing.close(CASE, on=APRIL, reason=" ", referrals=[one])
        assert [f.code for f in refused.value.findings] == ["register.case-referral-refused"]
    if not one.is_open:
        closed = closing.close(CASE, on=APRIL, reason="moved away", referrals=[one])
        assert (closed.closed_on, closed.reason_for_closure) == (APRIL, "moved away")


def test_a_referral_of_another_case_holds_nothing_up() -> None:
    assert closing.check(CASE, on=APRIL, reason="done", referrals=[replace(DRAFT, case="hotline/H-9")]) == ()


def test_a_case_without_a_reason_closes_with_a_warning() -> None:
    (told,) = closing.check(CASE, on=APRIL, reason="")
    assert (told.code, told.severity) == ("register.case-reason", "warning")
    assert closing.close(CASE, on=APRIL, reason="").closed_on == APRIL


def test_a_closed_case_or_one_opened_later_is_not_closed_and_running_support_is_told() -> None:
    running = replace(SERVICE, started=MONDAY)
    closed = replace(CASE, closed_on=MONDAY, opened_on=date(2026, 5, 1))
    told = closing.check(closed, on=APRIL, reason="done", services=[running], plans=[PLAN])
    assert [(one.code, one.count) for one in told] == [
        ("register.case-closed", None),
        ("register.case-order", None),
        ("register.case-support-runs", 2),
    ]


@given(st.lists(st.sampled_from(STATES), max_size=6), st.booleans())
def test_a_case_closes_exactly_when_nothing_is_open_and_a_refusal_has_its_reason(
    states: list[State], reason: bool
) -> None:
    held = [in_state(state) for state in states]
    may = not any(one.is_open for one in held) and (reason or "refused" not in states)
    try:
        closing.close(CASE, on=APRIL, reason="done" * reason, referrals=held)
    except Refused:
        assert not may
    else:
        assert may
