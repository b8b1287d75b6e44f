"""The one way into the audit: every act of every app calls ``record`` in its own transaction."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Model

from palermo.site.access.actor import Actor
from palermo.site.audit import merkle
from palermo.site.audit.digests import digest, keyed, new_salt
from palermo.site.audit.models import AuditEvent, SubjectSalt

Values = Mapping[str, object]


def record(
    actor: Actor,
    verb: str,
    thing: Model | type[Model],
    *,
    fields: Sequence[str] = (),
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """Write that ``actor`` did ``verb`` to ``thing``: which fields, never what stands in them.

    ``before`` and ``after`` are values that somebody may have to show later; they go in as digests under the salt of
    the record. Whoever acts for no body has no salt to keep, and no digest.
    """
    salt = _salt(actor, thing) if before is not None or after is not None else None
    AuditEvent(
        **_told(actor, verb, thing, fields),
        before_digest=digest(salt, before) if salt and before is not None else None,
        after_digest=digest(salt, after) if salt and after is not None else None,
    ).save()


def record_batch(
    actor: Actor, verb: str, thing: Model, rows: Iterable[bytes], *, fields: Sequence[str] = ()
) -> list[bytes]:
    """Write one event over many rows: their number and the root over their hashes, keyed as digests are.

    Gives the keyed hashes in their order: with ``merkle.way`` one row can be shown to have been among them.
    """
    salt = _salt(actor, thing)
    hashes = [keyed(salt, row) for row in rows] if salt else []
    told = _told(actor, verb, thing, fields)
    AuditEvent(**told, rows=len(hashes), after_digest=merkle.root(hashes)).save()
    return hashes


def forget(actor: Actor, thing: Model) -> None:
    """Destroy the salt of ``thing``: its digests in the chain tell nobody anything from now on."""
    held = SubjectSalt.objects.filter(**_subject(actor, thing))
    if held.exists():
        held.delete()
    record(actor, "forget-digests", thing)


def confirms(event: AuditEvent, *, before: Values | None = None, after: Values | None = None) -> bool | None:
    """Whether these values are those of the event. None: nobody can tell, since the salt is destroyed or not ours."""
    kept = SubjectSalt.objects.filter(agency_id=event.agency_id, kind=event.kind, key=event.key).first()
    if kept is None:
        return None
    told = [(event.before_digest, before), (event.after_digest, after)]
    return all(
        held is not None and bytes(held) == digest(bytes(kept.salt), one) for held, one in told if one is not None
    )


def _told(actor: Actor, verb: str, thing: Model | type[Model], fields: Sequence[str]) -> dict[str, object]:
    return {
        "actor": actor.account,
        "role": actor.role,
        "agency_id": actor.agency,
        "purpose": actor.purpose,
        "verb": verb,
        "kind": thing._meta.label_lower,
        "key": str(thing.pk) if isinstance(thing, Model) else "",
        "fields": sorted(fields),
        "request": actor.request,
    }


def _salt(actor: Actor, thing: Model | type[Model]) -> bytes | None:
    """The salt of the record for the actor's body, made when it is first needed."""
    if actor.agency is None or not isinstance(thing, Model):
        return None
    subject = _subject(actor, thing)
    kept = SubjectSalt.objects.filter(**subject).first()
    if kept is None:
        kept = SubjectSalt(**subject, salt=new_salt())
        kept.save()
    return bytes(kept.salt)


def _subject(actor: Actor, thing: Model) -> dict[str, object]:
    return {"agency_id": actor.agency, "kind": thing._meta.label_lower, "key": str(thing.pk)}
