"""Cases become frames of codes, and the frames go into safe tables as they are, each person counted once."""

import csv
import io
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.register.cast import DRAFT, MONDAY, in_state

from palermo import disclosure
from palermo.ground.errors import UsageError
from palermo.register import (
    Clock,
    Pause,
    Proceeding,
    Repatriation,
    Service,
    StatusDecision,
    clocks,
    figures,
    repatriation,
    status,
)
from palermo.standards import holidays, nrm

UK, ENGLAND = nrm.rulebook("uk"), holidays.working_days("gb_eaw")
TODAY = date(2026, 3, 31)


def decided(who: str, value: status.Value, on: date, recorded: date | None = None) -> StatusDecision:
    day = recorded or on
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return StatusDecision(
        id=f"{who} {on}",
        participation=who,
        value=value,
        stage="reasonable_grounds",
        decided_by="authority",
        decided_on=on,
        recorded_at=at,
    )


def rows(frame: pl.DataFrame) -> list[tuple[str, ...]]:
    return frame.rows()


def test_statuses_are_as_of_a_day_as_known_on_another_and_those_without_a_decision_stay_in() -> None:
    persons = {"a/1": "p1", "a/2": "p2"}
    made = [
        decided("a/1", "presumed", date(2026, 1, 5)),
        decided("a/1", "declined", date(2026, 2, 5), date(2026, 3, 5)),
        decided("a/9", "identified", date(2026, 1, 1)),
    ]
    nothing = ("p2", "none", "none", "none", "none")
    late = figures.statuses(persons, made, TODAY)
    early = figures.statuses(persons, made, TODAY, known=date(2026, 3, 4))
    assert rows(late) == [("p1", "declined", "reasonable_grounds", "authority", "2026"), nothing]
    assert rows(early)[0][1] == "presumed"


def clock(kind: str, start: date, pauses: tuple[Pause, ...] = ()) -> Clock:
    return clocks.due(kind, start, UK, ENGLAND, pauses)


@pytest.mark.parametrize(
    ("kind", "stopped", "met"),
    [
        ("rg_decision", date(2026, 3, 9), "yes"),
        ("rg_decision", date(2026, 3, 10), "no"),
        ("rg_decision", None, "no"),
        ("rg_decision", TODAY + timedelta(days=1), "no"),
        ("cg_decision", date(2026, 3, 20), "no"),
        ("cg_decision", None, "running"),
    ],
)
def test_a_clock_was_met_was_not_or_still_runs(kind: str, stopped: date | None, met: str) -> None:
    frame = figures.clocks_met({"a/1": "p1"}, [("a/1", clock(kind, MONDAY), stopped)], TODAY)
    assert frame["met"].to_list() == [met]


def test_what_is_dated_after_the_day_has_not_been_done_on_it() -> None:
    frame = figures.clocks_met({"a/1": "p1"}, [("a/1", clock("rg_decision", MONDAY), TODAY)], date(2026, 3, 9))
    assert frame["met"].to_list() == ["running"]


def test_a_minimum_is_met_after_it_has_passed_and_a_paused_one_is_not() -> None:
    old = clock("cg_decision", date(2026, 1, 5))
    paused = clock("cg_decision", date(2026, 1, 5), (Pause(date(2026, 1, 10)),))
    made = [("a/1", old, date(2026, 2, 5)), ("a/1", old, date(2026, 2, 4)), ("a/1", paused, TODAY), ("a/9", old, TODAY)]
    assert Counter(figures.clocks_met({"a/1": "p1"}, made, TODAY)["met"]) == {"yes": 1, "no": 2}
    no_end = Clock(code="leave", kind="open", started=MONDAY, rule_version="own.leave/first")
    assert figures.clocks_met({"a/1": "p1"}, [("a/1", no_end, None)], TODAY)["met"].to_list() == ["not_applicable"]


def test_referrals_that_were_sent_say_whether_they_were_answered_in_time() -> None:
    states = ("draft", "sent", "accepted", "refused", "recalled", "expired")
    made = [in_state(state) for state in states]
    frame = figures.referrals({DRAFT.participation: "p1"}, [*made, replace(DRAFT, participation="x/1")], TODAY)
    assert {(row[5], row[6], row[7]) for row in rows(frame)} == {
        ("sent", "no", "yes"),
        ("accepted", "yes", "no"),
        ("refused", "yes", "no"),
        ("recalled", "not_applicable", "no"),
        ("expired", "no", "no"),
    }
    waiting = figures.referrals({DRAFT.participation: "p1"}, [in_state("received")], date(2026, 3, 9))
    assert rows(waiting)[0][6:] == ("not_yet", "no")


def test_services_and_follow_ups_are_as_of_the_day() -> None:
    persons = {"a/1": "p1"}
    service = Service(id="v1", participation="a/1", type="Health", requested=MONDAY, started=date(2026, 3, 9))
    later = replace(service, id="v2", requested=TODAY + timedelta(days=1))
    assert rows(figures.services(persons, [service, later], TODAY)) == [("p1", "Health", "unknown", "2026", "running")]
    left = date(2025, 12, 1)
    plan = repatriation.planned(left)
    gone = Repatriation(id="t1", participation="a/1", kind="assisted", left_on=left, follow_ups=plan)
    gone = repatriation.recorded(gone, 1, "unreachable", date(2026, 1, 2))
    assert rows(figures.follow_ups(persons, [gone], TODAY)) == [
        ("p1", "assisted", "2025", "1", "unreachable"),
        ("p1", "assisted", "2025", "3", "not_recorded"),
    ]


