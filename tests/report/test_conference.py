"""A conference folder that is a report folder too: its plans and decisions become figures that lead to a line."""

import json
from collections.abc import Callable

import pytest

from palermo import report
from palermo.ground.errors import Refused
from palermo.report import Ports

Files = dict[str, bytes]
Build = Callable[[Files], report.Edition]

CONFERENCE = """format: palermo.conference/1
name: {en: "Joint conference"}
country: XX
bodies:
  - {id: police, kind: police, names: [{en: "Ministry of Public Security"}], member: [{from: 2010-01-01, as: convenor}]}
  - {id: shelters, kind: ngo, names: [{en: "Shelter network"}], member: [{from: 2012-01-01}]}
  - {id: watchers, kind: independent, names: [{en: "Rapporteur"}], member: [{from: 2012-01-01, as: observer}]}
"""
PLAN = """format: palermo.plan/1
id: p3
title: {en: "Third plan"}
period: {start: 2021-01-01, end: 2030-12-31}
areas:
  - id: "1"
    goal: {en: "Prevention"}
    measures:
      - id: "1.1"
        text: {en: "Train 500 inspectors"}
        lead: [police]
        due: 2025-12-31
        indicators: [{id: trained, unit: person, baseline: 0, target: 500, direction: up}]
      - {id: "1.2", text: {en: "Open places"}, lead: [shelters], due: 2027-12-31}
"""
PROGRESS = """format: palermo.progress/1
body: police
period: 2025
entries: [{measure: p3/1.1, status: under_way, values: {trained: 210}}]
"""
REVIEW = """format: palermo.review/1
reviewer: watchers
period: 2025
entries: [{measure: p3/1.1, verdict: disputes, text: {en: "Half of the courses were not held"}}]
"""
MEETING = """format: palermo.meeting/1
on: 2026-02-10
attended: [police, shelters]
decisions: [{id: d-1, text: {en: "Twice as many places"}, owner: [police], due: 2026-09-30}]
"""
REPORT = """format: palermo.report/1
id: conference-2026
title: {en: "The conference"}
languages: [en]
built_at: "2026-02-28T00:00:00Z"
conference: {sensitivity: invented, period: "2025"}
tables:
  t.status: {indicator: conference.measures, rows: area, columns: status, caption: {en: "Measures by status"},
    labels: {under_way: "under way", not_reported: "not reported"}}
"""
TEXT = """# The conference

Of {{fig:conference.members}} members {{fig:conference.bodies_silent}} said nothing, and
{{fig:conference.decisions_overdue}} decisions are late.

{{conference:plan|p3}}

{{conference:disputes}}

{{table:t.status}}

{{conference:timeline}}
"""


@pytest.fixture
def folder() -> Files:
    """A report folder that is a conference folder."""
    return {
        "conference.yml": CONFERENCE.encode(),
        "plans/p3.yml": PLAN.encode(),
        "progress/police-2025.yml": PROGRESS.encode(),
        "reviews/watchers-2025.yml": REVIEW.encode(),
        "meetings/2026-02.yml": MEETING.encode(),
        "report.yml": REPORT.encode(),
        "text/main.en.md": TEXT.encode(),
    }


@pytest.fixture
def build(ports: Ports) -> Build:
    return lambda files: report.build(files, ports=ports)


def figures(edition: report.Edition) -> dict[str, dict[str, object]]:
    return {row["id"]: row for row in json.loads(edition.files["figures.json"])}


def refusals(build: Build, files: Files) -> set[str]:
    with pytest.raises(Refused) as refused:
        build(files)
    return {one.code for one in refused.value.findings if one.severity == "error"}


def test_members_are_a_figure_with_its_day(build: Build, folder: Files) -> None:
    found = figures(build(folder))["conference.members"]
    assert (found["value"], found["period"]) == ("2", {"on": "2026-02-28", "kind": "as_of"})


def test_nothing_overdue_is_printed_as_zero(build: Build, folder: Files) -> None:
    assert figures(build(folder))["conference.decisions_overdue"]["value"] == "0"


def test_a_silent_body_is_counted_and_not_its_measure_as_nothing(build: Build, folder: Files) -> None:
    found = figures(build(folder))
    assert found["conference.bodies_silent"]["value"] == "1"
    assert found["conference.measures:area=1;status=not_reported"]["value"] == "1"


def test_the_row_behind_a_figure_names_the_line_it_is_written_in(build: Build, folder: Files) -> None:
    rows = build(folder).files["data/conference/members.csv"].decode().splitlines()
    assert rows[1] == "police,police,convenor,2010-01-01,,yes,conference.yml,5"


def test_what_a_body_reported_is_a_figure_beside_its_target(build: Build, folder: Files) -> None:
    page = build(folder).files["en/index.html"].decode()
    assert ">210</data>" in page and ">500</data>" in page


