"""The life of a case as rules: statuses as a history, clocks, consent, referrals, and what follows from each."""

from palermo.register import (
    clocks,
    closing,
    consent,
    contact,
    elements,
    family,
    figures,
    names,
    notices,
    payload,
    proceedings,
    received,
    referral,
    repatriation,
    screening,
    services,
    status,
    withdrawal,
)
from palermo.register.clocks import Clock, Pause, RuleVersion
from palermo.register.closing import Case
from palermo.register.consent import Consent, Cover
from palermo.register.contact import Hours, SafeContact
from palermo.register.elements import Recorded, TraffickingEvent
from palermo.register.family import FamilyUnit
from palermo.register.names import PersonName
from palermo.register.notices import Notice
from palermo.register.payload import Envelope, ReferralPayload
from palermo.register.proceedings import Complaint, Proceeding, Sentence, Trail
from palermo.register.referral import Move, Needs, OfficeLine, Referral
from palermo.register.repatriation import Alarm, FollowUp, FollowUpShare, Repatriation, RiskAssessment
from palermo.register.sayings import SAYINGS
from palermo.register.screening import IndicatorObservation, Screening
from palermo.register.services import Found, Service, ServiceOffer, SupportPlan
from palermo.register.status import StatusDecision
from palermo.register.withdrawal import Delivered, Published, Unrecallable, WithdrawalPlan

__all__ = [
    "Alarm",
    "Case",
    "Clock",
    "Complaint",
    "Consent",
    "Cover",
    "Delivered",
    "Envelope",
    "FamilyUnit",
    "FollowUp",
    "FollowUpShare",
    "Found",
    "Hours",
    "IndicatorObservation",
    "Move",
    "Needs",
    "Notice",
    "OfficeLine",
    "Pause",
    "PersonName",
    "Proceeding",
    "Published",
    "Recorded",
    "Referral",
    "ReferralPayload",
    "Repatriation",
    "RiskAssessment",
    "RuleVersion",
    "SAYINGS",
    "SafeContact",
    "Screening",
    "Sentence",
    "Service",
    "ServiceOffer",
    "StatusDecision",
    "SupportPlan",
    "TraffickingEvent",
    "Trail",
    "Unrecallable",
    "WithdrawalPlan",
    "clocks",
    "closing",
    "consent",
    "contact",
    "elements",
    "family",
    "figures",
    "names",
    "notices",
    "payload",
    "proceedings",
    "received",
    "referral",
    "repatriation",
    "screening",
    "services",
    "status",
    "withdrawal",
]
