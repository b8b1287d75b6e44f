"""The status of a person is a history: what held on a day, and what was known of it on another."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.ground.errors import UsageError
from palermo.register import StatusDecision, status
from palermo.standards import code_list, nrm

UK = nrm.rulebook("uk")
OLD, NEW = "uk.reasonable_grounds/first", "uk.reasonable_grounds/2023-01-30"


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def decision(id: str, value: status.Value, on: date, recorded: date | None = None, **more: object) -> StatusDecision:
    fields: dict[str, object] = {
        "participation": "shelter/P1",
        "stage": "reasonable_grounds",
        "decided_by": "the competent authority",
        "threshold": "reasonable_grounds",
        "rule_version": UK.threshold("reasonable_grounds", on).version,
        "reasons": "objective factors named in the file",
        **more,
    }
    return StatusDecision(id=id, value=value, decided_on=on, recorded_at=at(recorded or on), **fields)  # type: ignore[arg-type]


PRESUMED = decision("d1", "presumed", date(2023, 2, 6))
REFUSED = decision("d2", "not_a_victim", date(2023, 5, 2), date(2023, 5, 4))
RECONSIDERED = decision("d3", "identified", date(2023, 8, 1), supersedes="d2")
COURSE = (PRESUMED, REFUSED, RECONSIDERED)


def held(decisions: tuple[StatusDecision, ...], day: date, known: date | None = None) -> str | None:
    found = status.as_of(decisions, day, known=known)
    return found.value if found else None


def test_before_any_decision_there_is_no_status() -> None:
    assert held(COURSE, date(2023, 2, 5)) is None
    assert held((), date(2023, 2, 5)) is None


def test_each_decision_holds_until_the_next_is_made() -> None:
    assert held(COURSE, date(2023, 2, 6)) == "presumed"
    assert held(COURSE, date(2023, 5, 2)) == "not_a_victim"
    assert held(COURSE, date(2023, 8, 1)) == "identified"


def test_a_reconsidered_decision_did_hold_in_its_time() -> None:
    assert held(COURSE, date(2023, 6, 15), known=date(2024, 1, 1)) == "not_a_victim"


def test_what_was_recorded_late_was_not_known_before() -> None:
    assert held(COURSE, date(2023, 5, 3), known=date(2023, 5, 3)) == "presumed"
    assert held(COURSE, date(2023, 5, 3), known=date(2023, 5, 4)) == "not_a_victim"


def test_a_decision_recorded_in_error_held_on_no_day_once_that_is_known() -> None:
    wrong = decision("d1", "identified", date(2023, 2, 6))
    right = decision("d2", "presumed", date(2023, 2, 20), date(2023, 3, 1), supersedes="d1", corrects=True)
    assert held((wrong, right), date(2023, 2, 10), known=date(2023, 2, 28)) == "identified"
    assert held((wrong, right), date(2023, 2, 10), known=date(2023, 3, 1)) is None
    assert held((wrong, right), date(2023, 2, 20), known=date(2023, 3, 1)) == "presumed"


def test_of_two_decisions_of_one_day_the_one_that_supersedes_holds() -> None:
    first = decision("d1", "presumed", date(2023, 2, 6), date(2023, 2, 9))
    second = decision("d2", "identified", date(2023, 2, 6), date(2023, 2, 8), supersedes="d1")
    assert held((second, first), date(2023, 2, 6)) == "identified"


def test_a_decision_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        PRESUMED.value = "identified"  # type: ignore[misc]


def test_the_status_is_one_persons_in_one_case() -> None:
    with pytest.raises(UsageError, match="several participations"):
        status.as_of((PRESUMED, replace(REFUSED, participation="shelter/P2")), date(2023, 6, 1))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(UsageError, match="without a zone"):
        replace(PRESUMED, recorded_at=datetime(2023, 2, 6))  # noqa: DTZ001


def test_a_sound_decision_is_recorded_without_a_word() -> None:
    for before, new in (((), PRESUMED), ((PRESUMED,), REFUSED), ((PRESUMED, REFUSED), RECONSIDERED)):
        assert status.check(new, before, UK) == ()


def test_every_fault_of_a_decision_is_told_at_once() -> None:
    new = replace(PRESUMED, value="victim", decided_on=date(2023, 2, 7), reasons=" ", rule_version=OLD, supersedes="d9")  # type: ignore[arg-type]
    assert [one.code for one in status.check(new, (PRESUMED,), UK)] == [
        "register.status-value",
        "register.status-future",
        "register.status-reasons",
        "register.status-second",
        "register.status-rule",
        "register.status-supersedes",
    ]


@pytest.mark.parametrize(("day", "version"), [(date(2023, 1, 29), OLD), (date(2023, 1, 30), NEW)])
def test_a_decision_stores_the_threshold_of_its_day(day: date, version: str) -> None:
    assert status.check(decision("d1", "presumed", day, rule_version=version), (), UK) == ()
    other = NEW if version == OLD else OLD
    found = status.check(decision("d1", "presumed", day, rule_version=other), (), UK)
    assert [one.code for one in found] == ["register.status-rule"]
    assert version in found[0].text


def test_a_decision_is_superseded_once() -> None:
    again = decision("d4", "declined", date(2023, 9, 1), supersedes="d2")
    assert [one.code for one in status.check(again, COURSE)] == ["register.status-superseded"]


def test_a_decision_of_somebody_else_is_not_superseded_and_a_correction_names_what_it_corrects() -> None:
    others = replace(PRESUMED, participation="shelter/P2")
    assert [one.code for one in status.check(replace(RECONSIDERED, supersedes="d1"), (others,))] == [
        "register.status-supersedes"
    ]
    assert [one.code for one in status.check(replace(REFUSED, corrects=True), ())] == ["register.status-supersedes"]


def test_three_values_have_a_code_of_htcds_and_two_go_out_empty_with_a_word() -> None:
    codes = {code.code for code in code_list("trafficking_status").codes}
    told = {value: status.to_htcds(value) for value in status.VALUES}
    assert {code for code, _ in told.values() if code} == codes
    for value in ("declined", "withdrawn"):
        code, findings = told[value]
        assert (code, [one.code for one in findings]) == ("", ["register.status-no-htcds"])
    for value, code in status.HTCDS.items():
        assert status.from_htcds(code) == value
        assert told[value] == (code, ())
    with pytest.raises(UsageError, match="no trafficking status"):
        status.from_htcds("Maybe")


DAYS = st.dates(date(2023, 1, 1), date(2023, 3, 1))


@st.composite
def courses(draw: st.DrawFn) -> tuple[StatusDecision, ...]:
    made: list[StatusDecision] = []
    for n in range(draw(st.integers(0, 6))):
        on = draw(DAYS)
        earlier = draw(st.sampled_from([None, *(one.id for one in made)]))
        corrects = earlier is not None and draw(st.booleans())
        recorded = on + timedelta(days=draw(st.integers(0, 20)))
        value = draw(st.sampled_from(status.VALUES))
        made.append(decision(f"d{n}", value, on, recorded, supersedes=earlier, corrects=corrects))
    return tuple(made)


@given(course=courses(), day=DAYS, known=DAYS, data=st.data())
def test_what_is_recorded_later_never_changes_what_was_known(
    course: tuple[StatusDecision, ...], day: date, known: date, data: st.DataObject
) -> None:
    answer = status.as_of(course, day, known=known)
    shuffled = tuple(data.draw(st.permutations(course)))
    later = decision("later", "withdrawn", day, known + timedelta(days=1), supersedes=answer.id if answer else None)
    assert status.as_of(shuffled, day, known=known) == answer
    assert status.as_of((*course, later), day, known=known) == answer
    assert answer is None or (answer.decided_on <= day and answer.recorded_at.date() <= known)
    assert status.known_on((*course, later), known) == status.known_on(course, known)
