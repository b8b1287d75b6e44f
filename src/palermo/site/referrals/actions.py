"""The acts on referrals: drafted, sent, opened, answered, recalled. May, change, audit, in one transaction.

Whether a move is allowed and what it needs the register says; here it is asked, written and told.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_noop

from palermo import register
from palermo.ground.errors import Refused, UsageError
from palermo.register import notices
from palermo.register.payload import ReferralPayload as Frozen
from palermo.register.sayings import tell as said
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of, person
from palermo.site.access.refusals import Forbidden, Hidden, LostRace
from palermo.site.accounts.models import Agency
from palermo.site.audit.actions import record
from palermo.site.cases.models import Case
from palermo.site.keys.fields import Closed
from palermo.site.keys.sealing import seal
from palermo.site.referrals.calendar import rulebook, working_days
from palermo.site.referrals.freezing import frozen, preview_mark
from palermo.site.referrals.holding import held_consent
from palermo.site.referrals.kept_together import Together
from palermo.site.referrals.models import (
    Consent,
    Notice,
    NoticeSeen,
    OutsideReferral,
    Referral,
    ReferralMove,
    ReferralPayload,
)
from palermo.site.referrals.moves.actions import keep, notify, tell, write
from palermo.site.referrals.references import new_reference
from palermo.site.referrals.rooms import codes, consent_of, notice_of, of_rows

CASE_CLOSED = gettext_noop("The case is closed. Open it again first.")
LAST_DAY_PASSED = gettext_noop("The last day for an answer has passed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the sender writes of a referral."""

    fields: Collection[str]
    urgent: bool = False
    desk: str = ""
    details: str = ""
    expires_on: date | None = None
    apart_because: str = ""


@transaction.atomic
def draft(actor: Actor, consent: Consent, addressee: Agency, told: Draft, *, now: datetime) -> Referral:
    """A referral under a consent, which nobody else sees until it is sent. Raises Forbidden, UsageError."""
    demand(actor, Verb.READ, consent)
    on_an_open_case(consent.participation.case_id)
    if addressee.pk == consent.agency_id:
        raise UsageError("A referral goes from a body to itself.", hint="Inside one body hand over the case.")
    row = Referral(
        agency_id=consent.agency_id,
        addressee=addressee,
        reference=new_reference(),
        case_id=consent.participation.case_id,
        participation_id=consent.participation_id,
        consent=consent,
        purpose=consent.purpose,
        family_unit=Together.unit_of(consent.participation),
        account=person(actor),
        made_at=now,
    )
    fill(row, told)
    demand(actor, Verb.WRITE, row)
    row.save()
    record(actor, "referral.draft", row, fields=_WRITTEN)
    return row


@transaction.atomic
def change(actor: Actor, row: Referral, told: Draft, *, version: int) -> Referral:
    """Change a draft. Raises LostRace where it was changed or sent meanwhile."""
    demand(actor, Verb.WRITE, row)
    held = _held(row)
    if held.version != version or held.receiver_id or held.moves.exists():
        raise LostRace("The draft was changed meanwhile.")
    fill(held, told)
    held.version += 1
    held.save()
    record(actor, "referral.change", held, fields=_WRITTEN)
    return held


