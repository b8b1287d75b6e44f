"""Only `engines` opens, reads, writes, scans or connects. Package data of `standards` and `report` is the exception."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "src" / "palermo"
FORBIDDEN = re.compile(r"^(open|connect|urlopen|(read|scan|write|sink)_\w+)$")
PACKAGE_DATA = {"read_text", "read_bytes"}
MODULES = sorted(path for path in HOUSE.rglob("*.py") if path.relative_to(HOUSE).parts[0] not in ("engines", "cli"))
DOORS = sorted((HOUSE / "cli").rglob("*.py"))


def calls_of(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, function name and what it is called on, for every call in the source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.lineno, node.func.attr, ast.unparse(node.func.value)
            elif isinstance(node.func, ast.Name):
                yield node.lineno, node.func.id, ""


def breaches(source: str, *, package_data: bool) -> list[str]:
    """Calls that only engines may make."""
    from_package = package_data and "importlib.resources" in source
    return [
        f"line {line}: {owner + '.' if owner else ''}{name}"
        for line, name, owner in calls_of(source)
        if FORBIDDEN.match(name)
        and owner not in ("engines", "palermo.engines")
        and not (name in PACKAGE_DATA and from_package)
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_a_module_outside_engines_does_no_io(path: Path) -> None:
    room = path.relative_to(HOUSE).parts[0]
    assert breaches(path.read_text("utf-8"), package_data=room in ("standards", "report")) == []


@pytest.mark.parametrize("path", DOORS, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_a_verb_asks_engines_for_io(path: Path) -> None:
    """A verb calls `engines.read_…`; names imported from engines are engines' too."""
    source = path.read_text("utf-8")
    from_engines = {
        alias.asname or alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("palermo.engines")
        for alias in node.names
    }
    own = [breach for breach in breaches(source, package_data=False) if breach.split()[-1] not in from_engines]
    assert own == []


def test_the_walk_sees_what_it_is_there_for() -> None:
    planted = "import polars as pl\npl.read_csv('x')\nopen('x')\nduckdb.connect()\nframe.sink_parquet('x')\n"
    assert len(breaches(planted, package_data=False)) == 4
    assert len(breaches("Path('x').read_text()", package_data=True)) == 1
    assert breaches("from importlib.resources import files\nfiles('x').read_text()", package_data=True) == []
