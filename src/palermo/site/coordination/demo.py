"""The conference of the invented country, for a demonstration."""

from functools import cache

from palermo import simulation

SEED = 1


@cache
def made_up_folder() -> dict[str, bytes]:
    """The conference folder that ``palermo simulate --size small --seed 1`` makes, without the filled returns."""
    order = simulation.ask(people=None, seed=SEED, size="small")
    parts = (part for part in simulation.country(order) if isinstance(part, simulation.WholeFile))
    return {part.file.removeprefix("conference/"): part.data for part in parts if part.file.startswith("conference/")}
