"""The acts on files from bodies outside: taken in, read, answered, made a case of. May, change, audit, in one
transaction.

The sender has no place in the system: what is decided here is told to it by other means, never by the site.
"""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from palermo import register
from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of, person
from palermo.site.access.refusals import Forbidden, LostRace
from palermo.site.audit.actions import record
from palermo.site.cases import actions as cases
from palermo.site.cases.models import Case, Participation
from palermo.site.keys.models import RecordKey
from palermo.site.keys.sealing import LARGEST_FILE, NotForUs, SealBroken, open_file
from palermo.site.referrals.models import ReceivedFile, ReferralPayload
from palermo.site.referrals.moves.actions import OF_CASES, key_for, lock
from palermo.site.referrals.words import FIELDS, PURPOSES

ANSWERS = ("accepted", "refused")


@transaction.atomic
def take_in(actor: Actor, content: bytes, *, told_sha256: str = "", now: datetime) -> ReceivedFile:
    """What an age file for the actor's body holds, sealed anew under a key of its own, which the body's schedule for
    cases destroys; the file itself is kept nowhere.

    ``told_sha256``: the hash of the file as the sender told it by another way; empty where it was not asked for.
    Raises UsageError for a file that is too large, another than the one told of, for another key, broken or taken in
    before; Refused for what is no referral; KeyAbsent, NoKeys, Forbidden. Nothing is stored then.
    """
    if actor.agency is None:
        raise Forbidden("A body takes referrals in.")
    demand_of(actor, Verb.READ, ReferralPayload)
    row = ReceivedFile(agency_id=actor.agency, file_sha256=sha256(content).hexdigest(), account=person(actor), at=now)
    demand(actor, Verb.WRITE, row)
    if told_sha256 and told_sha256 != row.file_sha256:
        raise UsageError(ANOTHER_FILE, hint="Ask the sender to read the hash out again, or for a new file.")
    read = register.received.read(_opened(actor.agency, content), purposes=PURPOSES, fields=FIELDS)
    row.confirmed = bool(told_sha256)
    row.sender, row.reference, row.purpose = read.sender, read.reference, read.purpose
    row.fields, row.schema_version, row.sha256 = list(read.fields), read.schema_version, read.sha256
    try:
        with transaction.atomic():
            key = key_for(actor, row, on=localdate(now))
            lock(row, key, body=read.body.decode(), names=read.names.decode() if read.names else None)
            row.save()
    except IntegrityError as error:  # this very file, known by its hash
        raise UsageError(KNOWN, hint="Look for it in the list.") from error
    record(actor, "referral.take-in", row, fields=row.fields)
    return row


@transaction.atomic
def read_file(actor: Actor, row: ReceivedFile) -> ReceivedFile:
    """The same row, whose texts may be looked at now. Each reading is told to the audit. Raises Forbidden, Hidden."""
    demand_of(actor, Verb.READ, ReferralPayload)
    demand(actor, Verb.READ, row)
    record(actor, "referral.read-file", row, fields=row.fields)
    return row


@transaction.atomic
def answer(actor: Actor, row: ReceivedFile, to: str, *, reason: str, now: datetime) -> None:
    """Take it, or not, with a reason. Raises UsageError where that is missing, LostRace where it was decided before."""
    held = _held(actor, row)
    if to not in ANSWERS:
        raise UsageError("There is no such answer.", hint="Accept or refuse it.")
    if to == "refused" and not reason.strip():
        raise UsageError(NO_REASON, hint="Write why it is not taken.")
    if held.answer:
        raise LostRace("Somebody answered it meanwhile.")
    held.answer = to
    lock(held, _key_of(held), reason=reason.strip() or None)
    held.answered_by, held.answered_at = person(actor), now
    held.save()
    record(actor, f"referral.file-{to}", held, fields=["answer", "reason"])


@transaction.atomic
def open_case(actor: Actor, row: ReceivedFile, first: cases.First, *, now: datetime) -> Case:
    """A case of the person in an accepted file. Raises what ``cases.open_case`` does, LostRace where there is one."""
    held = _held(actor, row)
    if held.answer != "accepted":
        raise UsageError(NOT_TAKEN, hint="Take it first.")
    if held.case_id is not None:
        raise LostRace("A case was opened from it meanwhile.")
    held.case = cases.open_case(actor, first, now=now)
    held.participation = Participation.objects.get(case=held.case)
    held.save()
    record(actor, "referral.file-case", held, fields=["case", "participation"])
    return held.case


def _held(actor: Actor, row: ReceivedFile) -> ReceivedFile:
    """The row as it is, held until the transaction ends. Raises UsageError where what it said is erased."""
    demand(actor, Verb.WRITE, row)
    held: ReceivedFile = ReceivedFile.objects.select_for_update().get(pk=row.pk)
    if held.is_erased:
        raise UsageError(GONE, hint="Ask the sender for a new file.")
    return held


def _key_of(row: ReceivedFile) -> RecordKey:
    key: RecordKey = RecordKey.objects.get(agency_id=row.agency_id, kind=OF_CASES, thing=row.pk)
    return key


def _opened(agency: UUID, content: bytes) -> bytes:
    if len(content) > LARGEST_FILE:
        raise UsageError(TOO_LARGE, hint="A referral is far smaller: look whether it is the right file.")
    try:
        return open_file(agency, content)
    except NotForUs:
        raise UsageError(FOR_OTHERS, hint="Give the sender your public key, from the page of keys.") from None
    except SealBroken:
        raise UsageError(BROKEN, hint="Take another copy of it; its name ends with .age.") from None


TOO_LARGE = gettext_noop("The file is larger than one megabyte.")
ANOTHER_FILE = gettext_noop("The hash is not that of this file.")
FOR_OTHERS = gettext_noop("The file is sealed to another key than yours.")
BROKEN = gettext_noop("This is no age file, or it is cut off, or was changed.")
KNOWN = gettext_noop("This file was taken in before.")
NO_REASON = gettext_noop("A refusal needs a reason.")
GONE = gettext_noop("Its time is over and it was erased. Its hash stays.")
NOT_TAKEN = gettext_noop("It was not accepted.")
