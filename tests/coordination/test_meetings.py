"""Meetings: what was decided, what became of it, what heads the next agenda."""

from collections.abc import Callable
from datetime import date

import pytest

from palermo.coordination import Conference, Decision, agenda, rollup
from palermo.ground.finding import Finding

Files = dict[str, str]
Load = Callable[[], Conference]
Change = Callable[[str, str, str], None]
Errors = Callable[[], list[str]]
TODAY = date(2026, 2, 28)
SPRING = """format: palermo.meeting/1
on: 2026-02-20
attended: [police]
follow_up:
  - {decision: d-4, status: STATUS, evidence: [leaflet-2]}
"""


def decision(conference: Conference, id: str, day: date | None = None) -> Decision:
    return next(one for one in conference.decisions(day) if one.id == id)


def test_a_meeting_without_an_id_is_called_by_its_file(load: Load) -> None:
    assert [one.id for one in load().meetings] == ["m1", "2026-02"]


def test_meetings_stand_in_the_order_of_their_days(load: Load, folder: Files) -> None:
    folder["meetings/1-last.yml"] = folder.pop("meetings/2026-02.yml")
    assert [one.id for one in load().meetings] == ["m1", "1-last"]


def test_a_decision_stands_as_the_later_meeting_says(load: Load) -> None:
    found = decision(load(), "d-4")
    assert (found.status, found.evidence) == ("done", ("leaflet-1",))


def test_the_last_follow_up_counts_and_the_evidence_of_all_is_kept(load: Load, folder: Files) -> None:
    folder["meetings/2026-02-20.yml"] = SPRING.replace("STATUS", "open")
    found = decision(load(), "d-4")
    assert (found.status, found.evidence) == ("open", ("leaflet-1", "leaflet-2"))


def test_before_the_later_meeting_the_decision_stood_as_taken(load: Load) -> None:
    assert decision(load(), "d-4", date(2026, 2, 9)).status == "open"
    assert decision(load(), "d-4", date(2026, 2, 10)).status == "done"


def test_before_it_was_taken_there_was_no_decision(load: Load) -> None:
    assert list(load().decisions(date(2025, 9, 30))) == []
    assert rollup(load(), today=date(2025, 9, 30)).open == ()


def test_a_decision_that_names_what_came_in_its_place_is_superseded(load: Load, change: Change) -> None:
    change("meetings/2025-10.yml", "owner: [police], due: 2026-01-31", "owner: [police], superseded_by: d-2")
    assert decision(load(), "d-1").status == "superseded"
    assert "d-1" not in rollup(load(), today=TODAY).open


def test_overdue_and_ownerless_decisions_head_the_agenda(load: Load) -> None:
    assert [(one.ref, one.body, one.overdue) for one in agenda(load(), today=TODAY)] == [
        ("d-1", "police", True),
        ("d-3", "", False),
    ]


def test_a_decision_is_late_from_the_day_after_it_was_due(load: Load) -> None:
    assert rollup(load(), today=date(2026, 1, 31)).late == ()
    assert rollup(load(), today=date(2026, 2, 1)).late == ("d-1",)


def test_a_decision_of_a_dissolved_owner_is_nobodys_until_an_act_hands_everything_over(
    load: Load, change: Change
) -> None:
    change("meetings/2025-10.yml", "owner: [wellbeing], due: 2026-09-30", "owner: [health], due: 2026-09-30")
    assert rollup(load(), today=TODAY).ownerless == ("d-2", "d-3")
    change("conference.yml", "measures: [p3/2.1], ", "")
    assert rollup(load(), today=TODAY).ownerless == ("d-3",)


