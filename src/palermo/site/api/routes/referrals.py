"""Consents and referrals: where they stand, and the moves that need no look at a person.

A draft, its preview, its sending and the opening of what was sent are for the pages: a person looks at every byte.
"""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from palermo import register
from palermo.site.access.gate import Verb, demand, demand_of, find
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Forbidden
from palermo.site.api.cursors import by_key, page
from palermo.site.api.interface import FAULTS, ByToken
from palermo.site.api.told import (
    Consents,
    DueDays,
    Ended,
    Notices,
    Offers,
    OneConsent,
    OneDueDay,
    OneMove,
    OneNotice,
    OneOffer,
    OneReferral,
    Referrals,
    Unrecallable,
)  # fmt: skip
from palermo.site.api.writing import Key, once
from palermo.site.api.written import Acknowledge, GiveConsent, MoveReferral, NarrowConsent, Withdraw
from palermo.site.audit.reading import open_record
from palermo.site.cases.models import Participation
from palermo.site.referrals import actions
from palermo.site.referrals.consents import actions as consents
from palermo.site.referrals.directory.searching import search
from palermo.site.referrals.models import Consent, DueDay, Notice, Referral, ReferralPayload, ServiceOffer
from palermo.site.referrals.rooms import codes, consent_of, notice_of, of_rows

router = Router(tags=["referrals"])
READ, WRITE = ByToken("referrals.read"), ByToken("referrals.write")
SEE, ASK = ByToken("consents.read"), ByToken("consents.write")
Limit = Annotated[int, Query(ge=1, le=100)]
PURPOSE = "consent and referral"


@router.get("/consents", auth=SEE, response={200: Consents, **FAULTS})
def listed_consents(request: HttpRequest, after: str = "", limit: Limit = 50) -> Consents:
    """Every version of the consents of the body, in the order of their keys."""
    demand_of(actor_of(request), Verb.READ, Consent)
    rows, following = by_key(Consent.objects.all(), after=after, limit=limit)
    return Consents(items=[_consent(one) for one in rows], next=following)


@router.post("/participations/{uuid:participation}/consents", auth=ASK, response={201: OneConsent, **FAULTS})
def give(request: HttpRequest, participation: UUID, key: Key, told: GiveConsent) -> Any:
    """Record what a person agreed to, or the law in its place."""
    actor = actor_of(request)
    part = demand(actor, Verb.READ, find(actor, Participation, participation))
    terms = consents.Terms(**told.model_dump())
    return _once(request, key, lambda: _consent(consents.give(actor, part, terms, now=timezone.now())), told)


@router.get("/consents/{uuid:consent}", auth=SEE, response={200: OneConsent, **FAULTS})
def consent(request: HttpRequest, consent: UUID) -> OneConsent:
    """One version of a consent. Written down as read."""
    return _consent(open_record(actor_of(request), Consent, consent, purpose=PURPOSE))


@router.post("/consents/{uuid:consent}/narrow", auth=ASK, response={201: OneConsent, **FAULTS})
def narrow(request: HttpRequest, consent: UUID, key: Key, told: NarrowConsent) -> Any:
    """The next version, which says less; what it no longer covers is recalled."""
    actor = actor_of(request)
    row = find(actor, Consent, consent)
    return _once(
        request, key, lambda: _consent(consents.narrow(actor, row, **told.model_dump(), now=timezone.now())), told
    )


@router.post("/consents/{uuid:consent}/withdraw", auth=ASK, response={200: Ended, **FAULTS})
def withdraw(request: HttpRequest, consent: UUID, key: Key, told: Withdraw) -> Any:
    """End it, and do all that follows."""
    actor = actor_of(request)
    row = find(actor, Consent, consent)

    def act() -> Ended:
        plan = consents.withdraw(actor, row, now=timezone.now())
        return Ended(
            moves=[_move(one) for one in plan.moves] if plan else [],
            told=sorted({one.receiver for one in plan.notices}) if plan else [],
            cannot_recall=[
                Unrecallable(kind=one.kind, ref=one.ref, who=one.who, on=one.on)
                for one in (plan.cannot_recall if plan else ())
            ],
        )

    return _once(request, key, act, told, status=200)


@router.get("/referrals", auth=READ, response={200: Referrals, **FAULTS})
def listed(request: HttpRequest, after: str = "", limit: Limit = 50) -> Referrals:
    """What came in and what went out, newest first."""
    demand_of(actor_of(request), Verb.READ, Referral)
    rows, following = page(Referral.objects.all(), after=after, limit=limit, by="made_at")
    return Referrals(items=_referrals(rows), next=following)


@router.get("/referrals/{uuid:referral}", auth=READ, response={200: OneReferral, **FAULTS})
def referral(request: HttpRequest, referral: UUID) -> OneReferral:
    """One of them, with its moves; reasons lie sealed and stay on the pages. Written down as read."""
    return _referrals([open_record(actor_of(request), Referral, referral, purpose=PURPOSE)])[0]


