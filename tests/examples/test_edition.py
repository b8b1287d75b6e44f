"""The example as built: the figures counted by hand, each with a source, under a headline that claims no more."""

import html
import json
import re
from pathlib import Path
from typing import Any

import as_typed
import pytest
from as_typed import Done

FOLDER = Path(__file__).parents[2] / "examples" / "trafficking-offences"
RAW = "fbi-human-trafficking-2013-2020.csv"
FIGURES = {
    "us.ht.offences.2018": "1457",
    "us.ht.offences.2019": "2084",
    "us.ht.agencies.2018": "323",
    "us.ht.agencies.2019": "463",
    "us.ht.states.2018": "39",
    "us.ht.states.2019": "44",
    "us.ht.rise": "627",
    "us.ht.rise.same-states": "512",
    "us.ht.rise.same-agencies": "137",
    "us.ht.states.same": "38",
    "us.ht.agencies.same": "131",
    "us.states": "51",
    "us.ht.states-with-row": "46",
    "us.ht.states-without-row": "5",
    "us.file.rows": "4417",
    "us.file.repeats": "927",
}


def palermo(*words: str | Path, expect: int = 0) -> Done:
    done = as_typed.palermo(*words)
    assert done.returncode == expect, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("edition") / "out"
    palermo("report", "build", FOLDER, "--out", out)
    return out


@pytest.fixture(scope="module")
def figures(edition: Path) -> dict[str, dict[str, Any]]:
    written = json.loads((edition / "figures.json").read_text("utf-8"))
    return {row["id"]: row for row in (written["figures"] if isinstance(written, dict) else written)}


@pytest.mark.parametrize(("figure", "value"), FIGURES.items())
def test_a_figure_has_the_value_counted_by_hand(figures: dict[str, dict[str, Any]], figure: str, value: str) -> None:
    assert figures[figure]["value"] == value


def test_every_figure_has_a_source(figures: dict[str, dict[str, Any]]) -> None:
    needs = {
        "computed": ("definition", "query_sha256", "data_sha256", "sdc_applied"),
        "derived": ("operands", "formula"),
        "assessed": ("definition", "assessor", "framework", "data_sha256"),
    }
    without = [
        f"{row['id']}: {need}" for row in figures.values() for need in needs.get(row["origin"], ()) if not row.get(need)
    ]
    without += [
        row["id"]
        for row in figures.values()
        if row["origin"] == "quoted" and not (row.get("passage") or (row.get("seen_in") and row.get("through")))
    ]
    assert without == []
    assert {row["origin"] for row in figures.values()} == {"computed", "derived", "quoted", "assessed"}


def test_every_operand_of_a_derived_figure_is_registered(figures: dict[str, dict[str, Any]]) -> None:
    assert [
        f"{row['id']}: {operand}" for row in figures.values() for operand in row["operands"] if operand not in figures
    ] == []


def test_verify_finds_nothing_to_say(edition: Path) -> None:
    palermo("report", "verify", edition)


def test_show_leads_from_the_rise_to_the_file(edition: Path) -> None:
    chain = palermo("report", "show", edition, "us.ht.rise").stdout
    for link in ("us.ht.offences.2019", "us.ht.offences.2018", "627", "3d34ab97"):
        assert link in chain


def test_the_page_claims_no_more_than_it_may(edition: Path) -> None:
    page = (edition / "en" / "index.html").read_text("utf-8")
    words = " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())
    assert "0 of 16 closed" in words
    assert "of 16 traced" not in words


def test_a_bare_number_fails_the_build_with_its_place(tmp_path: Path) -> None:
    folder = copy_of_the_example(tmp_path)
    text = folder / "text" / "main.en.md"
    text.write_text(text.read_text("utf-8") + "\nThat is 627 more.\n", "utf-8")
    line = len(text.read_text("utf-8").splitlines())
    done = palermo("report", "build", folder, "--out", tmp_path / "out", expect=3)
    assert f"text/main.en.md:{line}:9" in done.stdout + done.stderr
    assert '"627"' in done.stdout + done.stderr
    assert not (tmp_path / "out").exists()


def test_a_changed_byte_in_a_source_names_its_figures(tmp_path: Path) -> None:
    out = tmp_path / "out"
    palermo("report", "build", FOLDER, "--out", out)
    table = out / "data" / "offences.csv"
    table.write_bytes(table.read_bytes().replace(b",2,2,0\n", b",3,2,0\n", 1))
    done = palermo("report", "verify", out, expect=4)
    assert "us.ht.offences.2018" in done.stdout + done.stderr


@pytest.mark.real_data
def test_the_rows_of_the_raw_file_give_the_same_figures(
    real_data: Path, tmp_path: Path, figures: dict[str, dict[str, Any]]
) -> None:
    out = tmp_path / "out"
    palermo("report", "build", FOLDER, "--out", out, "--data", f"fbi={real_data / RAW}")
    written = json.loads((out / "figures.json").read_text("utf-8"))
    again = {row["id"]: row["value"] for row in (written["figures"] if isinstance(written, dict) else written)}
    assert again == {id: row["value"] for id, row in figures.items()}


def copy_of_the_example(where: Path) -> Path:
    folder = where / "folder"
    for path in FOLDER.rglob("*"):
        if path.is_file():
            copy = folder / path.relative_to(FOLDER)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    return folder
