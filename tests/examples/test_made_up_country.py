"""The report on the made-up country: its tables are counted from the country, and it builds and verifies."""

import runpy
from pathlib import Path

from as_typed import palermo

FOLDER = Path(__file__).parents[2] / "examples" / "made-up-country"


def test_the_tables_are_those_that_are_counted_today() -> None:
    made = runpy.run_path(str(FOLDER / "make.py"))["tables"]()
    assert {name: (FOLDER / "data" / name).read_bytes() for name in made} == made
    assert {path.name for path in (FOLDER / "data").iterdir()} == set(made)


def test_the_report_builds_with_plots_and_verifies(tmp_path: Path) -> None:
    built = palermo("report", "build", FOLDER, "--out", tmp_path / "edition")
    assert built.returncode == 0, built.stdout + built.stderr
    assert len(list((tmp_path / "edition" / "charts" / "en").glob("*.svg"))) == 5
    verified = palermo("report", "verify", tmp_path / "edition")
    assert verified.returncode == 0, verified.stdout + verified.stderr
