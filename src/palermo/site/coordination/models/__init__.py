"""The tables of a conference: the room's frozen values, row by row. Texts by language and lists are kept as JSON."""

from palermo.site.coordination.models.meetings import AgendaItem, Decision, FollowUp, Meeting
from palermo.site.coordination.models.members import Body, Conference, FolderNote, Handover, KeptFile, Membership
from palermo.site.coordination.models.plans import Area, Assignment, Measure, Plan, PlanIndicator
from palermo.site.coordination.models.progress import ProgressEntry, Review
from palermo.site.coordination.models.returns import ReturnLine, ReturnReceipt, YearlyReturn
from palermo.site.coordination.models.sheets import (
    Assessment,
    Assessor,
    Duties,
    DutyLine,
    GridEntry,
    Judgement,
    Reply,
)

__all__ = [
    "AgendaItem",
    "Area",
    "Assessment",
    "Assessor",
    "Assignment",
    "Body",
    "Conference",
    "Decision",
    "Duties",
    "DutyLine",
    "FolderNote",
    "FollowUp",
    "GridEntry",
    "Handover",
    "Judgement",
    "KeptFile",
    "Measure",
    "Meeting",
    "Membership",
    "Plan",
    "PlanIndicator",
    "ProgressEntry",
    "Reply",
    "ReturnLine",
    "ReturnReceipt",
    "Review",
    "YearlyReturn",
]
