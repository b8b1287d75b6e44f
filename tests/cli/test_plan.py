"""palermo plan, as a secretary uses it: a folder checked, where the plan stands, who owes what, the years drawn."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from palermo.cli import main

FILES = {
    "conference.yml": """format: palermo.conference/1
name: {en: "Joint conference"}
bodies:
  - id: police
    kind: police
    names: [{en: "Public Security", to: 2019-12-31}, {en: "Ministry of the Interior", from: 2020-01-01}]
    member: [{as: convenor, from: 2010-01-01}]
  - {id: shelters, kind: ngo, names: [{en: "Shelter network"}], member: [{from: 2012-01-01}]}
""",
    "plans/p2.yml": """format: palermo.plan/1
id: p2
period: {start: 2013-01-01, end: 2020-12-31}
areas:
  - {id: "1", goal: Prevention, measures: [{id: "1.1", text: Train inspectors, lead: [police]}]}
""",
    "plans/p3.yml": """format: palermo.plan/1
id: p3
title: {en: "Third plan"}
period: {start: 2021-01-01, end: 2030-12-31}
continues: p2
areas:
  - id: "1"
    goal: {en: "Prevention"}
    measures:
      - {id: "1.1", text: {en: "Train more"}, lead: [police], due: 2025-12-31, continues: p2/1.1}
      - {id: "1.2", text: {en: "Open places"}, lead: [shelters], sub: [{id: 1.2.a, text: Rent a house}]}
""",
    "progress/police-2025.yml": """format: palermo.progress/1
body: police
period: 2025
entries: [{measure: p3/1.1, status: under_way}]
""",
    "meetings/2025-10.yml": """format: palermo.meeting/1
on: 2025-10-01
decisions:
  - {id: d-1, text: A form, owner: [police], due: 2026-01-31}
  - {id: d-2, text: A hotline}