@pytest.mark.parametrize(("old", "new", "told"), [
    ("on: 2025-10-01\n", "", "missing-field meetings/2025-10.yml:1"),
    ("on: 2025-10-01", "on: autumn", "bad-value meetings/2025-10.yml:3"),
    ("attended: [police, shelters, watchers]", "attended: [police, navy]", "body-unknown meetings/2025-10.yml:1"),
    ("attended: [police, shelters, watchers]", "attended: [health]", "body-dissolved meetings/2025-10.yml:1"),
    ("owner: [police]", "owner: [navy]", "body-unknown meetings/2025-10.yml:6"),
    ("owner: [wellbeing]", "owner: [health]", "body-dissolved meetings/2025-10.yml:7"),
    ("due: 2026-01-31", "due: 2025-01-31", "due-before-start meetings/2025-10.yml:6"),
    ("due: 2026-01-31", "superseded_by: d-9", "decision-unknown meetings/2025-10.yml:6"),
    ("due: 2026-01-31", "measure: p3/9.9", "measure-unknown meetings/2025-10.yml:6"),
    ("due: 2026-01-31", "status: forgotten", "bad-value meetings/2025-10.yml:6"),
    ("id: d-2", "id: d-1", "duplicate-id meetings/2025-10.yml:7"),
    ("on: 2025-10-01", "on: 2026-03-01", "follow-up-early meetings/2026-02.yml:5"),
    ("id: d-4", "id: d-5", "decision-unknown meetings/2026-02.yml:5"),
])  # fmt: skip
def test_what_is_wrong_with_a_meeting_is_told_at_its_line(
    change: Change, errors: Errors, old: str, new: str, told: str
) -> None:
    change("meetings/2025-10.yml", old, new)
    assert f"coordination.{told}" in errors()


def test_two_meetings_of_one_id_are_told(change: Change, errors: Errors) -> None:
    change("meetings/2026-02.yml", "on: 2026", "id: m1\non: 2026")
    assert errors() == ["coordination.duplicate-id meetings/2026-02.yml:1"]


@pytest.mark.parametrize(("path", "old", "new", "code"), [
    ("meetings/2025-10.yml", 'text: {en: "A hotline"}', 'text: {en: "A hotline"}, owner: [police]', None),
    ("meetings/2025-10.yml", "attended: [police, shelters, watchers]", "attended: [wellbeing]", None),
    ("conference.yml", "member: [{from: 2012-01-01, as: observer}]", "member: []", "coordination.not-a-member"),
    ("meetings/2026-02.yml", ", evidence: [leaflet-1]", "", "coordination.no-evidence"),
])  # fmt: skip
def test_what_somebody_should_look_at_is_a_warning(
    change: Change, findings: Callable[[], tuple[object, ...]], path: str, old: str, new: str, code: str | None
) -> None:
    usual = {"coordination.no-owner"}
    change(path, old, new)
    codes = {one.code for one in findings()}  # type: ignore[attr-defined]
    assert codes - usual == ({code} if code else set())
    assert {str(one.severity) for one in findings()} <= {"warning"}  # type: ignore[attr-defined]


def test_a_decision_called_done_later_lacks_its_evidence_where_it_was_called_so(
    change: Change, findings: Callable[[], tuple[Finding, ...]]
) -> None:
    change("meetings/2026-02.yml", ", evidence: [leaflet-1]", "")
    (one,) = (one for one in findings() if one.code == "coordination.no-evidence")
    assert one.path == "meetings/2026-02.yml"


def test_what_a_meeting_is_to_speak_of_is_read_in_its_order(load: Load, folder: Files) -> None:
    folder["meetings/2026-03.yml"] = (
        "format: palermo.meeting/1\non: 2026-03-10\nagenda:\n"
        '  - {text: {en: "Beds"}, decision: d-1}\n  - {text: "Money"}\n'
    )
    items = load().meetings[-1].agenda
    assert [(dict(one.text), one.decision, one.measure) for one in items] == [
        ({"en": "Beds"}, "d-1", None),
        ({"en": "Money"}, None, None),
    ]


def test_an_agenda_that_names_a_decision_or_measure_nobody_knows_is_told(folder: Files, errors: Errors) -> None:
    folder["meetings/2026-03.yml"] = (
        "format: palermo.meeting/1\non: 2026-03-10\nagenda: [{text: Beds, decision: d-99, measure: p3/99}]\n"
    )
    place = "meetings/2026-03.yml:3"
    assert errors() == [f"coordination.decision-unknown {place}", f"coordination.measure-unknown {place}"]
