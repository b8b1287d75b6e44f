"""Every field a conference folder may hold stands on the page of its format, or on one that page leads to."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from palermo import coordination

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
ROOM = ROOT / "src" / "palermo" / "coordination"
ASKS = {"get", "text", "needed", "choice", "option", "number", "whole", "flag", "day", "texts", "form", "choices"}
LISTS = {"rows", "words", "parts", "assigned"}


def pages() -> str:
    """The page and those it leads to, generated and shared ones left out."""
    page = (REFERENCE / "conference.md").read_text("utf-8")
    others = set(re.findall(r"\]\(([a-z-]+\.md)", page)) - {"commands.md", "findings.md"}
    return "\n".join([page, *((REFERENCE / name).read_text("utf-8") for name in sorted(others))])


def asked(path: Path) -> Iterator[str]:
    """The fields a reader asks a form for: the first text given to one of its questions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        method = isinstance(node.func, ast.Attribute) and node.func.attr in ASKS
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        first = node.args[0] if method else node.args[1] if name in LISTS and len(node.args) > 1 else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


READERS = sorted(path.name for path in ROOM.glob("*.py") if any(asked(path)))


@pytest.mark.parametrize("name", READERS)
def test_every_field_of_a_reader_is_documented(name: str) -> None:
    told = set(re.findall(r"`([a-z_]+)`", pages()))
    assert set(asked(ROOM / name)) - told == set()


def test_readers_are_found() -> None:
    assert {"bodies.py", "conference.py", "meetings.py", "plans.py", "progress.py"} <= set(READERS)
    assert {"names", "dissolved", "handovers"} <= {field for name in READERS for field in asked(ROOM / name)}


FOLDERS = {"plan": "plans", "progress": "progress", "review": "reviews", "meeting": "meetings"}


def folder_of(page: Path) -> dict[str, bytes]:
    """The files that a page shows, as a folder."""
    shown = [dedent(block) for block in re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)]
    files = {}
    for text in shown:
        kind = re.findall(r"format: palermo\.([a-z]+)/1", text)[0]
        files[f"{FOLDERS[kind]}/shown.yml" if kind in FOLDERS else f"{kind}.yml"] = text.encode()
    return files


@pytest.mark.parametrize("name", ["how-to/keep-a-plan.md", "reference/conference.md"])
def test_what_a_page_shows_is_a_sound_folder(name: str) -> None:
    """But for what the page names of an earlier plan and an earlier meeting, which it does not show."""
    found = coordination.load(folder_of(ROOT / "docs" / name))
    told = [one for one in coordination.check(found, today=date(2026, 2, 28)) if one.severity == "error"]
    assert [str(one) for one in told if not re.search(r"p2|d-2025-4", one.text)] == []
