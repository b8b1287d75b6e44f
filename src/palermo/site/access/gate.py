"""The one gate: may this actor do that to this? A foreign thing answers 404, a forbidden act 403."""

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.db.models import Model

from palermo.site.access.actor import Actor
from palermo.site.access.declared import OPEN, PROTECTED, resource_of
from palermo.site.access.refusals import Forbidden, Hidden
from palermo.site.access.rows import seen_by
from palermo.standards.permissions import RELATIONS, right

M = TypeVar("M", bound=Model)


class Verb(StrEnum):
    """What can be done with a resource, by the letters of the permission matrix."""

    READ = "R"
    WRITE = "W"
    APPROVE = "A"
    ASK = "ask"


def may(actor: Actor, verb: Verb, thing: Model | type[Model]) -> bool:
    """Whether ``actor`` may do ``verb`` to a row, or, asked of a model, to some row there could be."""
    allowed = right(resource_of(_model(thing)), actor.role)
    relations = (relation(actor, thing),) if isinstance(thing, Model) else RELATIONS
    return any(allowed.allows(verb, one) for one in relations)


def relation(actor: Actor, row: Model) -> str:
    """How ``row`` stands to the body of ``actor``: own, referred (another end of it names the body) or other."""
    model = type(row)
    rule = PROTECTED.get(model)
    ends = [f"{end}_id" for end in rule.ends] if rule else [OPEN[model].body] if OPEN[model].body else []
    named = [actor.agency is not None and getattr(row, end) == actor.agency for end in ends]
    if not any(named):
        return "other"
    return "own" if named[0] else "referred"


def demand(actor: Actor, verb: Verb, thing: M) -> M:
    """The thing itself. Raises Hidden where ``actor`` does not see it, Forbidden where the act is not allowed."""
    if type(thing) in PROTECTED and not thing._state.adding and not _visible(actor, thing):
        raise Hidden("Nothing here.")
    if not may(actor, verb, thing):
        raise Forbidden("Not allowed.")
    return thing


def demand_of(actor: Actor, verb: Verb, model: type[Model]) -> None:
    """Raises Forbidden where ``actor`` may do ``verb`` to no row of ``model``: the door of a page."""
    if not may(actor, verb, model):
        raise Forbidden("Not allowed.")


def find(actor: Actor, model: type[M], key: object) -> M:
    """The row of that key. Raises Hidden where there is none for ``actor``."""
    rows = model._default_manager.filter(pk=key)
    if model in PROTECTED:
        rows = rows.filter(seen_by(actor, model))
    found = rows.first()
    if found is None:
        raise Hidden("Nothing here.")
    return found


def person(actor: Actor) -> UUID:
    """The account of the one who acts. Raises Forbidden for whoever has none: some acts need a person."""
    if actor.account is None:
        raise Forbidden("A person with an account does this.")
    return actor.account


def _visible(actor: Actor, row: Model) -> bool:
    return type(row)._default_manager.filter(seen_by(actor, type(row)), pk=row.pk).exists()


def _model(thing: Model | type[Model]) -> type[Model]:
    return type(thing) if isinstance(thing, Model) else thing
