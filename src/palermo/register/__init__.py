"""The life of a case as rules: statuses as a history, clocks, consent, referrals, and what follows from each."""

from palermo.register import (
    clocks,
    consent,
    elements,
    names,
    notices,
    payload,
    referral,
    screening,
    status,
    withdrawal,
)
from palermo.register.clocks import Clock, Pause
from palermo.register.consent import Consent, Cover
from palermo.register.elements import Recorded, TraffickingEvent
from palermo.register.names import PersonName
from palermo.register.notices import Notice
from palermo.register.payload import Envelope, ReferralPayload
from palermo.register.referral import Move, Needs, Referral
from palermo.register.sayings import SAYINGS
from palermo.register.screening import IndicatorObservation, Screening
from palermo.register.status import StatusDecision
from palermo.register.withdrawal import Delivered, Published, Unrecallable, WithdrawalPlan

__all__ = [
    "Clock",
    "Consent",
    "Cover",
    "Delivered",
    "Envelope",
    "IndicatorObservation",
    "Move",
    "Needs",
    "Notice",
    "Pause",
    "PersonName",
    "Published",
    "Recorded",
    "Referral",
    "ReferralPayload",
    "SAYINGS",
    "Screening",
    "StatusDecision",
    "TraffickingEvent",
    "Unrecallable",
    "WithdrawalPlan",
    "clocks",
    "consent",
    "elements",
    "names",
    "notices",
    "payload",
    "referral",
    "screening",
    "status",
    "withdrawal",
]
