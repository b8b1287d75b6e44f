"""Help comes at once: what is heavy is imported by the verb that needs it."""

import subprocess
import sys

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
    "words", [["--help"], ["check", "--help"], ["report", "--help"], ["simulate", "--help"], ["evidence", "--help"]]
)
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    program = PROGRAM.format(words=words, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "loaded:"
