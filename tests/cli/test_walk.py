"""palermo walk at a small size: it arrives, goes on where it stopped, sees what was changed, and fails as its stage."""

import hashlib
import json
import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import as_typed
import polars as pl
import pytest
from as_typed import Done

EXAMPLES = Path(__file__).parents[2] / "examples"
STAGES = ("receive", "check", "encode", "link", "estimate", "records", "release", "report")


def walk(folder: Path, out: Path, *more: str, expect: int = 0) -> Done:
    done = as_typed.palermo("walk", folder, "--out", out, *more)
    assert done.returncode == expect, done.stdout + done.stderr
    return done


LISTS = {
    "police": ["national-police", "state-prosecutor"],
    "border": ["border-guard", "labour-inspection"],
    "health": ["general-hospital", "embassy-xc"],
    "shelters": ["women-shelter"],
}


def small(folder: Path) -> Path:
    """The example with seven of its bodies, on four lists, in a country of 1,600, without its conference."""
    shutil.copytree(EXAMPLES / "annual-report", folder)
    told = tomllib.loads((folder / "walk.toml").read_text("utf-8"))
    told |= {"beside": "", "lists": LISTS}
    told["country"] |= {"people": 1_600, "size": "small"}
    told["estimate"]["resamples"] = 20
    linked = [body for bodies in LISTS.values() for body in bodies]
    kinds = {name: kind | {"bodies": [one for one in kind["bodies"] if one in linked]}
             for name, kind in told.pop("kinds").items()}  # fmt: skip
    parts = {name: told.pop(name) for name in ("country", "lists", "link", "estimate")}
    parts |= {f"kinds.{name}": kind for name, kind in kinds.items() if kind["bodies"]}
    lines = [*fields(told), *(line for name, part in parts.items() for line in (f"[{name}]", *fields(part)))]
    (folder / "walk.toml").write_text("\n".join(lines), "utf-8")
    without_conference(folder / "report")
    return folder


def without_conference(report: Path) -> None:
    (report / "text" / "07-conference.en.md").unlink()
    lines = (report / "report.yml").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.strip().startswith(("conference:", "t.measures:"))]
    (report / "report.yml").write_text("".join(kept), "utf-8")


def fields(part: dict[str, Any]) -> list[str]:
    return [f"{name} = {value if isinstance(value, date) else json.dumps(value)}" for name, value in part.items()]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """The folder, where it was walked to, and what was said."""
    home = tmp_path_factory.mktemp("walk")
    folder, out = small(home / "order"), home / "out"
    return folder, out, walk(folder, out).stdout


def copy(walked: tuple[Path, Path, str], home: Path) -> tuple[Path, Path]:
    folder, out, _ = walked
    return Path(shutil.copytree(folder, home / "order")), Path(shutil.copytree(out, home / "out"))


def changed(folder: Path, name: str, old: str, new: str) -> None:
    written = (folder / name).read_text("utf-8")
    assert old in written
    (folder / name).write_text(written.replace(old, new), "utf-8")


def test_it_arrives_and_says_a_line_a_stage(walked: tuple[Path, Path, str]) -> None:
    _, out, said = walked
    assert tuple(line.split()[0] for line in said.splitlines()) == STAGES
    assert (out / "report" / "edition" / "en" / "index.html").is_file()


def test_nothing_is_lost_between_what_came_and_what_was_checked(walked: tuple[Path, Path, str]) -> None:
    for file in (walked[1] / "check").glob("*/receipt.json"):
        told = json.loads(file.read_text("utf-8"))
        assert told["received"] == told["accepted"] + told["rejected"] + told["pending"] > 0


def test_no_name_goes_on_from_the_bodies(walked: tuple[Path, Path, str]) -> None:
    accepted = pl.read_csv(walked[1] / "check" / "national-police" / "accepted.csv", infer_schema=False)
    names = {name.encode() for name in accepted["family_name"].to_list() if name and len(name) > 4}
    assert len(names) > 20
    beyond = [file for stage in STAGES[2:] for file in (walked[1] / stage).rglob("*.*") if file.suffix != ".svg"]
    texts = b"\n".join(file.read_bytes() for file in beyond)
    assert [name for name in names if name in texts] == []


def test_facts_that_hold_a_name_are_stopped_at_the_body(walked: tuple[Path, Path, str], tmp_path: Path) -> None:
    folder, out = copy(walked, tmp_path)
    changed(folder, "kinds/cases.facts.sql", "SELECT record_id, sex,", "SELECT record_id, family_name AS sex,")
    done = walk(folder, out, expect=3)
    assert "The facts of national-police would carry names out of it: sex." in done.stderr


