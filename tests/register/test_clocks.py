"""A clock runs by the rule of the day it started, on the working days of its area, and stands still when paused."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.ground.calendar import WorkingDays
from palermo.ground.errors import BadDefinition, UsageError
from palermo.register import Pause, clocks
from palermo.standards import holidays, nrm

UK, HOUSE = nrm.rulebook("uk"), nrm.rulebook("house")
ENGLAND, SCOTLAND = holidays.working_days("gb_eaw"), holidays.working_days("gb_sct")
DAY = timedelta(days=1)

OLD_LAW, NEW_LAW = date(2022, 12, 12), date(2022, 12, 13)
OLD_WORDS, NEW_WORDS = "Suspects but cannot prove", "Reasonable to believe on objective factors"
REGIMES = (
    # The clock goes by the day it starts, the threshold by the day of the decision, which may be a later one.
    ("before the law changed", date(2022, 12, 12), date(2022, 12, 12), 45, OLD_WORDS),
    ("begun before the law, decided after the threshold changed", OLD_LAW, date(2023, 1, 30), 45, NEW_WORDS),
    ("after the law, before the threshold changed", date(2022, 12, 13), date(2023, 1, 29), 30, OLD_WORDS),
    ("after both", date(2023, 1, 30), date(2023, 1, 30), 30, NEW_WORDS),
)  # fmt: skip
PAUSES: dict[str, tuple[tuple[int, int], ...]] = {
    "no pause": (),
    "one day": ((3, 4),),
    "a week over a weekend": ((2, 9),),
    "twice": ((1, 3), (10, 12)),
    "from the day it starts": ((0, 5),),
    "after it has ended": ((200, 210),),
}


def counted_by_hand(start: date, days: int, calendar: WorkingDays | None, pauses: tuple[tuple[int, int], ...]) -> date:
    """Every day from the next on is laid out, struck out if it does not count, and the last one read off."""
    still = {start + n * DAY for first, last in pauses for n in range(first, last)}
    line = [start + n * DAY for n in range(1, 400)]
    closed = calendar.holidays if calendar else frozenset()
    open_ = [day for day in line if day not in still and not (calendar and (day.weekday() > 4 or day in closed))]
    return open_[days - 1]


@pytest.mark.parametrize(
    ("regime", "pauses", "calendar"),
    list(product(REGIMES, PAUSES.values(), (ENGLAND, SCOTLAND))),
    ids=[f"{r[0]}, {p}, {c}" for r, p, c in product(REGIMES, PAUSES, ("England and Wales", "Scotland"))],
)
def test_four_regimes_with_pauses_on_two_calendars(
    regime: tuple[str, date, date, int, str], pauses: tuple[tuple[int, int], ...], calendar: WorkingDays
) -> None:
    _, start, decided, days, words = regime
    stops = [Pause(start + first * DAY, start + last * DAY) for first, last in pauses]
    recovery = clocks.due("recovery_period", start, UK, calendar, stops)
    assert recovery.protected_to == counted_by_hand(start, days, None, pauses)
    assert recovery.due is None
    conclusive = clocks.due("cg_decision", start, UK, calendar, stops)
    assert (conclusive.earliest, conclusive.due) == (recovery.earliest, None)
    grounds = clocks.due("rg_decision", start, UK, calendar, stops)
    assert grounds.due == counted_by_hand(start, 5, calendar, pauses)
    assert (grounds.kind, grounds.earliest) == ("target", None)
    assert UK.threshold("reasonable_grounds", decided).label == words


@pytest.mark.parametrize(
    ("start", "protected_to", "version"),
    [
        (OLD_LAW, date(2023, 1, 26), "uk.recovery_period/first"),
        (NEW_LAW, date(2023, 1, 12), "uk.recovery_period/2022-12-13"),
    ],
)
def test_a_day_apart_and_the_recovery_period_is_another(start: date, protected_to: date, version: str) -> None:
    clock = clocks.due("recovery_period", start, UK, ENGLAND)
    assert (clock.protected_to, clock.rule_version) == (protected_to, version)
    assert clock.protects(start) and clock.protects(protected_to) and not clock.protects(protected_to + DAY)
    assert not clock.protects(start - DAY)


@pytest.mark.parametrize(("calendar", "due"), [(ENGLAND, date(2023, 1, 3)), (SCOTLAND, date(2023, 1, 4))])
def test_received_before_christmas_it_is_due_a_day_later_in_scotland(calendar: WorkingDays, due: date) -> None:
    clock = clocks.due("rg_decision", date(2022, 12, 22), UK, calendar)
    assert clock.due == due
    assert not clock.is_late(due) and clock.is_late(due + DAY)
    assert not clock.is_late(due + 30 * DAY, stopped=due)


def test_a_clock_paused_without_an_end_has_no_end_and_protects_on() -> None:
    clock = clocks.due("recovery_period", NEW_LAW, UK, ENGLAND, [Pause(date(2022, 12, 20))])
    assert (clock.waiting, clock.earliest) == (True, None)
    assert clock.protects(date(2030, 1, 1)) and clock.too_early(date(2030, 1, 1))
    again = clocks.due("recovery_period", NEW_LAW, UK, ENGLAND, clocks.restarted(clock, date(2022, 12, 30)))
    assert again.protected_to == date(2023, 1, 22)


def test_an_open_pause_after_the_end_changes_nothing() -> None:
    clock = clocks.due("rg_decision", date(2022, 12, 22), UK, ENGLAND, [Pause(date(2023, 1, 4))])
    assert (clock.due, clock.waiting) == (date(2023, 1, 3), False)


def test_a_clock_is_paused_once_and_restarted_once() -> None:
    running = clocks.due("rg_decision", date(2024, 3, 4), UK, ENGLAND)
    with pytest.raises(UsageError, match="not paused"):
        clocks.restarted(running, date(2024, 3, 6))
    standing = clocks.due("rg_decision", date(2024, 3, 4), UK, ENGLAND, clocks.paused(running, date(2024, 3, 5)))
    with pytest.raises(UsageError, match="paused already"):
        clocks.paused(standing, date(2024, 3, 6))
    with pytest.raises(UsageError, match="ends on"):
        clocks.restarted(standing, date(2024, 3, 5))


def test_a_clock_is_counted_again_by_the_version_it_was_started_under_whatever_is_in_force_now() -> None:
    start = date(2024, 3, 4)
    clock = clocks.due("answer", start, rules(kind="limit", days=5, unit="calendar_days"), ENGLAND)
    rows = [
        {"kind": "limit", "days": 5, "unit": "calendar_days", "valid_to": "2024-03-01"},
        {"kind": "limit", "days": 90, "unit": "calendar_days", "valid_from": "2024-03-02"},
    ]
    told = [{"code": "answer", "label": "Answer", "starts": "sent", **row} for row in rows]
    later = nrm.read_rulebook({"label": "Own", "source": "us", "clocks": told}, name="own")
    pause = [Pause(date(2024, 3, 5), date(2024, 3, 7))]
    assert clocks.recounted(clock, later, ENGLAND, pause).due == date(2024, 3, 11)
    assert clocks.due("answer", start, later, ENGLAND, pause).due != date(2024, 3, 11)
    with pytest.raises(UsageError, match="no version"):
        clocks.recounted(clock, UK, ENGLAND, ())


def test_every_version_of_a_rule_can_be_kept_with_its_days_and_source() -> None:
    kept = {one.version: one for one in clocks.rule_versions(UK)}
    assert len(kept) == len(UK.clocks) + len(UK.thresholds) == 7
    new = kept["uk.recovery_period/2022-12-13"]
    assert (new.valid_from, new.valid_to, new.parameters["days"]) == (NEW_LAW, None, "30")
    assert kept["uk.reasonable_grounds/first"].valid_to == date(2023, 1, 29)
    assert all("Modern Slavery Act 2015" in one.source for one in kept.values())


def test_pauses_that_overlap_are_refused() -> None:
    twice = [Pause(date(2024, 3, 5), date(2024, 3, 9)), Pause(date(2024, 3, 8), date(2024, 3, 10))]
    with pytest.raises(UsageError, match="overlap"):
        clocks.due("rg_decision", date(2024, 3, 4), UK, ENGLAND, twice)


def test_a_day_whose_holidays_are_not_known_is_refused_not_guessed() -> None:
    with pytest.raises(UsageError, match="known from 2019-01-01 to 2027-12-31, not on 2028-01-01"):
        clocks.due("rg_decision", date(2027, 12, 30), UK, ENGLAND)
    assert clocks.due("recovery_period", date(2040, 1, 1), UK, ENGLAND).protected_to == date(2040, 1, 31)


def rules(**clock: object) -> nrm.Rulebook:
    row = {"code": "answer", "label": "Answer", "starts": "sent", **clock}
    return nrm.read_rulebook({"label": "Own", "source": "us", "clocks": [row]}, name="own")


def test_a_rule_may_have_a_minimum_a_maximum_both_or_neither() -> None:
    start = date(2024, 3, 4)
    both = rules(kind="limit", days=90, least_days=30, unit="calendar_days")
    clock = clocks.due("answer", start, both, ENGLAND)
    assert (clock.kind, clock.earliest, clock.due) == ("limit", date(2024, 4, 4), date(2024, 6, 2))
    neither = clocks.due("answer", start, rules(kind="open"), ENGLAND, [Pause(date(2024, 3, 5))])
    assert (neither.due, neither.earliest, neither.waiting) == (None, None, False)
    assert not neither.is_late(date(2040, 1, 1)) and not neither.too_early(start)


@pytest.mark.parametrize(
    "clock",
    [
        {"kind": "limit"},
        {"kind": "minimum"},
        {"kind": "rumour"},
        {"kind": "limit", "days": 5},
        {"kind": "limit", "days": 0, "unit": "working_days"},
        {"kind": "open", "days": 5, "unit": "working_days"},
        {"kind": "minimum", "not_before": "answer"},
        {"kind": "limit", "days": 5, "least_days": 9, "unit": "working_days"},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(clock: dict[str, object]) -> None:
    with pytest.raises(BadDefinition, match="makes no sense"):
        rules(**clock)


def test_a_referral_is_answered_within_five_working_days_an_urgent_one_within_one() -> None:
    friday = date(2026, 11, 27)
    assert clocks.due("referral_answer", friday, HOUSE, ENGLAND).due == date(2026, 12, 4)
    assert clocks.due("urgent_referral_answer", friday, HOUSE, ENGLAND).due == date(2026, 11, 30)


WHEN = st.dates(date(2019, 1, 1), date(2026, 6, 1))
GAPS = st.lists(st.tuples(st.integers(1, 20), st.integers(1, 20)), max_size=4)


def laid_out(start: date, gaps: list[tuple[int, int]]) -> list[Pause]:
    stops, day = [], start
    for wait, length in gaps:
        stops.append(Pause(day + wait * DAY, day + (wait + length) * DAY))
        day += (wait + length) * DAY
    return stops


@given(start=WHEN, gaps=GAPS, kind=st.sampled_from(["rg_decision", "recovery_period"]))
def test_a_pause_never_shortens_a_clock_and_its_order_does_not_matter(
    start: date, gaps: list[tuple[int, int]], kind: str
) -> None:
    stops = laid_out(start, gaps)
    plain, stopped = (clocks.due(kind, start, UK, SCOTLAND, some) for some in ((), stops))
    ends = [clock.due or clock.earliest for clock in (plain, stopped)]
    assert ends[0] is not None and ends[1] is not None and ends[0] <= ends[1]
    assert clocks.due(kind, start, UK, SCOTLAND, stops[::-1]) == stopped
    assert stopped.rule_version == plain.rule_version


@given(start=WHEN, days=st.integers(1, 30))
def test_as_many_working_days_lie_between_as_the_rule_says(start: date, days: int) -> None:
    end = clocks.due("answer", start, rules(kind="limit", days=days, unit="working_days"), ENGLAND).due
    assert end is not None and ENGLAND.is_working(end)
    assert ENGLAND.between(start, end) == days


def test_a_week_without_working_days_is_no_calendar() -> None:
    with pytest.raises(UsageError, match="weekend"):
        WorkingDays("Nowhere", frozenset(), date(2024, 1, 1), date(2024, 12, 31), frozenset(range(1, 8)))


def test_an_area_without_holidays_is_refused() -> None:
    with pytest.raises(UsageError, match="gb_eaw, gb_nir, gb_sct"):
        holidays.working_days("atlantis")