""",
}
DAY = ("--today", "2026-02-28")
VERBS = ("check", "status", "owed", "timeline")
Palermo = Callable[..., tuple[str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "conference"
    for path, text in FILES.items():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(text, "utf-8")
    return made


@pytest.fixture
def palermo(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Palermo:
    """Runs a verb of plan and gives back both streams; the exit code must be the one expected."""
    monkeypatch.setenv("PALERMO_TRACEBACK", "1")
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str | Path, expect: int = 0) -> tuple[str, str]:
        with pytest.raises(SystemExit) as end:
            main(["plan", *map(str, words)])
        told = capsys.readouterr()
        assert (end.value.code or 0) == expect, told.out + told.err
        return told.out, told.err

    return run


def spoil(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text("utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new), "utf-8")


def test_a_sound_folder_is_counted_and_its_warnings_go_by(palermo: Palermo, folder: Path) -> None:
    out, err = palermo("check", folder, *DAY)
    assert out.startswith("2 bodies, 2 plans with 4 measures, 1 entry of progress, 0 of reviews, 1 meeting: no error")
    assert "warning: meetings/2025-10.yml:5 coordination.no-owner" in err


def test_everything_wrong_is_told_at_once_with_file_and_line(palermo: Palermo, folder: Path) -> None:
    spoil(folder, "plans/p3.yml", "lead: [shelters]", "lead: [navy]")
    spoil(folder, "meetings/2025-10.yml", "due: 2026-01-31", "due: 2024-01-31")
    _, err = palermo("check", folder, *DAY, expect=3)
    assert "2 things are wrong in the conference." in err
    assert "plans/p3.yml:11 coordination.body-unknown" in err
    assert "meetings/2025-10.yml:4 coordination.due-before-start" in err
    assert "warning: meetings/2025-10.yml:5 coordination.no-owner" in err  # named, and not one of the two


def test_check_gives_findings_as_json_also_where_something_is_wrong(palermo: Palermo, folder: Path) -> None:
    spoil(folder, "plans/p3.yml", "lead: [shelters]", "lead: [navy]")
    found = json.loads(palermo("check", folder, *DAY, "--json", expect=3)[0])
    assert {one["code"] for one in found} == {"coordination.body-unknown", "coordination.no-owner"}
    assert all({"code", "severity", "text", "path", "line"} <= set(one) for one in found)


@pytest.mark.parametrize("verb", ["status", "owed", "timeline"])
def test_no_verb_speaks_of_a_folder_with_an_error(palermo: Palermo, folder: Path, verb: str) -> None:
    spoil(folder, "plans/p3.yml", "lead: [shelters]", "lead: [navy]")
    out, err = palermo(verb, folder, *DAY, expect=3)
    assert out == ""
    assert "coordination.body-unknown" in err


@pytest.mark.parametrize("verb", VERBS)
def test_a_folder_that_cannot_be_read_is_refused(palermo: Palermo, folder: Path, tmp_path: Path, verb: str) -> None:
    assert "does not exist" in palermo(verb, tmp_path / "nowhere", expect=2)[1]
    (folder / "plans/p3.yml").write_text("format: [", "utf-8")
    assert "plans/p3.yml:" in palermo(verb, folder, expect=2)[1]
    (folder / "conference.yml").unlink()
    assert "conference.yml" in palermo(verb, folder, expect=2)[1]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "28.02.2026"])
def test_what_is_no_day_is_refused(palermo: Palermo, folder: Path, verb: str, day: str) -> None:
    assert "YYYY-MM-DD" in palermo(verb, folder, "--today", day, expect=2)[1]


@pytest.mark.parametrize("verb", ["status", "owed", "timeline"])
@pytest.mark.parametrize("period", ["last year", "2025-13", "2025-X", "25", ""])
def test_what_is_no_period_is_refused(palermo: Palermo, folder: Path, verb: str, period: str) -> None:
    assert "2025-Q1" in palermo(verb, folder, *DAY, "--period", period, expect=2)[1]


@pytest.mark.parametrize("verb", ["status", "timeline"])
def test_an_unknown_plan_is_refused_with_those_that_are_there(palermo: Palermo, folder: Path, verb: str) -> None:
    assert "p2, p3" in palermo(verb, folder, *DAY, "--plan", "p9", expect=2)[1]


def test_an_unknown_body_is_refused_with_those_that_are_there(palermo: Palermo, folder: Path) -> None:
    assert "police, shelters" in palermo("owed", folder, *DAY, "--body", "navy", expect=2)[1]


def test_the_status_as_json_has_the_shape_of_the_contract(palermo: Palermo, folder: Path) -> None:
    made = json.loads(palermo("status", folder, *DAY, "--json")[0])
    assert made == {
        "plan": "p3",
        "today": "2026-02-28",
        "period": "2025",
        "measures": 2,
        "sub_measures": 1,
        "by_status": {
            "not_started": 0, "under_way": 1, "done": 0, "blocked": 0, "dropped": 0, "leads_differ": 0,
            "not_reported": 1,
        },
        "sub_by_status": {
            "not_started": 0, "under_way": 0, "done": 0, "blocked": 0, "dropped": 0, "leads_differ": 0,
            "not_reported": 1,
        },
        "overdue": ["p3/1.1"],
        "silent": ["shelters"],
        "disputed": [],
        "decisions": {"open": 2, "overdue": 1, "ownerless": 1},
        "members": 2,
    }  # fmt: skip


def test_the_status_reads_like_a_page(palermo: Palermo, folder: Path) -> None:
    out = palermo("status", folder, *DAY)[0]
    assert out.splitlines()[:2] == ["Plan p3 on 2026-02-28, reported for 2025", "  measures 2"]
    assert "  silent bodies 1: Shelter network" in out
    assert "  decisions open 2, overdue 1, ownerless 1" in out
    assert "%" not in out


def test_the_status_of_an_earlier_day_is_that_of_the_earlier_plan(palermo: Palermo, folder: Path) -> None:
    assert json.loads(palermo("status", folder, "--today", "2019-05-01", "--json")[0])["plan"] == "p2"


def test_what_is_owed_stands_under_the_name_of_each_body(palermo: Palermo, folder: Path) -> None:
    lines = palermo("owed", folder, *DAY)[0].splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        "Nobody answers for",
        "Ministry of the Interior",
        "Shelter network",
    ]
    assert any("p3/1.1" in line and "OVERDUE by 2025-12-31" in line for line in lines)


def test_what_one_body_owes_as_json_leads_to_its_lines(palermo: Palermo, folder: Path) -> None:
    rows = json.loads(palermo("owed", folder, *DAY, "--body", "police", "--json")[0])
    assert [(one["kind"], one["ref"], one["at"]) for one in rows] == [
        ("measure", "p3/1.1", "plans/p3.yml:10"),
        ("decision", "d-1", "meetings/2025-10.yml:4"),
    ]
    assert set(rows[0]) == {"body", "kind", "ref", "text", "due", "overdue", "at"}


def test_the_timeline_tells_what_became_of_each_measure(palermo: Palermo, folder: Path) -> None:
    out = palermo("timeline", folder, *DAY)[0]
    assert "carried as p3/1.1" in out
    assert "    1.2.a" not in out.splitlines()[0]
    rows = json.loads(palermo("timeline", folder, *DAY, "--plan", "p3", "--json")[0])
    assert [one["measure"] for one in rows] == ["p3/1.1", "p3/1.2", "p3/1.2.a"]
    assert {"status", "overdue", "leads", "continues", "continued_by", "fate", "start", "end"} <= set(rows[0])


@pytest.mark.parametrize("view", ["timeline", "tree", "bodies"])
def test_a_plan_is_drawn_into_a_file(palermo: Palermo, folder: Path, tmp_path: Path, view: str) -> None:
    target = tmp_path / f"{view}.svg"
    _, err = palermo("timeline", folder, *DAY, "--view", view, "--svg", target)
    assert str(target) in err
    drawing = target.read_text("utf-8")
    assert drawing.startswith("<svg")
    assert "1.1" in drawing


def test_an_unknown_view_is_refused_and_nothing_is_written(palermo: Palermo, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "plan.svg"
    assert "tree" in palermo("timeline", folder, *DAY, "--view", "pie", "--svg", target, expect=2)[1]
    assert not target.exists()


def test_a_drawing_that_cannot_be_written_is_told(palermo: Palermo, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, no folder", "utf-8")
    palermo("timeline", folder, *DAY, "--svg", tmp_path / "taken" / "plan.svg", expect=2)


@pytest.mark.parametrize("verb", VERBS)
def test_help_has_examples(palermo: Palermo, verb: str) -> None:
    assert f"palermo plan {verb} examples/conference" in palermo(verb, "--help")[0]


def test_the_same_folder_gives_the_same_bytes(palermo: Palermo, folder: Path) -> None:
    for verb in VERBS:
        assert palermo(verb, folder, *DAY, "--json") == palermo(verb, folder, *DAY, "--json")
