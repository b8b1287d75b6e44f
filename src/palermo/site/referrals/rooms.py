"""Rows as the values that the rules of the register take. Sealed texts stay closed: no rule needs them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.timezone import localtime

from palermo import register
from palermo.site.accounts.models import Agency
from palermo.site.referrals.models import Consent, Notice, NoticeSeen, OutsideReferral, Referral, ReferralMove
from palermo.site.referrals.models.columns import OUTSIDE

Codes = Mapping[UUID, str]


def codes() -> Codes:
    """The code of every body."""
    return dict(Agency.objects.values_list("pk", "code"))


def receiver_of(row: Referral | OutsideReferral, codes: Codes) -> str:
    """The code of the body it is meant for, as a consent names it."""
    return codes[row.addressee_id] if isinstance(row, Referral) else f"{OUTSIDE}{row.outside.code}"


def consent_of(row: Consent) -> register.Consent:
    """One version of a consent."""
    return register.Consent(
        id=str(row.consent),
        participation=str(row.participation_id),
        purpose=row.purpose,
        fields=frozenset(row.fields),
        recipients=frozenset(row.recipients),
        given_on=row.given_on,
        given_by=row.given_by or None,  # type: ignore[arg-type]  # one of the two, by the form and by the room
        expires_on=row.expires_on,
        withdrawn_on=row.withdrawn_on,
        basis_if_none=row.basis_if_none,
        version=row.version,
    )


def latest(versions: Iterable[Consent]) -> list[Consent]:
    """Of each consent the version that counts, in the order of their making."""
    found: dict[UUID, Consent] = {}
    for row in versions:
        if row.consent not in found or row.version > found[row.consent].version:
            found[row.consent] = row
    return list(found.values())


def referral_of(
    row: Referral, moves: Iterable[ReferralMove], codes: Codes, *, consent: Consent | None = None
) -> register.Referral:
    """A referral with its moves. Without ``consent``, which the sender alone sees, it stands for the other side."""
    return register.Referral(
        id=str(row.pk),
        case=f"{codes[row.agency_id]}/{row.case_id}",
        participation=str(row.participation_id),
        sender=codes[row.agency_id],
        receiver=codes[row.addressee_id],
        purpose=row.purpose,
        fields=frozenset(row.fields),
        consent=str(consent.consent) if consent else "",
        consent_version=consent.version if consent else 1,
        urgent=row.urgent,
        family_unit=str(row.family_unit_id) if row.family_unit_id else None,
        due=row.due,
        expires_on=row.expires_on,
        moves=tuple(move_of(one) for one in sorted(moves, key=lambda one: one.seq)),
    )


def move_of(row: ReferralMove) -> register.Move:
    """A move without its reason, which is sealed. Its day is that of the installation."""
    return register.Move(
        referral=str(row.referral_id),
        seq=row.seq,
        to=row.state,  # type: ignore[arg-type]  # written from the room's own
        by=row.by,  # type: ignore[arg-type]
        at=localtime(row.at),
    )


def notice_of(row: Notice, seen: NoticeSeen | None, codes: Codes) -> register.Notice:
    """A notice, with the day it was acknowledged."""
    return register.Notice(
        referral=str(row.referral_id),
        sender=codes[row.agency_id],
        receiver=codes[row.receiver_id],
        kind=row.kind,  # type: ignore[arg-type]
        sent=row.sent,
        due=row.due,
        acknowledged=seen.on if seen else None,
    )


def of_rows(rows: Iterable[Referral], *, with_consent: bool = False) -> list[tuple[Referral, register.Referral]]:
    """Each referral with its value; three questions, however many there are."""
    held = list(rows)
    moves: dict[UUID, list[ReferralMove]] = {}
    for one in ReferralMove.objects.filter(referral__in=[row.pk for row in held]).defer("to_sender", "to_receiver"):
        moves.setdefault(one.referral_id, []).append(one)
    known = codes() if held else {}
    consents = Consent.objects.in_bulk([row.consent_id for row in held]) if with_consent else {}
    return [(row, referral_of(row, moves.get(row.pk, ()), known, consent=consents.get(row.consent_id))) for row in held]
