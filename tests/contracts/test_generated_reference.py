"""The generated pages of the reference are what the program says now, and every verb explains itself."""

import runpy
from pathlib import Path
from typing import Any

import pytest

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
MAKER: dict[str, Any] = runpy.run_path(str(REFERENCE / "generate.py"))


PAGES = ["commands.md", "rooms.md", "findings-of-check.md", "findings-of-estimate.md", "findings-of-register.md"]


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    assert (REFERENCE / name).read_text("utf-8") == MAKER["pages"]()[name]


def leaves() -> list[tuple[str, Any]]:
    from typer.main import get_command

    from palermo.cli import app

    return [(" ".join(words), command) for words, command in MAKER["verbs"](get_command(app), ("palermo",))]


def test_the_verbs_are_those_of_the_contract() -> None:
    report = {f"palermo report {verb}" for verb in ("build", "lint", "verify", "show")}
    evidence = {f"palermo evidence {verb}" for verb in ("add", "locate", "trace", "list")}
    plan = {f"palermo plan {verb}" for verb in ("check", "status", "owed", "timeline", "import")}
    assess = {f"palermo assess {verb}" for verb in ("grid", "changes", "about", "history")}
    returns = {f"palermo returns {verb}" for verb in ("template", "check", "figures")}
    server = {f"palermo {verb}" for verb in ("serve", "migrate", "roles", "admin", "export-report")}
    ledger = {f"palermo ledger {verb}" for verb in ("init", "add", "check", "withdraw", "show", "verify")}
    server |= {f"palermo {verb}" for verb in ("doctor", "audit verify", "audit head", "backup", "restore")}
    verbs = ("check", "duties", "answer", "simulate", "attack", "tables", "estimate")
    alone = {f"palermo {verb}" for verb in (*verbs, "walk", "encode", "link", "link-audit", "dedupe")}
    assert {words for words, _ in leaves()} == alone | ledger | report | evidence | plan | assess | returns | server


def test_every_verb_and_option_says_what_it_does() -> None:
    silent = [words for words, command in leaves() if not command.help]
    silent += [
        f"{words} {part.opts[0]}"
        for words, command in leaves()
        for part in command.params
        if part.name != "help" and not getattr(part, "help", None)
    ]
    assert silent == []


@pytest.mark.parametrize("room", MAKER["ROOMS"])
def test_every_public_name_of_a_room_exists_once(room: str) -> None:
    import importlib

    module = importlib.import_module(f"palermo.{room}")
    assert len(set(module.__all__)) == len(module.__all__)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []
