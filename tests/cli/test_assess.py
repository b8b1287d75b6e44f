"""palermo duties and palermo assess, as a person uses them."""

import json
from pathlib import Path

import pytest

from palermo.cli import main

CONFERENCE = """format: palermo.conference/1
name: {en: "Joint conference"}
bodies: [{id: justice, kind: ministry, names: [{en: "Ministry of Justice"}]}]
assessors: [{id: watch, name: {en: "Observer network"}, kind: ngo}]
"""
DUTIES = """format: palermo.duties/1
instrument: c29
state: XM
period: PERIOD
lines: [{article: "25", documents: [doc-1], own: {by: justice, judgement: met}}]
"""
SHEET = """format: palermo.assessment/1
assessor: watch
framework: tvpa-2019
state: XM
round: ROUND
document: doc-2
rank: "2WL"
criteria: [{id: "4.1", judgement: SAID}]
replies: [{by: "Government of Meridia", text: {en: "We disagree"}}]
about: {unit: page, total: 20, states: {XM: 3}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "conference.yml": CONFERENCE,
        "duties/c29-2024.yml": DUTIES.replace("PERIOD", "2024").replace("met}", "not_met}"),
        "duties/c29-2025.yml": DUTIES.replace("PERIOD", "2025"),
        "assessments/a.yml": SHEET.replace("ROUND", "2024").replace("SAID", "not_met"),
        "assessments/b.yml": SHEET.replace("ROUND", "2025").replace("SAID", "met"),
    }
    for name, text in files.items():
        path = tmp_path / "meridia" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "meridia"


def run(*words: str | Path) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    return int(left.value.code or 0)


def told(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    assert run(*words) == 0
    return capsys.readouterr().out


def test_the_last_sheet_of_duties_is_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, "duties", folder)
    assert "c29, XM, 2025: 5 lines" in said and "own: met (justice)" in said and "evidence: none named" in said


def test_an_earlier_sheet_is_printed_when_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [sheet] = json.loads(told(capsys, "duties", folder, "--period", "2024", "--json"))
    [line] = [one for one in sheet["lines"] if one["own"]]
    assert (sheet["period"], line["article"], line["own"]["judgement"]) == ("2024", "25", "not_met")


def test_the_grid_has_ranks_as_said_by_the_assessor(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, "assess", "grid", folder)
    assert "watch says of XM: rank 2WL" in said and "Government of Meridia replies on XM to watch: We disagree" in said
    [grid] = json.loads(told(capsys, "assess", "grid", folder, "--round", "2024", "--json"))
    assert (grid["round"], len(grid["criteria"])) == (2024, 17)


def test_what_changed_and_how_much_is_about_whom(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "XM watch 4.1      2024 → 2025: not met → met" in told(capsys, "assess", "changes", folder)
    assert told(capsys, "assess", "about", folder).splitlines()[0] == "watch 2024: 3 of 20 pages about XM"


def test_the_rule_speaks_of_ranks_in_the_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = json.loads(told(capsys, "assess", "history", folder, "--json"))
    assert made["next"]["XM"].startswith("2 years running on the list: 3 in 2026 unless waived")


@pytest.mark.real_data
def test_the_real_history_gives_136(real_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = json.loads(told(capsys, "assess", "history", "--ranks", real_data / "tip-tiers-2001-2015.csv", "--json"))
    assert (made["after_two"], made["longest_run"]["years"], len(made["longest_run"]["states"])) == (136, 4, 22)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("duties", "FOLDER", "--instrument", "c30"), 2),
        (("duties", "nowhere"), 2),
        (("assess", "history"), 2),
        (("assess", "history", "FOLDER", "--ranks", "x.csv"), 2),
        (("assess", "history", "--ranks", "nowhere.csv"), 2),
        (("assess", "grid", "FOLDER", "--today", "soon"), 2),
    ],
)
def test_a_wrong_call_leaves_with_two(folder: Path, words: tuple[str, ...], code: int) -> None:
    assert run(*(str(folder) if word == "FOLDER" else word for word in words)) == code


def test_a_wrong_sheet_leaves_with_three_and_names_file_and_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "assessments" / "b.yml"
    path.write_text(path.read_text().replace('"4.1"', '"9.9"'))
    assert run("assess", "grid", folder) == 3
    assert "assessments/b.yml:8 coordination.criterion-unknown" in capsys.readouterr().err


def test_a_round_that_is_not_there_is_answered_with_those_that_are(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("assess", "grid", folder, "--round", "1999") == 0
    assert "No assessment fits. There are: XM in 2024, XM in 2025." in capsys.readouterr().out
