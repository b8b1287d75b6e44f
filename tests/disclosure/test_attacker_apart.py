"""The attacker stands apart: what protects the tables cannot be wrong in the same way it is."""

import ast
from importlib import resources

from palermo import disclosure


def imported(text: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(("." * node.level) + (node.module or ""))
    return names


def test_the_attacker_imports_nothing_of_the_house_but_errors_findings_and_nouns() -> None:
    folder = resources.files(disclosure) / "attacker"
    files = [file for file in folder.iterdir() if file.name.endswith(".py")]
    assert len(files) > 10
    for file in files:
        for name in imported(file.read_text()):
            own = name.startswith("palermo.disclosure.attacker")
            cellar = name in ("palermo.ground.counted", "palermo.ground.errors", "palermo.ground.finding")
            assert own or cellar or not name.startswith(("palermo", ".")), (file.name, name)
