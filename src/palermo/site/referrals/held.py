"""What referrals hold about a person who asks: what came from outside about them, and what was sent about them."""

import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, may
from palermo.site.cases.elsewhere import Found
from palermo.site.cases.sections import CLOSED, Entry, Fact, Section, facts
from palermo.site.cases.whole import Whole
from palermo.site.keys.fields import unseal_fields
from palermo.site.keys.refusals import KeyAbsent
from palermo.site.keys.sealing import plain_letters
from palermo.site.referrals import bodies, words
from palermo.site.referrals.models import MonitorShare, OutsideReferral, ReceivedFile, Referral, ReferralPayload
from palermo.site.referrals.read_payload import read_body
from palermo.site.referrals.taking_in.actions import read_file


def of_person(actor: Actor, whole: Whole, person: UUID) -> list[Section]:
    """Files that a case of the person was opened from, with what they say; what was sent about them, to whom."""
    if not may(actor, Verb.READ, Referral):
        return []
    return [of_files(actor, ReceivedFile.objects.filter(participation__person=person)), _went(person)]


def of_files(actor: Actor, files: Iterable[ReceivedFile]) -> Section:
    """Files from bodies outside with what they say. Each is told to the audit as read, where it is."""
    return Section(
        id="came", title=_("What came from bodies outside"), entries=tuple(_file(actor, one) for one in files)
    )


def same_name(actor: Actor, whole: Whole, person: UUID) -> list[Found]:
    """Files that became no case and bear the whole name of the person. Raises KeyAbsent."""
    known = {plain_letters(str(one.full)) for one in whole.names if one.person_id == person and one.full}
    return [_found(row) for row, parts in _nobodys(actor) if _whole(parts) in known]


def by_name(actor: Actor, text: str) -> list[Found]:
    """Files that became no case and bear that name, or that part of one. Raises KeyAbsent."""
    told = plain_letters(text)
    return [_found(row) for row, parts in _nobodys(actor) if told in {*parts.values(), _whole(parts)}]


def _nobodys(actor: Actor) -> list[tuple[ReceivedFile, dict[str, str]]]:
    """Files that became no case, each with the parts of its name: opened with one question, and shown to nobody."""
    if actor.agency is None or not may(actor, Verb.READ, ReferralPayload):
        return []
    files = ReceivedFile.objects.filter(agency_id=actor.agency, case=None, names__isnull=False)
    rows = list(files.defer("body", "reason"))
    unseal_fields(rows)
    return [(row, {code: plain_letters(name) for code, name in _named(row)}) for row in rows]


def _whole(parts: dict[str, str]) -> str:
    return parts.get("full") or " ".join(parts[code] for code in ("given", "family") if parts.get(code))


def _named(row: ReceivedFile) -> list[tuple[str, str]]:
    return list(json.loads(row.names)["fields"].items()) if row.names else []


def _found(row: ReceivedFile) -> Found:
    return Found(row.reference, reverse("referrals:received", args=[row.pk]))


def _file(actor: Actor, row: ReceivedFile) -> Entry:
    told = facts(
        (_("From, as the file says"), row.sender),
        (_("What for"), words.PURPOSES.get(row.purpose, row.purpose)),
        (_("Taken in on"), _day(row.at)),
        (_("State"), words.ANSWERS[row.answer]),
    )
    return Entry(title=row.reference, facts=(*told, *_said(actor, row)))


def _said(actor: Actor, row: ReceivedFile) -> tuple[Fact, ...]:
    """What the file says of the person; what it is about, for whoever may not read it or has no key open."""
    if row.is_erased:
        return facts((_("What was sent"), _("Its time is over and it was erased. Its hash stays.")))
    about = _about(row.fields)
    if not may(actor, Verb.READ, ReferralPayload):
        return facts((_("What was sent"), about))
    try:
        unseal_fields([row])
    except KeyAbsent:
        return facts((_("What was sent"), about), (_("What it says"), CLOSED))
    read = read_file(actor, row)
    names = [(words.FIELDS.get(code, code), value) for code, value in _named(read)]
    said = [(label, "\n".join(values)) for label, values in read_body(read.body or "")]
    return facts(*names, *said, (_("Reason"), read.reason or ""))


def _went(person: UUID) -> Section:
    """What was sent about the person and to whom; of the bytes only the fields, since what they say the case says."""
    rows = Referral.objects.filter(participation__person=person)
    payloads = ReferralPayload.objects.filter(referral__in=rows).order_by("frozen_at").prefetch_related("referral")
    files = OutsideReferral.objects.filter(participation__person=person, at__isnull=False).prefetch_related("outside")
    shares = MonitorShare.objects.filter(participation__person=person)
    called = bodies.called()
    entries = [
        *(_sent(called[str(one.receiver_id)], one.referral, one.frozen_at, one.fields) for one in payloads),
        *(_sent(one.outside.name, one, one.at, one.fields) for one in files),
        *(_shared(called[str(one.monitor_id)], one) for one in shares),
    ]
    return Section(id="went", title=_("What was sent to other bodies"), entries=tuple(entries))


def _sent(to: str, row: Referral | OutsideReferral, at: datetime | None, fields: Iterable[str]) -> Entry:
    told = facts(
        (_("To"), to),
        (_("What for"), words.PURPOSES.get(row.purpose, row.purpose)),
        (_("Sent on"), _day(at)),
        (_("What was sent"), _about(fields)),
    )
    return Entry(title=row.reference, facts=told)


def _shared(to: str, row: MonitorShare) -> Entry:
    told = facts((_("To"), to), (_("Shown since"), _day(row.begun_at)), (_("What is shown"), _about(row.fields)))
    return Entry(title=row.reference, facts=told)


def _about(fields: Iterable[str]) -> str:
    return ", ".join(str(words.FIELDS.get(code, code)) for code in fields)


def _day(at: datetime | None) -> str:
    return f"{localtime(at):%Y-%m-%d}" if at else ""