def test_the_plans_own_words_may_hold_numbers(build: Build, folder: Files) -> None:
    assert "Train 500 inspectors" in build(folder).files["en/index.html"].decode()


def test_the_reviewer_stands_beside_the_body_and_not_in_its_place(build: Build, folder: Files) -> None:
    page = build(folder).files["en/index.html"].decode()
    assert "under way" in page and "Half of the courses were not held" in page


def test_codes_of_a_table_are_printed_in_words(build: Build, folder: Files) -> None:
    assert build(folder).files["tables/t.status.csv"].decode().splitlines()[0] == "Area,not reported,under way,Total"


def test_the_edition_verifies_from_its_own_files(build: Build, ports: Ports, folder: Files) -> None:
    assert report.verify(build(folder).files, ports=ports) == ()


@pytest.mark.parametrize("path", ["definitions/plans/p3.yml", "data/conference/measures.csv"])
def test_a_changed_byte_names_the_figures_that_rest_on_it(build: Build, ports: Ports, folder: Files, path: str) -> None:
    files = dict(build(folder).files)
    files[path] += b"\n"
    told = report.verify(files, ports=ports)
    assert any(one.path == path and "conference.measures" in one.text for one in told)


def test_a_changed_plan_does_not_come_out_as_stored(build: Build, ports: Ports, folder: Files) -> None:
    files = dict(build(folder).files)
    files["definitions/progress/police-2025.yml"] = PROGRESS.replace("210", "310").encode()
    differing = [one.text for one in report.verify(files, ports=ports) if one.code == "verify.figure-differs"]
    assert any("recomputed 310" in text for text in differing)


def test_two_builds_are_the_same_bytes(build: Build, folder: Files) -> None:
    assert build(folder).files == build(dict(reversed(folder.items()))).files


def test_an_error_in_the_conference_stops_the_report(build: Build, folder: Files) -> None:
    folder["plans/p3.yml"] = PLAN.replace("lead: [shelters]", "lead: [nobody-known]").encode()
    assert refusals(build, folder) == {"coordination.body-unknown"}


def test_a_protected_conference_gives_no_figure(build: Build, folder: Files) -> None:
    folder["report.yml"] = REPORT.replace("sensitivity: invented", "sensitivity: protected").encode()
    assert "data.protected" in refusals(build, folder)


def test_a_conference_without_a_sensitivity_is_protected(build: Build, folder: Files) -> None:
    folder["report.yml"] = REPORT.replace("sensitivity: invented, ", "").encode()
    assert {"data.protected", "report.missing-field"} <= refusals(build, folder)


def test_a_public_conference_names_its_document(build: Build, folder: Files) -> None:
    folder["report.yml"] = REPORT.replace("sensitivity: invented", "sensitivity: public").encode()
    assert "data.no-document" in refusals(build, folder)


def test_a_report_without_the_folder_it_speaks_of_is_refused(build: Build, folder: Files) -> None:
    del folder["conference.yml"]
    assert "report.file-missing" in refusals(build, folder)


def test_a_view_that_is_none_is_named(build: Build, folder: Files) -> None:
    folder["text/main.en.md"] += b"\n{{conference:ranking}}\n"
    assert refusals(build, folder) == {"lint.unknown-id"}


def test_a_plan_that_is_none_is_named(build: Build, folder: Files) -> None:
    folder["text/main.en.md"] += b"\n{{conference:plan|p9}}\n"
    assert "report.page" in refusals(build, folder)


def test_a_report_without_a_conference_has_no_views(build: Build, folder: Files) -> None:
    folder["report.yml"] = b"\n".join(
        line for line in REPORT.encode().splitlines() if not line.startswith((b"conference", b"tables", b"  "))
    )
    folder["text/main.en.md"] = b"{{conference:plan}}\n"
    assert refusals(build, folder) == {"lint.unknown-id"}


def test_an_indicator_of_the_folder_stands_in_place_of_ours(build: Build, folder: Files) -> None:
    folder["indicators/conference.members.yml"] = (
        b'id: conference.members\nversion: 2\nname: {en: "Seats"}\nsdc_applied: none-invented\n'
        b'definition: {text: "All seats on the day, observers too", counting_unit: seat, unit: count}\n'
        b'query: {from: conference_members, count_if: {on_day: "yes"}}\n'
    )
    assert figures(build(folder))["conference.members"]["value"] == "3"


def test_what_lies_about_in_a_folder_of_the_conference_is_not_published(folder: Files, build: Build) -> None:
    folder["plans/letter.csv"] = b"name\na woman of Torva\n"
    folder["plans/drafts/p4.yml"] = b"not: read\n"
    made = build(folder).files
    assert "definitions/plans/p3.yml" in made
    assert not [path for path in made if "letter" in path or "p4" in path]
