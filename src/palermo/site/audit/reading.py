"""Reading a protected record is an act: it is looked for, allowed, and written down with its purpose."""

from dataclasses import replace
from typing import TypeVar

from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, find
from palermo.site.access.rows import ProtectedModel
from palermo.site.audit.actions import record

M = TypeVar("M", bound=ProtectedModel)


def open_record(actor: Actor, model: type[M], key: object, *, purpose: str) -> M:
    """The row of that key, read for ``purpose``. Raises Hidden, Forbidden, or UsageError without a purpose."""
    if not purpose.strip():
        raise UsageError("A record is read for a purpose.", hint="Name it.")
    row = demand(actor, Verb.READ, find(actor, model, key))
    record(replace(actor, purpose=purpose.strip()), "read", row)
    return row