@transaction.atomic
def send(actor: Actor, row: Referral, *, seen: str, now: datetime) -> Referral:
    """Freeze what the preview showed and send it. Raises Refused with everything that is missing, KeyAbsent, NoKeys.

    ``seen``: the mark of the preview that was looked at. Raises LostRace where other bytes would go by now.
    """
    value, by = _of(actor, row)
    if (value.state, "sent", by) not in register.referral.MOVES:
        register.referral.move(value, "sent", by, at=localtime(now))  # raises, and says why
    held, today = _held(row), localdate(now)
    if held.receiver_id or held.moves.exists():
        raise LostRace("Somebody moved the referral meanwhile.")
    on_an_open_case(held.case_id)
    consent = standing_consent(held)
    made = frozen(held, today=today)
    if preview_mark(held, made) != seen:
        raise LostRace("What is sent changed since the preview.")
    together = Together.of(held)
    due = register.referral.due_day(value, today, rulebook(), working_days()).due
    held.receiver_id, held.due, held.expires_on = held.addressee_id, due, _earlier(held.expires_on, consent.expires_on)
    kept = _payload(held, made, now)
    sealed = _sealed(kept, made)
    needs = register.Needs(
        consent=consent_of(consent),
        payload=sealed,
        due=due,
        unit=together.unit if together else None,
        referred=together.referred if together else {},
        apart_because=held.apart_because or "",
    )
    move, _ = register.referral.move(value, "sent", by, at=localtime(now), needs=needs)
    held.version += 1
    held.save()
    write(actor, held, move)
    keep(actor, kept, made.body.decode(), on=today)
    kept.save()
    record(actor, "referral.send", held, fields=sorted(made.fields))
    return held


@dataclass(frozen=True, slots=True, repr=False)
class OpenedPayload:
    """What the receiver reads: the bytes as they were sent, and the names where they were sent. It has no repr."""

    body: str
    names: str
    sha256: str


@transaction.atomic
def open_payload(actor: Actor, row: Referral, *, now: datetime) -> OpenedPayload:
    """What was sent, for the receiver's eyes. Opening it is the receipt. Raises KeyAbsent, Refused, LostRace.

    Each reading is told to the audit.
    """
    value, by = _of(actor, row)
    payload: ReferralPayload | None = ReferralPayload.objects.filter(referral=row).first()
    if payload is None or actor.agency != payload.receiver_id:
        raise Forbidden("The receiver opens it.")
    demand(actor, Verb.READ, payload)
    if payload.closed_at is not None or not value.payload_is_readable:
        raise UsageError(gettext_noop("The payload is closed."), hint="Look at the moves of the referral.")
    if value.state == "sent":
        _in_time(row, localdate(now))
        move, _ = register.referral.move(value, "received", by, at=localtime(now))
        write(actor, row, move)
        tell(actor, row, move)
    opened = OpenedPayload(body=payload.body or "", names=payload.names or "", sha256=payload.sha256)
    record(actor, "referral.read-payload", payload, fields=payload.fields)
    return opened


@transaction.atomic
def move(actor: Actor, row: Referral, to: str, *, reason: str = "", seen: int, now: datetime) -> ReferralMove:
    """Accept, refuse, complete or recall. Raises Refused, Forbidden, and LostRace where somebody moved it since.

    ``seen``: how many moves it had when it was looked at.
    """
    value, by = _of(actor, row)
    if len(value.moves) != seen:
        raise LostRace("Somebody moved the referral meanwhile.")
    if to in ("accepted", "refused"):
        _in_time(row, localdate(now))
    if to in ("sent", "received"):  # these have an act of their own, which a move alone would pass by
        raise Refused("There is no such move.", findings=(said("register.referral-move"),))
    made, _ = register.referral.move(value, to, by, at=localtime(now), needs=register.Needs(reason=reason))  # type: ignore[arg-type]
    written = write(actor, row, made)
    told = notices.after_move(value, made, rulebook(), working_days())
    if told is not None:
        notify([(row, told)], now)
    tell(actor, row, made)
    return written


@transaction.atomic
def run_out(actor: Actor, row: Referral, *, now: datetime) -> ReferralMove:
    """The last day for an answer has passed: by the worker, in the scope of the sender. Raises Refused, LostRace."""
    [(row, value)] = of_rows([row], with_consent=True)
    made, _ = register.referral.move(value, "expired", "system", at=localtime(now))
    written = write(actor, row, made, cause="expiry")
    told = notices.after_move(value, made, rulebook(), working_days())
    if told is not None:
        notify([(row, told)], now)
    tell(actor, row, made)
    return written


