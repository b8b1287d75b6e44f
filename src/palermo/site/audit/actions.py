"""The one way into the audit: every act of every app calls ``record`` in its own transaction."""

from collections.abc import Sequence

from django.db.models import Model

from palermo.site.access.actor import Actor
from palermo.site.audit.models import AuditEvent


def record(actor: Actor, verb: str, thing: Model | type[Model], *, fields: Sequence[str] = ()) -> None:
    """Write that ``actor`` did ``verb`` to ``thing``: which fields, never what stands in them."""
    AuditEvent.objects.create(
        actor=actor.account,
        role=actor.role,
        agency_id=actor.agency,
        purpose=actor.purpose,
        verb=verb,
        kind=thing._meta.label_lower,
        key=str(thing.pk) if isinstance(thing, Model) else "",
        fields=sorted(fields),
        request=actor.request,
    )
