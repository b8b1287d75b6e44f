"""A conference folder that is a report folder too: its plans and decisions become figures that lead to a line."""

import json
import re
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


def test_where_two_bodies_report_a_value_each_stands_with_its_body(build: Build, folder: Files) -> None:
    folder["plans/p3.yml"] = PLAN.replace("lead: [police]", "lead: [police, shelters]").encode()
    folder["progress/shelters-2025.yml"] = PROGRESS.replace("police", "shelters").replace("210", "190").encode()
    page = re.sub("<[^>]+>", "", build(folder).files["en/index.html"].decode())
    assert "Ministry of Public Security: 210; Shelter network: 190, target 500" in page


def test_the_plans_own_words_may_hold_numbers(build: Build, folder: Files) -> None:
    assert "Train 500 inspectors" in build(folder).files["en/index.html"].decode()


def test_the_reviewer_stands_beside_the_body_and_not_in_its_place(build: Build, folder: Files) -> None:
    page = build(folder).files["en/index.html"].decode()
    assert "under way" in page and "Half of the courses were not held" in page


def test_a_reply_names_the_body_that_gives_it(build: Build, folder: Files) -> None:
    folder["progress/police-2025.yml"] = PROGRESS.replace("}]", ', reply: "They were held online"}]', 1).encode()
    page = build(folder).files["en/index.html"].decode()
    said = re.findall(r">([^<>]+)</[a-z]+>: <[^>]+>They were held online<", page)
    assert said == ["Ministry of Public Security"]


def test_a_target_of_zero_reads_as_a_target(build: Build, folder: Files) -> None:
    plan = PLAN.replace("baseline: 0, target: 500, direction: up", "baseline: 500, target: 0, direction: down")
    folder["plans/p3.yml"] = plan.encode()
    page = re.sub(r"<[^>]+>", "", build(folder).files["en/index.html"].decode())
    assert "trained: 210, target 0" in page


def test_a_column_that_is_empty_where_the_table_looks_is_left_out(build: Build, folder: Files) -> None:
    folder["plans/p4.yml"] = PLAN.replace("id: p3", "id: p4").replace("2021-01-01", "2022-01-01").encode()
    folder["report.yml"] = REPORT.replace("columns: status,", "columns: status, where: {plan: p4},").encode()
    head = build(folder).files["tables/t.status.csv"].decode().splitlines()[0]
    assert head == "Area,not reported,Total"


def test_ranks_of_past_years_are_kept_with_what_comes_from_them(build: Build, ports: Ports, folder: Files) -> None:
    folder["conference.yml"] += b'assessors: [{id: bureau, name: "Bureau", kind: state, of: XA}]\n'
    folder["tiers/bureau.yml"] = (
        b'format: palermo.tiers/1\nassessor: bureau\nframework: tvpa-2019\nranks: {XB: {2024: "2WL", 2025: "2"}}\n'
    )
    folder["indicators/ranks.yml"] = (
        b'id: xx.ranks\nversion: 1\nname: {en: "Ranks given"}\nsdc_applied: none-invented\n'
        b'definition: {text: "Ranks that the bureau gave", counting_unit: rank, unit: count}\n'
        b"query: {from: conference_rank_rows, count: rows, by: [state]}\n"
    )
    folder["text/main.en.md"] += b"\n{{fig:xx.ranks:state=XB}} ranks\n"
    edition = build(folder)
    assert figures(edition)["xx.ranks:state=XB"]["value"] == "2"
    assert report.verify(edition.files, ports=ports) == ()


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


