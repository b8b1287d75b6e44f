"""What a referral would carry if it were sent now: the bytes, every one of them, and a mark by which they are known."""

from datetime import date
from hashlib import sha256

from palermo import register
from palermo.ground.errors import Refused
from palermo.register.names import holds_a_name
from palermo.register.payload import ReferralPayload as Frozen
from palermo.register.payload import build
from palermo.register.sayings import tell
from palermo.site.keys.sealing import blind_text
from palermo.site.referrals.fields import Known, record_of
from palermo.site.referrals.models import Consent, OutsideReferral, Referral
from palermo.site.referrals.rooms import codes, consent_of, receiver_of

_MARK = "referrals.preview"


def frozen(row: Referral | OutsideReferral, *, today: date) -> Frozen:
    """The payload of a draft as the case stands today. Raises Refused with every fault, KeyAbsent.

    The law that stands in place of a consent is searched for names as any text is.
    """
    consent: Consent = row.consent
    known = Known.of(row.participation)
    names = known.names_as_written()
    if holds_a_name(consent.basis_if_none, names):
        raise Refused("The payload cannot be made.", findings=(tell("register.payload-name", "basis_if_none"),))
    envelope = register.Envelope(
        referral=str(row.pk),
        sender=codes()[row.agency_id],
        receiver=receiver_of(row, codes()),
        desk=row.desk or "",
        reference=row.reference,
        purpose=row.purpose,
    )
    return build(envelope, record_of(known, row.fields, row.details or ""), consent_of(consent), names, today)


def preview_mark(row: Referral | OutsideReferral, made: Frozen) -> str:
    """The same for the same bytes, and telling nothing of them: under the key of the sender. Raises KeyAbsent."""
    digest = sha256(made.body + b"\0" + (made.names or b"")).hexdigest()
    return blind_text(row.agency_id, _MARK, digest).hex()
