"""Tables of cases. Each row belongs to one body; every free text is sealed under its key."""

from palermo.site.cases.models.case import Case, IndicatorObservation, Note, Participation, TraffickingEvent
from palermo.site.cases.models.courts import Complaint, Proceeding, ProceedingEvent
from palermo.site.cases.models.decisions import Clock, ClockPause, StatusDecision
from palermo.site.cases.models.help import RiskAssessment, Service, SupportPlan
from palermo.site.cases.models.importing import CaseImport
from palermo.site.cases.models.people import FamilyMember, FamilyUnit, PersonName, PersonRecord, SafeContact
from palermo.site.cases.models.returns import FollowUp, Repatriation

__all__ = [
    "Case",
    "CaseImport",
    "Clock",
    "ClockPause",
    "Complaint",
    "FamilyMember",
    "FamilyUnit",
    "FollowUp",
    "IndicatorObservation",
    "Note",
    "Participation",
    "PersonName",
    "PersonRecord",
    "Proceeding",
    "ProceedingEvent",
    "Repatriation",
    "RiskAssessment",
    "SafeContact",
    "Service",
    "StatusDecision",
    "SupportPlan",
    "TraffickingEvent",
]
