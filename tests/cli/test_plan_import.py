"""palermo plan import as a person meets it: a workbook and a text come into a conference folder, gaps named."""

import json
from pathlib import Path

import as_typed
import pytest
import yaml
from openpyxl import Workbook

CONFERENCE = """format: palermo.conference/1
name: {en: "Joint conference"}
bodies:
  - {id: police, kind: police, names: [{en: "Ministry of the Interior"}]}
  - {id: shelters, kind: ngo, names: [{en: "Shelter network"}]}
"""
TEXT = """# Plan 2026-2030

## 1. Prevention

1.1 Train inspectors (lead: Ministry of the Interior; with: Shelter network). Due: 2027
1.2 Print a leaflet. Lead: Office of Nobody
"""


def palermo(*words: str | Path, code: int = 0) -> tuple[str, str]:
    """What the program prints on its two streams; it must leave with ``code``."""
    done = as_typed.palermo(*words)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout, done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "conference").mkdir()
    (tmp_path / "conference" / "conference.yml").write_text(CONFERENCE, "utf-8")
    (tmp_path / "plan.md").write_text(TEXT, "utf-8")
    return tmp_path


def workbook(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Plan against trafficking 2026-2030"])
    sheet.append([])
    sheet.append(["No.", "Measure", "Responsible", "Partners", "Deadline", "Indicator", "Baseline", "Target", "Budget"])
    sheet.append([1, "Prevention"])
    sheet.append(["1.1", "Train", "Ministry of the Interior", "Shelter network", "2027", "Trained", 0, 1200, "low"])
    sheet.append([None, None, None, None, None, "Passed", 0.5, "80 %"])
    book.save(path)
    return path


def test_a_text_becomes_a_plan_and_the_unknown_body_is_named_twice(folder: Path) -> None:
    out = folder / "conference" / "plans" / "p4.yml"
    _, said = palermo(
        "plan", "import", folder / "plan.md", "--id", "p4", "--conference", folder / "conference", "--out", out
    )
    assert "plan.md:6 import.body-unknown" in said
    assert "coordination.body-unknown" in said
    assert "1 area, 2 measures; to look at: 2" in said
    palermo("plan", "check", folder / "conference", code=3)
    out.write_text(out.read_text("utf-8").replace("- office-of-nobody", "- police"), "utf-8")
    palermo("plan", "check", folder / "conference")


def test_a_workbook_becomes_a_plan_that_the_check_accepts(folder: Path) -> None:
    out = folder / "conference" / "plans" / "p4.yml"
    book = workbook(folder / "plan.xlsx")
    palermo("plan", "import", book, "--id", "p4", "--conference", folder / "conference", "--out", out)
    palermo("plan", "check", folder / "conference", "--today", "2026-02-28")
    plan = yaml.safe_load(out.read_text("utf-8"))
    (measure,) = plan["areas"][0]["measures"]
    assert (plan["title"], plan["period"]) == (
        {"en": "Plan against trafficking 2026-2030"},
        {"start": "2026", "end": "2030"},
    )
    assert (measure["lead"], measure["support"], measure["due"]) == (["police"], ["shelters"], "2027")
    assert [one["target"] for one in measure["indicators"]] == ["1200", "80"]
    assert measure["note"] == "Budget: low"


def test_an_earlier_import_that_was_broken_by_hand_is_written_anew(folder: Path) -> None:
    out = folder / "conference" / "plans" / "p4.yml"
    out.parent.mkdir()
    out.write_text("format: palermo.plan/1\nid: [broken", "utf-8")
    palermo("plan", "import", folder / "plan.md", "--id", "p4", "--conference", folder / "conference", "--out", out)
    assert yaml.safe_load(out.read_text("utf-8"))["id"] == "p4"


def test_an_id_that_another_plan_has_is_named(folder: Path) -> None:
    (folder / "conference" / "plans").mkdir()
    (folder / "conference" / "plans" / "third.yml").write_text(
        "format: palermo.plan/1\nid: p4\nperiod: {start: 2020, end: 2030}\nareas: []\n", "utf-8"
    )
    _, said = palermo("plan", "import", folder / "plan.md", "--id", "p4", "--conference", folder / "conference")
    assert "coordination.duplicate-id" in said


def test_without_a_file_the_plan_is_printed_and_nothing_else(folder: Path) -> None:
    printed, said = palermo("plan", "import", folder / "plan.md", "--id", "p4")
    assert yaml.safe_load(printed)["areas"][0]["measures"][0]["lead"] == ["ministry-of-the-interior"]
    assert "import.no-conference" in said


def test_json_holds_plan_counts_and_findings(folder: Path) -> None:
    printed, said = palermo("plan", "import", folder / "plan.md", "--id", "p4", "--json")
    found = json.loads(printed)
    assert (found["areas"], found["measures"], said) == (1, 2, "")
    assert yaml.safe_load(found["plan"])["id"] == "p4"
    assert {"code", "path", "line"} <= set(found["findings"][0])


def test_surplus_cells_of_a_ragged_line_are_kept(folder: Path) -> None:
    (folder / "plan.csv").write_text("Number,Text,Lead\n1.1,Train,police,a surplus cell\n1.2,Print,police\n", "utf-8")
    printed, _ = palermo("plan", "import", folder / "plan.csv", "--id", "p4")
    assert "a surplus cell" in printed


def test_a_heading_in_other_words_is_told_by_hand(folder: Path) -> None:
    (folder / "plan.csv").write_text("Nr;What;Who\n1.1;Train;police\n1.2;Print;police\n", "utf-8")
    palermo("plan", "import", folder / "plan.csv", "--id", "p4", code=2)
    words = ("--columns", "What=text", "--columns", "Who=lead")
    printed, _ = palermo("plan", "import", folder / "plan.csv", "--id", "p4", *words)
    assert [one["lead"] for one in yaml.safe_load(printed)["areas"][0]["measures"]] == [["police"], ["police"]]


def test_a_text_without_measures_writes_nothing(folder: Path) -> None:
    (folder / "speech.txt").write_text("We shall do more.\n", "utf-8")
    out = folder / "p4.yml"
    _, said = palermo("plan", "import", folder / "speech.txt", "--id", "p4", "--out", out, code=3)
    assert "import.no-measure" in said
    assert not out.exists()


def test_a_file_that_is_no_text_is_named_as_what_it_is(folder: Path) -> None:
    (folder / "plan.txt").write_bytes(b"%PDF-1.7 a scan")
    _, said = palermo("plan", "import", folder / "plan.txt", "--id", "p4", code=2)
    assert "PDF" in said
