"""The shipped mechanisms: each folder passes the check, names its sources, and says where they are silent."""

from datetime import date
from pathlib import Path

import pytest

from palermo import coordination, engines
from palermo.coordination import Conference

FOLDERS = sorted(
    path.parent for path in (Path(__file__).parents[2] / "examples" / "mechanisms").glob("*/conference.yml")
)
TODAY = date(2026, 2, 28)


def conference(name: str) -> Conference:
    folder = next(path for path in FOLDERS if path.name == name)
    return coordination.load(engines.read_folder(folder))


def test_three_mechanisms_ship() -> None:
    assert [folder.name for folder in FOLDERS] == ["china", "osce", "uk"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_passes_the_check(folder: Path) -> None:
    found = coordination.check(coordination.load(engines.read_folder(folder)), today=TODAY)
    assert [str(one) for one in found if one.severity == "error"] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_names_its_sources_and_what_they_do_not_say(folder: Path) -> None:
    page = (folder / "README.md").read_text("utf-8")
    assert "ource" in page
    assert "not here" in page


def test_chinas_three_plans_follow_each_other() -> None:
    plans = conference("china").plans
    assert [(id, plan.continues) for id, plan in plans.items()] == [
        ("cn-2008", None),
        ("cn-2013", "cn-2008"),
        ("cn-2021", "cn-2013"),
    ]
    assert [str(plan.validity) for plan in plans.values()] == ["2008 to 2012", "2013 to 2020", "2021 to 2030"]
    assert (plans["cn-2008"].bodies, len(plans["cn-2021"].areas)) == ("28", 6)


def test_chinas_first_measure_has_two_leads_and_five_that_support() -> None:
    found = conference("china").measures["cn-2013/1.1"]
    assert found.bodies("lead") == ("comprehensive-management", "justice")
    assert len(found.bodies("support")) == 5


def test_two_bodies_became_one_and_what_they_owe_passes_by_no_word_of_ours() -> None:
    found = conference("china")
    heirs = {id: [one.body for one in body.successors] for id in ("health", "population") if (body := found.body(id))}
    assert heirs == {"health": ["health-and-population"], "population": ["health-and-population"]}
    assert found.handovers == ()


def test_no_body_is_given_a_seat_that_no_source_gives() -> None:
    assert [len(conference(folder.name).members(TODAY)) for folder in FOLDERS] == [0, 0, 0]


def test_the_handbook_has_four_pillars_and_the_law_four_bodies_that_notify() -> None:
    assert len(conference("osce").plans["pillars"].areas) == 4
    assert [body.id for body in conference("uk").bodies][:4] == ["police", "local-authorities", "nca", "glaa"]
