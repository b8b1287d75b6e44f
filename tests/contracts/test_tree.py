"""The tree as a stranger finds it: no place of a developer's, no dead link, every package named by its hash."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
LOCKS = ("requirements.lock", "requirements-dev.lock")
# Written in parts, so that this file does not find itself.
PLACES = ("/wo" + "rk/", "/fa" + "rm/", "/ho" + "me/", "/Us" + "ers/", "sub" + "agent", ".lib" + "rary/", "fa" + "rm-")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_the_place_where_it_was_made() -> None:
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "ignore")
        found += [f"{path.relative_to(ROOT)}: {place}" for place in PLACES if place in text]
    assert found == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
    inside = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def requirements(lock: str) -> dict[str, str]:
    """Package name → its whole entry, hashes included."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    return {re.split(r"[=\s;\[]", line)[0].lower(): line for line in lines if line and not line.startswith("-")}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[><=~!; ]", name)[0]).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_one_version_and_hashes(lock: str) -> None:
    entries = requirements(lock)
    assert len(entries) > 10
    assert [name for name, entry in entries.items() if not re.search(r"==\S+.*--hash=sha256:[0-9a-f]{64}", entry)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock: str) -> None:
    assert re.findall(r"https?://\S+|--index\S*|--extra-index\S*", (ROOT / lock).read_text("utf-8")) == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    runtime = {normal(name) for name in project["dependencies"]}
    tools = {normal(name) for name in project["optional-dependencies"]["dev"]}
    assert runtime - {normal(name) for name in requirements("requirements.lock")} == set()
    assert (runtime | tools) - {normal(name) for name in requirements("requirements-dev.lock")} == set()


def test_the_two_locks_agree_on_every_version() -> None:
    small, large = (requirements(lock) for lock in LOCKS)
    assert [name for name in small if small[name].split()[0] != large.get(name, "").split()[0]] == []
