"""Only `engines` opens, reads, writes, scans or connects. Package data of `standards` and `report` is the exception."""

import ast
import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "src" / "palermo"
FORBIDDEN = re.compile(r"^(open|connect|urlopen|(read|scan|write|sink)_\w+)$")
PACKAGE_DATA = {"read_text", "read_bytes"}
PORTS = ("self", "ports", "engines")
MODULES = sorted(path for path in HOUSE.rglob("*.py") if path.relative_to(HOUSE).parts[0] != "engines")


def imported(tree: ast.AST) -> dict[str, str]:
    """Name in the module → the module it was imported from."""
    return {
        alias.asname or alias.name.split(".")[0]: node.module or "" if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }


def is_ours(name: str, owner: str, tree: ast.AST) -> bool:
    """A function of the house: defined in the module, imported from the house, or a port that a door has filled.

    What it does inside is walked in its own module, or is engines'.
    """
    sources = imported(tree)
    if owner:
        return owner in PORTS or sources.get(owner.split(".")[0], "").split(".")[0] == "palermo"
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return name in defined or sources.get(name, "").split(".")[0] == "palermo"


def breaches(source: str, *, package_data: bool) -> list[str]:
    """Calls that only engines may make."""
    tree = ast.parse(source)
    from_package = package_data and any(module.startswith("importlib") for module in imported(tree).values())
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        owner = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
        if FORBIDDEN.match(name) and not is_ours(name, owner, tree) and not (name in PACKAGE_DATA and from_package):
            found.append(f"line {node.lineno}: {owner}.{name}" if owner else f"line {node.lineno}: {name}")
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_a_module_outside_engines_does_no_io(path: Path) -> None:
    room = path.relative_to(HOUSE).parts[0]
    assert breaches(path.read_text("utf-8"), package_data=room in ("standards", "report")) == []


def test_the_walk_sees_what_it_is_there_for() -> None:
    planted = "import polars as pl\npl.read_csv('x')\nopen('x')\nduckdb.connect()\nframe.sink_parquet('x')\n"
    assert len(breaches(planted, package_data=False)) == 4
    assert len(breaches("from polars import read_csv\nread_csv('x')", package_data=False)) == 1
    assert len(breaches("Path('x').read_text()", package_data=True)) == 1
    assert breaches("from importlib.resources import files\nfiles('x').read_text()", package_data=True) == []
    assert breaches("from palermo.ground.rows import read_rows\nread_rows(data)", package_data=False) == []
