"""The verbs of palermo report as a person meets them: what they print, and how they leave."""

import json
from pathlib import Path

import as_typed
import pytest

CASES = "YEAR,BODY,CASES\n2023,hotline,10\n2023,shelter,7\n2024,hotline,12\n2024,shelter,9\n"
REPORT = """format: palermo.report/1
id: small
title: {en: "Small"}
languages: [en]
built_at: "2025-03-01T00:00:00Z"
data: {cases: {path: data/cases.csv, sha256: SHA, sensitivity: invented}}
"""
INDICATOR = """id: xx.cases
version: 1
name: {en: "Cases"}
definition: {text: "Cases recorded", counting_unit: case, unit: count, area: XX}
sdc_applied: none-invented
query: {from: cases, sum: CASES, by: [YEAR]}
figures: {xx.2023: {YEAR: "2023"}, xx.2024: {YEAR: "2024"}}
derived: {xx.rise: {formula: "xx.2024 - xx.2023"}}
"""
TEXT = "# Cases\n\nThere were {{fig:xx.rise}} more.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    import hashlib

    sha = hashlib.sha256(CASES.encode()).hexdigest()
    files = {
        "report.yml": REPORT.replace("SHA", sha),
        "data/cases.csv": CASES,
        "indicators/cases.yml": INDICATOR,
        "text/main.md": TEXT,
    }
    for name, text in files.items():
        (tmp_path / "folder" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "folder" / name).write_text(text, "utf-8")
    return tmp_path / "folder"


