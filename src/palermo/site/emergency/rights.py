"""Who looks at emergency accesses: whoever asks for them, approves them or reads them all."""

from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, may
from palermo.site.access.refusals import Forbidden
from palermo.site.emergency.models import EmergencyAccess


def sees(actor: Actor) -> bool:
    """Whether some emergency access could be for the eyes of ``actor``."""
    return any(may(actor, verb, EmergencyAccess) for verb in (Verb.READ, Verb.ASK, Verb.APPROVE))


def demand_sight(actor: Actor) -> None:
    """Raises Forbidden for all others: a colleague's request is not everybody's business in the body."""
    if not sees(actor):
        raise Forbidden("Not allowed.")
