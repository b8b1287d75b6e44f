"""Every code of the register is said somewhere, says what to do, and names nobody."""

import re
from pathlib import Path

from palermo import register
from palermo.register.sayings import SAYINGS, tell

ROOM = Path(register.__file__).parent
SAID = {
    code
    for path in ROOM.glob("*.py")
    if path.name != "sayings.py"
    for code in re.findall(r'"(register\.[a-z-]+)"', path.read_text("utf-8"))
}


def test_what_is_said_and_what_can_be_said_are_the_same() -> None:
    assert set(SAYINGS) == SAID


def test_a_finding_says_what_is_wrong_and_what_to_do() -> None:
    for code, one in SAYINGS.items():
        found = tell(code, "prs_Gender", column="prs_Gender")
        assert (found.code, found.severity, found.column) == (code, one.severity, "prs_Gender")
        assert found.text == f"{one.text}: prs_Gender" and found.hint.endswith(".")
