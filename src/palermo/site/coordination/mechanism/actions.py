"""The acts on what becomes of bodies: dissolved with successors, and what passes by a recorded act."""

from collections.abc import Sequence
from datetime import date

from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.audit.actions import record
from palermo.site.coordination.actions import change, next_position, secretariat, writing
from palermo.site.coordination.models import Body, Handover


def dissolve(
    actor: Actor, body: Body, *, version: int, dissolved: str, successors: Sequence[str], how: str, today: date
) -> None:
    """Write that a body is no more, and what it became; an empty day: it stands again. Forbidden, LostRace, Refused.

    What it owed passes to nobody by this: a handover says so.
    """
    secretariat(actor, Body)
    dated = {"on": dissolved} if dissolved else {}
    told = [{"body": code, **dated, "how": how} for code in successors] if dissolved else []
    with writing(today, "conference"):
        changed = change(body, version, dissolved=dissolved, successors=told)
        record(actor, "body.dissolve", body, fields=changed)


def hand_over(
    actor: Actor, *, giver: str, taker: str, on: str, measures: Sequence[str], source: str, today: date
) -> Handover:
    """A body takes over what another owed: all of it, or the measures named. Raises Forbidden, Refused, UsageError."""
    secretariat(actor, Handover)
    _from_one_to_another(giver, taker)
    with writing(today, "conference"):
        place = next_position(Handover.objects)
        told = {"giver": giver, "taker": taker, "on": on, "measures": list(measures), "source": source}
        made = Handover.objects.create(**told, position=place)
        record(actor, "handover.add", made, fields=sorted(told))
    return made


def change_handover(
    actor: Actor,
    handover: Handover,
    *,
    version: int,
    giver: str,
    taker: str,
    on: str,
    measures: Sequence[str],
    source: str,
    today: date,
) -> None:
    """Correct what was written of it. Raises Forbidden, LostRace, Refused, UsageError."""
    secretariat(actor, Handover)
    _from_one_to_another(giver, taker)
    told = {"giver": giver, "taker": taker, "on": on, "measures": list(measures), "source": source}
    with writing(today, "conference"):
        changed = change(handover, version, **told)
        record(actor, "handover.change", handover, fields=changed)


def _from_one_to_another(giver: str, taker: str) -> None:
    if giver == taker:
        raise UsageError("A body hands nothing over to itself.", hint="Name the body that takes over.")
