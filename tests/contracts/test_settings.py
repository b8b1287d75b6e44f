"""Every environment variable that anything reads is in the docs, and the program itself reads none."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
READERS = [ROOT / "run.py", ROOT / ".ci" / "run", ROOT / "Makefile", *(ROOT / "tests").rglob("*.py")]
NAME = re.compile(r"\bPALERMO_[A-Z_]+\b")


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    read = {name for path in READERS for name in NAME.findall(path.read_text("utf-8"))}
    documented = set(NAME.findall((ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")))
    assert read == documented


def test_the_program_reads_no_environment() -> None:
    environment = re.compile(r"\b(os\.environ|getenv|envvar)\b")
    found = [path.name for path in (ROOT / "src").rglob("*.py") if environment.search(path.read_text("utf-8"))]
    assert found == []