@transaction.atomic
def acknowledge(actor: Actor, notice: Notice, *, now: datetime) -> NoticeSeen:
    """The receiver has read a notice. Raises Forbidden for anybody else, LostRace where it was done before."""
    demand_of(actor, Verb.WRITE, Referral)
    if actor.agency != notice.receiver_id:
        raise Forbidden("Its receiver acknowledges it.")
    if notice.seen.exists():
        raise LostRace("The notice was acknowledged meanwhile.")
    known = codes()
    notices.acknowledged(notice_of(notice, None, known), by=known[notice.receiver_id], on=localdate(now))
    row = NoticeSeen(
        agency_id=notice.receiver_id,
        sender_id=notice.agency_id,
        notice=notice,
        on=localdate(now),
        account=person(actor),
    )
    row.save()
    record(actor, "notice.acknowledge", notice)
    return row


_WRITTEN = ["apart_because", "desk", "details", "expires_on", "fields", "urgent"]


def fill(row: Referral | OutsideReferral, told: Draft) -> None:
    """What a draft says, whoever it is for."""
    row.fields = sorted(told.fields)
    row.desk, row.details = told.desk.strip(), told.details.strip()
    row.apart_because = told.apart_because.strip()
    if isinstance(row, Referral):
        row.urgent, row.expires_on = told.urgent, told.expires_on


def _of(actor: Actor, row: Referral) -> tuple[register.Referral, register.referral.Actor]:
    """The referral as it stands, and who the actor is to it. Raises Hidden, Forbidden."""
    demand(actor, Verb.WRITE, row)
    [(_, value)] = of_rows([row], with_consent=True)
    own = {row.agency_id: value.sender, row.addressee_id: value.receiver}
    if actor.agency not in own:
        raise Hidden("Nothing here.")
    return value, register.referral.actor_of(value, agency=own[actor.agency], role=actor.role)


def _held(row: Referral) -> Referral:
    """The row as it is, held by its sender until the transaction ends."""
    held: Referral | None = Referral.objects.select_for_update().filter(pk=row.pk).first()
    if held is None:
        raise Forbidden("Its sender writes it.")
    return held


def on_an_open_case(key: UUID) -> None:
    """Held until the transaction ends, so that nobody closes it meanwhile. Raises UsageError where it is closed."""
    if Case.objects.select_for_update().get(pk=key).closed_on is not None:
        raise UsageError(CASE_CLOSED, hint="Open the case again first.")


def standing_consent(row: Referral | OutsideReferral) -> Consent:
    """The version of the consent that counts, held. An older one is told by the room, which names what to do."""
    own: Consent = Consent.objects.get(pk=row.consent_id)
    newest: Consent = Consent.objects.filter(consent=own.consent).order_by("-version")[0]
    return held_consent(newest)


def _in_time(row: Referral, today: date) -> None:
    if row.expires_on is not None and row.expires_on < today:
        raise UsageError(LAST_DAY_PASSED, hint="Ask the sender for a new referral.")


def _payload(row: Referral, made: Frozen, now: datetime) -> ReferralPayload:
    body = made.body.decode()
    return ReferralPayload(
        agency_id=row.agency_id,
        receiver_id=row.addressee_id,
        referral=row,
        schema_version=made.schema_version,
        fields=sorted(made.fields),
        sha256=made.sha256,
        body=body,
        frozen_at=now,
    )


def _sealed(kept: ReferralPayload, made: Frozen) -> Frozen:
    """The names sealed for the receiver alone, at their place, and put into the row. Raises NoKeys."""
    if made.names is None:
        return made
    place = ReferralPayload._meta.get_field("names").place_of(kept)
    receiver = Agency.objects.get(pk=kept.receiver_id)
    closed = made.with_seal(seal(receiver, place, made.names))
    kept.names, kept.sealed_sha256 = Closed(closed.sealed or b""), closed.sealed_sha256
    return closed


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)