@router.post("/referrals/{uuid:referral}/moves", auth=WRITE, response={201: OneReferral, **FAULTS})
def move(request: HttpRequest, referral: UUID, key: Key, told: MoveReferral) -> Any:
    """Accept, refuse, complete or recall. ``seen``: how many moves it had when it was looked at."""
    actor = actor_of(request)
    row = demand(actor, Verb.WRITE, find(actor, Referral, referral))

    def act() -> OneReferral:
        actions.move(actor, row, told.to, reason=told.reason, seen=told.seen, now=timezone.now())
        return _referrals([row])[0]

    return _once(request, key, act, told)


@router.get("/notices", auth=READ, response={200: Notices, **FAULTS})
def notices(request: HttpRequest, after: str = "", limit: Limit = 50) -> Notices:
    """Notices to the body and from it, newest first."""
    demand_of(actor_of(request), Verb.READ, Referral)
    rows, following = page(Notice.objects.prefetch_related("seen"), after=after, limit=limit, by="at")
    return Notices(items=[_notice(one) for one in rows], next=following)


@router.post("/notices/{uuid:notice}/acknowledge", auth=WRITE, response={200: OneNotice, **FAULTS})
def acknowledge(request: HttpRequest, notice: UUID, key: Key, told: Acknowledge) -> Any:
    """The body has read it."""
    actor = actor_of(request)
    row = find(actor, Notice, notice)

    def act() -> OneNotice:
        actions.acknowledge(actor, row, now=timezone.now())
        return _notice(row)

    return _once(request, key, act, told, status=200)


@router.get("/services", auth=READ, response={200: Offers, **FAULTS})
def services(
    request: HttpRequest,
    type: Annotated[str, Query(max_length=40)] = "",
    area: Annotated[str, Query(max_length=80)] = "",
    places: Annotated[int, Query(ge=1, le=100)] = 1,
) -> Offers:
    """The directory: offers that fit, those that did not tell their free places last."""
    demand_of(actor_of(request), Verb.READ, ServiceOffer)
    found = search(today=timezone.localdate(), type=type, area=area, places=places)
    return Offers(
        items=[
            OneOffer(
                id=UUID(one.offer.id),
                body=one.offer.agency,
                type=one.offer.type,
                area=one.offer.area,
                languages=sorted(one.offer.languages),
                for_whom=sorted(one.offer.for_whom),
                places=one.offer.places,
                free=one.offer.free,
                as_of=one.offer.as_of,
            )
            for one in found
        ]
    )


@router.get("/due-days", auth=READ, response={200: DueDays, **FAULTS})
def due_days(request: HttpRequest, after: str = "", limit: Limit = 50) -> DueDays:
    """For the coordination office: each move by its reference, two bodies, the state and the day that was due."""
    if actor_of(request).role != "plan_secretary":
        raise Forbidden("Not allowed.")
    known = codes()
    rows, following = by_key(DueDay.objects.all(), after=after, limit=limit)
    return DueDays(
        items=[
            OneDueDay(
                reference=one.reference,
                sender=known[one.agency_id],
                receiver=known[one.receiver_id],
                seq=one.seq,
                state=one.state,
                due=one.due,
                urgent=one.urgent,
                on=one.on,
            )
            for one in rows
        ],
        next=following,
    )


def _once(request: HttpRequest, key: str, act: Any, told: Schema, *, status: int = 201) -> Any:
    return once(request, key, act, status=status, asked=told.model_dump_json().encode())


def _consent(row: Consent) -> OneConsent:
    value = consent_of(row)
    return OneConsent(
        id=row.pk,
        consent=row.consent,
        version=value.version,
        participation=row.participation_id,
        purpose=value.purpose,
        fields=sorted(value.fields),
        recipients=sorted(value.recipients),
        given_on=value.given_on,
        given_by=value.given_by or "",
        expires_on=value.expires_on,
        withdrawn_on=value.withdrawn_on,
        by_law=value.given_on is None,
    )


def _referrals(rows: list[Referral]) -> list[OneReferral]:
    today = timezone.localdate()
    hashes = dict(ReferralPayload.objects.filter(referral__in=rows).values_list("referral_id", "sha256"))
    return [
        OneReferral(
            id=row.pk,
            reference=row.reference,
            sender=value.sender,
            receiver=value.receiver,
            purpose=value.purpose,
            fields=sorted(value.fields),
            urgent=value.urgent,
            state=value.state,
            due=value.due,
            expires_on=value.expires_on,
            overdue=value.is_overdue(today),
            payload_sha256=hashes.get(row.pk, ""),
            moves=[_move(one) for one in value.moves],
        )
        for row, value in of_rows(rows)
    ]


def _move(one: register.Move) -> OneMove:
    return OneMove(referral=UUID(one.referral), seq=one.seq, to=one.to, by=one.by, at=one.at)


def _notice(row: Notice) -> OneNotice:
    known = codes()
    value = notice_of(row, row.seen.first(), known)
    return OneNotice(
        id=row.pk,
        referral=row.referral_id,
        sender=value.sender,
        receiver=value.receiver,
        kind=value.kind,
        sent=value.sent,
        due=value.due,
        acknowledged=value.acknowledged,
        standing=value.standing(timezone.localdate()),
    )
