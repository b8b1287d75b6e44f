"""The room of coordination: a conference's bodies, plans, decisions, duties, assessments and yearly returns."""

from palermo.coordination.bodies import Body, BodyName, Handover, Seat, Succession
from palermo.coordination.checking import check
from palermo.coordination.conference import Conference, is_conference, load
from palermo.coordination.frames import COLUMNS, frames
from palermo.coordination.meetings import Decision, FollowUp, Meeting
from palermo.coordination.owed import Owed, agenda, owed
from palermo.coordination.place import Place
from palermo.coordination.plans import Area, Assignment, Measure, Plan, PlanIndicator
from palermo.coordination.progress import PERIODS, Entry, Review, is_period
from palermo.coordination.rollup import PlanStatus, Standing, choose_plan, rollup
from palermo.coordination.timeline import Line, thread, timeline

__all__ = [
    "Area",
    "Assignment",
    "Body",
    "BodyName",
    "COLUMNS",
    "Conference",
    "Decision",
    "Entry",
    "FollowUp",
    "Handover",
    "Line",
    "Measure",
    "Meeting",
    "Owed",
    "PERIODS",
    "Place",
    "Plan",
    "PlanIndicator",
    "PlanStatus",
    "Review",
    "Seat",
    "Standing",
    "Succession",
    "agenda",
    "check",
    "choose_plan",
    "frames",
    "is_conference",
    "is_period",
    "load",
    "owed",
    "rollup",
    "thread",
    "timeline",
]