def palermo(*words: str | Path, code: int = 0) -> str:
    """What the program prints, both streams; it must leave with ``code``."""
    done = as_typed.palermo(*words)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_build_verify_and_show_go_hand_in_hand(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert f"Open {out}/en/index.html" in palermo("report", "build", folder, "--out", out)
    assert "figures come out as stored" in palermo("report", "verify", out)
    chain = palermo("report", "show", out, "xx.rise")
    for link in ("xx.2024 - xx.2023", "data/cases.csv", "21", "17"):
        assert link in chain
    row = json.loads(palermo("report", "show", out, "xx.rise", "--json"))
    assert row["figure"]["value"] == "4"
    assert palermo("report", "show", out, row["figure"]["code"].lower()) == chain


def test_a_refused_build_leaves_the_edition_as_it_was(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    palermo("report", "build", folder, "--out", out)
    before = bytes_of(out)
    (folder / "text" / "main.md").write_text(TEXT + "\nThat is 47 and {{fig:xx.gone}}.\n", "utf-8")
    told = palermo("report", "build", folder, "--out", out, code=3)
    assert 'text/main.md:5:9 lint.unbound-number "47"' in told
    assert "text/main.md:5:16 lint.unknown-id" in told
    assert bytes_of(out) == before
    palermo("report", "build", folder, "--out", tmp_path / "new", code=3)
    assert not (tmp_path / "new").exists()


def test_lint_speaks_without_building(folder: Path) -> None:
    assert "Nothing stands in the way" in palermo("report", "lint", folder)
    (folder / "text" / "main.md").write_text("There were 47.\n", "utf-8")
    assert 'text/main.md:1:12 lint.unbound-number "47"' in palermo("report", "lint", folder, code=3)
    told = json.loads(palermo("report", "lint", folder, "--json", code=3).partition("palermo:")[0])
    assert [one["code"] for one in told] == ["lint.unbound-number"]


def test_a_lone_text_has_no_register_so_every_number_is_named(tmp_path: Path) -> None:
    text = tmp_path / "note.md"
    text.write_text("# Note\n\nThere were 12. Later 40.\n", "utf-8")
    told = palermo("report", "lint", text, code=3)
    assert 'note.md:3:12 lint.unbound-number "12"' in told
    assert 'note.md:3:22 lint.unbound-number "40"' in told


def test_a_changed_byte_is_told_with_its_figures_and_exit_4(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    palermo("report", "build", folder, "--out", out)
    data = out / "data" / "cases.csv"
    data.write_bytes(data.read_bytes().replace(b"12\n", b"13\n"))
    told = palermo("report", "verify", out, code=4)
    for figure in ("xx.2024", "xx.rise", "xx.cases"):
        assert figure in told
    assert "xx.2024: value stored 21, recomputed 22" in told
    codes = {
        one["code"] for one in json.loads(palermo("report", "verify", out, "--json", code=4).partition("palermo:")[0])
    }
    assert {"data.hash-differs", "verify.hash-differs", "verify.figure-differs"} <= codes


@pytest.mark.parametrize(
    "words",
    [
        ("build", "FOLDER"),
        ("build", "NOWHERE", "--out", "OUT"),
        ("build", "FOLDER", "--out", "FOLDER"),
        ("build", "FOLDER", "--out", "FOLDER/out"),
        ("build", "FOLDER", "--out", "FOLDER/.."),
        ("build", "FOLDER", "--out", "OUT", "--data", "cases"),
        ("build", "FOLDER", "--out", "OUT", "--data", "other=FOLDER/report.yml"),
        ("build", "FOLDER", "--out", "OUT", "--data", "cases=NOWHERE"),
        ("build", "TEXTS", "--out", "OUT"),
        ("lint", "NOWHERE"),
        ("verify", "FOLDER"),
        ("verify", "NOWHERE"),
        ("show", "FOLDER", "xx.rise"),
    ],
)
def test_wrong_use_leaves_with_2_and_writes_nothing(folder: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    places = {"FOLDER": folder, "NOWHERE": tmp_path / "nowhere", "OUT": tmp_path / "out", "TEXTS": folder / "text"}
    spoken = list(words)
    for name, place in places.items():
        spoken = [word.replace(name, str(place)) for word in spoken]
    before = bytes_of(folder)
    palermo("report", *spoken, code=2)
    assert bytes_of(folder) == before
    assert not (tmp_path / "out").exists()


def test_an_unknown_figure_is_wrong_use(folder: Path, tmp_path: Path) -> None:
    palermo("report", "build", folder, "--out", tmp_path / "out")
    assert "xx.rise" in palermo("report", "show", tmp_path / "out", "xx.ris", code=2)


def test_a_folder_with_other_things_in_it_is_not_overwritten(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "letter.txt").write_text("keep me", "utf-8")
    palermo("report", "build", folder, "--out", out, code=2)
    assert bytes_of(out) == {"letter.txt": b"keep me"}


@pytest.mark.parametrize("mark", ["build.json", "receipt.json"])
def test_an_edition_replaces_nothing_but_an_edition(folder: Path, tmp_path: Path, mark: str) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / mark).write_text('{"format": "another program"}', "utf-8")
    (out / "letter.txt").write_text("keep me", "utf-8")
    before = bytes_of(out)
    assert "nothing there was changed" in palermo("report", "build", folder, "--out", out, code=2)
    assert bytes_of(out) == before


def test_a_folder_that_holds_the_report_is_not_replaced_though_it_was_an_edition(tmp_path: Path, folder: Path) -> None:
    palermo("report", "build", folder, "--out", tmp_path / "out")
    folder.rename(tmp_path / "out" / "folder")
    before = bytes_of(tmp_path / "out")
    palermo("report", "build", tmp_path / "out" / "folder", "--out", tmp_path / "out", code=2)
    assert bytes_of(tmp_path / "out") == before


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text(CASES, "utf-8")
    (folder / "data" / "cases.csv").unlink()
    (folder / "data" / "cases.csv").symlink_to(outside)
    assert "outside the folder" in palermo("report", "build", folder, "--out", tmp_path / "out", code=2)


def test_a_language_without_catalogue_names_those_there_are(folder: Path, tmp_path: Path) -> None:
    told = palermo("report", "build", folder, "--out", tmp_path / "out", "--lang", "ar", code=3)
    assert "language.no-catalogue" in told
    assert "en" in told
    assert not (tmp_path / "out").exists()


def test_protected_data_leave_with_3(folder: Path, tmp_path: Path) -> None:
    written = (folder / "report.yml").read_text("utf-8")
    (folder / "report.yml").write_text(written.replace("invented", "protected"), "utf-8")
    told = palermo("report", "build", folder, "--out", tmp_path / "out", code=3)
    assert "data.protected" in told
    given = f"cases={folder / 'data' / 'cases.csv'}"
    assert "data.protected" in palermo("report", "build", folder, "--out", tmp_path / "out", "--data", given, code=3)


def test_the_title_of_a_yearly_report_names_its_year(folder: Path, tmp_path: Path) -> None:
    written = (folder / "report.yml").read_text("utf-8")
    (folder / "report.yml").write_text(written.replace('"Small"', '"Small, {{lit:2024|date}}"'), "utf-8")
    palermo("report", "build", folder, "--out", tmp_path / "out")
    page = (tmp_path / "out" / "en" / "index.html").read_text("utf-8")
    assert '<h1>Small, <time data-lit="date">2024</time></h1>' in page
    assert ">Small, 2024</title>" in page


def test_a_report_without_documents_has_no_empty_list_of_sources(folder: Path, tmp_path: Path) -> None:
    palermo("report", "build", folder, "--out", tmp_path / "out")
    assert "sources" not in (tmp_path / "out" / "en" / "index.html").read_text("utf-8").split("<main", 1)[1]