def test_what_is_finished_is_not_done_again(walked: tuple[Path, Path, str]) -> None:
    folder, out, _ = walked
    said = walk(folder, out).stdout.splitlines()
    assert [line.split()[:2] for line in said] == [[stage, "stands:"] for stage in STAGES]


def test_a_file_changed_behind_its_back_is_named_and_made_again(walked: tuple[Path, Path, str], tmp_path: Path) -> None:
    folder, out = copy(walked, tmp_path)
    file = out / "records" / "people.csv"
    before = file.read_bytes()
    file.write_bytes(before.replace(b"female", b"male", 1))
    said = walk(folder, out).stdout
    assert "records   people.csv is not as it was made" in said
    assert file.read_bytes() == before
    assert [line.split()[0] for line in said.splitlines() if " stands: " not in line] == ["records", "records"]


def test_a_walk_ends_as_the_stage_that_fails_and_goes_on_from_there(
    walked: tuple[Path, Path, str], tmp_path: Path
) -> None:
    folder, out = copy(walked, tmp_path)
    changed(folder, "report/text/04-help.en.md", "The days run", "Of 17 people nobody knows. The days run")
    done = walk(folder, out, expect=3)
    assert "report    failed" in done.stdout
    assert "report/text" not in done.stderr and "text/04-help.en.md" in done.stderr
    changed(folder, "report/text/04-help.en.md", "Of 17 people nobody knows. ", "")
    assert [line for line in walk(folder, out).stdout.splitlines() if " stands: " not in line] == []


def test_people_without_a_legal_basis_are_not_linked(walked: tuple[Path, Path, str], tmp_path: Path) -> None:
    folder, out = copy(walked, tmp_path)
    changed(folder, "walk.toml", 'basis = "Coordination Act, section 12 (invented)"', 'basis = ""')
    done = walk(folder, out, expect=4)
    assert [line.split()[:2] for line in done.stdout.splitlines()][-1] == ["encode", "failed"]
    assert "No legal basis is stated" in done.stderr


def test_files_of_real_bodies_need_a_secret_and_every_body(walked: tuple[Path, Path, str], tmp_path: Path) -> None:
    folder, out = copy(walked, tmp_path)
    shutil.move(out / "receive", folder / "sent")
    written = (folder / "walk.toml").read_text("utf-8")
    start = written.index("[country]")
    written = 'received = "sent"\n' + written[:start] + written[written.index("[lists]") :]
    (folder / "walk.toml").write_text(written, "utf-8")
    assert "Encoding needs a secret." in walk(folder, tmp_path / "new", expect=3).stderr
    shutil.rmtree(folder / "sent" / "bodies" / "women-shelter")
    assert "These bodies sent nothing: women-shelter." in walk(folder, tmp_path / "new", expect=2).stderr


def test_all_faults_of_an_order_are_told_at_once(walked: tuple[Path, Path, str], tmp_path: Path) -> None:
    folder, _ = copy(walked, tmp_path)
    changed(folder, "walk.toml", 'run = "2025"', 'runs = "2025"')
    changed(folder, "walk.toml", '"women-shelter"]', '"women-shelter", "national-police"]')
    changed(folder, "walk.toml", "resamples = 20", 'resamples = "20"')
    changed(folder, "walk.toml", "draws = 20", "draws = 0")
    told = walk(folder, tmp_path / "new", expect=2).stderr
    for fault in (
        "run is missing",
        "runs is no field",
        "national-police is to stand",
        "estimate.resamples is of another",
        "link.draws is no whole number",
    ):
        assert fault in told
    assert not (tmp_path / "new").exists()


def test_a_figure_leads_back_to_the_files_of_the_bodies(walked: tuple[Path, Path, str]) -> None:
    folder, out, _ = walked
    lines = walk(folder, out, "--figure", "xm.women").stdout.splitlines()
    first = [line.split()[0] for line in lines if line[:1].strip()]
    assert first[:2] == ["printed", "figure"]
    assert {"definition", "query", "data", "release", "records", "file"} <= set(first)
    sent = hashlib.sha256((out / "receive" / "bodies" / "border-guard" / "border-guard.csv").read_bytes()).hexdigest()
    assert any(f"border-guard  sha256 {sent}" in line for line in lines)


def test_the_hidden_number_leads_back_as_well(walked: tuple[Path, Path, str]) -> None:
    folder, out, _ = walked
    said = walk(folder, out, "--figure", "xm.hidden").stdout
    assert "estimate    pooled, seed 1" in said and "link/clusters.csv" in said
