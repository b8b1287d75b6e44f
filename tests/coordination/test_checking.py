"""Everything that cannot be so is told at once, each thing with its file and line."""

from collections.abc import Callable
from datetime import date

import pytest

from palermo import coordination
from palermo.coordination import Conference
from palermo.ground.errors import BadDefinition, UnreadableInput
from palermo.ground.finding import Finding

Files = dict[str, str]
Load = Callable[[], Conference]
Change = Callable[[str, str, str], None]
Errors = Callable[[], list[str]]
Findings = Callable[[], tuple[Finding, ...]]
Codes = Callable[[], set[str]]
At = Callable[[str, str], str]


def test_the_small_conference_has_nothing_wrong_and_one_ownerless_decision(findings: Findings, at: At) -> None:
    (one,) = findings()
    assert (one.severity, one.code, f"{one.path}:{one.line}") == (
        "warning",
        "coordination.no-owner",
        at("meetings/2025-10.yml", "d-3"),
    )


BAD = [
    ("a measure without lead", "plans/p3.yml", "lead: [health], ", "", "no-lead", "2.1"),
    ("an unknown lead", "plans/p3.yml", "lead: [health]", "lead: [navy]", "body-unknown", "2.1"),
    ("an unknown helper", "plans/p3.yml", "support: [shelters]", "support: [navy]", "body-unknown", 'id: "1.1"'),
    ("a lead that also helps", "plans/p3.yml", "support: [shelters]", "support: [police]", "lead-supports",
     'id: "1.1"'),
    ("a body dissolved before the plan", "conference.yml", "dissolved: 2023-03-17", "dissolved: 2019", "body-dissolved",
     None),
    ("two measures with one id", "plans/p3.yml", 'id: "1.2"', 'id: "1.1"', "duplicate-id", "Agree"),
    ("two areas with one id", "plans/p3.yml", '- id: "2"', '- id: "1"', "duplicate-id", None),
    ("two bodies with one id", "conference.yml", "{id: wellbeing", "{id: shelters", "duplicate-id", "kind: ngo"),
    ("two seats at once", "conference.yml", "member: [{from: 2012-01-01}]",
     "member: [{from: 2012-01-01, to: 2015}, {from: 2014}]", "seats-overlap", "kind: ngo"),
    ("overlapping names", "conference.yml", "to: 2019-12-31", "to: 2020-06-30", "names-overlap", "Interior"),
    ("an unknown successor", "conference.yml", "{body: wellbeing, on", "{body: navy, on", "body-unknown", "id: health"),
    ("a handover of an unknown body", "conference.yml", "{from: health", "{from: navy", "body-unknown", "Order 12"),
    ("a handover to an unknown body", "conference.yml", "to: wellbeing", "to: navy", "body-unknown", "Order 12"),
    ("a handover of an unknown measure", "conference.yml", "[p3/2.1]", "[p3/9]", "measure-unknown", "Order 12"),
    ("an unknown earlier plan", "plans/p3.yml", "continues: p2\n", "continues: p1\n", "plan-unknown", "format"),
    ("an unknown earlier measure", "plans/p3.yml", "continues: p2/1.1", "continues: p2/7", "measure-unknown",
     'id: "1.1"'),
    ("a measure that continues its neighbour", "plans/p3.yml", "continues: p2/1.1", "continues: p3/1.2", "own-plan",
     'id: "1.1"'),
    ("due before start", "plans/p3.yml", "due: 2025-12-31", "start: 2026-01-01\n        due: 2025-12-31",
     "due-before-start", 'id: "1.1"'),
    ("due before the plan", "plans/p3.yml", "due: 2025-12-31", "due: 2020-12-31", "due-before-start", 'id: "1.1"'),
    ("progress of a measure nobody planned", "progress/police-2025.yml", "p3/1.2", "p3/1.9", "measure-unknown",
     "p3/1.9"),
    ("progress for a measure of a plan that has run out", "progress/police-2025.yml", "p3/1.2", "p2/1.1", "other-plan",
     "p2/1.1"),
    ("progress by a body that has no part in it", "progress/police-2025.yml", "p3/1.2", "p3/2.1", "not-assigned",
     "p3/2.1"),
    ("progress by an unknown body", "progress/police-2025.yml", "body: police", "body: navy", "body-unknown", "p3/1.1"),
    ("a value of an unknown indicator", "progress/police-2025.yml", "{trained: 210}", "{taught: 210}",
     "indicator-unknown", "p3/1.1"),
    ("two entries on one measure", "progress/police-2025.yml", "p3/1.2", "p3/1.1", "duplicate-id", "form-2025"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new", "code", "words"), [case[1:] for case in BAD], ids=[c[0] for c in BAD])
def test_what_cannot_be_so_is_told_at_its_line(
    change: Change, errors: Errors, at: At, path: str, old: str, new: str, code: str, words: str | None
) -> None:
    change(path, old, new)
    told = [one for one in errors() if one.startswith(f"coordination.{code} ")]
    assert told
    if words:
        assert f"coordination.{code} {at(path, words)}" in told


def test_a_body_dissolved_before_the_plan_began_is_told_with_its_heirs(
    change: Change, findings: Findings, at: At
) -> None:
    change("conference.yml", "dissolved: 2023-03-17", "dissolved: 2019")
    told = [one for one in findings() if one.code == "coordination.body-dissolved"]
    assert [f"{one.path}:{one.line}" for one in told] == [at("plans/p3.yml", "2.1")]
    assert "wellbeing" in told[0].hint


def test_an_assignment_that_begins_after_the_body_is_gone_is_told(change: Change, errors: Errors) -> None:
    change("plans/p3.yml", "lead: [health]", "lead: [wellbeing, {body: health, from: 2024-01-01}]")
    assert [one.split()[0] for one in errors()] == ["coordination.body-dissolved"]


def test_a_dissolved_lead_with_no_recorded_act_is_a_warning(change: Change, codes: Codes) -> None:
    assert "coordination.nobody-took-over" not in codes()
    change("conference.yml", "measures: [p3/2.1]", "measures: [p3/1.2]")
    assert "coordination.nobody-took-over" in codes()


@pytest.mark.parametrize("lead", ["[wellbeing, {body: health, to: 2023-03-16}]", "[police]"])
def test_a_lead_that_had_ended_by_then_needs_no_act(change: Change, codes: Codes, lead: str) -> None:
    change("conference.yml", "measures: [p3/2.1]", "measures: [p3/1.2]")
    change("plans/p3.yml", "lead: [health]", f"lead: {lead}")
    assert "coordination.nobody-took-over" not in codes()


def test_a_plan_that_ran_out_before_the_body_was_dissolved_needs_no_act(change: Change, codes: Codes) -> None:
    change("plans/p2.yml", "lead: [police], due: 2015-12-31", "lead: [health], due: 2015-12-31")
    assert "coordination.nobody-took-over" not in codes()


def test_a_body_that_a_part_has_from_its_measure_is_told_once(change: Change, errors: Errors, at: At) -> None:
    change("plans/p3.yml", "lead: [police]\n", "lead: [navy]\n")
    told = [one for one in errors() if "body-unknown" in one]
    assert told == ["coordination.body-unknown " + at("plans/p3.yml", 'id: "1.1"')]


def test_measures_that_continue_each_other_in_a_circle_are_told_once(change: Change, findings: Findings) -> None:
    change("plans/p2.yml", "lead: [police], due: 2018-12-31", "lead: [police], due: 2018-12-31, continues: p3/1.1")
    told = [one for one in findings() if one.code == "coordination.cycle"]
    assert [one.text for one in told] == ["continues lead in a circle: p2/1.1 → p3/1.1 → p2/1.1"]


def test_plans_that_continue_each_other_in_a_circle_are_told_once(change: Change, findings: Findings) -> None:
    change("plans/p2.yml", "id: p2\n", "id: p2\ncontinues: p3\n")
    assert [one.code for one in findings() if one.severity == "error"] == ["coordination.cycle"]


def test_successors_in_a_circle_are_told_once(change: Change, errors: Errors) -> None:
    heir = "{id: wellbeing, kind: ministry, successors: [{body: health}],"
    change("conference.yml", "{id: wellbeing, kind: ministry,", heir)
    assert [one.split()[0] for one in errors()] == ["coordination.cycle"]


def test_two_plans_with_one_id_are_told_and_the_first_is_kept(folder: Files, errors: Errors, load: Load) -> None:
    folder["plans/p4.yml"] = folder["plans/p3.yml"].replace("start: 2021-01-01", "start: 2022-01-01")
    assert "coordination.duplicate-id plans/p4.yml:1" in errors()
    assert load().plans["p3"].at.path == "plans/p3.yml"


def test_a_target_of_zero_is_kept_and_said(change: Change, findings: Findings, load: Load) -> None:
    change("plans/p3.yml", "target: 500", "target: 0")
    (one,) = [one for one in findings() if one.code == "coordination.target-zero"]
    assert one.severity == "info"
    assert load().measures["p3/1.1"].indicators[0].target == "0"


@pytest.mark.parametrize(("old", "new", "code"), [
    ("direction: up", "direction: down", "target-direction"),
    ("due: 2027-12-31", "due: 2031-01-01", "due-after-end"),
])  # fmt: skip
def test_what_may_be_meant_is_a_warning(
    change: Change, codes: Codes, errors: Errors, old: str, new: str, code: str
) -> None:
    change("plans/p3.yml", old, new)
    assert f"coordination.{code}" in codes()
    assert errors() == []


@pytest.mark.parametrize(("old", "new", "code"), [
    ("values: {trained: 210}", "on: 2026-03-01", "future"),
    (", evidence: [form-2025]", "", "no-evidence"),
])  # fmt: skip
def test_a_report_may_give_cause_to_ask(
    change: Change, codes: Codes, errors: Errors, old: str, new: str, code: str
) -> None:
    change("progress/police-2025.yml", old, new)
    assert f"coordination.{code}" in codes()
    assert errors() == []


def test_who_took_a_measure_over_may_report_on_it(folder: Files, errors: Errors) -> None:
    folder["progress/wellbeing-2025.yml"] = (
        "format: palermo.progress/1\nbody: wellbeing\nperiod: 2025\nentries: [{measure: p3/2.1, status: under_way}]\n"
    )
    assert errors() == []


def test_everything_wrong_in_every_file_is_told_at_once(change: Change, errors: Errors) -> None:
    for path, old, new in [
        ("conference.yml", "to: 2019-12-31", "to: 2020-06-30"),
        ("plans/p3.yml", "lead: [health], ", ""),
        ("plans/p3.yml", "target: 500", "target: many"),
        ("progress/police-2025.yml", "p3/1.2", "p2/1.1"),
        ("reviews/watchers-2025.yml", "reviewer: watchers", "reviewer: police"),
        ("meetings/2025-10.yml", "due: 2026-01-31", "due: 2025-01-31"),
    ]:
        change(path, old, new)
    assert [one.rsplit(":", 1)[0] for one in errors()] == [
        "coordination.names-overlap conference.yml",
        "coordination.due-before-start meetings/2025-10.yml",
        "coordination.bad-value plans/p3.yml",
        "coordination.no-lead plans/p3.yml",
        "coordination.other-plan progress/police-2025.yml",
        "coordination.reviewer-involved reviews/watchers-2025.yml",
    ]


def test_files_that_are_no_yaml_of_their_format_are_all_told(folder: Files, load: Load) -> None:
    folder["plans/p3.yml"] = "format: palermo.plan/2\nid: p3\n"
    folder["meetings/2026-02.yml"] = "- a list\n"
    folder["progress/police-2025.yml"] = "format: [\n"
    with pytest.raises(BadDefinition) as refused:
        load()
    assert {(one.code, one.path) for one in refused.value.findings} == {
        ("coordination.format", path) for path in ("plans/p3.yml", "meetings/2026-02.yml", "progress/police-2025.yml")
    }
    assert refused.value.exit_code == 2


def test_a_folder_without_a_conference_is_refused() -> None:
    with pytest.raises(UnreadableInput):
        coordination.load({"plans/p3.yml": b""})


def test_other_files_of_the_folder_are_passed_over(folder: Files, errors: Errors) -> None:
    folder |= {"plans/old/p1.yml": "what", "plans/p3.pdf": "what", "evidence/a.yml": "what"}
    assert errors() == []


def test_a_plan_not_yet_begun_is_checked_like_any_other(folder: Files, load: Load) -> None:
    found = coordination.check(load(), today=date(2001, 1, 1))
    assert [one.code for one in found if one.severity == "error"] == []


def test_an_empty_file_is_told_which_format_it_should_begin_with(folder: Files, load: Load) -> None:
    folder["plans/p4.yml"] = ""
    with pytest.raises(BadDefinition) as told:
        load()
    assert [one.hint for one in told.value.findings] == ["begin with format: palermo.plan/1"]


@pytest.mark.parametrize(
    ("path", "old", "new", "text"),
    [
        ("plans/p3.yml", "continues: p2\n", "continues: [p2]\n", "continues has to be one text, and is a list"),
        ("plans/p3.yml", "period: {start: 2021-01-01, end: 2030-12-31}", "period: 2021",
         "period has to be a mapping, and is one text"),
        ("progress/police-2025.yml", "body: police", "body: [police]", "body has to be one text, and is a list"),
    ],
)  # fmt: skip
def test_a_field_of_another_kind_is_told_once_and_never_called_missing(
    change: Change, findings: Findings, path: str, old: str, new: str, text: str
) -> None:
    change(path, old, new)
    told = [one for one in findings() if one.code in ("coordination.bad-value", "coordination.missing-field")]
    assert [one.text.partition(": ")[2] for one in told] == [text]


def test_a_word_that_yaml_takes_for_yes_is_to_be_quoted(change: Change, findings: Findings) -> None:
    change("plans/p3.yml", "continues: p2\n", "continues: yes\n")
    assert [one.hint for one in findings() if one.code == "coordination.bad-value"] == ["put it in quotes"]


def test_a_measure_without_lead_is_told_once_and_not_at_every_report_on_it(
    change: Change, errors: Errors, at: At
) -> None:
    change("plans/p3.yml", "        lead: [police]\n        support: [shelters]\n", "")
    assert "coordination.not-assigned" not in {one.split()[0] for one in errors()}
    place = at("plans/p3.yml", 'id: "1.1"')
    assert f"coordination.no-lead {place}" in errors()


def test_minutes_that_no_evidence_holds_are_told_at_their_meeting(change: Change, load: Load) -> None:
    change("meetings/2026-02.yml", "on: 2026", "document: minutes-2026\non: 2026")

    def missing(documents: set[str]) -> set[str | None]:
        told = coordination.check(load(), today=date(2026, 2, 28), documents=documents)
        return {one.path for one in told if one.code == "coordination.evidence-unknown" and "minutes-2026" in one.text}

    assert missing(set()) == {"meetings/2026-02.yml"}
    assert missing({"minutes-2026"}) == set()
