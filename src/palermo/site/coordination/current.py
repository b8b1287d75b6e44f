"""The conference as the room sees it: read from the tables when it has changed, and what of it an actor may see."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import Model

from palermo import coordination as room
from palermo.ground.errors import Refused
from palermo.ground.finding import Severity
from palermo.site.access.actor import Actor, stranger
from palermo.site.access.gate import Verb, demand_of, may
from palermo.site.access.scope import scoped
from palermo.site.coordination.folder import PARTS, Parts, parts, whole_of
from palermo.site.coordination.models import Conference, Duties, Meeting, Plan

_held: tuple[UUID, room.Conference, Parts] | None = None
"""The last one read in this process, and its files. A stamp never comes twice: what is held is that of its stamp."""


def whole() -> room.Conference | None:
    """Everything there is, whoever asks; None before a conference was begun. Pages ask ``conference_for``."""
    global _held
    stamp = Conference.objects.values_list("stamp", flat=True).first()
    if stamp is None:
        return None
    if _held is None or _held[0] != stamp:
        _held = (stamp, *_read())
    return _held[1]


def files_of(stamp: UUID | None) -> Parts:
    """The files that are held of the conference at that stamp; none where another one is held."""
    return _held[2] if _held is not None and _held[0] == stamp else {}


def conference_for(actor: Actor, door: type[Model] = Plan) -> room.Conference | None:
    """What ``actor`` may see. Raises Forbidden for whoever may read no row of ``door``."""
    demand_of(actor, Verb.READ, door)
    found = whole()
    if found is None:
        return None
    if not may(actor, Verb.READ, Plan):
        found = replace(found, plans={}, entries=(), reviews=())
    if not may(actor, Verb.READ, Meeting):
        found = replace(found, meetings=())
    return found if may(actor, Verb.READ, Duties) else replace(found, duties=(), assessments=(), ranks=())


def sound(*, today: date, as_before: Parts | None = None) -> None:
    """Ask the room whether what stands in the tables can be so. Raises Refused with every error it finds.

    The last question of an act: what was read for it is held for whoever looks next. If the act is taken back, its
    stamp goes with it and is never asked for. ``as_before``: files of parts that the act has not touched.
    """
    global _held
    found, files = _read(as_before or {})
    wrong = [one for one in room.check(found, today=today) if one.severity is Severity.ERROR]
    if wrong:
        raise Refused("This cannot be written.", hint="Correct what is named.", findings=wrong)
    stamp = Conference.objects.values_list("stamp", flat=True).first()
    _held = (stamp, found, files) if stamp else None


def _read(as_before: Parts | None = None) -> tuple[room.Conference, Parts]:
    """With the eyes of the public, which sees every plan and what is reported of it; the minutes have no walls."""
    kept = as_before or {}
    with scoped(stranger()):
        read = parts([part for part in PARTS if part not in kept])
    files = {part: read[part] if part in read else kept[part] for part in PARTS}
    return room.load(whole_of(files)), files
