"""The life of a case as rules: statuses as a history, clocks, consent, referrals, and what follows from each."""

from palermo.register import clocks, elements, screening, status
from palermo.register.clocks import Clock, Pause
from palermo.register.elements import Recorded, TraffickingEvent
from palermo.register.sayings import SAYINGS
from palermo.register.screening import IndicatorObservation, Screening
from palermo.register.status import StatusDecision

__all__ = [
    "Clock",
    "IndicatorObservation",
    "Pause",
    "Recorded",
    "SAYINGS",
    "Screening",
    "StatusDecision",
    "TraffickingEvent",
    "clocks",
    "elements",
    "screening",
    "status",
]
