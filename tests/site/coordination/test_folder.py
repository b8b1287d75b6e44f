"""A conference folder goes into the tables and comes out again, and says the same."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.site.cast import Cast

from palermo import coordination as room
from palermo import engines
from palermo.ground.errors import Refused, UsageError
from palermo.ground.rows import Row, parse_rows
from palermo.site.access.refusals import Forbidden
from palermo.site.access.scope import scoped
from palermo.site.coordination import actions
from palermo.site.coordination.current import whole
from palermo.site.coordination.demo import made_up_folder
from palermo.site.coordination.folder import folder

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 28)
EXAMPLE = Path(__file__).parents[3] / "examples" / "conference"


@pytest.fixture(scope="module")
def example() -> dict[str, bytes]:
    return engines.read_folder(EXAMPLE, patterns=("*.yml",))


def said(value: Any) -> Any:
    """A value without the place where it is written."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: said(getattr(value, one.name)) for one in fields(value) if one.name not in ("at", "faults")}
    if isinstance(value, Mapping):
        return {key: said(one) for key, one in value.items()}
    return [said(one) for one in value] if isinstance(value, tuple | list) else value


def remarks(files: Mapping[str, bytes]) -> list[str]:
    """Every note of the files that are the conference's, wherever it stands."""
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, Row):
            note = value.fields.get("note")
            found.extend([note] if isinstance(note, str) else [])
            for inner in value.fields.values():
                walk(inner)
        for inner in value if isinstance(value, tuple) else ():
            walk(inner)

    for path in sorted(files):
        if path == "conference.yml" or path.split("/")[0] in room.FOLDERS:
            walk(parse_rows(path, files[path])[0])
    return sorted(found)


def test_the_example_comes_out_as_it_went_in(cast: Cast, example: dict[str, bytes]) -> None:
    with scoped(cast.actor("plan_secretary")) as secretary:
        before = actions.take_in(secretary, example, today=TODAY)
        files = folder()
    assert said(room.load(files)) == said(before)
    assert remarks(files) == remarks(example)
    assert files["returns/ask.yml"] == example["returns/ask.yml"]
    for period in ("2024", "2025"):
        for plan in before.plans:
            told = room.rollup(room.load(files), today=TODAY, period=period, plan=plan)
            assert told.to_dict() == room.rollup(before, today=TODAY, period=period, plan=plan).to_dict()


def test_the_made_up_country_comes_out_as_it_went_in(cast: Cast) -> None:
    made = made_up_folder()
    with scoped(cast.actor("plan_secretary")) as secretary:
        before = actions.take_in(secretary, made, today=TODAY)
        files = folder()
        assert said(whole()) == said(before)
    assert said(room.load(files)) == said(room.load(made))


def test_a_folder_is_taken_in_once_and_by_the_secretariat_alone(cast: Cast, example: dict[str, bytes]) -> None:
    for role in ("agency_manager", "report_editor", "system_admin", "auditor"):
        with scoped(cast.actor(role)) as actor, pytest.raises(Forbidden):
            actions.take_in(actor, example, today=TODAY)
    with scoped(cast.actor("plan_secretary")) as secretary:
        actions.take_in(secretary, example, today=TODAY)
        with pytest.raises(UsageError):
            actions.take_in(secretary, example, today=TODAY)


def test_a_folder_with_an_error_is_refused_whole_and_named(cast: Cast, example: dict[str, bytes]) -> None:
    wrong = {**example, "progress/x.yml": b"format: palermo.progress/1\nbody: nobody\nperiod: 2025\nentries: []\n"}
    wrong["progress/x.yml"] = wrong["progress/x.yml"].replace(b"[]", b"[{measure: p3/1.1, status: done}]")
    with scoped(cast.actor("plan_secretary")) as secretary:
        with pytest.raises(Refused) as refused:
            actions.take_in(secretary, wrong, today=TODAY)
        assert "coordination.body-unknown" in {one.code for one in refused.value.findings}
        assert whole() is None and folder() == {}
