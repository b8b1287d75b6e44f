"""The conference of the invented country, for a demonstration."""

from functools import cache

from django.utils import timezone

from palermo import simulation
from palermo.site.access.actor import keeper, of
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account
from palermo.site.coordination import actions

SEED = 1
_FEWEST = 2
"""People: the conference is the same for any number of them, and none of them is asked for here."""


@cache
def made_up_folder() -> dict[str, bytes]:
    """The conference folder that ``palermo simulate --size small --seed 1`` makes, without the filled returns."""
    order = simulation.ask(people=_FEWEST, seed=SEED, size="small")
    parts = (part for part in simulation.country(order) if isinstance(part, simulation.WholeFile))
    return {part.file.removeprefix("conference/"): part.data for part in parts if part.file.startswith("conference/")}


def load() -> None:
    """The folder, taken in by the secretary of the demonstration."""
    with scoped(keeper()):
        secretary = Account.objects.get(role="plan_secretary")
    with scoped(of(secretary)) as actor:
        actions.take_in(actor, made_up_folder(), today=timezone.localdate())
