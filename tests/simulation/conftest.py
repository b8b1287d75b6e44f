"""One country of 2,000 people for all tests of the room, written once."""

from pathlib import Path

import pytest

from palermo import engines, simulation
from palermo.simulation import making


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a country of 2,000 people, seed 11."""
    folder = tmp_path_factory.mktemp("country") / "made"
    engines.write_country(folder, simulation.country(simulation.ask(people=2000, seed=11)))
    return folder


@pytest.fixture(scope="session")
def in_parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same country, made in four parts; whole rings and families stand in each."""
    folder = tmp_path_factory.mktemp("parts") / "made"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(making, "CHUNK", 500)
        engines.write_country(folder, simulation.country(simulation.ask(people=2000, seed=11)))
    return folder
