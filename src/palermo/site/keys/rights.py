"""Who makes a body's keys and who opens them: its manager makes them; whoever works with what they seal opens them."""

from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand_of, may
from palermo.site.access.refusals import Forbidden
from palermo.site.keys.models import WrappedKey
from palermo.standards.permissions import right

OPENED_FOR = ("case", "stay", "submission", "tip")
"""Resources of the matrix that hold sealed values."""


def opens(actor: Actor) -> bool:
    """Whether one may open the keys of the own body: somebody of it who reads or writes something they seal."""
    if actor.agency is None or actor.account is None:
        return False
    rights = [right(resource, actor.role) for resource in OPENED_FOR]
    return any(one.allows(verb, "own") for one in rights for verb in (Verb.READ, Verb.WRITE))


def makes(actor: Actor) -> bool:
    """Whether one may make, replace and wrap anew the keys of the own body."""
    return opens(actor) and actor.role == "agency_manager" and may(actor, Verb.WRITE, WrappedKey)


def demand_opens(actor: Actor) -> None:
    """Raises Forbidden."""
    if not opens(actor):
        raise Forbidden("Not allowed.")


def demand_makes(actor: Actor) -> None:
    """Raises Forbidden."""
    demand_of(actor, Verb.WRITE, WrappedKey)
    if not makes(actor):
        raise Forbidden("The manager of a body makes its keys.")
