"""Tables of consent and referral. What two bodies share has both as its ends; the rest is the sender's own."""

from palermo.site.referrals.models.consents import Consent
from palermo.site.referrals.models.directory import OutsideBody, OutsideReferral, ServiceOffer
from palermo.site.referrals.models.oversight import MonitorShare, MonitorShareEnd, SharedFact
from palermo.site.referrals.models.received import ReceivedFile
from palermo.site.referrals.models.referrals import (
    DueDay,
    Notice,
    NoticeSeen,
    Referral,
    ReferralMove,
    ReferralPayload,
)

__all__ = [
    "Consent",
    "DueDay",
    "MonitorShare",
    "MonitorShareEnd",
    "Notice",
    "NoticeSeen",
    "OutsideBody",
    "OutsideReferral",
    "ReceivedFile",
    "Referral",
    "ReferralMove",
    "ReferralPayload",
    "ServiceOffer",
    "SharedFact",
]