def test_a_proceeding_stands_beside_each_victim_and_what_is_not_known_is_not_no() -> None:
    held = Proceeding(id="q1", case="a/1", kind="criminal", stage="trial", on=MONDAY, convicted=0)
    frame = figures.proceedings({"a/1": ["p1", "p2"]}, [held, replace(held, id="q2", case="a/7")])
    assert rows(frame) == [
        (who, "criminal", "trial", "2026", "no", "unknown", "unknown", "unknown") for who in ("p1", "p2")
    ]


def test_every_frame_has_its_columns_all_text_even_of_nothing() -> None:
    empty = {
        "statuses": figures.statuses({}, [], TODAY),
        "clocks": figures.clocks_met({}, [], TODAY),
        "referrals": figures.referrals({}, [], TODAY),
        "services": figures.services({}, [], TODAY),
        "proceedings": figures.proceedings({}, []),
        "follow_ups": figures.follow_ups({}, [], TODAY),
    }
    assert {name: tuple(frame.columns) for name, frame in empty.items()} == dict(figures.FRAMES)
    assert {dtype for frame in empty.values() for dtype in frame.dtypes} == {pl.String()}


def test_persons_are_counted_once_however_many_rows_they_have() -> None:
    service = Service(id="v1", participation="a/1", type="Health", requested=MONDAY)
    given_ = [service, replace(service, id="v2"), replace(service, participation="a/2"), replace(service, type="Legal")]
    frame = figures.services({"a/1": "p1", "a/2": "p2"}, given_, TODAY)
    assert figures.count_persons(frame, "type").rows() == [("Health", 2), ("Legal", 1)]
    assert figures.count_persons(frame).item() == 2
    with pytest.raises(UsageError, match="no column person, wage"):
        figures.count_persons(frame, "person", "wage")


CATALOGUE = b"""
version: 1
release: cases-2026
population: {id: cases, as_of: 2026-03-31}
unit: person
threshold: 3
zeros: safe
dimensions:
  trafficking_status: {codes: [presumed, identified, not_a_victim, declined, withdrawn, none, mixed], several: mixed}
  year: {codes: ["2025", "2026", none, mixed], several: mixed}
tables:
  - {id: statuses, by: [trafficking_status, year], margins: all}
"""


def test_a_frame_goes_into_safe_tables_as_it_is() -> None:
    values = ["presumed"] * 40 + ["identified"] * 25 + ["declined"] * 12 + ["not_a_victim"]
    persons = {f"a/{n}": f"p{n}" for n in range(len(values))} | {"b/1": "p0"}
    made = [decided(f"a/{n}", value, date(2025 + n % 2, 2, 1)) for n, value in enumerate(values)]
    made.append(decided("b/1", "identified", date(2026, 2, 2)))
    frame = figures.statuses(persons, made, TODAY)
    wanted = disclosure.read_catalogue("catalogue.yml", CATALOGUE)
    release = disclosure.make_release(wanted, disclosure.read_people(frame, wanted))
    (table,) = [text for name, text in release.files.items() if name.endswith(".csv")]
    cells = csv.DictReader(io.StringIO(table.decode()))
    shown = {(row["trafficking_status"], row["year"]): row["value"] for row in cells}
    truth = Counter((value, str(2025 + n % 2)) for n, value in enumerate(values[1:], 1))
    told = {place: int(value) for place, value in shown.items() if value and "_T" not in place}
    assert told[("presumed", "2025")] == 19  # the one who has two statuses is counted as mixed
    assert {place: truth[place] for place in told} == told
    assert shown[("not_a_victim", "_T")] == shown[("mixed", "_T")] == ""


@pytest.mark.parametrize("name", figures.FRAMES)
def test_every_column_of_a_frame_may_be_a_dimension_of_a_table(name: str) -> None:
    columns = [column for column in figures.FRAMES[name] if column != "person"]
    dimensions = "".join(f"  {column}: {{codes: [a, b], several: b}}\n" for column in columns)
    tables = "".join(f"  - {{id: t{at}, by: [{column}]}}\n" for at, column in enumerate(columns))
    head = CATALOGUE.decode().split("dimensions:")[0]
    text = f"{head}dimensions:\n{dimensions}tables:\n{tables}"
    wanted = disclosure.read_catalogue("catalogue.yml", text.encode())
    frame = pl.DataFrame({column: ["a", "b"] for column in columns} | {"person": ["p1", "p2"]})
    assert disclosure.read_people(frame, wanted).frame.height == 2


VALUES = st.sampled_from(status.VALUES)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 5), VALUES, st.dates(date(2025, 1, 1), date(2026, 12, 31))), max_size=15))
def test_everybody_has_exactly_one_status_on_every_day(made: list[tuple[int, status.Value, date]]) -> None:
    persons = {f"a/{n}": f"p{n}" for n in range(6)}
    decisions = [replace(decided(f"a/{n}", value, on), id=str(at)) for at, (n, value, on) in enumerate(made)]
    frame = figures.statuses(persons, decisions, TODAY)
    counted = figures.count_persons(frame, "trafficking_status")
    assert counted["persons"].sum() == len(persons) == frame.height
    assert figures.statuses(persons, decisions[::-1], TODAY).equals(frame)
