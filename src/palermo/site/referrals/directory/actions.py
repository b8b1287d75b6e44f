"""The acts on the directory and on bodies outside: offered, changed; a file made for a body outside and recorded."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from palermo import engines, register
from palermo.ground.errors import Refused, UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of, person
from palermo.site.access.refusals import Forbidden, LostRace
from palermo.site.audit.actions import record
from palermo.site.referrals.actions import new_reference
from palermo.site.referrals.consents.actions import held_consent
from palermo.site.referrals.freezing import built
from palermo.site.referrals.models import Consent, OutsideBody, OutsideReferral, ServiceOffer
from palermo.site.referrals.models.columns import OUTSIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a body says it offers, and on which day it said so."""

    type: str
    area: str = ""
    languages: Collection[str] = ()
    for_whom: Collection[str] = ("everybody",)
    places: int | None = None
    free: int | None = None
    as_of: date


@transaction.atomic
def offer(actor: Actor, told: Offer) -> ServiceOffer:
    """A further service of the actor's body. Raises Forbidden, Refused where more is free than there is."""
    if actor.agency is None:
        raise Forbidden("A body offers services.")
    row = ServiceOffer(agency_id=actor.agency)
    demand(actor, Verb.WRITE, row)
    _write(row, told)
    row.save(force_insert=True)
    record(actor, "offer.add", row, fields=_WRITTEN)
    return row


@transaction.atomic
def change_offer(actor: Actor, row: ServiceOffer, told: Offer, *, version: int, ended_on: date | None) -> None:
    """What it offers now. Raises Forbidden for another body's, LostRace."""
    demand(actor, Verb.WRITE, row)
    _write(row, told)
    row.ended_on, row.version = ended_on, version + 1
    values = {name: getattr(row, name) for name in (*_WRITTEN, "ended_on", "version")}
    if not ServiceOffer.objects.filter(pk=row.pk, agency_id=row.agency_id, version=version).update(**values):
        raise LostRace("The offer was changed meanwhile.")
    record(actor, "offer.change", row, fields=[*_WRITTEN, "ended_on"])


@transaction.atomic
def add_outside(actor: Actor, *, code: str, name: str, recipient: str, now: datetime) -> OutsideBody:
    """A body outside the system with its public key. Raises Forbidden, UsageError for a key that is none, LostRace."""
    if actor.agency is None:
        raise Forbidden("A body refers people.")
    row = OutsideBody(
        agency_id=actor.agency, code=code, name=name.strip(), recipient=recipient.strip(), account=person(actor),
        made_at=now,
    )  # fmt: skip
    demand(actor, Verb.WRITE, row)
    engines.sealed_for(row.recipient, b"")  # raises: it says what such a key looks like
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise LostRace("A body of that code is there already.") from error
    record(actor, "outside.add", row, fields=["code", "name", "recipient"])
    return row


@dataclass(frozen=True, slots=True, repr=False)
class SealedFile:
    """What leaves: the name of the file, and its bytes, which the body outside alone opens."""

    name: str
    content: bytes


@transaction.atomic
def refer_outside(
    actor: Actor, consent: Consent, outside: OutsideBody, *, fields: Collection[str], details: str, now: datetime
) -> SealedFile:
    """A file for a body outside, under a consent that names it; what it held is recorded. It cannot be recalled.

    Raises Refused with everything that is missing, Forbidden, KeyAbsent, LostRace where the consent was changed.
    """
    demand_of(actor, Verb.WRITE, OutsideReferral)
    last = held_consent(demand(actor, Verb.READ, consent))
    row = OutsideReferral(
        agency_id=last.agency_id,
        outside=demand(actor, Verb.READ, outside),
        reference=new_reference(),
        case_id=last.participation.case_id,
        participation_id=last.participation_id,
        consent=last,
        purpose=last.purpose,
        fields=sorted(fields),
        account=person(actor),
        at=now,
    )
    if not fields:
        raise UsageError("Nothing would be sent.", hint="Choose at least one field.")
    made = built(row, receiver=f"{OUTSIDE}{outside.code}", desk="", details=details, today=localdate(now))
    content = engines.sealed_for(outside.recipient, made.body + (made.names or b""))
    row.schema_version, row.sha256, row.sent_body = made.schema_version, made.sha256, made.body.decode()
    row.fields, row.file_sha256 = sorted(made.fields), sha256(content).hexdigest()
    row.save()
    record(actor, "referral.outside", row, fields=row.fields)
    return SealedFile(name=f"referral-{row.reference}.age", content=content)


_WRITTEN = ["area", "as_of", "for_whom", "free", "languages", "places", "type"]


def _write(row: ServiceOffer, told: Offer) -> None:
    found = register.services.check_offer(
        register.ServiceOffer(
            id=str(row.pk),
            agency=str(row.agency_id),
            type=told.type,
            places=told.places,
            free=told.free,
            as_of=told.as_of,
        )  # fmt: skip
    )
    if found:
        raise Refused("The offer makes no sense.", findings=found)
    row.type, row.area, row.as_of = told.type, told.area.strip(), told.as_of
    row.languages, row.for_whom = sorted(told.languages), sorted(told.for_whom) or [register.services.EVERYBODY]
    row.places, row.free = told.places, told.free
