"""A plan that lies in a table or a text comes into the folder: what it says is kept, what it leaves open is named."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from palermo import coordination
from palermo.coordination import Conference, Imported, PlanRequest, PlanTable, import_plan
from palermo.coordination.plan_days import read_amount, read_days, read_start
from palermo.ground.errors import Refused, UsageError

TODAY = date(2026, 2, 28)
ASKED = PlanRequest(id="p4", today=TODAY)
TEXT = """# Action plan against trafficking 2026–2030

Adopted: 2025-12-01
The council heard two experts.

## Introduction

Much was done before.

## Area 1: Prevention

1.1 Train inspectors of the ministry
in all regions (lead: police; with: shelters, Ministry of Wellbeing).
Due: end of 2027
Indicator: inspectors trained; Baseline: 0; Target: 500

   (a) Write the course. Lead: shelters
   (b) Hold the course

1.2 Agree on a form. Lead: police and shelters; Support: Office of Nobody
Due: 03/04/2027

It shall be short.

## 2. Protection

**2.1** Open places
- Lead: Shelter network
- Due: ongoing
- Budget: 100
"""
HEADINGS = ("No.", "Measure", "Responsible", "Partners", "Deadline", "Indicator", "Baseline", "Target")


def table(*rows: Sequence[str], headings: Sequence[str] = HEADINGS, first: int = 2) -> PlanTable:
    """A table whose first row stands on line 2, under its headings."""
    padded = ((*row, *[""] * (len(headings) - len(row))) for row in rows)
    return PlanTable(headings=tuple(headings), rows=tuple(enumerate(padded, first)))


def plan(made: Imported) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(made.content)
    return read


def measures(made: Imported) -> dict[str, dict[str, Any]]:
    """Every measure by its id, those below others included."""
    waiting = [one for area in plan(made)["areas"] for one in area["measures"]]
    found: dict[str, dict[str, Any]] = {}
    while waiting:
        one = waiting.pop(0)
        found[one["id"]] = one
        waiting += one.get("sub", [])
    return found


def told(made: Imported) -> set[tuple[str, int]]:
    return {(one.code, one.line or 0) for one in made.findings}


@pytest.fixture
def of_text(load: Callable[[], Conference]) -> Imported:
    return import_plan(TEXT, ASKED, path="plan.md", conference=load())


def test_headings_become_areas_and_numbered_paragraphs_measures(of_text: Imported) -> None:
    areas = plan(of_text)["areas"]
    assert [(one["id"], one["goal"]["en"]) for one in areas] == [("1", "Prevention"), ("2", "Protection")]
    assert [one["id"] for one in areas[0]["measures"]] == ["1.1", "1.2"]
    assert (of_text.areas, of_text.measures) == (2, 5)


def test_title_period_and_day_of_issue_are_those_of_the_text(of_text: Imported) -> None:
    found = plan(of_text)
    assert found["title"] == {"en": "Action plan against trafficking 2026–2030"}
    assert (found["period"], found["issued"]) == ({"start": "2026", "end": "2030"}, "2025-12-01")


def test_brackets_and_labelled_lines_say_who_and_by_when(of_text: Imported) -> None:
    found = measures(of_text)["1.1"]
    assert found["text"] == {"en": "Train inspectors of the ministry in all regions."}
    assert (found["lead"], found["support"], found["due"]) == (["police"], ["shelters", "wellbeing"], "2027")
    assert found["indicators"] == [
        {"id": "inspectors-trained", "text": {"en": "inspectors trained"}, "baseline": "0", "target": "500"}
    ]


def test_letters_stand_below_the_measure_above_them(of_text: Imported) -> None:
    assert [(one["id"], one.get("lead")) for one in measures(of_text)["1.1"]["sub"]] == [
        ("1.1.a", ["shelters"]),
        ("1.1.b", None),
    ]


def test_an_unknown_body_is_named_by_its_line_and_kept_as_written(of_text: Imported) -> None:
    assert ("import.body-unknown", 20) in told(of_text)
    assert measures(of_text)["1.2"]["support"] == ["office-of-nobody"]
    assert "office-of-nobody = Office of Nobody" in measures(of_text)["1.2"]["note"]


def test_a_day_that_may_be_two_is_kept_as_written(of_text: Imported) -> None:
    found = measures(of_text)["1.2"]
    assert "due" not in found
    assert "due: 03/04/2027" in found["note"]
    assert {("import.day-unread", 21), ("import.day-unread", 29)} <= told(of_text)


def test_prose_goes_to_the_note_of_what_it_stands_under(of_text: Imported) -> None:
    assert plan(of_text)["note"] == "The council heard two experts.\nIntroduction\nMuch was done before."
    assert "It shall be short." in measures(of_text)["1.2"]["note"]
    assert "Budget: 100" in measures(of_text)["2.1"]["note"]
    assert ("import.heading-kept", 6) in told(of_text)


def test_the_check_of_the_folder_accepts_the_plan_but_for_the_body_nobody_knows(
    of_text: Imported, load: Callable[[], Conference], folder: dict[str, str]
) -> None:
    folder["plans/p4.yml"] = of_text.content.decode()
    found = [one for one in coordination.check(load(), today=TODAY) if one.path == "plans/p4.yml"]
    assert {one.code for one in found if one.severity == "error"} == {"coordination.body-unknown"}
    folder["plans/p4.yml"] = folder["plans/p4.yml"].replace("- office-of-nobody", "- wellbeing")
    found = [one for one in coordination.check(load(), today=TODAY) if one.path == "plans/p4.yml"]
    assert [one for one in found if one.severity == "error"] == []


def test_words_behind_the_bodies_say_who_leads_in_chinese() -> None:
    made = import_plan(
        "# 计划（2021-2030年）\n\n## 一\n\n1.1 建立机制（公安部牵头，教育部、民政部配合）\n", ASKED, path="p.md"
    )
    note = measures(made)["1.1"]["note"]
    assert measures(made)["1.1"]["text"] == {"en": "建立机制"}
    assert [line.partition(" = ")[2] for line in note.splitlines()] == ["公安部", "教育部", "民政部"]
    assert (len(measures(made)["1.1"]["lead"]), len(measures(made)["1.1"]["support"])) == (1, 2)


CHINESE = """反对拐卖行动计划（2013—2020年）

