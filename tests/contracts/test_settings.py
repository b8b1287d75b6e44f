"""Every environment variable that anything reads is in the docs, and rooms read none."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACES = (ROOT / "src", ROOT / "tests", ROOT / "benchmarks")
READERS = [ROOT / "run.py", ROOT / ".ci" / "run", *(path for place in PLACES for path in place.rglob("*.py"))]
NAME = re.compile(r"\bPALERMO_[A-Z_]+\b")


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    read = {name for path in READERS for name in NAME.findall(path.read_text("utf-8"))}
    documented = set(NAME.findall((ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")))
    assert read == documented


def test_only_the_door_reads_the_environment() -> None:
    environment = re.compile(r"\b(os\.environ|getenv|envvar)\b")
    house = ROOT / "src" / "palermo"
    readers = [path.relative_to(house) for path in house.rglob("*.py") if environment.search(path.read_text("utf-8"))]
    assert {path.parts[0] for path in readers} <= {"cli", "site"}
