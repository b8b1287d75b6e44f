"""palermo answer as a person meets it: what is listed, filled, written, and how it leaves."""

import csv
import json
from pathlib import Path

import as_typed
import pytest

from palermo import engines

EXAMPLE = Path(__file__).parents[2] / "examples" / "trafficking-offences"
MAP = """format: palermo.answers/1
questionnaire: un
figures:
  cases.recorded: [us.ht.offences.2019, us.ht.offences.2018]
  cases.investigated: us.ht.agencies.2019
  victims.total: us.victims
"""


def palermo(*words: str | Path, code: int = 0) -> str:
    """What the program prints on standard output; it must leave with ``code``."""
    done = as_typed.palermo(*words)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout if code == 0 else done.stdout + done.stderr


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    (tmp_path / "answers.yml").write_text(MAP, "utf-8")
    return tmp_path / "answers.yml"


def test_the_shipped_questionnaires_and_their_questions_are_listed() -> None:
    assert [line.split()[0] for line in palermo("answer", "--list").splitlines()] == ["coe", "eu", "un"]
    assert "unchecked" in palermo("answer", "--list")
    assert "victims.total" in palermo("answer", "un", "--list")
    assert {row["id"] for row in json.loads(palermo("answer", "--list", "--json"))} == {"coe", "eu", "un"}


def test_the_un_questionnaire_is_filled_from_a_folder_and_says_what_is_missing(answers: Path) -> None:
    found = json.loads(palermo("answer", "un", EXAMPLE, "--period", "2019", "--figures", answers, "--json"))
    lines = {line.get("figure"): line for line in found["lines"]}
    assert (lines["us.ht.offences.2019"]["value"], lines["us.ht.offences.2019"]["unit"]) == ("2084", "offence")
    assert lines["us.ht.offences.2018"]["reason"] == "other_period"
    assert lines["us.ht.agencies.2019"]["reason"] == "other_unit"
    assert lines["us.victims"]["reason"] == "not_in_report"
    assert found["answered"] == 1
    assert sum(found["missing"].values()) == len(found["lines"]) - 1


def test_csv_workbook_and_page_hold_the_same_lines(answers: Path, tmp_path: Path) -> None:
    for name in ("un.csv", "un.xlsx", "un.md"):
        palermo("answer", "un", EXAMPLE, "--period", "2019", "--figures", answers, "--out", tmp_path / name)
    rows = list(csv.DictReader((tmp_path / "un.csv").read_text("utf-8").splitlines()))
    table = engines.read_raw(tmp_path / "un.xlsx").sheets[0].tables[0]
    page = (tmp_path / "un.md").read_text("utf-8")
    assert [row["question"] for row in rows] == table.cells.get_column("c1").to_list()
    assert next(row for row in rows if row["figure"] == "us.ht.offences.2019")["value"] == "2084"
    assert all(f"(`{row['question']}`)" in page for row in rows)
    assert "| 2019 | 2084 | offence |" in page


def test_the_same_call_writes_the_same_bytes(answers: Path, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        palermo("answer", "un", EXAMPLE, "--period", "2019", "--figures", answers, "--out", tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_questionnaire_of_ones_own_is_filled_from_an_edition(tmp_path: Path) -> None:
    palermo("report", "build", EXAMPLE, "--out", tmp_path / "edition")
    (tmp_path / "own.yml").write_text(
        "format: palermo.questionnaire/1\nid: own\ntitle: {en: Own}\nsource: us\nperiod: 2019\nsections:\n"
        "  - {id: a, title: {en: A}, questions: [{id: q, text: {en: '=Offences'}, figure: us.ht.offences.2019}]}\n",
        "utf-8",
    )
    palermo("answer", tmp_path / "own.yml", tmp_path / "edition", "--out", tmp_path / "own.csv")
    (row,) = csv.DictReader((tmp_path / "own.csv").read_text("utf-8").splitlines())
    assert (row["value"], row["text"]) == ("2084", "\t=Offences")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "A questionnaire and a folder are needed"),
        (("un",), "A questionnaire and a folder are needed"),
        (("nowhere", EXAMPLE), "no questionnaire of that name ships"),
        (("un", EXAMPLE), "ask of no period"),
        (("un", EXAMPLE, "--period", "soon"), "--period is 'soon'"),
        (("un", EXAMPLE, "--period", "2019", "--out", "un.pdf"), "has no form we write"),
    ],
)
def test_a_call_that_cannot_be_answered_says_why_and_leaves_with_two(words: tuple[str, ...], said: str) -> None:
    assert said in palermo("answer", *words, code=2)
