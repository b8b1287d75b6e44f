"""Help comes at once: what is heavy is imported by the verb that needs it."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "polars",
    "duckdb",
    "pyarrow",
    "altair",
    "vl_convert",
    "openpyxl",
    "python_calamine",
    "babel",
    "jinja2",
    "numpy",
)
PROGRAM = """
import sys
from palermo.cli import main
sys.argv = ["palermo", *{words!r}]
try:
    main()
except SystemExit as end:
    assert end.code in (0, None), end.code
print("loaded:", *[name for name in {heavy!r} if name in sys.modules])
"""


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["check", "--help"],
        ["report", "--help"],
        ["evidence", "--help"],
        ["plan", "--help"],
        ["simulate", "--help"],
        ["estimate", "--help"],
        ["encode", "--help"],
        ["link", "--help"],
        ["link-audit", "--help"],
        ["dedupe", "--help"],
        ["walk", "--help"],
    ],
)
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    program = PROGRAM.format(words=words, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "loaded:"


def test_the_status_of_a_plan_needs_no_tables(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "conference.yml").write_text("format: palermo.conference/1\nname: C\n", "utf-8")
    plan = "format: palermo.plan/1\nid: p\nperiod: {start: 2020, end: 2030}\n"
    (tmp_path / "plans" / "p.yml").write_text(plan, "utf-8")
    words = ["plan", "status", str(tmp_path), "--today", "2026-02-28"]
    program = PROGRAM.format(words=words, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "loaded:"