为有效预防，制定本计划。

一、总体目标
坚持以人为本。

二、措施
（一）健全预防机制
1．建立发现和举报机制。（中央综治办、司法部牵头，教育部、公安部配合）
2．加强重点行业预防。（中央综治办牵头，公安部配合）
（1）加强劳动力市场监管。
（2）加强农村工作。

（二）打击和解救
1．加强打击。（公安部负责，妇联配合）
"""


def test_a_chinese_plan_is_read_as_it_is_written(folder: dict[str, str], load: Callable[[], Conference]) -> None:
    folder["conference.yml"] = folder["conference.yml"].replace(
        'names: [{en: "Shelter network"}]', 'names: [{en: "Shelter network", zh: "妇联"}]'
    )
    made = import_plan(CHINESE, PlanRequest(id="p4", today=TODAY, language="zh"), path="p.txt", conference=load())
    found = plan(made)
    assert (found["title"], found["period"]) == (
        {"zh": "反对拐卖行动计划（2013—2020年）"},
        {"start": "2013", "end": "2020"},
    )
    assert [(one["id"], one["goal"]["zh"]) for one in found["areas"]] == [("1", "健全预防机制"), ("2", "打击和解救")]
    assert list(measures(made)) == ["1.1", "1.2", "2.1", "1.2.1", "1.2.2"]
    assert (len(measures(made)["1.1"]["lead"]), len(measures(made)["1.1"]["support"])) == (2, 2)
    assert measures(made)["2.1"]["support"] == ["shelters"]
    assert ("import.number-of-area", 16) in told(made)
    assert "坚持以人为本。" in found["note"]


def test_roman_numbers_head_areas_and_a_first_line_of_its_own_is_the_title() -> None:
    text = "Plan of the country 2026-2030\n\nI. PREVENTION\n\n1.1 Train. Lead: police\nII. PROTECTION\n2.1 Open\n"
    found = plan(import_plan(text, ASKED, path="p.txt"))
    assert found["title"] == {"en": "Plan of the country 2026-2030"}
    assert [(one["id"], len(one["measures"])) for one in found["areas"]] == [("I", 1), ("II", 1)]


def test_a_single_heading_with_a_number_is_an_area_and_no_title() -> None:
    found = plan(import_plan("# 1. Prevention\n\n1.1 Train. Lead: police\n", ASKED, path="p.md"))
    assert "title" not in found
    assert found["areas"][0]["goal"] == {"en": "Prevention"}


def test_numbers_in_brackets_stand_below_the_measure_above_them() -> None:
    text = "1.1 Train. Lead: police\n(1) Write the course\n(2) Hold the course\n1.2 Print. Lead: police\n"
    assert [one["id"] for one in measures(import_plan(text, ASKED, path="p.txt"))["1.1"]["sub"]] == ["1.1.1", "1.1.2"]


def test_a_plain_text_needs_no_marks_of_headings() -> None:
    made = import_plan("1. Prevention\n1.1 Train. Lead: police\n2. Protection\n2.1 Open\n", ASKED, path="p.txt")
    assert [(one["id"], len(one["measures"])) for one in plan(made)["areas"]] == [("1", 1), ("2", 1)]


def test_a_text_without_a_numbered_measure_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        import_plan("# Speech\n\nWe shall do more.\n", ASKED, path="speech.md")
    assert [one.code for one in refused.value.findings] == ["import.no-measure"]


@pytest.mark.parametrize("id", ["", "p 4", "../p4", "p/4"])
def test_an_id_that_is_no_slug_is_refused(id: str) -> None:
    with pytest.raises(UsageError):
        import_plan(TEXT, PlanRequest(id=id, today=TODAY), path="plan.md")


def test_a_table_is_read_by_its_headings(load: Callable[[], Conference]) -> None:
    rows = table(
        ("1", "Prevention"),
        ("1.1", "Train", "Ministry of the Interior", "Shelter network", "Q2 2027", "Trained", "0", "1,200"),
        ("1.1.1", "Write the course", "shelters"),
        ("2", "Protection"),
        ("2.1", "Open places", "Shelter network; police"),
    )
    made = import_plan([rows], ASKED, path="plan.xlsx", conference=load())
    found = measures(made)
    assert [one["goal"]["en"] for one in plan(made)["areas"]] == ["Prevention", "Protection"]
    assert (found["1.1"]["lead"], found["1.1"]["support"], found["1.1"]["due"]) == (["police"], ["shelters"], "2027-06")
    assert found["1.1"]["indicators"][0]["target"] == "1200"
    assert found["2.1"]["lead"] == ["shelters", "police"]
    assert [one["id"] for one in found["1.1"]["sub"]] == ["1.1.1"]


def test_rows_that_go_on_add_indicators_and_bodies_to_the_measure_above() -> None:
    rows = table(
        ("1.1", "Train", "police", "", "", "Trained", "0", "500"),
        ("", "", "shelters", "", "", "Passed", "", "80 %"),
        ("1.1", "Train", "police", "", "", "Courses", "4", "9"),
    )
    made = import_plan([rows], ASKED, path="plan.csv")
    found = measures(made)["1.1"]
    assert found["lead"] == ["police", "shelters"]
    assert [(one["id"], one.get("unit"), one["target"]) for one in found["indicators"]] == [
        ("trained", None, "500"),
        ("passed", "percent", "80"),
        ("courses", None, "9"),
    ]


def test_a_target_below_its_baseline_is_to_go_down() -> None:
    made = import_plan([table(("1.1", "Wait less", "police", "", "", "Days", "30", "10"))], ASKED, path="plan.csv")
    assert measures(made)["1.1"]["indicators"][0]["direction"] == "down"


def test_a_column_nobody_knows_stands_in_the_notes_and_is_named_once() -> None:
    rows = table(("1.1", "Train", "100"), ("1.2", "Print", "20"), headings=("Number", "Measure", "Budget"))
    made = import_plan([rows], ASKED, path="plan.csv")
    assert [one["note"] for one in measures(made).values()] == ["Budget: 100", "Budget: 20"]
    assert sum(one.code == "import.column-kept" for one in made.findings) == 1


def test_a_person_may_say_what_a_heading_means() -> None:
    rows = table(("1.1", "Train", "police"), headings=("Nr", "What", "Who"))
    with pytest.raises(UsageError, match="No column of measures"):
        import_plan([rows], ASKED, path="plan.csv")
    made = import_plan([rows], ASKED, path="plan.csv", columns={"What": "text", "Who": "lead"})
    assert measures(made)["1.1"]["lead"] == ["police"]


@pytest.mark.parametrize("columns", [{"Whom": "lead"}, {"Who": "boss"}])
def test_a_mapping_of_what_is_not_there_is_refused(columns: dict[str, str]) -> None:
    rows = table(("1.1", "Train", "police"), headings=("No", "Measure", "Who"))
    with pytest.raises(UsageError):
        import_plan([rows], ASKED, path="plan.csv", columns=columns)


def test_a_number_that_a_spreadsheet_shortened_is_kept_apart_and_named() -> None:
    rows = table(("1.1", "First", "police"), ("1.2", "Second", "police"), ("1.1", "Tenth", "police"))
    made = import_plan([rows], ASKED, path="plan.xlsx")
    assert [one["text"]["en"] for one in measures(made).values()] == ["First", "Second", "Tenth"]
    assert ("import.number-twice", 4) in told(made)


def test_a_measure_without_a_lead_a_number_or_a_period_is_named() -> None:
    rows = table(("", "Train"), ("1.2", "Print", "police"))
    made = import_plan([rows], ASKED, path="plan.csv")
    assert {("import.no-number", 2), ("import.no-lead", 2), ("import.no-period", 1)} <= told(made)


def test_the_name_of_a_day_is_looked_for_on_the_first_day_of_the_plan(load: Callable[[], Conference]) -> None:
    rows = table(("1.1", "Train", "Ministry of Public Security"))
    now = import_plan([rows], PlanRequest(id="p4", today=TODAY, start="2026"), path="p.csv", conference=load())
    then = import_plan([rows], PlanRequest(id="p4", today=TODAY, start="2013"), path="p.csv", conference=load())
    assert measures(now)["1.1"]["lead"] == measures(then)["1.1"]["lead"] == ["police"]
    assert ("import.name-of-other-time", 2) in told(now)
    assert ("import.name-of-other-time", 2) not in told(then)


@pytest.mark.parametrize(
    ("written", "lead"),
    [
        ("the Ministry of the Interior", ["police"]),
        ("MINISTRY OF THE INTERIOR (MoI)", ["police"]),
        ("Ministère de l'Intérieur, shelters", ["police", "shelters"]),
        ("Ministry of the Interior and Shelter network", ["police", "shelters"]),
        ("police/shelters", ["police", "shelters"]),
        ("police\nshelters", ["police", "shelters"]),
        ("Ministry of Roads and Bridges", ["ministry-of-roads-and-bridges"]),
        ("Ministry of Roads, police", ["ministry-of-roads", "police"]),
    ],
)
def test_lists_of_bodies_are_parted_where_names_end(
    load: Callable[[], Conference], written: str, lead: list[str]
) -> None:
    made = import_plan([table(("1.1", "Train", written))], ASKED, path="p.csv", conference=load())
    assert measures(made)["1.1"]["lead"] == lead


def test_a_name_that_holds_a_comma_and_an_and_stays_whole(
    folder: dict[str, str], load: Callable[[], Conference]
) -> None:
    folder["conference.yml"] = folder["conference.yml"].replace(
        "handovers:",
        '  - {id: hwc, kind: ministry, names: [{en: "Ministry of Health, Women and Children"}]}\nhandovers:',
    )
    rows = table(("1.1", "Train", "police, Ministry of Health, Women and Children and shelters"))
    made = import_plan([rows], ASKED, path="p.csv", conference=load())
    assert measures(made)["1.1"]["lead"] == ["police", "hwc", "shelters"]


def test_two_bodies_of_one_name_are_asked_about(folder: dict[str, str], load: Callable[[], Conference]) -> None:
    folder["conference.yml"] = folder["conference.yml"].replace(
        "handovers:", '  - {id: north, kind: ngo, names: [{en: "Shelter network"}]}\nhandovers:'
    )
    made = import_plan([table(("1.1", "Train", "Shelter network"))], ASKED, path="p.csv", conference=load())
    assert measures(made)["1.1"]["lead"] == ["shelters"]
    assert ("import.body-ambiguous", 2) in told(made)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("2027", (None, "2027")),
        ("31 December 2027", (None, "2027-12-31")),
        ("December 31, 2027", (None, "2027-12-31")),
        ("by the end of 2027", (None, "2027")),
        ("1er mars 2027", (None, "2027-03-01")),
        ("31 de diciembre de 2027", (None, "2027-12-31")),
        ("Q3 2027", (None, "2027-09")),
        ("31.12.2027", (None, "2027-12-31")),
        ("13/04/2027", (None, "2027-04-13")),
        ("2026–2028", ("2026", "2028")),
        ("2027年12月底", (None, "2027-12")),
        ("2027-12-31 00:00:00", (None, "2027-12-31")),
    ],
)
def test_a_deadline_is_read_as_far_as_it_is_said(written: str, days: tuple[str | None, str]) -> None:
    found = read_days(written)
    assert found is not None
    assert tuple(one and str(one) for one in found) == days


@pytest.mark.parametrize("written", ["", "ongoing", "03/04/2027", "before 2027", "30 February 2027", "2028-2026", "12"])
def test_a_deadline_that_leaves_a_doubt_is_not_read(written: str) -> None:
    assert read_days(written) is None


def test_a_quarter_begins_with_its_first_month() -> None:
    assert [str(read_start(one)) for one in ("Q1 2027", "Q4 2027", "2027", "2026-2028")] == [
        "2027-01",
        "2027-10",
        "2027",
        "2026",
    ]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1200", ("1200", None)),
        ("1,200", ("1200", None)),
        ("80 %", ("80", "percent")),
        ("500 officials", ("500", "officials")),
        ("0.85", ("0.85", None)),
        ("0", ("0", None)),
        ("-3", ("-3", None)),
    ],
)
def test_an_amount_is_read_with_its_unit(written: str, amount: tuple[str, str | None]) -> None:
    assert read_amount(written) == amount


@pytest.mark.parametrize("written", ["", "1.200", "500 by 2027", "at least 5", ">5", "many", "5 to 10"])
def test_an_amount_that_leaves_a_doubt_is_not_read(written: str) -> None:
    assert read_amount(written) is None


BODIES = st.lists(st.sampled_from(["police", "shelters", "wellbeing"]), unique=True, min_size=1)
DUES = st.sampled_from(["2027", "2028-06", "2029-12-31"])
ONE = st.tuples(BODIES, DUES, st.lists(BODIES, max_size=3))
PLANS = st.lists(st.lists(ONE, min_size=1, max_size=4), min_size=1, max_size=4)
Shape = list[list[tuple[list[str], str, list[list[str]]]]]


def numbered(shape: Shape) -> list[tuple[str, str, list[str], str]]:
    """Number, words, leads and due of every area, measure and sub-measure of a made-up plan."""
    lines: list[tuple[str, str, list[str], str]] = []
    for a, area in enumerate(shape, 1):
        lines.append((f"{a}", f"Goal number {a}", [], ""))
        for m, (leads, due, below) in enumerate(area, 1):
            lines.append((f"{a}.{m}", f"Do the thing {a} {m}", leads, due))
            lines += [(f"{a}.{m}.{s}", f"Step {s}", who, "") for s, who in enumerate(below, 1)]
    return lines


def as_text(shape: Shape) -> str:
    found = ["# Plan 2026-2030", ""]
    for number, words, leads, due in numbered(shape):
        found.append(f"## {number}. {words}" if "." not in number else f"{number} {words} (lead: {', '.join(leads)})")
        found += [f"Due: {due}", ""] if due else [""]
    return "\n".join(found)


def as_table(shape: Shape) -> PlanTable:
    rows = [(number, words, "; ".join(leads), due) for number, words, leads, due in numbered(shape)]
    return table(*rows, headings=("Number", "Text", "Lead", "Due"))


@given(PLANS)
def test_a_plan_comes_out_the_same_from_a_text_and_from_a_table(shape: Shape) -> None:
    from_text, from_table = (
        measures(import_plan(source, ASKED, path="p")) for source in (as_text(shape), [as_table(shape)])
    )
    assert from_text == from_table
    expected = {number: (leads, due) for number, _, leads, due in numbered(shape) if "." in number}
    assert {id: (one["lead"], one.get("due", "")) for id, one in from_text.items()} == expected


STARTS = [
    "",
    "# ",
    "## ",
    "1. ",
    "1.1 ",
    "1.1.1 ",
    "(a) ",
    "- ",
    "Lead: ",
    "Due: ",
    "Target: ",
    "Area 2: ",
    "Note: ",
    "| ",
]
ENDS = ["", ".", " (lead: {0}x)", "; Support: {0}y", " ({0}z)", " – Due: 2027", ","]


@given(st.lists(st.tuples(st.sampled_from(STARTS), st.sampled_from(ENDS), st.booleans()), max_size=25), st.booleans())
def test_no_word_of_a_text_is_lost(lines: list[tuple[str, str, bool]], first: bool) -> None:
    written: list[str] = []
    for at, (start, end, blank) in enumerate(lines):
        written += ([""] if blank else []) + [f"{start}word{at}a{end.format(f'word{at}b')}"]
    text = "\n".join(["1.1 The measure", *written] if first else [*written, "", "1.1 The measure"])
    content = import_plan(text, ASKED, path="p.md").content.decode()
    for at, (_, end, _) in enumerate(lines):
        assert f"word{at}a" in content
        assert "{0}" not in end or f"word{at}b" in content


CELLS = st.lists(st.lists(st.booleans(), min_size=9, max_size=9), min_size=1, max_size=8)


@given(CELLS)
def test_no_cell_of_a_table_is_lost(filled: list[list[bool]]) -> None:
    rows = [[f"cell{r}x{c}" if full else "" for c, full in enumerate(row)] for r, row in enumerate(filled)]
    rows[0][1] = "cell0x1"
    content = import_plan([table(*rows, headings=(*HEADINGS, "Budget"))], ASKED, path="p.csv").content.decode()
    assert [cell for row in rows for cell in row if cell and cell not in content] == []
