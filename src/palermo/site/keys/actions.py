"""The acts on keys: made, opened, closed; keys of records. May, change, audit, in one transaction."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext_noop

from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand
from palermo.site.access.refusals import Forbidden, LostRace, NothingWritten
from palermo.site.accounts.models import Agency
from palermo.site.audit.actions import record
from palermo.site.keys.envelope import new_pair
from palermo.site.keys.holding import holder
from palermo.site.keys.models import PublicKey, RecordKey, RetentionSchedule, Rotation, WrappedKey
from palermo.site.keys.refusals import NoKeys, SealBroken
from palermo.site.keys.retention import due
from palermo.site.keys.rights import demand_makes, demand_opens
from palermo.site.keys.rotation import AT_ONCE, Column, columns, sealed_by
from palermo.site.keys.sealing import seal, secret_place, unseal

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


@transaction.atomic
def rotate(actor: Actor, agency: Agency, *, passphrase: str, now: datetime) -> str:
    """A new key seals from now on; new passphrase and key file open it and the old ones: the key file, this once.

    Raises KeyAbsent where the body's keys are not open, Forbidden, LostRace where somebody else did it just now.
    """
    demand_makes(actor)
    _own(actor, agency)
    _long_enough(passphrase)
    if not PublicKey.objects.filter(agency=agency, replaced_at__isnull=True).update(replaced_at=now):
        raise NoKeys("The body has no keys to replace.")
    key_id = uuid4()
    made = holder().make(
        agency=agency.pk, key_id=key_id, first=False, passphrase=passphrase, label=_label(agency, now), cost=_cost()
    )
    PublicKey.objects.create(id=key_id, agency=agency, public=made["public"], made_at=now)
    WrappedKey.objects.filter(agency=agency).delete()
    _keep(agency, made["wraps"], now)
    Rotation(agency=agency, new_key=key_id, account=actor.account, begun_at=now).save()
    record(actor, "keys.rotate", agency, fields=["key_file", "passphrase", "public"])
    return str(made["key_file"])


@transaction.atomic
def rotate_some(actor: Actor, agency: Agency, *, now: datetime, at_once: int = AT_ONCE) -> Rotation | None:
    """The next values taken from old keys to the new one; None where nothing was begun. Raises KeyAbsent.

    A job for as long as it has no end: it goes on where it stopped, whoever of the body is signed in.
    """
    demand_opens(actor)
    _own(actor, agency)
    work: Rotation | None = Rotation.objects.filter(agency=agency, ended_at__isnull=True).first()
    if work is None:
        return None
    old = set(PublicKey.objects.filter(agency=agency).exclude(pk=work.new_key).values_list("pk", flat=True))
    for column in columns():
        if str(column) < work.column:
            continue
        after = work.last if str(column) == work.column else None
        found = list(islice(sealed_by(column, old, after=after), at_once))
        if found:
            keys = [key for key, _ in found]
            moved = _reseal(agency, column, keys, old)
            work.column, work.last = str(column), keys[-1]
            work.done, work.left = work.done + moved, work.left + len(keys) - moved
            work.save()
            return work
    work.ended_at = now
    work.save()
    record(actor, "keys.rotated", agency)
    return work


@transaction.atomic
def retire(actor: Actor, agency: Agency, key_id: UUID, *, now: datetime) -> None:
    """Drop an old key for good. Raises UsageError while anything stands that only it opens, or while it still seals."""
    demand_makes(actor)
    _own(actor, agency)
    current = PublicKey.objects.filter(agency=agency, replaced_at__isnull=True).first()
    if current is None or current.pk == key_id:
        raise UsageError(gettext_noop("This key seals; it is replaced first."), hint="Replace the keys.")
    if any(True for column in columns() for _ in islice(sealed_by(column, {key_id}), 1)):
        raise UsageError(gettext_noop("Something stands sealed that this key alone opens."), hint="Keep it.")
    if not PublicKey.objects.filter(pk=key_id, agency=agency, retired_at__isnull=True).update(retired_at=now):
        raise LostRace("The key was dropped already.")
    WrappedKey.objects.filter(agency=agency, key_id=key_id).delete()
    holder().forget(agency=agency.pk, key_id=key_id)
    record(actor, "keys.retire", agency)


@transaction.atomic
def set_schedule(actor: Actor, agency: Agency, *, kind: str, days: int, basis: str, valid_from: date) -> None:
    """How long a kind of record is kept by the actor's body. Raises Forbidden."""
    row = RetentionSchedule(agency=agency, kind=kind, days=days, basis=basis.strip(), valid_from=valid_from)
    demand(actor, Verb.WRITE, row)
    row.save()
    record(actor, "retention.schedule", row, fields=["basis", "days", "kind", "valid_from"])


@transaction.atomic
def erase(actor: Actor, agency: Agency, keys: Sequence[UUID], *, today: date, now: datetime) -> int:
    """Destroy the keys of records whose time is over: what they sealed is gone, receipts and counts stay. How many.

    Raises Forbidden, and UsageError, destroying none, where one of them is not due.
    """
    rows = {one.key.pk: one.key for one in due(agency.pk, today)}
    if set(keys) - rows.keys():
        raise UsageError(gettext_noop("One of these is not due, or is erased already."), hint="Load the list anew.")
    for key in dict.fromkeys(keys):
        row = demand(actor, Verb.WRITE, rows[key])
        row.secret, row.erased_at = None, now
        row.save()
        record(actor, "retention.erase", row, fields=["secret"])
    return len(set(keys))


def _reseal(agency: Agency, column: Column, keys: Sequence[UUID], old: Collection[UUID]) -> int:
    """Seal these rows anew: how many could be. A table that is never changed keeps its values, and its old key."""
    moved = 0
    for key in keys:
        try:
            with transaction.atomic():
                row = column.model._default_manager.select_for_update().filter(pk=key)
                [sealed] = [held for _, held in sealed_by(column, old, rows=row)]
                plain = unseal(agency, column.place(key), sealed)
                row.update(**{column.name: seal(agency, column.place(key), plain)})
                moved += 1
        except (DatabaseError, NothingWritten, SealBroken, ValueError):
            continue
    return moved


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
    cost: int = settings.KEY_WRAP_COST
    return cost
