"""One country of 2,000 people for all tests of the room, written once."""

from pathlib import Path

import pytest

from palermo import engines, simulation


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a country of 2,000 people, seed 11."""
    folder = tmp_path_factory.mktemp("country") / "made"
    engines.write_country(folder, simulation.country(simulation.ask(people=2000, seed=11)))
    return folder