DUTIES = """format: palermo.duties/1
instrument: c29
state: XM
period: 2025
lines:
  - article: "25"
    documents: [law]
    figures: [conference.members]
    own: {by: police, judgement: met, text: {en: "The code names it"}}
    others: [{by: watch, judgement: partly_met, text: {en: "Fines only"}}]
"""
SHEETS = """format: palermo.assessment/1
assessor: WHO
framework: tvpa-2019
state: XM
round: ROUND
document: law
rank: "2"
criteria: [{id: "4.1", judgement: SAID, documents: [law], text: {en: "Three cases"}}]
replies: [{by: "Government of Meridia", criterion: "4.1", text: {en: "Five cases"}}]
about: {unit: paragraph, total: 310, states: {XM: 44}}
"""
LAW = """format: palermo.evidence/1
documents: [{id: law, kind: law, title: "Criminal code", publisher: "Gazette"}]
"""
ASSESSORS = """assessors:
  - {id: watch, name: {en: "Observer network"}, kind: ngo}
  - {id: office, name: {en: "Office of Altland"}, kind: state, of: XA}
states: {XM: {en: "Meridia"}, XA: {en: "Altland"}}
"""
SHEET_TEXT = """# The conference

{{fig:conference.duties_differ}} line is judged otherwise by others; of {{fig:conference.duties}} lines
{{fig:conference.duties_evidenced}} has evidence named.

{{conference:duties|c29}}

{{conference:grid}}

{{conference:assessment|XM}}

{{conference:changes}}

{{conference:about}}

{{conference:ranks}}
"""


@pytest.fixture
def sheets(folder: Files) -> Files:
    """The same folder with duties, and two assessors on one state in two rounds."""
    made = {
        f"assessments/{who}-{round}.yml": SHEETS.replace("WHO", who).replace("ROUND", round).replace("SAID", said)
        for who, round, said in (
            ("office", "2024", "met"),
            ("office", "2025", "not_met"),
            ("watch", "2025", "partly_met"),
        )
    }
    return {
        **folder,
        **{path: text.encode() for path, text in made.items()},
        "conference.yml": (CONFERENCE + ASSESSORS).encode(),
        "duties/c29.yml": DUTIES.encode(),
        "evidence/law.yml": LAW.encode(),
        "text/main.en.md": SHEET_TEXT.encode(),
    }


def test_duties_and_assessments_stand_side_by_side_in_the_report(build: Build, sheets: Files, ports: Ports) -> None:
    edition = build(sheets)
    page = edition.files["en/index.html"].decode()
    for words in ("Office of Altland", "Observer network", "The code names it", "Fines only", "Five cases", "Meridia"):
        assert words in page
    assert "no evidence recorded" in page and "no judgement given" in page
    assert 'href="register.html#d-law"' in page
    assert not report.verify(edition.files, ports=ports)


def test_what_was_said_of_a_state_is_counted_and_leads_to_its_line(build: Build, sheets: Files) -> None:
    found = figures(build(sheets))
    assert (found["conference.duties_differ"]["value"], found["conference.duties"]["value"]) == ("1", "5")
    assert found["conference.about:assessor=office;round=2025;state=XM"]["value"] == "44"


def test_evidence_that_the_folder_does_not_hold_stops_the_build(build: Build, sheets: Files) -> None:
    sheets["duties/c29.yml"] = DUTIES.replace("[law]", "[lore]").replace("conference.members", "nothing").encode()
    assert refusals(build, sheets) == {"coordination.evidence-unknown"}


@pytest.mark.parametrize("tag", ["duties|c30", "grid|1999", "assessment|XZ", "assessment|"])
def test_a_sheet_that_is_not_there_is_named(build: Build, sheets: Files, tag: str) -> None:
    sheets["text/main.en.md"] = f"# The conference\n\n{{{{conference:{tag}}}}}\n".encode()
    assert refusals(build, sheets) == {"report.page"}


def test_what_lies_about_in_a_folder_of_the_conference_is_not_published(folder: Files, build: Build) -> None:
    folder["plans/letter.csv"] = b"name\na woman of Torva\n"
    folder["plans/drafts/p4.yml"] = b"not: read\n"
    made = build(folder).files
    assert "definitions/plans/p3.yml" in made
    assert not [path for path in made if "letter" in path or "p4" in path]


def test_the_foot_of_a_page_names_the_program_once(build: Build, folder: Files) -> None:
    page = re.sub("<[^>]+>", "", build(folder).files["en/index.html"].decode())
    assert re.search(r"Built by Palermo \d", page)
