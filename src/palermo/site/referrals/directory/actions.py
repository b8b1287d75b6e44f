"""The acts on the directory and on bodies outside: offered, changed; a file made for a body outside and recorded."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from palermo import engines, register
from palermo.ground.errors import Refused, UsageError
from palermo.ground.finding import errors
from palermo.register.sayings import tell
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of, person
from palermo.site.access.refusals import Forbidden, LostRace
from palermo.site.audit.actions import record
from palermo.site.referrals.actions import Draft, fill, on_an_open_case, standing_consent
from palermo.site.referrals.freezing import frozen, preview_mark
from palermo.site.referrals.kept_together import Together
from palermo.site.referrals.models import Consent, OutsideBody, OutsideReferral, ServiceOffer
from palermo.site.referrals.moves.actions import keep
from palermo.site.referrals.references import new_reference


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
def draft_outside(
    actor: Actor, consent: Consent, outside: OutsideBody, told: Draft, *, now: datetime
) -> OutsideReferral:
    """A draft for a body outside, under a consent. Raises Forbidden, UsageError where nothing would be sent."""
    demand_of(actor, Verb.WRITE, OutsideReferral)
    demand(actor, Verb.READ, consent)
    on_an_open_case(consent.participation.case_id)
    row = OutsideReferral(
        agency_id=consent.agency_id,
        outside=demand(actor, Verb.READ, outside),
        reference=new_reference(),
        case_id=consent.participation.case_id,
        participation_id=consent.participation_id,
        consent=consent,
        purpose=consent.purpose,
        family_unit=Together.unit_of(consent.participation),
        account=person(actor),
        made_at=now,
    )
    _fill(row, told)
    row.save()
    record(actor, "outside.draft", row, fields=_DRAFTED)
    return row


@transaction.atomic
def change_outside(actor: Actor, row: OutsideReferral, told: Draft, *, version: int) -> None:
    """Change a draft. Raises LostRace where it was changed, or its file made, meanwhile."""
    held = _held(actor, row)
    if held.version != version:
        raise LostRace("The draft was changed meanwhile.")
    _fill(held, told)
    held.version += 1
    held.save()
    record(actor, "outside.change", held, fields=_DRAFTED)


@transaction.atomic
def refer_outside(actor: Actor, row: OutsideReferral, *, seen: str, now: datetime) -> SealedFile:
    """The file of exactly what the preview showed; what it held is recorded. It cannot be recalled.

    ``seen``: the mark of the preview that was looked at. Raises Refused with everything that is missing, Forbidden,
    KeyAbsent, LostRace where other bytes would go by now.
    """
    held = _held(actor, row)
    on_an_open_case(held.case_id)
    if standing_consent(held).pk != held.consent_id:
        raise Refused("The consent has a later version.", findings=(tell("register.referral-consent"),))
    made = frozen(held, today=localdate(now))
    if preview_mark(held, made) != seen:
        raise LostRace("What is sent changed since the preview.")
    together = Together.of(held)
    apart = errors(together.findings(held.apart_because or "")) if together else ()
    if apart:
        raise Refused("The family would be parted.", findings=apart)
    content = engines.sealed_for(held.outside.recipient, made.body + (made.names or b""))
    held.schema_version, held.sha256 = made.schema_version, made.sha256
    keep(actor, held, made.body.decode(), on=localdate(now))
    held.fields, held.file_sha256 = sorted(made.fields), sha256(content).hexdigest()
    held.at, held.account, held.version = now, person(actor), held.version + 1
    held.save()
    record(actor, "referral.outside", held, fields=held.fields)
    return SealedFile(name=f"referral-{held.reference}.age", content=content)


def _held(actor: Actor, row: OutsideReferral) -> OutsideReferral:
    """A draft, held until the transaction ends. Raises LostRace where its file was made meanwhile."""
    demand(actor, Verb.WRITE, row)
    held: OutsideReferral = OutsideReferral.objects.select_for_update().get(pk=row.pk)
    if held.at is not None:
        raise LostRace("The file was made meanwhile.")
    return held


def _fill(row: OutsideReferral, told: Draft) -> None:
    if not told.fields:
        raise UsageError("Nothing would be sent.", hint="Choose at least one field.")
    fill(row, told)


_DRAFTED = ["apart_because", "desk", "details", "fields"]
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
