"""The tutorial does what it says: its files are written and its commands run, in order, as a reader would."""

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "first-report.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(line: str, where: Path) -> subprocess.CompletedProcess[str]:
    words = line.removeprefix("$ palermo ").split("#")[0].split()
    program = [sys.executable, "-c", "from palermo.cli import main; main()", *words]
    return subprocess.run(program, cwd=where, capture_output=True, text=True, timeout=120)


def test_the_tutorial_runs(tmp_path: Path) -> None:
    said = ""
    for kind, name, body in BLOCK.findall(PAGE.read_text("utf-8")):
        if name:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, "utf-8", newline="\n")
        elif kind == "console":
            for line in body.splitlines():
                done = run(line, tmp_path)
                exit_code = re.search(r"# exit (\d)", line)
                assert done.returncode == (int(exit_code[1]) if exit_code else 0), line + done.stdout + done.stderr
                said = done.stdout + done.stderr
    assert 'text/main.en.md:3:12 lint.unbound-number "47"' in said
    assert "47" in (tmp_path / "out" / "notes" / "en" / "index.html").read_text("utf-8")
