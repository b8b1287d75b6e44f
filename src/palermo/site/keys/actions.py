"""The acts on keys: made, opened, closed; keys of records, made and destroyed. May, change, audit, in one transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.refusals import Forbidden, LostRace
from palermo.site.accounts.models import Agency
from palermo.site.audit.actions import record
from palermo.site.keys.envelope import new_pair
from palermo.site.keys.holding import holder
from palermo.site.keys.models import PublicKey, RecordKey, WrappedKey
from palermo.site.keys.rights import demand_makes, demand_opens
from palermo.site.keys.sealing import seal, secret_place

SHORTEST_PASSPHRASE = 16


@transaction.atomic
def make_keys(actor: Actor, agency: Agency, *, passphrase: str, now: datetime) -> str:
    """The first keys of the actor's body, wrapped twice: its key file, given this once. Raises Forbidden, LostRace."""
    demand_makes(actor)
    _own(actor, agency)
    _long_enough(passphrase)
    if PublicKey.objects.filter(agency=agency).exists():
        raise LostRace("The body has keys already.")
    key_id = uuid4()
    made = holder().make(
        agency=agency.pk, key_id=key_id, first=True, passphrase=passphrase, label=_label(agency, now), cost=_cost()
    )
    PublicKey.objects.create(id=key_id, agency=agency, public=made["public"], made_at=now)
    _keep(agency, made["wraps"], now)
    record(actor, "keys.make", agency, fields=["key_file", "passphrase", "public"])
    return str(made["key_file"])


@transaction.atomic
def unlock(actor: Actor, agency: Agency, *, kind: str, told: str, session: str) -> None:
    """Hold the body's keys in memory for this session. Raises WrongKey, Forbidden."""
    demand_opens(actor)
    _own(actor, agency)
    rows = WrappedKey.objects.filter(agency=agency, kind=kind)
    wraps = [[row.key_id, row.kind, bytes(row.salt), row.cost, bytes(row.blob)] for row in rows]
    holder().unlock(agency=agency.pk, session=session, seconds=settings.SESSION_COOKIE_AGE, wraps=wraps, told=told)
    record(actor, "keys.open", agency, fields=[kind])


@transaction.atomic
def lock(actor: Actor, agency: Agency) -> None:
    """Drop the body's keys from memory, for everybody of it."""
    demand_opens(actor)
    _own(actor, agency)
    holder().lock(agency=agency.pk)
    record(actor, "keys.close", agency)


@transaction.atomic
def make_record_key(actor: Actor, agency: Agency, *, kind: str, thing: UUID, made_on: date) -> RecordKey:
    """A key for one record or submission of the actor's body, by which it can be erased. Raises NoKeys, Forbidden.

    Asked for by the action that makes the record, which has asked the gate; it needs no open key.
    """
    _own(actor, agency)
    secret, public = new_pair()
    made = RecordKey(agency=agency, public=public, kind=kind, thing=thing, made_on=made_on)
    made.secret = seal(agency, secret_place(made.pk), secret)
    made.save()
    record(actor, "keys.make-record-key", made, fields=["public", "secret"])
    return made


def _keep(agency: Agency, wraps: Sequence[Sequence[Any]], now: datetime) -> None:
    for key_id, kind, salt, cost, blob in wraps:
        row = WrappedKey(agency=agency, key_id=key_id, kind=kind, salt=salt, cost=cost, blob=blob, made_at=now)
        row.save()


def _own(actor: Actor, agency: Agency) -> None:
    if actor.agency != agency.pk:
        raise Forbidden("Keys are the business of their own body.")


def _long_enough(passphrase: str) -> None:
    if len(passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise UsageError(gettext_noop("The passphrase is too short."), hint="Take five words that nobody would guess.")


def _label(agency: Agency, now: datetime) -> str:
    return f"Key file of {agency.code}, made on {now:%Y-%m-%d}"


def _cost() -> int:
    cost: int = settings.PALERMO_KEY_COST
    return cost
