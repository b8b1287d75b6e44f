"""The conference of the made-up country is one that `palermo plan` reads without an error."""

from datetime import date
from pathlib import Path

import pytest

from palermo import coordination, simulation
from palermo.ground.finding import errors
from palermo.simulation.conference import conference
from palermo.simulation.dice import Dice


def files(seed: int, size: str) -> dict[str, bytes]:
    made = conference(Dice(seed), simulation.SIZES[size].bodies)
    return {name.removeprefix("conference/"): data for name, data in made.items()}


@pytest.mark.parametrize("size", ["small", "middle"])
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_it_is_read_without_an_error(seed: int, size: str) -> None:
    found = coordination.load(files(seed, size))
    told = coordination.check(found, today=date(2026, 2, 1))
    assert errors(told) == ()
    assert len(found.bodies) == len(simulation.SIZES[size].bodies) + 1
    assert len(found.plans["p1"].measures) == 12


def test_every_file_says_that_it_is_invented() -> None:
    assert [name for name, data in files(1, "small").items() if not data.startswith(b"# INVENTED")] == []


def test_some_body_is_silent_over_the_seeds() -> None:
    sent = {seed: sum(name.startswith("progress/") for name in files(seed, "small")) for seed in range(1, 9)}
    assert len(set(sent.values())) > 1


def test_it_lies_in_the_folder_of_the_country(made_up: Path) -> None:
    assert (made_up / "conference" / "conference.yml").is_file()
    assert (made_up / "conference" / "plans" / "p1.yml").is_file()
